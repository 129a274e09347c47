import type { Printer } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { PrinterDeviceView } from '../../../shared/device-view.ts';
import type { Log } from '../../../shared/log.ts';
import { testLines } from '../../../shared/receipt.ts';
import type { Printing } from '../printing/printing.ts';
import { createTestPrint } from '../printing/test-print.ts';

/** The receipt printer as a device: how it is, and a page to try it with. */
export function createPrinterDevice(deps: {
  readonly printer: Printer | null;
  readonly printing: Pick<Printing, 'status'>;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}) {
  const { printer, printing, now, onChange, log } = deps;
  if (printer === null) return { view: () => null, test: (): Reply<Done> => refuse({ code: 'no_printer' }) };
  const trial = createTestPrint({
    print: () => printer.print(testLines(printer.columns, printer.about, now())),
    onChange,
    log,
  });
  return {
    view: (): PrinterDeviceView => {
      const { printer: state, printerText: says } = printing.status();
      return { about: printer.about, columns: printer.columns, state, says, test: trial.state().ended };
    },
    /** Answers at once; how it ends is in the view. */
    test: (): Reply<Done> => {
      trial.start();
      return ok({});
    },
  };
}
