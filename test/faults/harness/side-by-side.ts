/**
 * Does `work` for each item, at most `atOnce` at a time, begun in their order: a campaign waits for disks, printers and markets most of
 * the time, which leaves others room. The answers stand in the order of the items. @throws the first failure.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, no: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const rest = items.entries();
  const lane = async (): Promise<void> => {
    for (const [no, item] of rest) answers[no] = await work(item, no);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return answers;
}

/** `total` in shares of at most `size`. */
export const shares = (total: number, size: number): readonly number[] =>
  Array.from({ length: Math.ceil(total / size) }, (_, no) => Math.min(size, total - no * size));
