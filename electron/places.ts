import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the product's own files lie, whether it runs from its sources, from dist or from an installed package. */
export interface Places {
  readonly root: string;
  /** The renderer's build. */
  readonly renderer: string;
  /** Starter catalogue and other data. */
  readonly resources: string;
  readonly version: string;
}

/** @param from directory of the running file; the root is the first one above it with a package.json */
export function findPlaces(from: string): Places {
  let root = from;
  while (!existsSync(join(root, 'package.json'))) {
    const up = dirname(root);
    if (up === root) throw new Error(`no package.json above ${from}`);
    root = up;
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, renderer: join(root, 'dist', 'renderer'), resources: join(root, 'resources'), version };
}

/** Text of a file, or null when there is none. */
export function readTextOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
