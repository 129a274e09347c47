import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { GENESIS, sealEntry } from '../../shared/chain.ts';
import { businessDay } from '../../shared/day.ts';
import { lineAmount } from '../../shared/money.ts';
import type {
  EpochStartBody,
  JournalBody,
  JournalEntry,
  SaleBody,
  UnsealedEntry,
} from '../../shared/records/journal.ts';
import { perpetualDelta } from '../../shared/sale.ts';
import { API, enrolText, headers, requestText } from '../../shared/wire.ts';
import type {
  Checkpoint,
  DownCollection,
  EnrolAnswer,
  EpochHead,
  EpochsAnswer,
  JournalAnswer,
  KnownAnswer,
  PullAnswer,
  Resume,
  SessionAnswer,
} from '../../shared/wire.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What a request carries; tests bend single parts of it. */
export interface Request {
  readonly method: 'GET' | 'POST';
  /** With its query, as it goes over the wire and under the signature. */
  readonly path: string;
  readonly body?: unknown;
}

const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** A terminal that speaks the wire format and keeps a journal, without RxDB: a key, a nonce, a counter and a chain. */
export class TestTerminal {
  publicKey: string;
  #key: KeyObject;
  #base: () => string;
  #nonce = '';
  #counter = 0;
  #seq = 0;
  #prevHash = GENESIS;
  #perpetualFen = 0;
  terminal = 0;
  market = 0;
  epoch = 1;

