const DAY = 86_400_000;
const OFFSET = 28_800_000;
/** The calendar day in Asia/Shanghai, by which bills are dated. */
export const billDayOf = (at: number): string => new Date(at + OFFSET).toISOString().slice(0, 10);
/** The day so many days after another. */
export const dayPlus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
export const daysSince = (at: number, day: string): number =>
  Math.floor((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${billDayOf(at)}T00:00:00Z`)) / DAY);

/**
 * The day a bill's money is paid out on: the next calendar day, weekends and holidays too. WeChat says so of its institutions' settlement ("T+1 is a
 * calendar day … regardless of weekends and holidays", pay.weixin.qq.com/wiki/doc/api/wxpay/en/guide/pos/SettlementAndBill.shtml) and withdraws by
 * itself each day at 8:30 (developers.weixin.qq.com, B2b setautowithdraw). Of Alipay no page was found. Acquirers have both, by contract: D1 counts calendar
 * days, T1 working days; with a T1 contract money of a weekend is told as late until it comes, and has then explained itself (`transfer_late`).
 */
export const payoutDayOf = (billDay: string): string => dayPlus(billDay, 1);
