/** `npm run verify -- FILE`: checks the exported journal of a terminal, offline, with nothing but this folder. */
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readArgs, usage } from './args.ts';
import type { Asked } from './args.ts';
import type { Source } from './blocks.ts';
import { reportJson, reportText } from './report.ts';
import { verifyJournal } from './verify.ts';

/** The file from its start. */
const sourceOf = (file: FileHandle): Source => {
  let place = 0;
  return {
    read: async (into) => {
      const { bytesRead } = await file.read(into, 0, into.length, place);
      place += bytesRead;
      return bytesRead;
    },
  };
};

async function check(asked: Asked): Promise<number> {
  const receipts =
    asked.receiptsFile === null
      ? []
      : (await readFile(asked.receiptsFile, 'utf8')).split('\n').filter((line) => line !== '');
  const file = await open(asked.file, 'r');
  try {
    const anchors = { ...asked.anchors, receipts };
    const verdict = await verifyJournal(() => Promise.resolve(sourceOf(file)), { anchors, checks: asked.checks });
    process.stdout.write(asked.json ? reportJson(verdict, asked) : reportText(verdict, asked));
    return verdict.outcome === 'good' ? 0 : verdict.outcome === 'bad' ? 1 : 2;
  } finally {
    await file.close();
  }
}

const args = process.argv.slice(2);
const asked = args.includes('--help') ? usage : readArgs(args);
if (typeof asked === 'string') {
  process.stderr.write(args.includes('--help') ? `${usage}\n` : `${asked}\n\n${usage}\n`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await check(asked);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    process.stderr.write(`can't read: ${error.message}\n无法读取文件。\n`);
    process.exitCode = 2;
  }
}
