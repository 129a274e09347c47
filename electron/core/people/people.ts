import type { Helper, Seller } from '../../../shared/people.ts';
import type { Person } from '../../../shared/records/market.ts';
import type { Store } from '../database.ts';
import type { Settings } from '../settings.ts';

export interface People {
  /** Who may sell at the stall; never empty: without a listed owner there is one without a name. */
  sellers(): readonly Seller[];
  /** Who sells now. */
  current(): Seller;
  /** False: no such person. */
  switchTo(personId: string): Promise<boolean>;
  helpers(): readonly Helper[];
  keepHelpers(helpers: readonly Helper[]): Promise<void>;
  stop(): void;
}

/** Who owns a stall of which the market has listed no owner. */
const unlistedOwner: Seller = { id: 'owner', name: '', role: 'owner', validUntil: null };

/** The listed people of the stall (名单制) and its helpers, held in memory. The list is the market's: it only comes down. */
export async function openPeople(options: {
  readonly store: Store;
  readonly settings: Settings;
  readonly stallNo: () => string;
  readonly onChange: () => void;
}): Promise<People> {
  const { store, settings, onChange } = options;
  const listed = new Map<string, Person>(
    (await store.people.find().exec()).map((document) => [document.id, document.toMutableJSON()]),
  );
  let hands = (await settings.read('hands')) ?? { helpers: [], sellerId: null };
  const subscription = store.people.eventBulks$.subscribe(({ events }) => {
    for (const { documentId, documentData, operation } of events) {
      if (operation === 'DELETE') listed.delete(documentId);
      else listed.set(documentId, documentData);
    }
    onChange();
  });
  const keep = async (next: typeof hands): Promise<void> => {
    await settings.write('hands', next);
    hands = next;
    onChange();
  };

  const sellers = (): readonly Seller[] => {
    const own = [...listed.values()]
      .filter((person) => person.active && person.stall === options.stallNo())
      .toSorted((a, b) => Number(b.role === 'owner') - Number(a.role === 'owner') || (a.id < b.id ? -1 : 1))
      .map(({ id, name, role, validUntil }): Seller => ({ id, name: name.slice(0, 40), role, validUntil }));
    const helpers = hands.helpers.map((helper): Seller => ({ ...helper, role: 'helper', validUntil: null }));
    return [...(own[0]?.role === 'owner' ? [] : [unlistedOwner]), ...own, ...helpers];
  };
  return {
    sellers,
    current: () => {
      const all = sellers();
      // Who was taken off the list sells no longer: the owner does.
      return (
        all.find(({ id }) => id === hands.sellerId) ??
        all.find(({ role, name }) => role !== 'helper' && name !== '') ??
        unlistedOwner
      );
    },
    switchTo: async (personId) => {
      if (!sellers().some(({ id }) => id === personId)) return false;
      await keep({ ...hands, sellerId: personId });
      return true;
    },
    helpers: () => hands.helpers,
    keepHelpers: (helpers) => keep({ ...hands, helpers: [...helpers] }),
    stop: () => {
      subscription.unsubscribe();
    },
  };
}
