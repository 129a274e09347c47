import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import { enrolCodeIn, type SetupView } from '../../shared/setup.ts';
import type { Settings } from './settings.ts';

export interface Setup {
  view(): SetupView;
  /** What the stall sells: chosen at the first run, else what the market says, else what the till was started with. */
  trade(): string;
  choose(trade: string): Promise<Reply<Done>>;
  finish(): Promise<Reply<Done>>;
  /** A scanner has read this. True: it was the market's code, and the till joins with it. */
  takes(text: string): boolean;
}

/** The first run: begun on a till without a past that nobody set up by flags, and gone on with after a power cut until it is over. */
export async function openSetup(deps: {
  readonly settings: Settings;
  /** Nothing was ever written here, and no flag says what this till is. */
  readonly isNew: boolean;
  readonly trades: readonly { readonly id: string; readonly name: string }[];
  readonly marketTrade: () => string | null;
  readonly startTrade: string;
  readonly isJoined: () => boolean;
  readonly enrol: (code: string) => Promise<Reply<unknown>>;
  readonly onChange: () => void;
}): Promise<Setup> {
  const { settings, trades } = deps;
  const stored = await settings.read('setup');
  let state = stored ?? { due: deps.isNew, trade: null };
  let scanned: SetupView['scanned'] = null;
  const keep = async (next: typeof state): Promise<void> => {
    await settings.write('setup', next);
    state = next;
    deps.onChange();
  };
  if (stored === null && deps.isNew) await keep(state);
  const trade = (): string => state.trade ?? deps.marketTrade() ?? deps.startTrade;
  return {
    trade,
    view: () => ({
      due: state.due,
      trade: trade(),
      trades: trades.map(({ id, name }) => ({ id, name })),
      scanned,
    }),
    choose: async (wanted) => {
      if (!trades.some(({ id }) => id === wanted)) return refuse({ code: 'bad_args', detail: 'trade' });
      await keep({ ...state, trade: wanted });
      return ok({});
    },
    finish: async () => {
      await keep({ ...state, due: false });
      return ok({});
    },
    takes: (text) => {
      const code = enrolCodeIn(text);
      if (!state.due || deps.isJoined() || code === null || scanned === 'trying') return false;
      scanned = 'trying';
      deps.onChange();
      void deps.enrol(code).then((reply) => {
        scanned = reply.ok ? 'joined' : 'failed';
        deps.onChange();
      });
      return true;
    },
  };
}
