import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { AnswerOf, ArgsOf, ClientFrame, CommandName, HostFrame } from '../../../shared/contract.ts';

const AMOUNT_FEN = 350;

/** Another vendor's window without a screen: it gives commands over the host's own socket. */
export interface Hand {
  call<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<AnswerOf<N>>;
  /** A sale of one portion for cash; its id. */
  sell(): Promise<string>;
  stop(): void;
}

export async function openHand(link: string): Promise<Hand> {
  const launched = await fetch(link, { redirect: 'manual' });
  const cookie = (launched.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { origin, host } = new URL(link);
  const socket = new WebSocket(`ws://${host}/vendor/ws`, { origin, headers: { cookie } });
  const waiting = new Map<number, (frame: Extract<HostFrame, { t: 'reply' }>) => void>();
  let next = 0;
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as HostFrame;
    if (frame.t === 'reply') waiting.get(frame.n)?.(frame);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const call: Hand['call'] = async (name, args) => {
    next += 1;
    const n = next;
    const answered = new Promise<Extract<HostFrame, { t: 'reply' }>>((resolve) => {
      waiting.set(n, resolve);
    });
    const frame: ClientFrame = { t: 'call', n, call: { id: randomUUID(), name, args } };
    socket.send(JSON.stringify(frame));
    const { reply } = await answered;
    waiting.delete(n);
    if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
    return reply.value as AnswerOf<typeof name>;
  };
  return {
    call,
    sell: async () => {
      const { cartId } = await call('goods.portion', { productId: null, category: '01', amountFen: AMOUNT_FEN });
      const payableFen = AMOUNT_FEN;
      const tenders = [{ kind: 'cash' as const, amountFen: payableFen, tenderedFen: null }];
      return (await call('sale.complete', { cartId, payableFen, tenders, concedeFen: 0, paper: 'none' })).saleId;
    },
    stop: () => {
      socket.close();
    },
  };
}
