/**
 * `npm run bench -- NAME [--json]`: one measurement with its peer or floor in the same run.
 * Ends with one line of flat JSON; without --json a table for people comes before it.
 */
import { benchCommit } from './commit.ts';
import { benchTouches } from './touches.ts';
import { benchVerify } from './verify.ts';
import { benchUi } from './ui.ts';
import { benchOpen } from './open.ts';
import { benchParse } from './parse.ts';
import { benchPay } from './pay.ts';
import { benchPrint } from './print.ts';
import { benchRanking } from './ranking.ts';
import { benchReconcile } from './reconcile.ts';
import { benchReport } from './report.ts';
import { benchWeigh } from './weigh.ts';

/** Figures of one run: snake_case keys with the unit in the name. */
export type Figures = Readonly<Record<string, number | string | readonly object[]>>;

const benches: Readonly<Record<string, (say: (line: string) => void) => Promise<Figures>>> = {
  commit: benchCommit,
  open: benchOpen,
  parse: benchParse,
  pay: benchPay,
  print: benchPrint,
  ranking: benchRanking,
  reconcile: benchReconcile,
  report: benchReport,
  touches: benchTouches,
  ui: benchUi,
  verify: benchVerify,
  weigh: benchWeigh,
};

const [name, ...flags] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined) {
  console.error(`usage: npm run bench -- NAME [--json]\nNAME: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const json = flags.includes('--json');
const figures = await bench((line) => {
  if (!json) console.log(line);
});
if (!json)
  for (const [key, value] of Object.entries(figures))
    console.log(`${key.padEnd(24)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
console.log(JSON.stringify(figures));
process.exit(0);
