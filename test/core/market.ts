import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { enrolText, headers, requestText, type DownCollection } from '../../shared/wire.ts';

/** A small market that speaks shared/wire.ts from memory, with a cable the test can cut. Shares no code with what it checks. */
export interface TestMarket {
  readonly url: string;
  /** Entries by number, as the first that came; and how often each came. */
  readonly held: ReadonlyMap<number, JournalEntry>;
  readonly came: ReadonlyMap<number, number>;
  /** Requests whose signature was wrong or whose counter was used. */
  readonly bad: () => number;
  /** Answers of what lies under /api/v1/payments, a test's own; null: 404. */
  payments:
    | ((path: string, body: Record<string, never>) => { readonly status: number; readonly value: unknown } | null)
    | null;
  /** Documents the terminals may see, in the order of their changes. */
  tell(collection: DownCollection, document: { readonly id: string } & Record<string, unknown>): void;
  cut(): void;
  mend(): void;
  /** Takes the next push in and drops the line before the answer. */
  loseNextAnswer(): void;
  /** Answers the next pushes with 500. */
  failPushes(count: number): void;
  /** Answers the next push with 200 and keeps nothing of it. */
  swallowNextPush(): void;
  /** So with every push, until told to stop. */
  swallowPushes(isOn: boolean): void;
  /** Entries that were swallowed. */
  swallowed(): number;
  /** Forgets these numbers, as a server put back from an older copy would; the epoch stays. */
  forget(seqs: readonly number[]): void;
  /** A server put back from a copy: another epoch. */
  newEpoch(): void;
  stop(): Promise<void>;
}

const code = 'GOOD-CODE';

function keyPair(): { readonly publicKey: string; readonly sign: (text: string) => string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  };
}

