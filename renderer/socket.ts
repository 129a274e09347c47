import type { Bridge, Call, ClientFrame, HostFrame, Reply } from '../shared/contract.ts';
import type { ViewEvent } from '../shared/view.ts';

export interface SocketBridge extends Bridge {
  /** Tells whether the line stands; called at once with the present state. Returns unsubscribe. */
  onLine(listener: (open: boolean) => void): () => void;
  stop(): void;
}

interface Pending {
  readonly frame: ClientFrame;
  readonly settle: (reply: Reply<unknown>) => void;
  readonly fail: (why: Error) => void;
  timer: ReturnType<typeof setTimeout> | null;
}

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** A touch is not carried out later than this after the line broke: by then another load may lie on the pan. */
const PATIENCE_MS = 4_000;
/** What is asked again however long it takes: whether money was booked must become known. Its id makes the repeat harmless. */
const untilAnswered: ReadonlySet<string> = new Set(['sale.complete', 'view.snapshot']);

/**
 * The contract over a WebSocket, with the shape of the preload's bridge. Reconnects by itself; a call that was under way is
 * sent again with the same id. A call rejects only when the line stayed broken for `PATIENCE_MS`.
 */
export function openSocket(url: string): SocketBridge {
  const events = new Set<(event: ViewEvent | 'lost') => void>();
  const lines = new Set<(open: boolean) => void>();
  const pending = new Map<number, Pending>();
  let socket: WebSocket | null = null;
  let open = false;
  let opened = false;
  let stopped = false;
  let next = 1;
  let wait = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | null = null;

  const setLine = (value: boolean): void => {
    if (open === value) return;
    open = value;
    for (const listener of lines) listener(value);
  };

  const startPatience = (n: number, one: Pending): void => {
    if (untilAnswered.has(one.frame.call.name) || one.timer !== null) return;
    one.timer = setTimeout(() => {
      pending.delete(n);
      one.fail(new Error('line_lost'));
    }, PATIENCE_MS);
  };

  const receive = (text: string): void => {
    const frame = JSON.parse(text) as HostFrame;
    if (frame.t === 'events') {
      for (const event of frame.events) for (const listener of events) listener(event);
      return;
    }
    const one = pending.get(frame.n);
    if (one === undefined) return;
    pending.delete(frame.n);
    if (one.timer !== null) clearTimeout(one.timer);
    one.settle(frame.reply);
  };

  const connect = (): void => {
    retry = null;
    const mine = new WebSocket(url);
    socket = mine;
    mine.addEventListener('open', () => {
      wait = FIRST_RETRY_MS;
      const again = opened;
      opened = true;
      setLine(true);
      for (const one of pending.values()) {
        if (one.timer !== null) clearTimeout(one.timer);
        one.timer = null;
        mine.send(JSON.stringify(one.frame));
      }
      if (again) for (const listener of events) listener('lost');
    });
    mine.addEventListener('message', (message) => {
      receive(String(message.data));
    });
    mine.addEventListener('close', () => {
      if (stopped || socket !== mine) return;
      setLine(false);
      for (const [n, one] of pending) startPatience(n, one);
      retry = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    });
  };
  connect();

  return {
    call: (call: Call) =>
      new Promise((settle, fail) => {
        const n = next++;
        const one: Pending = { frame: { t: 'call', n, call }, settle, fail, timer: null };
        pending.set(n, one);
        if (open && socket !== null) socket.send(JSON.stringify(one.frame));
        else startPatience(n, one);
      }),
    on: (listener) => {
      events.add(listener);
      return () => {
        events.delete(listener);
      };
    },
    onLine: (listener) => {
      lines.add(listener);
      listener(open);
      return () => {
        lines.delete(listener);
      };
    },
    stop: () => {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      socket?.close();
      for (const one of pending.values()) {
        if (one.timer !== null) clearTimeout(one.timer);
        one.fail(new Error('stopped'));
      }
      pending.clear();
    },
  };
}
