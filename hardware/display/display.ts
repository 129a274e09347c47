import type { LineDisplayContent } from '../../shared/line-display.ts';
import type { Log } from '../../shared/log.ts';
import type { DeviceState } from '../../shared/scale.ts';
import { createListeners } from '../listeners.ts';
import type { ByteStream, LineDisplay } from '../ports.ts';
import { closedFor } from '../scale/line.ts';
import type { DisplayCodec } from './codec.ts';

/**
 * The LineDisplay port over a byte stream. Such displays answer nothing, so `online` means that the line stands. Only the newest
 * content is sent: what is replaced while a slow line is busy is never shown.
 */
export function createLineDisplay({
  codec,
  stream,
  log,
}: {
  readonly codec: DisplayCodec;
  readonly stream: ByteStream;
  readonly log: Log;
}): LineDisplay {
  const states = createListeners<[DeviceState]>(log);
  let state: DeviceState = 'absent';
  let wanted: Uint8Array = codec.show({ kind: 'idle' });
  let shown: Uint8Array | null = null;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  let isOpen = false;

  const become = (next: DeviceState): void => {
    if (next === state) return;
    log.info({ display: codec.protocol, from: state, to: next }, 'display state');
    state = next;
    states.emit(next);
  };
  const write = async (): Promise<void> => {
    busy = true;
    try {
      while (isOpen && shown !== wanted) {
        const next = wanted;
        await stream.write(shown === null ? Uint8Array.of(...codec.start, ...next) : next);
        shown = next;
      }
    } catch {
      // The beginning of a loss, which the stream tells by itself; after it all is sent anew.
    } finally {
      busy = false;
    }
  };
  const kick = (): void => {
    if (isOpen && !busy) writing = write();
  };

  const offState = stream.onState((event, why) => {
    isOpen = event === 'open';
    shown = null;
    if (isOpen) {
      become('online');
      kick();
    } else {
      const end = closedFor(why);
      become(end === 'failed' ? 'failed' : 'absent');
    }
  });
  return {
    about: { name: codec.name, port: stream.name, verifiedOnDevice: false },
    state: () => state,
    onState: states.add,
    show(content: LineDisplayContent) {
      const next = codec.show(content);
      if (Buffer.compare(next, wanted) === 0) return;
      wanted = next;
      kick();
    },
    canOpenDrawer: codec.openDrawer !== null,
    async openDrawer(withinMs) {
      if (codec.openDrawer === null) return { done: 'not_printed', why: 'no drawer' };
      if (!isOpen) return { done: 'not_printed', why: 'no display' };
      const from = performance.now();
      try {
        await writing;
        if (performance.now() - from > withinMs) return { done: 'not_printed', why: 'too late for the drawer' };
        await stream.write(codec.openDrawer);
        return { done: 'printed' };
      } catch (error) {
        return { done: 'unsure', why: error instanceof Error ? error.message : String(error) };
      }
    },
    start: () => void stream.open(),
    async stop() {
      wanted = codec.show({ kind: 'idle' });
      kick();
      await writing;
      offState();
      await stream.close();
    },
  };
}
