/** Largest amount of money in any record: 10 million yuan. Far past any stall, far below 2^53. Unit: fen. */
export const MAX_FEN = 1_000_000_000;
/** Largest weight in any record: 10 t. Unit: gram. */
export const MAX_GRAMS = 10_000_000;
/** Largest epoch ms a record may carry (year 2100); a clock beyond it is broken. */
export const MAX_TIME = 4_102_444_800_000;
/** Totals over years: the largest integer that JSON and JavaScript keep exactly. */
export const MAX_TOTAL = 9_007_199_254_740_991;
