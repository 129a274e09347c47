import type { Http } from '../http.ts';

/** What the service provider (服务商) holds at WeChat Pay. Everything here is secret but the numbers and addresses. */
export interface WechatConfig {
  readonly name: 'wechat';
  /** `https://api.mch.weixin.qq.com`. */
  readonly baseUrl: string;
  /** Where shoppers are named: `https://open.weixin.qq.com` for their browser, `https://api.weixin.qq.com` for us. */
  readonly openUrl: string;
  readonly openApiUrl: string;
  readonly spMchid: string;
  readonly spAppid: string;
  /** Secret of the official account `spAppid`; asks who is paying. Empty: nobody can be named, so no JSAPI. */
  readonly appSecret: string;
  /** Key (PEM) and certificate (PEM) of our API certificate, and the certificate's serial number. */
  readonly privateKey: string;
  readonly certificate: string;
  readonly serial: string;
  /** APIv3 key, 32 letters. */
  readonly apiV3Key: string;
  /** WeChat's own keys by the name it gives them, `PUB_KEY_ID_…` or a certificate's serial: public key or certificate (PEM). */
  readonly platformKeys: Readonly<Record<string, string>>;
  /** APIv2 key, for payment codes by the older interface. */
  readonly apiV2Key: string;
  readonly v2SignType: 'HMAC-SHA256' | 'MD5';
  /** Address of ours WeChat sends notices to; no query. */
  readonly notifyUrl: string;
  readonly isSimulated: boolean;
}

export interface Deps {
  readonly http: Http;
  /** Epoch ms. */
  readonly now: () => number;
  /** 32 letters and digits. */
  readonly nonce: () => string;
}
