import { readFileSync } from 'node:fs';
import type { CoreOptions } from '../../electron/core/core.ts';
import type { Log } from '../../shared/log.ts';

/** A log for tests that look at behaviour, not at lines. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Secrets that live as long as the test. */
export const memorySecrets = (): CoreOptions['secrets'] => {
  const kept = new Map<string, Uint8Array>();
  return {
    load: (name) => Promise.resolve(kept.get(name) ?? null),
    save: (name, bytes) => {
      kept.set(name, bytes);
      return Promise.resolve();
    },
  };
};

const csv = (name: string): string =>
  readFileSync(new URL(`../../resources/catalogue/${name}.csv`, import.meta.url), 'utf8');
/** The starter catalogue as shipped. */
export const readCatalogue = (): CoreOptions['catalogue'] => ({
  products: csv('products'),
  categories: csv('categories'),
  trades: csv('trades'),
});
