import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Call, ClientFrame, HostFrame, Reply } from '../../shared/contract.ts';
import { topicsOf, type ViewEvent, type ViewTopics } from '../../shared/view.ts';
import type { Role } from '../../shared/role.ts';

/** The content policy of the real hosts: what the built pages must live with. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** A core that says what a test tells it to: for looking at the windows alone. */
export interface FakeCore {
  url(role: Role): string;
  set(topics: Partial<ViewTopics>): void;
  /** Answers every later call of that name; without one a call is `{ok: true, value: {}}`. */
  answer(name: string, how: (call: Call) => Reply<unknown> | Promise<Reply<unknown>>): void;
  /** Every call but snapshots, in their order. */
  readonly calls: readonly Call[];
  /** Cuts every line; the windows come back by themselves. */
  drop(): void;
  /** Everything as at the start: these topics, no answers, no calls, every window shut. */
  reset(topics: Partial<ViewTopics>): void;
  /** Leaves out one event, as if it had been lost. */
  skip(): void;
  stop(): Promise<void>;
}

/** Answers of a stall where nothing has happened yet; most commands answer with nothing. */
const usual: ReadonlyMap<string, unknown> = new Map([['evidence.list', { rows: [], more: false }]]);

export async function startFakeCore(dir: string, first: Partial<ViewTopics>): Promise<FakeCore> {
  let topics = first;
  let no = 1;
  const calls: Call[] = [];
  const answers = new Map<string, (call: Call) => Reply<unknown> | Promise<Reply<unknown>>>();
  const windows = new Map<WebSocket, Role>();
  const server = createServer((request, response) => {
    const [role = '', ...rest] = (request.url ?? '/').split('?')[0]?.split('/').slice(1) ?? [];
    const path = rest.join('/') === '' ? 'index.html' : rest.join('/');
    const file = join(dir, normalize(path));
    void stat(file).then(
      () => {
        response.writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': POLICY,
          'cache-control': 'max-age=3600',
        });
        createReadStream(file).pipe(response);
      },
      () => {
        response.writeHead(404).end(role);
      },
    );
  });
  const sockets = new WebSocketServer({ server });
  const send = (socket: WebSocket, frame: HostFrame): void => {
    socket.send(JSON.stringify(frame));
  };
  sockets.on('connection', (socket, request) => {
    const role = (request.url ?? '').split('/')[1] as Role;
    windows.set(socket, role);
    socket.on('close', () => windows.delete(socket));
    socket.on('message', (data: Buffer) => {
      const { n, call } = JSON.parse(data.toString('utf8')) as ClientFrame;
      if (call.name === 'view.snapshot') {
        const seen = Object.fromEntries(
          topicsOf[role].flatMap((topic) => (topic in topics ? [[topic, topics[topic]]] : [])),
        );
        send(socket, { t: 'reply', n, reply: { ok: true, value: { no, role, topics: seen } } });
        return;
      }
      calls.push(call);
      const how = answers.get(call.name) ?? (() => ({ ok: true as const, value: usual.get(call.name) ?? {} }));
      void Promise.resolve(how(call)).then((reply) => {
        send(socket, { t: 'reply', n, reply });
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: (role) => `http://127.0.0.1:${port}/${role}/`,
    set: (next) => {
      topics = { ...topics, ...next };
      for (const [topic, value] of Object.entries(next)) {
        no += 1;
        for (const [socket, role] of windows) {
          // Numbers of a role without the topic would have a gap: the fake gives each window its own events under one number.
          const seen = (topicsOf[role] as readonly string[]).includes(topic);
          send(socket, {
            t: 'events',
            events: [{ no, topic: seen ? topic : 'stall', value: seen ? value : topics.stall } as ViewEvent],
          });
        }
      }
    },
    answer: (name, how) => {
      answers.set(name, how);
    },
    calls,
    drop: () => {
      for (const socket of windows.keys()) socket.terminate();
    },
    reset: (next) => {
      for (const socket of windows.keys()) socket.terminate();
      topics = next;
      answers.clear();
      calls.length = 0;
    },
    skip: () => {
      no += 1;
    },
    stop: async () => {
      for (const socket of windows.keys()) socket.terminate();
      sockets.close();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
