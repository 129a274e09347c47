import type { Printer } from '../../hardware/ports.ts';
import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import type { PrinterDeviceView } from '../../shared/device-view.ts';
import type { Log } from '../../shared/log.ts';
import { testLines } from '../../shared/receipt.ts';
import type { Printing } from './printing.ts';

/** The receipt printer as a device: how it is, and a page to try it with. The page is no wish for paper: it is never printed later. */
export function createPrinterDevice(deps: {
  readonly printer: Printer | null;
  readonly printing: Pick<Printing, 'status'>;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}) {
  const { printer, printing, now, onChange, log } = deps;
  let test: PrinterDeviceView['test'] = 'none';
  const become = (next: PrinterDeviceView['test']): void => {
    test = next;
    onChange();
  };
  const run = async (target: Printer): Promise<void> => {
    try {
      become((await target.print(testLines(target.columns, target.about, now()))).done);
    } catch (error) {
      log.error({ err: error }, 'the test page failed');
      become('unsure');
    }
  };
  return {
    view: (): PrinterDeviceView | null => {
      if (printer === null) return null;
      const { printer: state, printerText: says } = printing.status();
      return { about: printer.about, columns: printer.columns, state, says, test };
    },
    /** Answers at once; how it ends is in the view. */
    test: (): Reply<Done> => {
      if (printer === null) return refuse({ code: 'no_printer' });
      if (test === 'running') return ok({});
      become('running');
      void run(printer);
      return ok({});
    },
  };
}
