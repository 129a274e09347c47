import type { Person } from '../../shared/records/market.ts';
import type { Seller } from '../../shared/people.ts';
import type { Store } from './database.ts';

export interface People {
  /** Who may sell at the stall; never empty: without a listed owner there is one without a name. */
  sellers(stallNo: string): readonly Seller[];
  /** The name that is written on entries: the stall's listed owner, else empty. */
  seller(stallNo: string): string;
  stop(): void;
}

/** Who owns a stall of which the market has listed no owner. */
const unlistedOwner: Seller = { id: 'owner', name: '', role: 'owner', validUntil: null };

/** The listed people of the stall (名单制), held in memory. */
export async function openPeople(store: Store, onChange: () => void): Promise<People> {
  const people = new Map<string, Person>(
    (await store.people.find().exec()).map((document) => [document.id, document.toMutableJSON()]),
  );
  const subscription = store.people.eventBulks$.subscribe(({ events }) => {
    for (const { documentId, documentData, operation } of events) {
      if (operation === 'DELETE') people.delete(documentId);
      else people.set(documentId, documentData);
    }
    onChange();
  });
  const sellers = (stallNo: string): readonly Seller[] => {
    const listed = [...people.values()]
      .filter((person) => person.active && person.stall === stallNo)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, name, role, validUntil }): Seller => ({ id, name: name.slice(0, 40), role, validUntil }));
    return listed.some(({ role }) => role === 'owner') ? listed : [unlistedOwner, ...listed];
  };
  return {
    sellers,
    seller: (stallNo) => {
      const all = sellers(stallNo);
      return (
        (all.find(({ role, name }) => role === 'owner' && name !== '') ?? all.find(({ name }) => name !== ''))?.name ??
        ''
      );
    },
    stop: () => {
      subscription.unsubscribe();
    },
  };
}
