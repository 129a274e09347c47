import { readdir, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { TakeawayPlace } from '../../../shared/commands/takeaway.ts';

/** Folders in which a system shows its sticks; on Windows each drive but that of the system. */
function mountFolders(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['/Volumes'];
  const user = userInfo().username;
  return [`/media/${user}`, `/run/media/${user}`, '/media', '/mnt'];
}

const isFolder = async (dir: string): Promise<boolean> => (await statOf(dir))?.isDirectory() === true;
const statOf = async (path: string) => {
  try {
    return await stat(path);
  } catch {
    // Not there, or pulled out just now: not a place.
    return null;
  }
};
const namesIn = async (dir: string): Promise<readonly string[]> => {
  try {
    return await readdir(dir);
  } catch {
    return [];
  }
};

async function sticks(platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform === 'win32') {
    const drives = Array.from({ length: 23 }, (_, index) => `${String.fromCodePoint(68 + index)}:\\`);
    const there = await Promise.all(drives.map(isFolder));
    return drives.filter((_, index) => there[index] === true);
  }
  const found: string[] = [];
  for (const folder of mountFolders(platform)) {
    const above = await statOf(folder);
    for (const name of await namesIn(folder)) {
      const mounted = await statOf(join(folder, name));
      // A disk of its own, and not merely a folder.
      if (mounted?.isDirectory() === true && mounted.dev !== above?.dev) found.push(join(folder, name));
    }
  }
  return found;
}

/** Where books can go: `own`, if the till was started with one, sticks that are plugged in, and the user's documents. */
export async function takeawayPlaces(
  own: string | null,
  platform = process.platform,
): Promise<readonly TakeawayPlace[]> {
  const documents = join(homedir(), 'Documents');
  const place = (dir: string, isStick: boolean): TakeawayPlace => ({ dir, name: basename(dir) || dir, isStick });
  return [
    ...(own !== null && (await isFolder(own)) ? [place(own, false)] : []),
    ...(await sticks(platform)).map((dir) => place(dir, true)),
    ...((await isFolder(documents)) ? [place(documents, false)] : []),
  ];
}
