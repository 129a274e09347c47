import type { PrintOutcome } from '../../../hardware/ports.ts';
import type { Log } from '../../../shared/log.ts';

/** How the last page to try a printer with ended; `why`: the driver's word, empty when all went well. */
export interface TestPrint {
  readonly ended: 'none' | 'running' | PrintOutcome['done'];
  readonly why: string;
}

/** Tries a printer, one page at a time. The page is no wish for paper: it is never printed later. */
export function createTestPrint(deps: {
  readonly print: () => Promise<PrintOutcome>;
  readonly onChange: () => void;
  readonly log: Log;
}) {
  let state: TestPrint = { ended: 'none', why: '' };
  const become = (next: TestPrint): void => {
    state = next;
    deps.onChange();
  };
  const run = async (): Promise<void> => {
    try {
      const outcome = await deps.print();
      become({ ended: outcome.done, why: outcome.done === 'printed' ? '' : outcome.why });
    } catch (error) {
      deps.log.error({ err: error }, 'the test page failed');
      become({ ended: 'unsure', why: '' });
    }
  };
  return {
    state: () => state,
    /** Returns at once; how it ends is in the state. */
    start(): void {
      if (state.ended === 'running') return;
      become({ ended: 'running', why: '' });
      void run();
    },
  };
}
