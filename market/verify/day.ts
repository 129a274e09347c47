const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Shanghai is 8 hours ahead of UTC all year, and a business day begins at 03:00 there. */
const SHIFT = (8 - 3) * HOUR;

/** The business day an instant (epoch ms) belongs to, `2026-11-23`, and its count since 1970-01-01. */
export const dayNumber = (at: number): number => Math.floor((at + SHIFT) / DAY);

/** The text of a day count, from the calendar of the platform in UTC. */
export const dayText = (number: number): string => new Date(number * DAY).toISOString().slice(0, 10);
