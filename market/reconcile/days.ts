const DAY = 86_400_000;
const OFFSET = 28_800_000;
/** The calendar day in Asia/Shanghai, by which bills are dated. */
export const billDayOf = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10);
/** The day so many days after another. */
export const dayPlus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
export const daysSince = (at: number, day: string): number =>
  Math.floor((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${billDayOf(at)}T00:00:00Z`)) / DAY);
