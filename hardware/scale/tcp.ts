import { connect } from 'node:net';
import type { Log } from '../../shared/log.ts';
import type { ByteStream } from '../ports.ts';
import { createLine } from './line.ts';
import type { Connect } from './line.ts';

export interface TcpSettings {
  readonly host: string;
  readonly port: number;
}

const CONNECT_MS = 3000;
/** A device server that lost its cable sends no end: after this silence the connection is given up and made anew. */
const SILENCE_MS = 5000;

/** A scale behind a serial device server, or with a network port of its own. */
export function createTcp(settings: TcpSettings, deps: { readonly now: () => number; readonly log: Log }): ByteStream {
  return createLine({ name: `${settings.host}:${settings.port}`, connect: connectTcp(settings), ...deps });
}

const connectTcp =
  ({ host, port }: TcpSettings): Connect =>
  ({ data, lost }) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      let open = false;
      let why = 'closed by the device';
      let quiet = setTimeout(() => socket.destroy(new Error('ETIMEDOUT: no connection')), CONNECT_MS);
      const listen = (): void => {
        clearTimeout(quiet);
        quiet = setTimeout(() => socket.destroy(new Error(`nothing heard for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
      };
      let closed = (): void => {
        if (open) lost(why);
        else reject(new Error(why));
      };
      socket.on('data', (bytes) => {
        listen();
        data(bytes);
      });
      socket.on('error', (error) => (why = error.message));
      socket.on('close', () => {
        clearTimeout(quiet);
        closed();
      });
      socket.on('connect', () => {
        open = true;
        listen();
        resolve({
          write: (bytes) =>
            new Promise((written, failed) => {
              socket.write(bytes, (problem) =>
                problem === null || problem === undefined ? written() : failed(problem),
              );
            }),
          close: () =>
            new Promise((done) => {
              if (socket.closed) return done();
              closed = done;
              socket.destroy();
            }),
        });
      });
    });
