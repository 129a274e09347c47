/**
 * The rates of a generated day, per purchase unless said otherwise: faults are far more frequent than in any market, so that a thousand days
 * hold some thousands of each type.
 */
export const rates = {
  purchases: [20, 60],
  cash: 0.3,
  qr: 0.4,
  sticker: 0.15,
  card: 0.1,
  mixed: 0.05,
  /** One fault. */
  single: 0.1,
  /** Two or three faults on one sale; reported apart. */
  stacked: 0.01,
  lookalike: 0.05,
  /** For each payment or refund of a bill: what its account moved is wrong in one of five ways. */
  flow: 0.03,
  /** Of WeChat's payments: booked with the fee taken off already. */
  flowNet: 0.3,
  /** For each stall, channel and day: what is paid out or booked is wrong, each of seven ways. */
  settle: 0.02,
} as const;
