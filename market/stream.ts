import type { FastifyReply } from 'fastify';
import type { DownCollection, StreamMessage } from '../shared/wire.ts';
import type { Changes } from './changes.ts';
import type { Terminal } from './session.ts';

/** Open server-sent event streams of one server. */
export interface Streams {
  /** Takes the reply over and tells this terminal of changes it may see, until either side ends it. */
  readonly open: (reply: FastifyReply, terminal: Terminal) => void;
  /** Ends every stream. */
  readonly stop: () => void;
}

export interface StreamOptions {
  readonly changes: Changes;
  /** Between two comment lines, which keep proxies from closing a quiet stream. */
  readonly keepAliveMs: number;
  /** Asked with each comment line: notes that the terminal is there, and answers whether it is still welcome. */
  readonly heard: (terminal: Terminal) => Promise<boolean>;
}

/** A reader that is this far behind is cut off: it reconnects and asks for everything anyway. */
const MAX_UNREAD = 64 * 1024;

export function createStreams({ changes, keepAliveMs, heard }: StreamOptions): Streams {
  const open = new Set<() => void>();
  return {
    open: (reply, terminal) => {
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const write = (text: string) => {
        raw.write(text);
        if (raw.writableLength > MAX_UNREAD) raw.destroy();
      };
      const unsubscribe = changes.subscribe(({ changed }) => {
        const seen = changed
          .filter(({ scope }) => scope === '*' || terminal.scopes.some((mine) => mine === scope))
          .map(({ collection }) => collection);
        if (seen.length > 0) write(changedEvent(seen));
      });
      const timer = setInterval(() => {
        write(': alive\n\n');
        heard(terminal).then(
          (welcome) => {
            if (!welcome) end();
          },
          // The database is away: the stream stays, the next line asks again.
          () => undefined,
        );
      }, keepAliveMs);
      const end = () => {
        clearInterval(timer);
        unsubscribe();
        open.delete(end);
        raw.end();
      };
      open.add(end);
      raw.once('close', end);
      raw.on('error', end);
      // From here on nothing is missed; what came before, the terminal pulls on connecting.
      write(': open\n\n');
    },
    stop: () => {
      for (const end of open) end();
    },
  };
}

function changedEvent(collections: readonly DownCollection[]): string {
  const message: StreamMessage = { collections: [...new Set(collections)] };
  return `event: changed\ndata: ${JSON.stringify(message)}\n\n`;
}
