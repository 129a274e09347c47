import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Mode } from '../../shared/records/goods.ts';
import type { EnrolAnswer, EpochHead } from '../../shared/wire.ts';
import type { EarlierEpochs, EnrolledIdentity, EpochStart, Settings } from './settings.ts';

/** Bytes kept outside the data directory or sealed by the system: the terminal's keys. */
export interface Secrets {
  load(name: string): Promise<Uint8Array | null>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

/** An Ed25519 key of this terminal. `publicKey` is base64url of its 32 raw bytes (43 characters). */
export interface TerminalKey {
  readonly publicKey: string;
  /** base64url signature of the UTF-8 bytes of `text`, 86 characters. */
  sign(text: string): string;
  /** The 64 bytes of a signature over bytes. */
  signBytes(bytes: Uint8Array): Uint8Array;
}

export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/** A check of base64url Ed25519 signatures over UTF-8 text with one public key (32 raw bytes, base64url). */
export function verifierOf(publicKey: string): (text: string, sig: string) => boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return (text, sig) => verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(sig, 'base64url'));
}

function rawPublicKey(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (typeof x !== 'string') throw new Error('not an Ed25519 key');
  return x;
}

function terminalKey(privateKey: KeyObject): TerminalKey {
  return {
    publicKey: rawPublicKey(privateKey),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
    signBytes: (bytes) => sign(null, bytes, privateKey),
  };
}

