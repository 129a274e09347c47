import type { ListedPort, ScaleProfile } from '../../shared/scale-port.ts';
import type { ScaleConfig, ScaleConnection } from '../devices.ts';
import type { ByteStream, Scale, ScaleFinder } from '../ports.ts';
import type { PortList } from './port-list.ts';
import { createProbe } from './probe.ts';
import type { Probe } from './probe.ts';

/** `host:port`; a device file and `COM3` have no colon. */
const SERVER = /^([^/\\:]+):(\d{1,5})$/;

function connectionOf({ kind, path, usb }: Pick<ListedPort, 'kind' | 'path' | 'usb'>): ScaleConnection {
  const [, host = '', port = '0'] = SERVER.exec(path) ?? [];
  switch (kind) {
    case 'tcp':
      return { kind: 'tcp', host, port: Number(port) };
    case 'serial':
      return { kind: 'serial', path, usb };
    case 'hid':
      return usb === null ? { kind: 'hid', path } : { kind: 'hid', usb };
  }
}

/** Looks for scales on every port that nothing else of the stall uses (`taken`), side by side. */
export function createScaleFinder(deps: {
  readonly now: () => number;
  readonly ports: PortList;
  readonly taken: readonly string[];
  readonly openStream: (connection: ScaleConnection) => ByteStream;
  readonly openScale: (config: ScaleConfig) => Scale;
}): ScaleFinder {
  const { now, taken, openStream } = deps;
  let probes: readonly Probe[] = [];
  const release = async (): Promise<void> => {
    const old = probes;
    probes = [];
    await Promise.all(old.map((probe) => probe.close()));
  };
  const byHand = async (path: string): Promise<ListedPort> => {
    const listed = (await deps.ports().catch(() => [])).find((port) => port.path === path);
    return listed ?? { kind: SERVER.test(path) ? 'tcp' : 'serial', path, usb: null, about: '' };
  };
  return {
    look: async (path, onChange) => {
      await release();
      const ports = path === null ? await deps.ports() : [await byHand(path)];
      const mine = ports
        .filter((port) => !taken.includes(port.path))
        .map((port) => {
          // Just listed, so the path is right; what USB says fits two alike.
          const connection = port.kind === 'hid' ? ({ kind: 'hid', path: port.path } as const) : connectionOf(port);
          const open = (line: object | null): ByteStream => openStream({ ...connection, ...line });
          return createProbe({ port, open, now, onChange });
        });
      probes = mine;
      onChange();
      await Promise.all(mine.map((probe) => probe.run()));
    },
    seen: () => probes.map((probe) => probe.look()),
    release,
    open: ({ id, protocol, port, line, variant, plate }: ScaleProfile) =>
      deps.openScale({
        protocol,
        connection: { ...connectionOf(port), ...line },
        options: variant,
        plate: { id, ...plate },
      }),
  };
}
