import type { Params } from '../../alipay/sign.ts';
import type { Parts } from '../simulated.ts';

export interface Gateway extends Parts {
  readonly appId: string;
}
export type Fields = Readonly<Record<string, unknown>>;
/** Answers one method: its business fields, the stall that authorised us (empty: none), and all parameters. */
export interface Method {
  readonly operation: string;
  readonly answer: (gateway: Gateway, content: Fields, subMerchant: string, params: Params) => Fields;
}

export const done = (fields: Fields = {}): Fields => ({ code: '10000', msg: 'Success', ...fields });
export const refuse = (subCode: string, text: string): Fields => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: `模拟：${text}`,
});
