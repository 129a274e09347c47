import type { Http } from '../http.ts';

/** What we hold at Alipay as an ISV (第三方应用). The private key and the stalls' authorisations are secret. */
export interface AlipayConfig {
  readonly name: 'alipay';
  /** `https://openapi.alipay.com/gateway.do`. */
  readonly gatewayUrl: string;
  /** Where shoppers are named: `https://openauth.alipay.com`. */
  readonly authUrl: string;
  readonly appId: string;
  /** Our application's private key, and Alipay's public key for it (PEM). */
  readonly privateKey: string;
  readonly alipayPublicKey: string;
  /** Address of ours Alipay sends notices to. */
  readonly notifyUrl: string;
  readonly isSimulated: boolean;
}

export interface Deps {
  readonly http: Http;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface Alipay {
  readonly config: AlipayConfig;
  readonly deps: Deps;
}
