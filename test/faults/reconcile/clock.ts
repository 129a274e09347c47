/** Days and times of Asia/Shanghai, UTC+8 without summer time; the generator's own, so that it shares no mistake with the product. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

/** `2026-11-23 08:30:05`. */
export const stamp = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 19).replace('T', ' ');
/** The calendar day, by which channels date their bills. */
export const dateOf = (at: number): string => stamp(at).slice(0, 10);
/** The business day of a till: it goes on until three in the morning. */
export const businessDayOf = (at: number): string => dateOf(at - 3 * HOUR);
/** Midnight at which a day begins. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
export const dayAfter = (day: string, days: number): string => dateOf(startOf(day) + days * DAY);
/** `-12.50` for −1250 fen, as files write it. */
export const yuan = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
