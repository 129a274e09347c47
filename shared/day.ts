/**
 * Days and clock times of Asia/Shanghai: UTC+8 without summer time since 1992, so whole-number arithmetic is enough
 * and a terminal's own time zone can't change a business day.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

const two = (n: number): string => String(n).padStart(2, '0');

/** Proleptic Gregorian date of a day count since 1970-01-01 (days of 400-year eras counted from 1 March). */
function dateText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function localParts(epochMs: number): { readonly days: number; readonly seconds: number } {
  const local = epochMs + OFFSET;
  const days = Math.floor(local / DAY);
  return { days, seconds: Math.floor((local - days * DAY) / 1000) };
}

/** Business day `2026-11-23`: it begins at `cutHour` in Shanghai, so a sale after midnight still belongs to the evening. */
export const businessDay = (epochMs: number, cutHour = 3): string =>
  dateText(localParts(epochMs - cutHour * HOUR).days);

/** Day count since 1970-01-01 of a date `2026-11-23`; the inverse of `dateText`. */
function dayCount(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(yearFromMarch / 400);
  const yearOfEra = yearFromMarch - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The month `2026-11` some months later, or earlier. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + by;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${two((months % 12) + 1)}`;
}
/** First and last day of a month `2026-11`. */
export const monthSpan = (month: string): { readonly from: string; readonly to: string } => ({
  from: `${month}-01`,
  to: dateText(dayCount(`${monthAfter(month, 1)}-01`) - 1),
});

/** Days from one date to another, negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => dayCount(to) - dayCount(from);

/** `2026-11-23 08:47:02`. */
export function shanghaiTime(epochMs: number): string {
  const { days, seconds } = localParts(epochMs);
  return `${dateText(days)} ${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `08:47`. */
export const clockText = (epochMs: number): string => shanghaiTime(epochMs).slice(11, 16);

/** The instant at which a business day of the usual cut begins, epoch ms; the inverse of `businessDay`. */
export const startOfDay = (day: string): number => dayCount(day) * DAY - OFFSET + 3 * HOUR;
