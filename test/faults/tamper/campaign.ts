import type { Source } from '../../../market/verify/blocks.ts';
import type { Anchors } from '../../../market/verify/anchors.ts';
import { verifyJournal } from '../../../market/verify/verify.ts';
import type { Verdict } from '../../../market/verify/verify.ts';
import { anchorSets, joined } from './attack.ts';
import type { AnchorSet, Attack } from './attack.ts';
import { dayCloseAttacks, epochAttacks, shiftAttacks } from './epochs.ts';
import { figureEdits, hashEdits, writingEdits } from './edits.ts';
import { cutAttacks } from './cuts.ts';
import { headerAttacks, receiptAttacks } from './heads.ts';
import { orderAttacks } from './order.ts';
import { linesOf, makeMaterial, receiptLine } from './material.ts';
import type { Material } from './material.ts';
import { rewrites, ruleBreaks } from './owner.ts';

export const attacks: readonly Attack[] = [
  ...figureEdits,
  ...writingEdits,
  ...hashEdits,
  ...orderAttacks,
  ...headerAttacks,
  ...receiptAttacks,
  ...cutAttacks,
  ...epochAttacks,
  ...dayCloseAttacks,
  ...shiftAttacks,
  ...ruleBreaks,
  ...rewrites,
];

/** One class under one set of anchors. */
export interface Row {
  readonly attack: Attack;
  readonly anchors: AnchorSet;
  tried: number;
  found: number;
  /** Found, but another line was named. */
  misplaced: number;
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** Journals nobody had touched that were called bad. */
  falseAlarms: number;
  clean: number;
}

const anchorsOf = (material: Material, set: AnchorSet): Anchors => ({
  keys: set === 'key' || set === 'market' ? material.header.keys.map(({ publicKey }) => publicKey) : [],
  serverKey: set === 'server' || set === 'market' ? material.server.publicKey : null,
  receipts: set === 'market' ? [...material.receipts, material.newest].map(receiptLine) : [],
  heads: [],
});

/** A file in memory, in pieces of a size of its own. */
export const sourceOf = (file: Uint8Array, piece = file.length): Source => {
  let at = 0;
  return {
    read: (into) => {
      const part = file.subarray(at, at + Math.min(into.length, piece));
      into.set(part);
      at += part.length;
      return part.length;
    },
  };
};

export const judge = (file: Uint8Array, anchors: Anchors): Promise<Verdict> =>
  verifyJournal(() => sourceOf(file), { anchors, checks: 'all', open: false });

/** Tries every class, `rounds` times, under every set of anchors, each time on another journal of `size` entries. */
export async function tamper(options: {
  readonly rounds: number;
  readonly seed: number;
  readonly size: number;
  readonly classes?: readonly Attack[];
  /** Ends the campaign as soon as something is not as it must be. */
  readonly stopAtFirst?: boolean;
}): Promise<Outcome> {
  const classes = options.classes ?? attacks;
  const rows = classes.flatMap((attack) =>
    anchorSets.map((anchors): Row => ({ attack, anchors, tried: 0, found: 0, misplaced: 0 })),
  );
  const outcome: Outcome = { rows, falseAlarms: 0, clean: 0 };
  for (let round = 0; round < options.rounds; round += 1) {
    const material = makeMaterial(options.seed + 7 * round, options.size);
    const clean = joined(await linesOf(material));
    for (const set of anchorSets) {
      outcome.clean += 1;
      if ((await judge(clean, anchorsOf(material, set))).outcome !== 'good') outcome.falseAlarms += 1;
    }
    for (const attack of classes) {
      const { file, badLine } = await attack.make(material);
      if (file.equals(clean)) throw new Error(`${attack.name} changed nothing`);
      for (const row of rows.filter((one) => one.attack === attack)) {
        const verdict = await judge(file, anchorsOf(material, row.anchors));
        row.tried += 1;
        if (verdict.outcome !== 'good') row.found += 1;
        if (
          verdict.outcome === 'bad' &&
          badLine !== undefined &&
          row.anchors === 'file' &&
          verdict.finding?.line !== badLine
        )
          row.misplaced += 1;
      }
      if (options.stopAtFirst === true && unexpected(outcome) > 0) return outcome;
    }
  }
  return outcome;
}

/** Tampering that must be found and was not. */
export const missed = (row: Row): number => (row.attack.seen.includes(row.anchors) ? row.tried - row.found : 0);
/** Found where the document says it can't be: the document, or the verifier, is wrong. */
export const unforeseen = (row: Row): number => (row.attack.seen.includes(row.anchors) ? 0 : row.found);
export const sum = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
export const unexpected = ({ rows, falseAlarms }: Outcome): number =>
  falseAlarms + sum(rows, (row) => missed(row) + unforeseen(row) + row.misplaced);
