/**
 * The sign of a key; a key of a number pad is its digit or point also while NumLock is off, when the system calls it Home, End or an arrow.
 */
export function keyOf({ key, code }: { readonly key: string; readonly code: string }): string {
  if (/^Numpad\d$/.test(code)) return code.slice(-1);
  return code === 'NumpadDecimal' ? '.' : key;
}
