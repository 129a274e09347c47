import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerSaid, ServerWish } from './import-worker.ts';
import { BILL_DAY, billOf } from './wechat-rows.ts';

export interface ImportedBill {
  readonly fileMb: number;
  /** From the first byte sent to the answer: read, kept, and the stall's days matched. */
  readonly seconds: number;
  readonly peakMb: number;
  /** The server's answer. */
  readonly text: string;
}
/** Of all rows so many are our stall's: what a real bill has of one stall and day. */
const OURS = 300;

/**
 * Hands a bill of so many rows over in the console of a market server in a process of its own, as an operator does. `heapMb`: what that server may keep of
 * JavaScript's objects; it dies if its memory grows with the rows.
 */
export async function importBill(
  place: { readonly dir: string; readonly databaseUrl: string },
  rows: number,
  heapMb: number,
): Promise<ImportedBill> {
  const bytes = billOf(rows, (i) => (i < OURS ? '1600000012' : `16999999${i % 100}`));
  const wish: ServerWish = {
    ...place,
    now: Date.parse(`${BILL_DAY}T11:00:00+08:00`) + 86_400_000,
    merchant: '1600000012',
  };
  const worker = fork(fileURLToPath(new URL('import-worker.ts', import.meta.url)), [JSON.stringify(wish)], {
    execArgv: [`--max-old-space-size=${heapMb}`],
  });
  const said = (): Promise<ServerSaid> =>
    new Promise((done, fail) => {
      worker.once('message', (message) => done(message as ServerSaid));
      worker.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
    });
  try {
    const started = await said();
    if (!('url' in started)) throw new Error('the server did not start');
    const login = await fetch(started.consoleUrl, { redirect: 'manual' });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const query = new URLSearchParams({ channel: 'wechat', kind: 'trade', day: BILL_DAY, name: 'bill.csv', actor: '' });
    const start = performance.now();
    const answer = await fetch(`${started.url}/console/differences/bill?${query.toString()}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/octet-stream' },
      body: bytes as BodyInit,
    });
    const body = (await answer.json()) as { readonly text?: string };
    const seconds = Math.round(performance.now() - start) / 1_000;
    const ending = said();
    worker.send('end');
    const ended = await ending;
    if (!('peakMb' in ended)) throw new Error('the server did not tell its memory');
    return { fileMb: Math.round(bytes.byteLength / 1_048_576), seconds, peakMb: ended.peakMb, text: body.text ?? '' };
  } finally {
    worker.kill();
  }
}
