import { constants, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import type { ScaleConnection } from '../devices.ts';
import { createTcpPort } from './tcp-port.ts';

/** The scale's end of a serial cable. */
export interface Cable {
  /** How the terminal reaches the other end. */
  connection(): ScaleConnection;
  send(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  stop(): Promise<void>;
}

/** What node-pty's `open()` gives on Unix; its own types leave it out. */
interface PseudoTerminal {
  readonly ptsName: string;
  readonly master: ReadStream & { write(bytes: Uint8Array): boolean };
  readonly slave: ReadStream;
}
interface PseudoTerminals {
  open(options: { readonly encoding: null }): PseudoTerminal;
}

const closed = (end: ReadStream): Promise<void> =>
  new Promise((done) => void end.once('close', () => done()).destroy());

/**
 * A pseudo terminal as the cable. Null where the system has none. `system` names: a replugged one may have another name, or the name that
 * another cable had. `steady`: it is known by a link that stays, as udev gives one to a socket.
 */
export async function createPtyCable(names: 'system' | 'steady' = 'system'): Promise<Cable | null> {
  let pseudo: PseudoTerminals;
  try {
    pseudo = (await import('@lydell/node-pty')) as unknown as PseudoTerminals;
  } catch {
    return null;
  }
  let terminal: { readonly master: PseudoTerminal['master']; readonly farEnd: ReadStream } | null = null;
  const dir = names === 'steady' ? mkdtempSync(join(tmpdir(), 'stall-cable-')) : null;
  const link = dir === null ? null : join(dir, 'tty');
  let path = link ?? '';
  let listener: (bytes: Uint8Array) => void = () => {};

  const plug = async (): Promise<void> => {
    const { master, slave, ptsName } = pseudo.open({ encoding: null });
    master.on('error', () => {});
    master.on('data', (bytes: Buffer) => listener(bytes));
    // The far end stays open here, so that the terminal may come and go. node-pty's own stream on it reads, and even paused
    // would take the first bytes away from the terminal; one that was never resumed doesn't.
    const farEnd = new ReadStream(openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY));
    farEnd.on('error', () => {});
    // Closing a terminal stream sets its line back to cooked, so this comes first; raw before anybody is there, or the line
    // discipline would echo what the scale says.
    await closed(slave);
    farEnd.setRawMode(true);
    terminal = { master, farEnd };
    if (link === null) path = ptsName;
    else symlinkSync(ptsName, link);
  };
  const unplug = async (): Promise<void> => {
    const old = terminal;
    terminal = null;
    if (link !== null) rmSync(link, { force: true });
    if (old === null) return;
    await closed(old.master);
    await closed(old.farEnd);
  };

  const removeLink = (): void => {
    if (dir !== null) rmSync(dir, { recursive: true, force: true });
  };

  try {
    await plug();
  } catch {
    removeLink();
    return null;
  }
  return {
    connection: () => ({ kind: 'serial', path }),
    send: (bytes) => void terminal?.master.write(bytes),
    onData: (mine) => void (listener = mine),
    unplug,
    plug,
    async stop() {
      await unplug();
      removeLink();
    },
  };
}

/** A TCP port as the cable, like a serial device server. */
export async function createTcpCable(): Promise<Cable> {
  const sockets = new Set<Socket>();
  let listener: (bytes: Uint8Array) => void = () => {};
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => listener(bytes));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const port = createTcpPort(server, sockets);
  await port.open();
  return {
    connection: () => ({ kind: 'tcp', host: '127.0.0.1', port: port.number() }),
    send: (bytes) => sockets.forEach((socket) => socket.write(bytes)),
    onData: (mine) => void (listener = mine),
    unplug: port.shut,
    plug: port.open,
    stop: port.shut,
  };
}
