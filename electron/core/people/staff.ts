import type { Printer } from '../../../hardware/ports.ts';
import type { Log } from '../../../shared/log.ts';
import { accessAtFirst } from '../../../shared/people.ts';
import type { PeopleView } from '../../../shared/people.ts';
import type { Store } from '../database.ts';
import type { Secrets } from '../identity.ts';
import type { Journal } from '../journal/journal.ts';
import { createPeopleDesk, type PeopleDesk } from './people-desk.ts';
import { openPeople } from './people.ts';
import { createPermits, type Permits } from './permits.ts';
import { openPins } from './pins.ts';
import type { Settings } from '../settings.ts';

/** The people of the stall, put together: who sells, what is theirs to do, and the commands about them. */
export interface Staff {
  readonly permits: Permits;
  readonly handlers: PeopleDesk['handlers'];
  readonly admit: PeopleDesk['admit'];
  /** The name that is written on entries. */
  seller(): string;
  view(): PeopleView;
  /** The name of a person by id; empty when nobody here has it. */
  readonly nameOf: (personId: string) => string;
  stop(): Promise<void>;
}

export async function openStaff(options: {
  readonly store: Store;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly journal: Journal;
  readonly printer: Printer | null;
  readonly stallNo: () => string;
  readonly stallName: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Staff> {
  const { settings, journal, printer, now, newId, onChange, log } = options;
  const people = await openPeople(options);
  const pins = await openPins(options);
  let access = (await settings.read('access')) ?? accessAtFirst;
  const permits = createPermits({
    access: () => access,
    sellers: () => people.sellers(),
    hasPin: (personId) => pins.has(personId),
    now,
  });
  const desk = createPeopleDesk({
    people,
    pins,
    permits,
    access: {
      now: () => access,
      keep: async (next) => {
        await settings.write('access', next);
        access = next;
      },
    },
    journal,
    printer,
    stallName: options.stallName,
    now,
    newId,
    onChange,
    log,
  });
  return {
    permits,
    handlers: desk.handlers,
    admit: desk.admit,
    seller: () => people.current().name,
    view: () => desk.view(),
    nameOf: (personId) => people.sellers().find(({ id }) => id === personId)?.name ?? '',
    stop: async () => {
      await desk.idle();
      people.stop();
    },
  };
}
