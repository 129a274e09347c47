/** `npm run export -- --dir DIR --out FILE`: writes a terminal's journal as the file the verifier reads, also while it sells. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { openBooks } from './core/journal/books.ts';
import type { Books } from './core/journal/books.ts';
import { defaultDir } from './options.ts';

const usage = `usage: npm run export -- --out FILE [--dir DIR]
Writes the journal of the terminal in DIR (default: the system's data folder) to FILE, for npm run verify. Only reads; the terminal may be
running. Exit code 0: written, 1: nothing to write, 2: wrong usage, or the disk failed.`;

/** Written beside its place and moved there when it is whole and on the disk. */
async function write(books: Books, out: string): Promise<number> {
  const part = `${out}.part`;
  const file = openSync(part, 'wx');
  let entries = 0;
  try {
    let waiting: string[] = [];
    const flush = (): void => {
      writeSync(file, waiting.join(''));
      waiting = [];
    };
    for await (const line of books.lines()) {
      if (line.startsWith('{"entry"')) entries += 1;
      if (waiting.push(line) === 500) flush();
    }
    flush();
    fsyncSync(file);
    closeSync(file);
    renameSync(part, out);
    return entries;
  } catch (error) {
    closeSync(file);
    rmSync(part, { force: true });
    throw error;
  }
}

async function run(dir: string, out: string): Promise<number> {
  if (existsSync(out)) {
    process.stderr.write(`${out} is there already; it is left as it is.\n${out} 已经存在,没有改动它。\n`);
    return 2;
  }
  const opened = openBooks(dir);
  if (!opened.ok) {
    process.stderr.write(
      opened.why === 'no_data'
        ? `There is no terminal in ${dir}.\n${dir} 里没有终端数据。\n`
        : `The terminal in ${dir} is not enrolled in a market, or was never started since it is: practice is not exported.\n${dir} 里的终端没有入场,或入场后没有启动过:练习记录不导出。\n`,
    );
    return 1;
  }
  try {
    const { market, terminal } = opened.books.header;
    const entries = await write(opened.books, out);
    process.stdout.write(
      `${entries} entries of terminal ${terminal}, market ${market}, are in ${out}. To check them: npm run verify -- ${out}\n` +
        `${market} 号市场 ${terminal} 号终端的 ${entries} 条记录已写入 ${out}。核对:npm run verify -- ${out}\n`,
    );
    return 0;
  } finally {
    opened.books.close();
  }
}

function wanted(): { readonly dir: string; readonly out: string } | null {
  try {
    const { values } = parseArgs({ options: { dir: { type: 'string' }, out: { type: 'string' } } });
    const { dir = defaultDir(process.platform, process.env, homedir()), out } = values;
    return out === undefined ? null : { dir, out };
  } catch {
    return null;
  }
}

const asked = wanted();
if (asked === null) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await run(asked.dir, asked.out);
  } catch (error) {
    process.stderr.write(`not exported: ${error instanceof Error ? error.message : String(error)}\n没有导出。\n`);
    process.exitCode = 2;
  }
}
