import type { RawData, WebSocket } from 'ws';
import type { Call, ClientFrame, HostFrame } from '../shared/contract.ts';
import type { Log } from '../shared/log.ts';
import type { ViewEvent } from '../shared/view.ts';
import type { Role } from '../shared/role.ts';
import { answer, parseCall } from './calls.ts';
import type { Core } from './core/core.ts';

/** Biggest message of a window, bytes; a call is a few hundred. */
export const MAX_MESSAGE = 256 * 1024;
/** Unsent bytes at which a window is too slow: it is cut off, comes back and asks for a snapshot, instead of filling the till's memory. */
export const MAX_BEHIND = 4 * 1024 * 1024;
/** Calls of one window that may be under way at once. */
export const MAX_UNDER_WAY = 64;

/** WebSocket close codes (RFC 6455 section 7.4.1). */
const BAD_MESSAGE = 1008;
const TRY_AGAIN = 1013;

function parseFrame(data: RawData, binary: boolean): ClientFrame | null {
  if (binary) return null;
  let raw: unknown;
  try {
    raw = JSON.parse((Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8'));
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const { t, n, call } = raw as Record<string, unknown>;
  const parsed: Call | null = parseCall(call);
  return t === 'call' && typeof n === 'number' && Number.isSafeInteger(n) && parsed !== null
    ? { t, n, call: parsed }
    : null;
}

/** One window's line to the core: calls in, replies and the role's events out, until it closes. */
export function serveSocket(socket: WebSocket, role: Role, core: Core, log: Log): void {
  let underWay = 0;
  const send = (frame: HostFrame): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BEHIND) {
      log.warn({ role, behind: socket.bufferedAmount }, 'a window is too slow and was cut off');
      off();
      socket.terminate();
      return;
    }
    socket.send(JSON.stringify(frame));
  };
  let changed: ViewEvent[] = [];
  const off = core.on(role, (event) => {
    if (changed.push(event) > 1) return;
    queueMicrotask(() => {
      const events = changed;
      changed = [];
      send({ t: 'events', events });
    });
  });
  socket.on('close', off);
  socket.on('error', (error) => log.warn({ role, error: error.message }, 'the line to a window failed'));
  socket.on('message', (data, binary) => {
    const frame = parseFrame(data, binary);
    if (frame === null) return socket.close(BAD_MESSAGE, 'bad message');
    if (underWay >= MAX_UNDER_WAY) return socket.close(TRY_AGAIN, 'too many calls');
    underWay += 1;
    void answer(core, role, frame.call, log).then((reply) => {
      underWay -= 1;
      send({ t: 'reply', n: frame.n, reply });
    });
  });
}
