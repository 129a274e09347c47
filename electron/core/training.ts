import type { Done } from '../../shared/command.ts';
import { isBare } from '../../shared/cart.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import type { Mode } from '../../shared/records/goods.ts';
import type { Carts } from './selling/carts.ts';
import type { IdentityBook } from './identity.ts';
import type { Journal } from './journal/journal.ts';
import type { Settings } from './settings.ts';

export interface Training {
  /** Somebody practises at a till that has joined its market. */
  isOn(): boolean;
  /** How what is sold now counts. */
  mode(): Mode;
  /** The last run ended while somebody practised: all that is in the carts was practice, since nothing was in any before. */
  recover(): Promise<void>;
  /** Begins only with no goods in any cart; ends at once, and what is in the carts then was practice too. */
  set(isOn: boolean): Promise<Reply<Done>>;
}

/**
 * Practice at a till that trades. It is written into the chain of terminal 0, which no figure, no day's close, no copy and no market
 * ever sees. A restart ends it.
 */
export function createTraining(deps: {
  readonly identity: IdentityBook;
  readonly settings: Settings;
  readonly journal: Journal;
  /** The carts and what was sold last know the mode they stand in: they come to be after this. */
  readonly carts: () => Carts;
  readonly now: () => number;
  /** What was sold last, of the books or of the practice that is over. */
  readonly showLast: () => Promise<void>;
  readonly onChange: () => void;
}): Training {
  const { identity, settings, journal, carts } = deps;
  let isOn = false;

  const leave = async (): Promise<void> => {
    await carts().clear();
    await settings.remove('practice');
    isOn = false;
    await journal.practise(null);
    carts().adopt(identity.current().mode);
  };
  return {
    isOn: () => isOn,
    mode: () => (isOn ? 'training' : identity.current().mode),
    recover: async () => {
      if ((await settings.read('practice')) !== null) await leave();
    },
    set: async (wanted) => {
      if (wanted === isOn || identity.current().mode === 'training') return ok({});
      if (wanted) {
        if (!carts().all().every(isBare)) return refuse({ code: 'carts_not_empty' });
        await settings.write('practice', { since: deps.now() });
        await journal.practise(await identity.practice());
        isOn = true;
        carts().adopt('training');
      } else {
        await leave();
        await deps.showLast();
      }
      deps.onChange();
      return ok({});
    },
  };
}
