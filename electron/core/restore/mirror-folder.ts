import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EpochHead, UnconfirmedEpoch } from '../../../shared/wire.ts';
import { codeOf, namesIn } from '../mirror/disk.ts';
import { unsealed } from '../mirror/envelope.ts';
import type { EntryLine } from '../mirror/line.ts';
import { CATALOGUE, epochOf, ownerOf, STATE } from '../mirror/names.ts';
import { checkCatalogue, checkState, type MirrorCatalogue, type MirrorState } from '../mirror/state.ts';
import { readSealed } from './check.ts';
import { readJournalFile } from './journal-file.ts';
import { checkSignature } from './signature.ts';

/** One terminal's folder on a stick. */
export interface MirrorFolder {
  readonly market: number;
  readonly terminal: number;
  /** The folder that holds it: where the stick is. */
  readonly stick: string;
  /** Journals by epoch, ascending, with the key that each names as its own. */
  readonly journals: readonly { readonly epoch: number; readonly path: string; readonly publicKey: string }[];
  /** What goes with the journal; null when there is none that its epoch's key has signed. */
  state(keyOf: (epoch: number) => string | null): Promise<MirrorState | null>;
  catalogue(keyOf: (epoch: number) => string | null): Promise<MirrorCatalogue | null>;
}

export type FoundFolder =
  | { readonly ok: true; readonly folder: MirrorFolder }
  | { readonly ok: false; readonly why: 'no_folder' | 'no_mirror' | 'several'; readonly terminals: readonly number[] };

async function read<T extends { readonly epoch: number }>(
  path: string,
  name: string,
  check: { Check(value: unknown): value is T },
  keyOf: (epoch: number) => string | null,
): Promise<T | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const opened = unsealed(name, text);
  if (opened === null || !check.Check(opened.body)) return null;
  const key = keyOf(opened.body.epoch);
  return key !== null && checkSignature(key, opened.signed, opened.sig) ? opened.body : null;
}

async function keyIn(
  path: string,
  epoch: number,
  of: { readonly market: number; readonly terminal: number },
): Promise<string | null> {
  for await (const line of readJournalFile(path, of))
    return line.is === 'header' && line.epoch === epoch ? line.publicKey : null;
  return null;
}

/** The last entry on the stick, for the market to know how far the terminal had come. */
export async function lastOf(folder: MirrorFolder): Promise<EpochHead | null> {
  for (const { epoch, path, publicKey } of folder.journals.toReversed()) {
    let last: EntryLine | null = null;
    for await (const line of readJournalFile(path, folder)) if (line.is === 'entry') last = line.line;
    if (last === null) continue;
    const entry = readSealed({ ...last.entry, hash: last.hash, sig: last.sig }, { ...folder, epoch, publicKey });
    if (typeof entry !== 'string') return { epoch, seq: entry.seq, hash: entry.hash, perpetualFen: entry.perpetualFen };
  }
  return null;
}

/** The epochs on the stick that a rebuilt till began by itself, with what proves them; the market skips those it knows. */
export async function unconfirmedIn(folder: MirrorFolder): Promise<UnconfirmedEpoch[]> {
  const found: UnconfirmedEpoch[] = [];
  for (const { epoch, path, publicKey } of folder.journals) {
    let start: unknown = null;
    let last = 0;
    for await (const line of readJournalFile(path, folder)) {
      if (line.is !== 'entry') continue;
      const { entry, hash, sig } = line.line;
      const sealed = readSealed({ ...entry, hash, sig }, { ...folder, epoch, publicKey });
      if (typeof sealed === 'string') continue;
      if (sealed.body.kind === 'epoch_start' && sealed.body.reason === 'rebuilt') start = sealed;
      else if (start === null) break;
      last = sealed.seq;
    }
    if (start !== null) found.push({ publicKey, start, last });
  }
  return found.slice(-64);
}

/** Finds the mirror in `dir`: a stick with one or more terminals' folders, or such a folder itself. `terminal` chooses among several. */
export async function findMirror(dir: string, terminal: number | null): Promise<FoundFolder> {
  const names = await namesIn(dir);
  if (names === null) return { ok: false, why: 'no_folder', terminals: [] };
  const folders = names.flatMap((name) => {
    const owner = ownerOf(name);
    return owner === null ? [] : [{ ...owner, path: join(dir, name), stick: dir }];
  });
  const self = ownerOf(dir.split(/[\\/]/).findLast((part) => part !== '') ?? '');
  if (self !== null && folders.length === 0) folders.push({ ...self, path: dir, stick: dirname(dir) });
  const fitting = folders.filter((folder) => terminal === null || folder.terminal === terminal);
  const [found] = fitting;
  if (found === undefined || fitting.length > 1)
    return {
      ok: false,
      why: found === undefined ? 'no_mirror' : 'several',
      terminals: folders.map((folder) => folder.terminal),
    };
  const journals: { epoch: number; path: string; publicKey: string }[] = [];
  for (const name of (await namesIn(found.path)) ?? []) {
    const epoch = epochOf(name);
    const path = join(found.path, name);
    const publicKey = epoch === null ? null : await keyIn(path, epoch, found);
    if (epoch !== null && publicKey !== null) journals.push({ epoch, path, publicKey });
  }
  return {
    ok: true,
    folder: {
      market: found.market,
      terminal: found.terminal,
      stick: found.stick,
      journals: journals.toSorted((a, b) => a.epoch - b.epoch),
      state: (keyOf) => read(join(found.path, STATE), STATE, checkState, keyOf),
      catalogue: (keyOf) => read(join(found.path, CATALOGUE), CATALOGUE, checkCatalogue, keyOf),
    },
  };
}
