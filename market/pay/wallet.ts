import type { ProofChannel } from '../../shared/payment-order.ts';

/** In whose browser a page is open; null: in none of a wallet's. Routing only, never a proof of anything. */
export function walletOf(userAgent: string): ProofChannel | null {
  if (/MicroMessenger\//i.test(userAgent)) return 'wechat';
  if (/AlipayClient\//i.test(userAgent)) return 'alipay';
  if (/UnionPay\//i.test(userAgent)) return 'unionpay';
  return null;
}

export const wallets = ['wechat', 'alipay', 'unionpay', 'ecny'] as const satisfies readonly ProofChannel[];
export const isWallet = (text: unknown): text is ProofChannel => wallets.some((wallet) => wallet === text);

export const walletNames: Readonly<Record<ProofChannel, string>> = {
  wechat: '微信',
  alipay: '支付宝',
  unionpay: '云闪付',
  ecny: '数字人民币',
};
