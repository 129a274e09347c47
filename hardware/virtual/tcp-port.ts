import type { Server, Socket } from 'node:net';

/**
 * Ends a connection as a device that lost its power: with a reset. A socket that is already saying goodbye can't be reset any more;
 * Node takes such a one for closing, never hears of its end, and then turns in circles when the process ends (seen with Node 24.21).
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** The plug of a device on this machine's loopback: pulled and put back, it has the port it had. */
export interface TcpPort {
  /** 0 before it was opened first. */
  readonly number: () => number;
  /** @throws what listening throws. */
  readonly open: () => Promise<void>;
  /** Every connection is reset. */
  readonly shut: () => Promise<void>;
}

export function createTcpPort(server: Server, sockets: Iterable<Socket>): TcpPort {
  let port = 0;
  return {
    number: () => port,
    open: () =>
      new Promise((resolve, reject) => {
        if (server.listening) return resolve();
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          const address = server.address();
          if (address !== null && typeof address === 'object') port = address.port;
          resolve();
        });
      }),
    shut: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of Array.from(sockets)) resetSocket(socket);
      }),
  };
}