  /** `base` is asked at each request: a server that was started anew may have another port. */
  constructor(base: () => string) {
    this.#base = base;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.#key = privateKey;
    this.publicKey = publicKey.export({ format: 'jwk' }).x ?? '';
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text, 'utf8'), this.#key).toString('base64url');
  }

  signBytes(bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#key);
  }

  async enrol(code: string, resume: Resume | null = null): Promise<HttpAnswer> {
    const answer = await post(`${this.#base()}${API}/enrol`, {
      code,
      publicKey: this.publicKey,
      proof: this.sign(enrolText(code, this.publicKey)),
      appVersion: '0.1.0',
      resume,
    });
    if (answer.status === 200) {
      const { terminal, market, epoch } = answer.body as EnrolAnswer;
      Object.assign(this, { terminal, market, epoch });
    }
    return answer;
  }

  /** A copy of this device as it is now: key, chain and session, as after its disk was imaged. */
  image(): TestTerminal {
    const copy = new TestTerminal(this.#base);
    const { terminal, market, epoch, publicKey } = this;
    Object.assign(copy, { terminal, market, epoch, publicKey });
    copy.#key = this.#key;
    copy.#seq = this.#seq;
    copy.#prevHash = this.#prevHash;
    copy.#perpetualFen = this.#perpetualFen;
    return copy;
  }

  head(): { readonly seq: number; readonly hash: string } | null {
    return this.#seq === 0 ? null : { seq: this.#seq, hash: this.#prevHash };
  }

  /** Goes on in another epoch; its first entry names what it goes on from. */
  begin(epoch: number, previous: EpochHead | null, reason: EpochStartBody['reason'], at: number): JournalEntry {
    this.epoch = epoch;
    this.#seq = 0;
    this.#prevHash = GENESIS;
    this.#perpetualFen = previous?.perpetualFen ?? 0;
    return this.entry(
      {
        kind: 'epoch_start',
        reason,
        previous: previous === null ? null : { epoch: previous.epoch, seq: previous.seq, hash: previous.hash },
        carriedFen: this.#perpetualFen,
      },
      at,
    );
  }

  askEpoch(epoch = this.epoch, head = this.head()): Promise<HttpAnswer> {
    return this.send({ method: 'POST', path: `${API}/epoch`, body: { epoch, head } });
  }

  async epochs(): Promise<EpochsAnswer['epochs']> {
    return ((await this.send({ method: 'GET', path: `${API}/epochs` })).body as EpochsAnswer).epochs;
  }

  async journal(epoch: number, from: number, limit: number): Promise<readonly unknown[]> {
    const path = `${API}/journal?epoch=${epoch}&from=${from}&limit=${limit}`;
    return ((await this.send({ method: 'GET', path })).body as JournalAnswer).entries;
  }

  async openSession(): Promise<SessionAnswer> {
    const answer = await post(`${this.#base()}${API}/session`, { terminal: this.terminal });
    if (answer.status !== 200) throw new Error(`no session: ${JSON.stringify(answer)}`);
    const session = answer.body as SessionAnswer;
    this.#nonce = session.nonce;
    this.#counter = 0;
    return session;
  }

  /** The signed headers of a request; each call takes the next counter. */
  signedHeaders(
    request: Request,
    bent: { readonly nonce?: string; readonly counter?: number; readonly terminal?: number } = {},
  ): Record<string, string> {
    const counter = bent.counter ?? ++this.#counter;
    const nonce = bent.nonce ?? this.#nonce;
    const bodyHash = sha256Hex(request.body === undefined ? '' : JSON.stringify(request.body));
    return {
      [headers.terminal]: String(bent.terminal ?? this.terminal),
      [headers.nonce]: nonce,
      [headers.counter]: String(counter),
      [headers.signature]: this.sign(
        requestText({ method: request.method, path: request.path, bodyHash, nonce, counter }),
      ),
    };
  }

  async send(request: Request, signed = this.signedHeaders(request)): Promise<HttpAnswer> {
    const init = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const answer = await fetch(`${this.#base()}${request.path}`, {
      method: request.method,
      ...init,
      headers: { ...signed, ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) },
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  push(entries: readonly unknown[]): Promise<HttpAnswer> {
    return this.send({ method: 'POST', path: `${API}/push/journal`, body: { entries } });
  }

  async pull(collection: DownCollection, from: Checkpoint | null, limit: number): Promise<PullAnswer> {
    const at = from === null ? '' : `epoch=${from.epoch}&seq=${from.seq}&`;
    const answer = await this.send({ method: 'GET', path: `${API}/pull/${collection}?${at}limit=${limit}` });
    if (answer.status !== 200) throw new Error(`pull failed: ${JSON.stringify(answer)}`);
    return answer.body as PullAnswer;
  }

  /** Pulls as RxDB does: page by page until one is not full. */
  async pullAll(
    collection: DownCollection,
    limit = 100,
    from: Checkpoint | null = null,
  ): Promise<{ readonly documents: PullAnswer['documents']; readonly checkpoint: Checkpoint | null }> {
    const documents: PullAnswer['documents'] = [];
    let checkpoint = from;
    for (;;) {
      const page = await this.pull(collection, checkpoint, limit);
      documents.push(...page.documents);
      checkpoint = page.checkpoint;
      if (page.documents.length < limit) return { documents, checkpoint };
    }
  }

  async known(epoch: number, from: number, to: number): Promise<KnownAnswer> {
    const answer = await this.send({ method: 'POST', path: `${API}/known`, body: { epoch, from, to } });
    if (answer.status !== 200) throw new Error(`known failed: ${JSON.stringify(answer)}`);
    return answer.body as KnownAnswer;
  }

  /** The change stream; `ready` once the server listens. */
  async stream(
    onChange: (collections: readonly string[]) => void,
  ): Promise<{ readonly status: number; readonly ended: Promise<void>; stop(): void }> {
    const path = `${API}/stream`;
    const control = new AbortController();
    const answer = await fetch(`${this.#base()}${path}`, {
      headers: this.signedHeaders({ method: 'GET', path }),
      signal: control.signal,
    });
    const read = async () => {
      let text = '';
      for await (const chunk of answer.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString('utf8');
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const data = /^event: changed\ndata: (.*)$/.exec(part)?.[1];
          if (data !== undefined) onChange((JSON.parse(data) as { collections: string[] }).collections);
        }
      }
    };
    const ended = read().catch(() => undefined);
    return {
      status: answer.status,
      ended,
      stop: () => {
        control.abort();
      },
    };
  }

  seal(unsealed: UnsealedEntry): JournalEntry {
    return sealEntry(unsealed, { sha256Hex, sign: (text) => this.sign(text) });
  }

  /** The next entry of this terminal's chain. `bend` changes it before it is sealed. */
  entry(body: JournalBody, at: number, bend: Partial<UnsealedEntry> = {}): JournalEntry {
    this.#seq += 1;
    this.#perpetualFen += perpetualDelta(body);
    const entry = this.seal({
      id: randomUUID(),
      v: 1,
      market: this.market,
      terminal: this.terminal,
      epoch: this.epoch,
      seq: this.#seq,
      prevHash: this.#prevHash,
      at,
      day: businessDay(at),
      seller: '王',
      mode: 'live',
      kind: body.kind,
      perpetualFen: this.#perpetualFen,
      body,
      ...bend,
    });
    this.#prevHash = entry.hash;
    return entry;
  }

  sale(at: number, bend: Partial<UnsealedEntry> = {}): JournalEntry {
    return this.entry(saleBody(at), at, bend);
  }

  sales(count: number, at: number): JournalEntry[] {
    return Array.from({ length: count }, () => this.sale(at));
  }
}

/** 1.245 kg of tomatoes at 8.40 yuan a kilogram, cash, rounded down to 角: 10.46 − 0.06 = 10.40. */
export function saleBody(at: number): SaleBody {
  const amountFen = lineAmount(1245, 840, 1000);
  const roundingFen = amountFen % 10;
  const payableFen = amountFen - roundingFen;
  return {
    kind: 'sale',
    cartId: randomUUID(),
    sign: 'A',
    openedAt: at,
    lines: [
      {
        no: 1,
        id: randomUUID(),
        kind: 'weight',
        productId: 'p0201',
        name: '番茄',
        category: '02',
        priceFen: 840,
        basisG: 1000,
        priceSource: 'market',
        pieceUnit: '',
        qty: 1,
        grossG: 1250,
        tareG: 5,
        tareKind: 'preset',
        netG: 1245,
        amountFen,
        concessionFen: 0,
        capped: false,
        evidenceId: null,
        evidenceHash: null,
        scaleSerial: null,
        eG: 5,
        marks: [],
        takenAt: at,
        allocatedFen: roundingFen,
      },
    ],
    goodsFen: amountFen,
    concessionFen: 0,
    rounding: 'jiao',
    roundingFen,
    payableFen,
    tenders: [
      {
        no: 1,
        kind: 'cash',
        channel: null,
        amountFen: payableFen,
        state: 'cash',
        tenderedFen: null,
        changeFen: null,
        paymentOrderId: null,
        transactionId: null,
      },
    ],
    paper: 'none',
    drawer: false,
    online: true,
    appVersion: '0.1.0',
  };
}

export async function post(url: string, body: unknown): Promise<HttpAnswer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

/** A terminal that has joined stall 12 and has a session. */
export async function joinedTerminal(
  market: { readonly url: string; code(stallNo: string): Promise<string> },
  stallNo = '12',
): Promise<TestTerminal> {
  const terminal = new TestTerminal(() => market.url);
  const answer = await terminal.enrol(await market.code(stallNo));
  if (answer.status !== 200) throw new Error(`not enrolled: ${JSON.stringify(answer)}`);
  await terminal.openSession();
  return terminal;
}
