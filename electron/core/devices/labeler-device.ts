import type { LabelPrinter } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { LabelPrinterDeviceView } from '../../../shared/device-view.ts';
import { testLabel } from '../../../shared/goods-label.ts';
import type { Log } from '../../../shared/log.ts';
import { createTestPrint } from '../printing/test-print.ts';

/** The label printer as a device: what it is, and a label to try it with. It says how it is only while it prints. */
export function createLabelerDevice(deps: {
  readonly labeler: LabelPrinter | null;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly log: Log;
}) {
  const { labeler, now, onChange, log } = deps;
  if (labeler === null) return { view: () => null, test: (): Reply<Done> => refuse({ code: 'no_labeler' }) };
  const trial = createTestPrint({ print: () => labeler.print(testLabel(now())), onChange, log });
  return {
    view: (): LabelPrinterDeviceView => ({ about: labeler.about, test: trial.state() }),
    /** Answers at once; how it ends is in the view. */
    test: (): Reply<Done> => {
      trial.start();
      return ok({});
    },
  };
}
