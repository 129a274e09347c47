import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallFault, Faults } from './faults.ts';

export interface Asked {
  readonly method: string;
  /** Path with its query, as it came. */
  readonly target: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A simulated channel's way of speaking. */
export interface Speaker {
  /** What a call asks for, for the faults (`prepay`, `query` …); null: not of the channel's interface, never spoilt. */
  operation(asked: Asked): string | null;
  /** Does it and answers. */
  answer(asked: Asked): Said;
  /** Answers that something went wrong inside. */
  systemError(asked: Asked): Said;
  /** The same answer with a signature that is not ours. */
  forge(said: Said): Said;
}

const MAX_BYTES = 1024 * 1024;

/** Listens on this machine only. `down` and `up` are a channel that is away for a while and keeps its address. */
export async function listen(
  speaker: Speaker,
  faults: () => Faults,
  port: number,
): Promise<{ readonly url: string; down(): Promise<void>; up(): Promise<void> }> {
  let server: Server = createServer();
  let at = port;
  const up = async (): Promise<void> => {
    if (server.listening) return;
    server = createServer((request, response) => void serve(request, response, speaker, faults));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', resolve);
    });
    at = (server.address() as AddressInfo).port;
  };
  await up();
  return {
    url: `http://127.0.0.1:${at}`,
    up,
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  speaker: Speaker,
  faults: () => Faults,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) return void request.destroy();
  const target = request.url ?? '/';
  const url = new URL(target, 'http://simulated');
  const asked: Asked = {
    method: request.method ?? 'GET',
    target,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])),
    body,
  };
  const operation = speaker.operation(asked);
  const fault = operation === null ? null : faults().call(operation);
  const said = spoilt(speaker, asked, fault);
  if (said === null) return void request.socket.destroy();
  if (fault !== 'cut_answer') return void response.writeHead(said.status, said.headers).end(said.body);
  const bytes = Buffer.from(said.body);
  response.writeHead(said.status, { ...said.headers, 'content-length': String(bytes.length + 1) });
  response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
}

function spoilt(speaker: Speaker, asked: Asked, fault: CallFault | null): Said | null {
  switch (fault) {
    case 'lost_call':
      return null;
    case 'lost_answer':
      speaker.answer(asked);
      return null;
    case 'system_error':
      return speaker.systemError(asked);
    case 'system_error_done':
      speaker.answer(asked);
      return speaker.systemError(asked);
    case 'forged_answer':
      return speaker.forge(speaker.answer(asked));
    case 'cut_answer':
    case null:
      return speaker.answer(asked);
    default:
      return fault satisfies never;
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MAX_BYTES) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}
