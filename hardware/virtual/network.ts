import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { BenchView } from '../../shared/bench-view.ts';
import { createTcpPort, resetSocket } from './tcp-port.ts';

export type NetworkMode = BenchView['network'];

export interface NetworkGate {
  readonly url: string;
  mode(): NetworkMode;
  setMode(mode: NetworkMode): void;
  stop(): Promise<void>;
}

const SLOW_MS = 400;

/** A TCP proxy before a server, as the stall's network: slow answers come 0.4 s later, offline resets and refuses. */
export async function createNetworkGate(serverUrl: string): Promise<NetworkGate> {
  const target = new URL(serverUrl);
  const targetPort = Number(target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : target.port);
  let mode: NetworkMode = 'online';
  let switching: Promise<void> = Promise.resolve();
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();

  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const later = (run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, SLOW_MS);
    timers.add(timer);
  };
  /** Passes bytes on in their order; each chunk late while the network is slow, and never before one that came earlier. */
  const pass = (from: Socket, to: Socket, mayBeSlow: boolean): void => {
    let waiting = 0;
    const inOrder = (run: () => void): void => {
      if ((mode !== 'slow' || !mayBeSlow) && waiting === 0) return run();
      waiting += 1;
      later(() => {
        waiting -= 1;
        run();
      });
    };
    from.on('data', (bytes) => {
      inOrder(() => {
        if (!to.writable || to.write(bytes)) return;
        from.pause();
        to.once('drain', () => from.resume());
      });
    });
    from.on('end', () => inOrder(() => to.end()));
    from.on('close', () => to.destroyed || inOrder(() => to.destroySoon()));
  };

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host: target.hostname, port: targetPort, noDelay: true, allowHalfOpen: true });
    track(near);
    track(far);
    pass(near, far, true);
    pass(far, near, false);
    far.on('error', () => resetSocket(near));
    near.on('error', () => far.destroy());
  });
  const port = createTcpPort(server, sockets);
  const shut = (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    return port.shut();
  };

  await port.open();
  return {
    url: `${target.protocol}//127.0.0.1:${port.number()}`,
    mode: () => mode,
    setMode(next) {
      mode = next;
      switching = switching.then(() => (mode === 'offline' ? shut() : port.open()));
    },
    async stop() {
      await switching;
      await shut();
    },
  };
}
