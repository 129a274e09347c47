import type { Person } from '../../shared/records/market.ts';
import type { Store } from './database.ts';

export interface People {
  /** The name that is written on entries: the stall's listed owner, else empty. */
  seller(stallNo: string): string;
  stop(): void;
}

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
  return {
    seller: (stallNo) => {
      const active = [...people.values()]
        .filter((person) => person.active && person.stall === stallNo)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
      return (active.find((person) => person.role === 'owner') ?? active[0])?.name.slice(0, 40) ?? '';
    },
    stop: () => {
      subscription.unsubscribe();
    },
  };
}
