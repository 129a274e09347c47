import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** A change of one source text of the project, made while it is loaded. `find` must be there exactly once. */
export interface Plant {
  /** From the root of the project. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const urlOf = (file: string): string => new URL(`../../../${file}`, import.meta.url).href;

export function planted(source: string, { file, find, replace }: Plant): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} places that read ${JSON.stringify(find)}, not one`);
  return parts.join(replace);
}

/** Throws when a plant has no place in its file, so that a mutant can't go bad unseen when the sources change. */
export function checkPlants(plants: readonly Plant[]): void {
  for (const [file, mine] of Map.groupBy(plants, (plant) => plant.file))
    mine.reduce(planted, readFileSync(new URL(urlOf(file)), 'utf8'));
}

/** Changes the sources of all modules loaded from now on. */
export function sow(plants: readonly Plant[]): void {
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      const here = plants.filter((plant) => urlOf(plant.file) === url);
      if (here.length === 0) return loaded;
      return {
        ...loaded,
        source: here.reduce(planted, Buffer.from(loaded.source as Uint8Array | string as string).toString('utf8')),
      };
    },
  });
}
