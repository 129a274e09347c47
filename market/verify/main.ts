/** `npm run verify -- FILE`: checks the exported journal of a terminal, offline, with nothing but this folder. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readArgs, usage } from './args.ts';
import type { Asked } from './args.ts';
import type { Source } from './blocks.ts';
import { reportJson, reportText } from './report.ts';
import { verifyJournal } from './verify.ts';

/** The file from its start. */
const sourceOf = (file: number): Source => {
  let place = 0;
  return {
    read: (into) => {
      const count = readSync(file, into, 0, into.length, place);
      place += count;
      return count;
    },
  };
};

async function check(asked: Asked): Promise<number> {
  const receipts =
    asked.receiptsFile === null
      ? []
      : readFileSync(asked.receiptsFile, 'utf8')
          .split('\n')
          .filter((line) => line !== '');
  const file = openSync(asked.file, 'r');
  try {
    const { checks, open } = asked;
    const verdict = await verifyJournal(() => sourceOf(file), {
      anchors: { ...asked.anchors, receipts },
      checks,
      open,
    });
    process.stdout.write(asked.json ? reportJson(verdict, asked) : reportText(verdict, asked));
    return verdict.outcome === 'good' ? 0 : verdict.outcome === 'bad' ? 1 : 2;
  } finally {
    closeSync(file);
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
