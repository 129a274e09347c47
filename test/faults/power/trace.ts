import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a process did to the files under one directory, in order, and what it said meanwhile. Paths are relative to the directory. */
export type Operation =
  | { readonly kind: 'create'; readonly path: string; readonly inode: number }
  | { readonly kind: 'mkdir'; readonly path: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'write'; readonly inode: number; readonly at: number; readonly data: Uint8Array }
  | { readonly kind: 'truncate'; readonly inode: number; readonly size: number }
  | { readonly kind: 'sync'; readonly inode: number }
  | { readonly kind: 'sync-directory'; readonly path: string }
  | { readonly kind: 'mark'; readonly text: string };

/** The descriptor a traced process speaks on; strace sees each line between the calls before and after it. */
export const MARK_FD = 3;

const NAME_CALLS =
  'openat,open,creat,unlink,unlinkat,rmdir,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat';
const DATA_CALLS = 'write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,sendfile,copy_file_range,mmap';
const SYNC_CALLS = 'fsync,fdatasync,sync_file_range,sync,syncfs';

/** Arguments of strace before the command: every call that can change a file, with all its bytes, into the file `output`. */
export const straceArguments = (output: string): readonly string[] => [
  '-f',
  '-y',
  '-xx',
  '-s',
  '16777216',
  '--seccomp-bpf',
  '-e',
  'signal=none',
  '-e',
  `trace=${NAME_CALLS},${DATA_CALLS},${SYNC_CALLS}`,
  '-o',
  output,
];

/** Several processes, one after another, on one directory. */
export interface TraceReader {
  /** Reads one process's strace output. Throws on a call on a file of the directory that has no place in the model. */
  read(file: string): Promise<void>;
  readonly operations: readonly Operation[];
}

type Target = { readonly inode: number } | { readonly directory: string };
interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: number;
}

