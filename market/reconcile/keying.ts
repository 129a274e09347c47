/** How a hand turns one amount into another; null: not by these ways. */
export function keyedWrong(keyedFen: number, rightFen: number): 'digit_swap' | 'missing_decimal' | null {
  if (keyedFen === rightFen * 100 || keyedFen === rightFen * 10) return 'missing_decimal';
  const [a, b] = [String(keyedFen), String(rightFen)];
  if (a.length !== b.length) return null;
  const off = Array.from(a, (digit, i) => (digit === b[i] ? [] : [i])).flat();
  const [first = 0, second = 0] = off;
  const isSwap = off.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first];
  return isSwap ? 'digit_swap' : null;
}
