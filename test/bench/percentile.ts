/** The q-quantile (0..1) of the samples by nearest rank. */
export const quantile = (samples: readonly number[], q: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
};
export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
