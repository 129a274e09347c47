/**
 * `npm run faults -- NAME [--rounds N] [--seed S] [--json]`: one fault campaign (docs/faults.md, docs/tamper.md).
 * Ends with one line of flat JSON; without --json its progress and a table for people come before it.
 */
import { parseArgs } from 'node:util';
import type { CampaignOptions, Figures } from './harness/figures.ts';

const campaigns: Readonly<Record<string, (options: CampaignOptions) => Promise<Figures>>> = {
  kill: async (options) => (await import('./kill.ts')).faultKill(options),
  power: async (options) => (await import('./power.ts')).faultPower(options),
  disk: async (options) => (await import('./disk.ts')).faultDisk(options),
  wipe: async (options) => (await import('./wipe.ts')).faultWipe(options),
  clock: async (options) => (await import('./clock.ts')).faultClock(options),
  printer: async (options) => (await import('./printer.ts')).faultPrinter(options),
  payments: async (options) => (await import('./payments.ts')).faultPayments(options),
  reconcile: async (options) => (await import('./reconcile.ts')).faultReconcile(options),
  tamper: async (options) => (await import('./tamper.ts')).faultTamper(options),
};

function usage(): never {
  console.error(
    `usage: npm run faults -- NAME [--rounds N] [--seed S] [--json]\nNAME: ${Object.keys(campaigns).join(', ')}`,
  );
  process.exit(2);
}

const whole = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : usage();
};

function wish() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
  } catch {
    return usage();
  }
}

const {
  positionals: [name = ''],
  values,
} = wish();
const campaign = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
if (campaign === undefined) usage();
const figures = await campaign({
  rounds: whole(values.rounds),
  seed: whole(values.seed) ?? 1,
  say: (line) => {
    if (!values.json || line.startsWith('skipped:')) console.error(line);
  },
});
if (!values.json)
  for (const [key, value] of Object.entries(figures))
    console.log(`${key.padEnd(24)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
console.log(JSON.stringify(figures));
process.exit(0);
