import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { catchMutant } from './tamper.ts';
import { anchorSets } from './tamper/attack.ts';
import { attacks, missed, tamper, unforeseen } from './tamper/campaign.ts';
import { mutants } from './tamper/mutants.ts';

describe('a tampered journal', () => {
  it('is found wherever docs/tamper.md says so, and named by its line', async () => {
    const { rows, falseAlarms, clean } = await tamper({ rounds: 1, seed: 21, size: 40 });
    expect(clean).toBe(anchorSets.length);
    expect(falseAlarms).toBe(0);
    const wrong = rows.filter((row) => missed(row) > 0 || unforeseen(row) > 0 || row.misplaced > 0);
    expect(wrong.map(({ attack, anchors }) => `${attack.name}, ${anchors}`)).toEqual([]);
  });

  it('is of the classes that docs/tamper.md lists', () => {
    const page = readFileSync(new URL('../../docs/tamper.md', import.meta.url), 'utf8');
    const listed = page
      .split('\n')
      .filter((line) => /^\| .* \| (?:no key|another key|the terminal's key) \|/.test(line));
    expect(listed).toEqual(
      attacks.map(
        ({ name, hand, seen }) =>
          `| ${name} | ${hand} | ${anchorSets.map((set) => (seen.includes(set) ? 'yes' : '**no**')).join(' | ')} |`,
      ),
    );
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  });

  it('would be missed by a verifier with a planted weakness, which the campaign notices', async () => {
    const planted = mutants.filter(
      ({ name }) => name === 'the written hash is not compared' || name === 'a signature is taken in any writing',
    );
    expect(planted).toHaveLength(2);
    for (const mutant of planted) expect(await catchMutant(mutant, 1), mutant.name).not.toBeNull();
  });
});
