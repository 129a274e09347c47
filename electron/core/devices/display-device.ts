import { isDeepStrictEqual } from 'node:util';
import type { LineDisplay } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { DisplayDeviceView } from '../../../shared/device-view.ts';
import type { LineDisplayContent } from '../../../shared/line-display.ts';

const TEST: LineDisplayContent = { kind: 'total', payableFen: 8888 };
const TEST_MS = 5_000;

/** The pole display as a device: what is sold stands on it, for a few seconds test figures, which yield to the next load or line at once. */
export function createDisplayDevice(display: LineDisplay | null, onChange: () => void) {
  let live: LineDisplayContent = { kind: 'idle' };
  let test: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(test);
    test = undefined;
    display?.show(live);
    onChange();
  };
  return {
    view: (): DisplayDeviceView | null =>
      display === null ? null : { about: display.about, state: display.state(), testing: test !== undefined },
    show: (content: LineDisplayContent): void => {
      if (isDeepStrictEqual(content, live)) return;
      live = content;
      end();
    },
    test: (): Reply<Done> => {
      if (display === null) return refuse({ code: 'no_display' });
      clearTimeout(test);
      display.show(TEST);
      test = setTimeout(end, TEST_MS).unref();
      onChange();
      return ok({});
    },
    stop: (): void => {
      clearTimeout(test);
    },
  };
}