export async function startTestMarket(): Promise<TestMarket> {
  const held = new Map<number, JournalEntry>();
  const came = new Map<number, number>();
  const used = new Set<string>();
  const documents: { collection: DownCollection; seq: number; document: Record<string, unknown> }[] = [];
  const streams = new Set<ServerResponse>();
  const serverKey = keyPair();
  let publicKey = '';
  let epoch = 1;
  let nonces = 0;
  let bad = 0;
  let down = false;
  let loseAnswer = false;
  let failing = 0;
  let swallow: 'none' | 'next' | 'all' = 'none';
  let swallowed = 0;

  const key = () => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  const signedWell = (request: IncomingMessage, body: Buffer): boolean => {
    const header = (name: string): string => String(request.headers[name] ?? '');
    const bodyHash = createHash('sha256').update(body).digest('hex');
    const counter = header(headers.counter);
    const text = requestText({
      method: request.method ?? '',
      path: request.url ?? '',
      bodyHash,
      nonce: header(headers.nonce),
      counter: Number(counter),
    });
    const once = `${header(headers.nonce)} ${counter}`;
    const good =
      header(headers.nonce) === `nonce-${nonces}` &&
      !used.has(once) &&
      verify(null, Buffer.from(text), key(), Buffer.from(header(headers.signature), 'base64url'));
    used.add(once);
    return good;
  };
  const answer = (response: ServerResponse, status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const handle = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://market');
    const say = body.length === 0 ? {} : (JSON.parse(body.toString()) as Record<string, never>);
    if (url.pathname === '/api/v1/enrol') {
      const { publicKey: offered, proof } = say as unknown as { publicKey: string; proof: string };
      publicKey = offered;
      if (say['code'] !== code) return answer(response, 403, { error: 'bad_code' });
      if (!verify(null, Buffer.from(enrolText(code, offered)), key(), Buffer.from(proof, 'base64url')))
        return answer(response, 401, { error: 'signature' });
      return answer(response, 200, {
        market: 1,
        marketName: '虹桥菜场',
        terminal: 17,
        epoch: 1,
        stallNo: 'A-17',
        stallName: '王记蔬菜',
        trade: 'tofu',
        serverTime: Date.now(),
        serverKey: serverKey.publicKey,
        previous: null,
      });
    }
    if (url.pathname === '/api/v1/session') {
      nonces += 1;
      return answer(response, 200, {
        nonce: `nonce-${nonces}`,
        serverEpoch: epoch,
        serverTime: Date.now(),
        serverKey: serverKey.publicKey,
      });
    }
    if (!signedWell(request, body)) {
      bad += 1;
      return answer(response, 401, { error: 'nonce' });
    }
    if (url.pathname === '/api/v1/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': open\n\n');
      streams.add(response);
      return undefined;
    }
    if (url.pathname.startsWith('/api/v1/payments/')) {
      const said = market.payments?.(url.pathname.slice('/api/v1/payments'.length), say) ?? null;
      return said === null ? answer(response, 404, {}) : answer(response, said.status, said.value);
    }
    if (url.pathname === '/api/v1/known') {
      const { from, to } = say as unknown as { from: number; to: number };
      const missing = Array.from({ length: to - from + 1 }, (_none, index) => from + index).filter(
        (seq) => !held.has(seq),
      );
      const last = held.get(Math.max(0, ...held.keys()));
      return answer(response, 200, {
        count: to - from + 1 - missing.length,
        missing,
        head: last === undefined ? null : { seq: last.seq, hash: last.hash, id: last.id },
      });
    }
    if (url.pathname === '/api/v1/push/journal') {
      if (failing > 0) {
        failing -= 1;
        return answer(response, 500, { error: 'failed' });
      }
      if (swallow !== 'none') {
        if (swallow === 'next') swallow = 'none';
        swallowed += (say as unknown as { entries: JournalEntry[] }).entries.length;
        return answer(response, 200, []);
      }
      for (const entry of (say as unknown as { entries: JournalEntry[] }).entries) {
        came.set(entry.seq, (came.get(entry.seq) ?? 0) + 1);
        if (!held.has(entry.seq)) held.set(entry.seq, entry);
      }
      if (loseAnswer) {
        loseAnswer = false;
        request.socket.destroy();
        return undefined;
      }
      return answer(response, 200, []);
    }
    const collection = url.pathname.split('/').at(-1);
    const after = Number(url.searchParams.get('epoch')) === epoch ? Number(url.searchParams.get('seq')) : 0;
    const page = documents
      .filter((one) => one.collection === collection && one.seq > after)
      .slice(0, Number(url.searchParams.get('limit')));
    const last = page.at(-1);
    return answer(response, 200, {
      documents: page.map((one) => ({ ...one.document, _deleted: false })),
      checkpoint: last === undefined ? null : { epoch, seq: last.seq },
    });
  };

  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => {
      parts.push(part);
    });
    request.on('error', () => undefined);
    request.on('end', () => {
      handle(request, response, Buffer.concat(parts));
    });
  });
  server.on('connection', (socket) => {
    if (down) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    down = true;
    for (const socket of sockets) socket.destroy();
    streams.clear();
  };
  const market: TestMarket = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    came,
    payments: null,
    bad: () => bad,
    tell: (collection, document) => {
      documents.push({ collection, seq: documents.length + 1, document });
      for (const stream of streams)
        stream.write(`event: changed\ndata: ${JSON.stringify({ collections: [collection] })}\n\n`);
    },
    cut,
    mend: () => {
      down = false;
    },
    loseNextAnswer: () => {
      loseAnswer = true;
    },
    failPushes: (count) => {
      failing = count;
    },
    swallowNextPush: () => {
      swallow = 'next';
    },
    swallowPushes: (isOn) => {
      swallow = isOn ? 'all' : 'none';
    },
    swallowed: () => swallowed,
    forget: (seqs) => {
      for (const seq of seqs) held.delete(seq);
    },
    newEpoch: () => {
      epoch += 1;
      held.clear();
      for (const socket of sockets) socket.destroy();
    },
    stop: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => {
          resolve();
        });
      }),
  };
  return market;
}