const toHex = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const bytesOf = (quoted: string): Buffer => Buffer.from(quoted.replaceAll(/["\\x]/g, ''), 'hex');
const textOf = (quoted: string): string => bytesOf(quoted).toString('utf8');

/** A call as strace prints it. Throws on anything else: nothing that touches a file may be passed over. */
function parseCall(line: string): Call {
  const end = /\)\s+= /.exec(line);
  const open = line.indexOf('(');
  if (end === null || open < 0) throw new Error(`not a finished call: ${line.slice(0, 300)}`);
  const answer = line.slice(end.index + end[0].length);
  // All text is printed in hex, so a comma or a bracket is never part of it.
  return {
    name: line.slice(0, open),
    args: line.slice(open + 1, end.index).split(', '),
    result: Number.parseInt(answer, answer.startsWith('0x') ? 16 : 10),
  };
}

/** `root` is the directory as the traced process names it, absolute; empty when the first process starts. */
export function createTraceReader(root: string): TraceReader {
  const operations: Operation[] = [];
  const names = new Map<string, Target>([['', { directory: '' }]]);
  const rootHex = toHex(root);
  const markStart = `write(${MARK_FD}<`;
  let inodes = 0;

  const relative = (quoted: string): string | null => {
    const path = textOf(quoted);
    if (path === root) return '';
    return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
  };
  /** SQLite's shared memory index: made anew after a crash, never part of an image. */
  const isIndex = (path: string): boolean => path.endsWith('-shm');

  const readOne = async (file: string): Promise<void> => {
    const descriptors = new Map<number, Target>();
    const begun = new Map<string, string>();
    const targetOf = (fd: string, line: string): Target => {
      const target = descriptors.get(Number.parseInt(fd, 10));
      if (target === undefined) throw new Error(`a descriptor that was not seen opening: ${line.slice(0, 300)}`);
      return target;
    };
    const inodeOf = (fd: string, line: string): number => {
      const target = targetOf(fd, line);
      if (!('inode' in target)) throw new Error(`a directory is written to: ${line.slice(0, 300)}`);
      return target.inode;
    };
    const pathIn = (fd: string): string => relative(fd.slice(fd.indexOf('<') + 1, fd.indexOf('>'))) ?? '';

    const openFile = (path: string, flags: string, fd: number): void => {
      let target = names.get(path);
      if (target === undefined) {
        if (!flags.includes('O_CREAT')) throw new Error(`${path} was opened, but never made`);
        target = { inode: (inodes += 1) };
        names.set(path, target);
        operations.push({ kind: 'create', path, inode: target.inode });
      } else if (flags.includes('O_TRUNC') && 'inode' in target)
        operations.push({ kind: 'truncate', inode: target.inode, size: 0 });
      if (flags.includes('O_APPEND') || flags.includes('O_DIRECT'))
        throw new Error(`${path} is opened in a way the model does not know: ${flags}`);
      descriptors.set(fd, target);
    };

    /** Where a plain `write` goes: files opened here are written from their start, once. */
    const positions = new Map<number, number>();
    const carryOut = (call: Call, line: string): void => {
      const [first = '', second = '', third = '', fourth = ''] = call.args;
      if (line.startsWith(markStart) && !line.includes(rootHex)) {
        for (const text of textOf(second).trimEnd().split('\n')) operations.push({ kind: 'mark', text });
        return;
      }
      if (!line.includes(rootHex) || call.result < 0) return;
      if (Number.isNaN(call.result)) throw new Error(`a call without a result: ${line.slice(0, 300)}`);
      switch (call.name) {
        case 'openat': {
          const path = relative(second);
          if (path === null || isIndex(path)) return;
          openFile(path, third, call.result);
          positions.set(call.result, 0);
          return;
        }
        case 'mkdir': {
          const path = relative(first);
          if (path === null) return;
          names.set(path, { directory: path });
          operations.push({ kind: 'mkdir', path });
          return;
        }
        case 'unlink': {
          const path = relative(first);
          if (path === null || isIndex(path)) return;
          names.delete(path);
          operations.push({ kind: 'unlink', path });
          return;
        }
        case 'rename': {
          const [from, to] = [relative(first), relative(second)];
          const target = from === null ? undefined : names.get(from);
          if (from === null || to === null || target === undefined)
            throw new Error(`a rename from or to elsewhere: ${line.slice(0, 300)}`);
          names.delete(from);
          names.set(to, target);
          operations.push({ kind: 'rename', from, to });
          return;
        }
        case 'pwrite64':
          if (isIndex(pathIn(first))) return;
          operations.push({
            kind: 'write',
            inode: inodeOf(first, line),
            at: Number(fourth),
            data: bytesOf(second).subarray(0, call.result),
          });
          return;
        case 'write': {
          const fd = Number.parseInt(first, 10);
          const at = positions.get(fd) ?? 0;
          positions.set(fd, at + call.result);
          operations.push({
            kind: 'write',
            inode: inodeOf(first, line),
            at,
            data: bytesOf(second).subarray(0, call.result),
          });
          return;
        }
        case 'ftruncate':
          if (isIndex(pathIn(first))) return;
          operations.push({ kind: 'truncate', inode: inodeOf(first, line), size: Number(second) });
          return;
        case 'fsync':
        case 'fdatasync': {
          if (isIndex(pathIn(first))) return;
          const target = targetOf(first, line);
          operations.push(
            'inode' in target
              ? { kind: 'sync', inode: target.inode }
              : { kind: 'sync-directory', path: target.directory },
          );
          return;
        }
        case 'mmap':
          // A mapped database would be written behind strace's back.
          if (isIndex(pathIn(call.args[4] ?? ''))) return;
          throw new Error(`a file of the till is mapped into memory: ${line.slice(0, 300)}`);
        default:
          throw new Error(`a call that the model does not know: ${line.slice(0, 300)}`);
      }
    };

    for await (const raw of createInterface({ input: createReadStream(file, 'latin1') })) {
      const space = raw.indexOf(' ');
      const thread = raw.slice(0, space);
      let line = raw.slice(space).trimStart();
      const resumed = line.startsWith('<... ') ? line.indexOf(' resumed>') : -1;
      if (resumed >= 0) {
        const start = begun.get(thread);
        if (start === undefined) continue;
        begun.delete(thread);
        line = start + line.slice(resumed + ' resumed>'.length);
      } else if (!line.includes(rootHex) && !line.startsWith(markStart)) continue;
      if (line.endsWith(' <unfinished ...>')) {
        begun.set(thread, line.slice(0, -' <unfinished ...>'.length));
        continue;
      }
      carryOut(parseCall(line), line);
    }
    const [lost] = begun.values();
    // Whether it took effect is not in the trace, and the next process would see it.
    if (lost !== undefined) throw new Error(`a call never returned: ${lost.slice(0, 300)}`);
  };

  return { read: readOne, operations };
}
