/**
 * Why a channel does not share a payment, by the codes of its refusal (payments.md 1.4 and 2; codes of WeChat's profitsharing, of Alipay's
 * trade.order.settle and of our neutral acquirer's interface, the meaning of several from public lists only). `funds`: the money is not on the account
 * yet. `busy`: the channel's own trouble. `limit`: more than its ratio, or than the receiver may get. `rights`: sharing is not opened for this merchant.
 * `receiver`: it is not bound to the merchant, or is blocked. `over`: the channel shares this payment no more. `request`: it finds the request wrong.
 */
export type SplitCause = 'funds' | 'busy' | 'limit' | 'rights' | 'receiver' | 'over' | 'request';

const causes: readonly (readonly [SplitCause, RegExp])[] = [
  ['funds', /NOT_?ENOUGH|BALANCE/],
  ['over', /FINISHED|TRADE_STATUS_ERROR/],
  ['limit', /RULE_?LIMIT|ALLOC_AMOUNT|EXCEED/],
  ['rights', /NO_?AUTH|PERMISSION|SIGN_/],
  ['receiver', /RECEIVER|NO_RELATION|ACCOUNT_ABNORMAL|RISK/],
  ['request', /PARAM|INVALID|DISCORDANT|MISMATCH|NOT_EXIST|NOT_FOUND/],
];

/** The cause behind a channel's code; a code nobody knows is taken for the channel's own trouble, which may pass. */
export const splitCauseOf = (code: string): SplitCause => causes.find(([, words]) => words.test(code))?.[0] ?? 'busy';

/** Whether it may pass by itself; every other cause stays until somebody has done something about it. */
export const mayPass = (cause: SplitCause): boolean => cause === 'funds' || cause === 'busy';

/** Waits between two tries of a share: 1, 2, 4 … seconds, up to an hour. */
export const splitRetryMs = (tries: number): number => Math.min(3_600, 2 ** Math.min(tries, 12)) * 1_000;
