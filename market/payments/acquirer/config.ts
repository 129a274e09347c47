import type { Http } from '../http.ts';

/** What we hold at an acquirer (收单机构). The private key is secret. */
export interface AcquirerConfig {
  readonly name: 'acquirer';
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly appId: string;
  /** Our private key, and the acquirer's public key (PEM). */
  readonly privateKey: string;
  readonly acquirerKey: string;
  /** Address of ours it sends notices to. */
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

export interface Acquirer {
  readonly config: AcquirerConfig;
  readonly deps: Deps;
}
