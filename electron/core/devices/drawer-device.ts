import { setTimeout as sleep } from 'node:timers/promises';
import type { LineDisplay, Printer } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import type { Reply } from '../../../shared/contract.ts';
import type { DrawerDeviceView } from '../../../shared/device-view.ts';
import type { Log } from '../../../shared/log.ts';
import type { Drawer } from './drawer.ts';

/** How often and how many times its switch is looked at after the pulse. */
const LOOK_MS = 300;
const LOOKS = 8;

/** The drawer as a device: opened with its entry in the journal like any opening without a sale, and its switch watched meanwhile. */
export function createDrawerDevice(deps: {
  readonly printer: Printer | null;
  readonly display: LineDisplay | null;
  readonly drawer: Pick<Drawer, 'present' | 'open'>;
  readonly onChange: () => void;
  readonly log: Log;
}) {
  const { printer, drawer, onChange, log } = deps;
  let test: DrawerDeviceView['test'] = 'none';
  const become = (next: DrawerDeviceView['test']): void => {
    test = next;
    onChange();
  };
  const level = async (): Promise<boolean | null> => (printer === null ? null : (await printer.probe()).drawerHigh);
  const watch = async (before: boolean | null): Promise<DrawerDeviceView['test']> => {
    if (before === null) return 'unsensed';
    for (let look = 0; look < LOOKS; look += 1) {
      await sleep(LOOK_MS, undefined, { ref: false });
      if ((await level()) === !before) return 'moved';
    }
    return 'still';
  };
  return {
    view: (): DrawerDeviceView | null =>
      drawer.present ? { plug: printer === null ? 'display' : 'printer', test } : null,
    test: async (callId: string): Promise<Reply<Done>> => {
      // Asked before the pulse: a printer works off its jobs in turn.
      const before = level();
      const failed = (error: unknown): void => {
        log.warn({ err: error }, 'the drawer could not be watched');
        become('unsensed');
      };
      before.catch(() => {});
      const reply = await drawer.open(callId);
      if (!reply.ok) return reply;
      become('running');
      before.then(watch).then(become, failed);
      return reply;
    },
  };
}
