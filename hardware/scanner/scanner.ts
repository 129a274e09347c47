import type { Scanned } from '../../shared/scan.ts';
import type { Log } from '../../shared/log.ts';
import type { DeviceAbout } from '../../shared/device-view.ts';
import type { DeviceState } from '../../shared/scale.ts';
import { createListeners } from '../listeners.ts';
import type { ByteStream, Scanner } from '../ports.ts';
import { closedFor } from '../scale/line.ts';
import { readerOf } from './codec.ts';
import type { ScannerCodec } from './codec.ts';

/** The Scanner port over a byte stream. A scanner is silent until it reads, so `online` means that its line stands. What it read is never logged. */
export function createScanner<S>({
  about,
  codec,
  stream,
  log,
}: {
  readonly about: Omit<DeviceAbout, 'port'>;
  readonly codec: ScannerCodec<S>;
  readonly stream: ByteStream;
  readonly log: Log;
}): Scanner {
  const states = createListeners<[DeviceState]>(log);
  const scans = createListeners<[Scanned]>(log);
  let state: DeviceState = 'absent';
  let reader = readerOf(codec);

  const become = (next: DeviceState): void => {
    if (next === state) return;
    log.info({ scanner: codec.protocol, from: state, to: next }, 'scanner state');
    state = next;
    states.emit(next);
  };
  const offs = [
    stream.onData((bytes, at) => {
      for (const scanned of reader.decode(bytes, at)) scans.emit(scanned);
    }),
    stream.onState((event, why) => {
      reader = readerOf(codec);
      become(event === 'open' ? 'online' : closedFor(why) === 'failed' ? 'failed' : 'absent');
    }),
  ];
  return {
    about: { ...about, port: stream.name },
    state: () => state,
    onState: states.add,
    onScan: scans.add,
    start: () => void stream.open(),
    async stop() {
      for (const off of offs) off();
      await stream.close();
    },
  };
}