async function loadKey(secrets: Secrets, name: string): Promise<TerminalKey | null> {
  const bytes = await secrets.load(name);
  return bytes === null
    ? null
    : terminalKey(createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' }));
}

async function loadOrMakeKey(secrets: Secrets, name: string): Promise<TerminalKey> {
  const found = await loadKey(secrets, name);
  if (found !== null) return found;
  const { privateKey } = generateKeyPairSync('ed25519');
  await secrets.save(name, privateKey.export({ format: 'der', type: 'pkcs8' }));
  return terminalKey(privateKey);
}

/** Whose entries are written now: chain, key and mode. */
export interface Identity {
  readonly market: number;
  readonly marketName: string;
  readonly terminal: number;
  readonly epoch: number;
  readonly stallNo: string;
  readonly stallName: string;
  /** Null before enrolment: the trade the core was started with. */
  readonly trade: string | null;
  readonly mode: Mode;
  readonly key: TerminalKey;
  /** The key of the market's server; null until it was heard. */
  readonly serverKey: string | null;
  /** What the first entry of this epoch says; null for a terminal's first epoch. */
  readonly start: EpochStart | null;
}

export interface IdentityBook {
  current(): Identity;
  /** Who it is while somebody practises: the chain of a terminal that has not joined, at the same stall. */
  practice(): Promise<Identity>;
  /** The key this terminal enrols with; made on the first call. */
  enrolmentKey(): Promise<TerminalKey>;
  /** Goes on in another epoch with the same key. */
  enter(epoch: number, start: EpochStart): Promise<Identity>;
  /** Keeps the key of the market's server. */
  keepServerKey(serverKey: string): Promise<void>;
  /** Epochs of this terminal with the keys that signed them, ascending, the one that is written too. */
  epochs(): Promise<readonly { readonly epoch: number; readonly publicKey: string }[]>;
  keepEpochs(epochs: readonly { readonly epoch: number; readonly publicKey: string }[]): Promise<void>;
  /** Becomes the terminal the market says it is, from the next entry on. */
  enrol(answer: EnrolledIdentity): Promise<Identity>;
  /** The market knows this terminal, but its key is gone: it can only practise until it is enrolled again. */
  readonly keyLost: boolean;
}

/** A terminal that no market knows. What it writes never leaves it. */
const unjoined = (key: TerminalKey): Identity => ({
  market: 0,
  marketName: '',
  terminal: 0,
  epoch: 0,
  stallNo: '',
  stallName: '',
  trade: null,
  mode: 'training',
  serverKey: null,
  start: null,
  key,
});

const TRAINING_KEY = 'training-key';
const TERMINAL_KEY = 'terminal-key';

/** The key of an enrolled terminal; made when there is none. */
export const terminalKeyIn = (secrets: Secrets): Promise<TerminalKey> => loadOrMakeKey(secrets, TERMINAL_KEY);

/**
 * Who this terminal is. Before enrolment it is terminal 0 of market 0 with a chain and a key of its own, which never leave it.
 * Enrolled with virtual devices everything is `simulated`.
 */
export async function openIdentity(secrets: Secrets, settings: Settings, virtual: boolean): Promise<IdentityBook> {
  const enrolledAs = (answer: EnrolledIdentity, key: TerminalKey): Identity => ({
    ...answer,
    serverKey: answer.serverKey ?? null,
    start: answer.start ?? null,
    mode: virtual ? 'simulated' : 'live',
    key,
  });
  const noteSigner = async (answer: EnrolledIdentity, key: TerminalKey): Promise<void> => {
    const { market, terminal, epoch } = answer;
    const signer = { market, terminal, epoch, publicKey: key.publicKey };
    if (JSON.stringify(await settings.read('signer')) !== JSON.stringify(signer))
      await settings.write('signer', signer);
  };
  const stored = await settings.read('identity');
  const key = stored === null ? null : await loadKey(secrets, TERMINAL_KEY);
  if (stored !== null && key !== null) await noteSigner(stored, key);
  let identity: Identity =
    stored !== null && key !== null ? enrolledAs(stored, key) : unjoined(await loadOrMakeKey(secrets, TRAINING_KEY));
  const change = async (to: Partial<EnrolledIdentity>): Promise<void> => {
    const was = await settings.read('identity');
    if (was === null) throw new Error('A terminal that has not joined has no epoch');
    await settings.write('identity', { ...was, ...to });
    identity = enrolledAs({ ...was, ...to }, identity.key);
  };
  const earlier = async (): Promise<EarlierEpochs['epochs']> => {
    const kept = await settings.read('earlier');
    return kept === null || kept.terminal !== identity.terminal ? [] : kept.epochs;
  };
  const keepEpochs: IdentityBook['keepEpochs'] = async (epochs) => {
    const byEpoch = new Map(epochs.map((one) => [one.epoch, one]));
    await settings.write('earlier', {
      terminal: identity.terminal,
      epochs: [...byEpoch.values()].toSorted((a, b) => a.epoch - b.epoch),
    });
  };
  return {
    current: () => identity,
    practice: async () => {
      const { marketName, stallNo, stallName, trade } = identity;
      return { ...unjoined(await loadOrMakeKey(secrets, TRAINING_KEY)), marketName, stallNo, stallName, trade };
    },
    enrolmentKey: () => terminalKeyIn(secrets),
    enrol: async (answer) => {
      const own = await terminalKeyIn(secrets);
      await settings.write('identity', answer);
      await noteSigner(answer, own);
      identity = enrolledAs(answer, own);
      return identity;
    },
    enter: async (epoch, start) => {
      const { key: own, epoch: before } = identity;
      await keepEpochs([...(await earlier()), { epoch: before, publicKey: own.publicKey }]);
      await change({ epoch, start });
      return identity;
    },
    keepServerKey: (serverKey) => change({ serverKey }),
    epochs: async () => [
      ...(await earlier()).filter(({ epoch }) => epoch < identity.epoch),
      { epoch: identity.epoch, publicKey: identity.key.publicKey },
    ],
    keepEpochs,
    keyLost: stored !== null && key === null,
  };
}

/**
 * How the epoch of an enrolment begins that is not the terminal's first. A rebuilt till whose chosen epoch was taken goes on from what it has written there;
 * any other from what the market holds.
 */
export function startAfter(
  was: Pick<Identity, 'terminal' | 'epoch'>,
  head: EpochHead,
  { terminal, epoch, previous }: Pick<EnrolAnswer, 'terminal' | 'epoch' | 'previous'>,
): EpochStart {
  return was.terminal === terminal && was.epoch < epoch && head.epoch === was.epoch && head.seq > 0
    ? {
        reason: 'rebuilt',
        previous: { epoch: head.epoch, seq: head.seq, hash: head.hash, perpetualFen: head.perpetualFen },
      }
    : { reason: 'replaced', previous };
}
