const MAX_TYPED = 8;
/** Keys of the number pad, row by row. */
export const padKeys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '.', 'erase'] as const;
export type PadKey = (typeof padKeys)[number];

/** What stands after one more key; an entry that is no amount of yuan is not taken. */
export function typeKey(typed: string, key: PadKey): string {
  if (key === 'erase') return typed.slice(0, -1);
  const next = typed === '0' && key !== '.' ? key : typed === '' && key === '.' ? '0.' : typed + key;
  const fraction = next.split('.');
  return next.length <= MAX_TYPED && fraction.length <= 2 && (fraction[1] ?? '').length <= 2 ? next : typed;
}
