/** A weakness planted in the verifier: in a file of `market/verify`, `text` (which must be there once) becomes `by`. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly text: string; readonly by: string }[];
}

const mutant = (name: string, file: string, text: string, by: string): Mutant => ({
  name,
  edits: [{ file, text, by }],
});

export const mutants: readonly Mutant[] = [
  mutant(
    'the written hash is not compared',
    'journal.ts',
    'const same = isAt(end + 9, computed);',
    'const same = true;',
  ),
  mutant('a signature that is not right is let pass', 'verify.ts', 'results.indexOf(false)', 'results.length'),
  mutant('a signature is taken in any writing', 'keys.ts', " && bytes.toString('base64url') === text", ''),
  mutant('a gap is let pass', 'chains.ts', 'if (entry.seq > before + 1)', 'if (false)'),
  mutant(
    'the link to the entry before is not looked at',
    'entry.ts',
    'if (entry.prevHash === chain.hash) return null;',
    'return null;',
  ),
  mutant('an amount is not recomputed', 'sale.ts', 'if (line.amountFen !== due)', 'if (false)'),
  mutant('shares are not recomputed', 'sale.ts', 'if (line.allocatedFen !== share)', 'if (false)'),
  mutant(
    'the perpetual total is taken as it is',
    'entry.ts',
    'if (entry.perpetualFen === due) return null;',
    'return null;',
  ),
  mutant(
    'what an epoch carries over is taken as it is',
    'chains.ts',
    'if (seen.perpetualFen(index) !== carriedFen)',
    'if (false)',
  ),
  mutant(
    'what an epoch goes on from is not compared',
    'chains.ts',
    'if (!seen.is(index, previous.hash))',
    'if (false)',
  ),
  mutant(
    'a later epoch may begin with anything',
    'chains.ts',
    'return chain.base === 0\n        ? null',
    'return true\n        ? null',
  ),
  mutant('the figures of a close of a day are not recomputed', 'days.ts', 'closed.inDoubt ? null :', 'true ? null :'),
  mutant('the figures of a hand-over are not recomputed', 'days.ts', 'if (unknown ||', 'if (true ||'),
  mutant('a count by note need not sum', 'plain.ts', 'if (sum !== countedFen)', 'if (false)'),
  mutant(
    'the number of a close of a day is not looked at',
    'days.ts',
    'if (close.zNo <= lastZ.least || close.zNo > lastZ.most + 1)',
    'if (false)',
  ),
  mutant(
    'the amount of a confirmation is not compared',
    'confirmations.ts',
    'if (said.amountFen !== NONE && !fits)',
    'if (false)',
  ),
  mutant(
    'the order of a confirmation is not compared',
    'confirmations.ts',
    "if (said.mark.startsWith('pay:') &&",
    'if (false &&',
  ),
  mutant(
    'the channel of a confirmation is not compared',
    'confirmations.ts',
    'if (differ(channelOf(said.channel), channelOf(tender.channel)) ||',
    'if (',
  ),
  mutant(
    'a confirmation may be of a sale that is not there',
    'confirmations.ts',
    'return elsewhere\n          ? null',
    'return true\n          ? null',
  ),
  mutant('any way of writing is canonical', 'plain.ts', 'if (canonicalOf(value) === text)', 'if (value !== undefined)'),
  mutant('the quick reader takes any long escape', 'scan.ts', '(?:0[0-7bef]|1[0-9a-f])', '[0-9a-f]{2}'),
  mutant('the business day is not compared', 'entry.ts', 'if (entry.day !== day)', 'if (false)'),
  mutant(
    'an id may come twice',
    'journal.ts',
    'if (!into.take(facts, computed))',
    'if (!into.take(facts, computed) && false)',
  ),
  mutant(
    'the closing line is not compared',
    'journal.ts',
    'if (read.entries === entries()',
    'if (true || read.entries === entries()',
  ),
  mutant(
    'a file may end without a closing line',
    'verify.ts',
    'if (!whole && (!open || journal.close() !== null || blocks.rest() > MAX_LINE))',
    'if (false)',
  ),
  mutant(
    'keys given are not compared',
    'anchors.ts',
    'anchors.keys.length > 0 && !anchors.keys.includes(text)',
    'false',
  ),
  mutant('the hash of a receipt is not compared', 'anchors.ts', 'return same\n', 'return true\n'),
  mutant(
    'a receipt for an entry that is not there is let pass',
    'anchors.ts',
    "if (same === null)\n    return problem(\n      'cut_below_receipt'",
    "if (same === null) return null;\n  if (same === null)\n    return problem(\n      'cut_below_receipt'",
  ),
  mutant(
    "the market's signature is not checked",
    'anchors.ts',
    'if (!(await isSigned(key, headSignedText(receipt), receipt.sig)))',
    'if (false)',
  ),
  mutant(
    'no receipt at all is as good as one',
    'anchors.ts',
    'anchors.serverKey !== null && countersigned.size === 0',
    'false',
  ),
];
