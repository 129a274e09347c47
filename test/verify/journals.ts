import { judge } from '../faults/tamper/campaign.ts';
import { joined } from '../faults/tamper/attack.ts';
import { linesOf } from '../faults/tamper/material.ts';
import type { Material } from '../faults/tamper/material.ts';
import type { Anchors } from '../../market/verify/anchors.ts';
import type { Verdict } from '../../market/verify/verify.ts';

export const noAnchors: Anchors = { keys: [], serverKey: null, receipts: [], heads: [] };

export const exported = async (material: Pick<Material, 'header' | 'entries' | 'receipts'>): Promise<Buffer> =>
  joined(await linesOf(material));

/** The verdict on a file, with its finding in short. */
export async function verdictOn(file: Uint8Array, anchors: Partial<Anchors> = {}): Promise<string> {
  return short(await judge(file, { ...noAnchors, ...anchors }));
}

export function short(verdict: Verdict): string {
  if (verdict.outcome !== 'bad') return verdict.outcome;
  return `${verdict.finding?.code} in line ${verdict.finding?.line}`;
}
