import { hash } from 'node:crypto';
import type { Chance } from './chance.ts';
import { happens, type Cut } from './cut.ts';
import { digestOf, imageOf, PAGE, settle, type FileImage, type StoredFile } from './file.ts';
import type { Operation } from './trace.ts';

/** The directory as it would be found after a cut. Equal digests are equal directories. */
export interface Image {
  readonly directories: readonly string[];
  readonly files: ReadonlyMap<string, FileImage>;
  readonly digest: string;
}

type Name = { readonly inode: number } | 'directory';
/** A change of names that is not synced yet; `own`: the file it made was synced since. */
interface NameChange {
  readonly order: number;
  readonly removes: string | null;
  readonly adds: readonly [path: string, name: Name] | null;
  own: boolean;
}

export interface Disk {
  apply(operation: Operation): void;
  /** Whether a cut now could come out in more than one way. */
  isUnsettled(): boolean;
  image(cut: Cut, chance: Chance): Image;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A directory that is empty and on the disk. */
export function createDisk(): Disk {
  const files = new Map<number, StoredFile>();
  const synced = new Map<string, Name>();
  let nameChanges: NameChange[] = [];
  let order = 0;

  const fileOf = (inode: number): StoredFile => {
    let file = files.get(inode);
    if (file === undefined) {
      file = { bytes: Buffer.alloc(PAGE), size: 0, pending: [], changed: new Set(), digests: [] };
      files.set(inode, file);
    }
    return file;
  };
  const change = (removes: string | null, adds: NameChange['adds']): void => {
    nameChanges.push({ order: (order += 1), removes, adds, own: false });
  };
  const carryOut = (names: Map<string, Name>, { removes, adds }: NameChange): void => {
    if (removes !== null) names.delete(removes);
    if (adds !== null) names.set(adds[0], adds[1]);
  };
  const pathsOf = ({ removes, adds }: NameChange): readonly string[] =>
    [removes, adds?.[0] ?? null].filter((path) => path !== null);

  /** Names as they are for the running process. */
  const nameOf = (path: string): Name | undefined => {
    const names = new Map(synced);
    for (const each of nameChanges) carryOut(names, each);
    return names.get(path);
  };
  /** A synced file has its name, and so have the directories it is in, and whatever had the name before is gone. */
  const own = (inode: number): void => {
    const paths = new Set<string>();
    for (const each of nameChanges.toReversed()) {
      const made = each.adds;
      if (made !== null && typeof made[1] === 'object' && made[1].inode === inode) {
        for (let path = made[0]; path !== ''; path = parentOf(path)) paths.add(path);
        if (each.removes !== null) paths.add(each.removes);
      }
      if (pathsOf(each).some((path) => paths.has(path))) each.own = true;
    }
  };

  const namesAfter = (cut: Cut, chance: Chance, limit: number): ReadonlyMap<string, Name> => {
    const names = new Map(synced);
    for (const each of nameChanges) {
      if ((cut.naming === 'journalled' && each.own) || happens(cut, chance, each.order, limit)) carryOut(names, each);
    }
    const exists = (path: string): boolean =>
      path === '' || (names.get(path) === 'directory' && exists(parentOf(path)));
    return new Map([...names].filter(([path]) => exists(parentOf(path))).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };

  return {
    apply: (operation) => {
      switch (operation.kind) {
        case 'create':
          fileOf(operation.inode);
          return change(null, [operation.path, { inode: operation.inode }]);
        case 'mkdir':
          return change(null, [operation.path, 'directory']);
        case 'unlink':
          return change(operation.path, null);
        case 'rename': {
          const name = nameOf(operation.from);
          if (name === undefined) throw new Error(`${operation.from} is renamed, but not there`);
          return change(operation.from, [operation.to, name]);
        }
        case 'write':
          fileOf(operation.inode).pending.push({
            order: (order += 1),
            kind: 'write',
            at: operation.at,
            data: operation.data,
          });
          return;
        case 'truncate':
          fileOf(operation.inode).pending.push({ order: (order += 1), kind: 'truncate', size: operation.size });
          return;
        case 'sync':
          settle(fileOf(operation.inode));
          return own(operation.inode);
        case 'sync-directory': {
          const settled = nameChanges.filter((each) =>
            pathsOf(each).every((path) => parentOf(path) === operation.path),
          );
          for (const each of settled) carryOut(synced, each);
          nameChanges = nameChanges.filter((each) => !settled.includes(each));
          return;
        }
        case 'mark':
          return;
        default:
          operation satisfies never;
      }
    },
    isUnsettled: () => nameChanges.length > 0 || [...files.values()].some((file) => file.pending.length > 0),
    image: (cut, chance) => {
      const orders = [...nameChanges, ...[...files.values()].flatMap((file) => file.pending)]
        .map((each) => each.order)
        .toSorted((a, b) => a - b);
      const limit = orders[chance.whole(Math.max(1, orders.length))] ?? 0;
      const names = namesAfter(cut, chance, limit);
      const images = new Map<string, FileImage>();
      const directories: string[] = [];
      let text = '';
      for (const [path, name] of names) {
        if (name === 'directory') {
          directories.push(path);
          text += `${path}/\n`;
          continue;
        }
        const image = imageOf(fileOf(name.inode), cut, chance, limit);
        images.set(path, image);
        text += `${path} ${image.size} ${digestOf(image)}\n`;
      }
      return { directories, files: images, digest: hash('sha1', text, 'hex') };
    },
  };
}
