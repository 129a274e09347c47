/** `12.50` for 1250 fen. Yuan exist only where a channel wants them. */
export const yuanOf = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;

/** Fen of a sum in yuan with at most two decimals; null for everything else. */
export function fenOf(yuan: string): number | null {
  const [, whole = '', part = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(yuan) ?? [];
  return whole === '' ? null : Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** `2026-09-21 10:00:00` and back: the Beijing time of the channels, without a zone. */
export const beijingTime = (ms: number): string =>
  new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
export function beijingMs(text: string): number | null {
  const ms = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
