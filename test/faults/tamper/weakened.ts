/** `node weakened.ts MUTANT SEED`: the campaign against a verifier with one planted weakness; says whether it was caught. */
import { registerHooks } from 'node:module';
import { mutants } from './mutants.ts';

const [name, seed] = process.argv.slice(2);
const mutant = mutants.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`no mutant ${String(name)}`);
const planted = new Set<string>();
registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const edits = mutant.edits.filter(({ file }) => url.endsWith(`/market/verify/${file}`));
    if (edits.length === 0) return loaded;
    let source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    for (const { file, text, by } of edits) {
      if (source.split(text).length !== 2) throw new Error(`${file} does not have exactly one ${text}`);
      source = source.replace(text, () => by);
      planted.add(text);
    }
    return { ...loaded, source };
  },
});
const { missed, tamper, unexpected, unforeseen } = await import('./campaign.ts');
if (planted.size !== mutant.edits.length) throw new Error(`not planted: ${mutant.name}`);
const outcome = await tamper({ rounds: 3, seed: Number(seed), size: 40, stopAtFirst: true });
const first = outcome.rows.find((row) => missed(row) > 0 || row.misplaced > 0 || unforeseen(row) > 0);
process.stdout.write(`${JSON.stringify({ caught: unexpected(outcome) > 0, by: first?.attack.name ?? null })}\n`);
