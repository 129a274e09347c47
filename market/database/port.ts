import { createServer } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = (): Promise<number> =>
  listenOn(0).then((port) => {
    if (port === null) throw new Error('no free port on 127.0.0.1');
    return port;
  });
export const portIsFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== null;

function listenOn(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => {
      done(null);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        done(typeof address === 'object' && address !== null ? address.port : null);
      });
    });
  });
}
