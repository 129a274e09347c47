import { canonicalText } from '../../../shared/canonical.ts';
import type { Log } from '../../../shared/log.ts';
import type { Mode } from '../../../shared/records/goods.ts';
import type { Evidence } from '../../../shared/records/evidence.ts';
import type { ScalePlate } from '../../../shared/scale.ts';
import type { Store } from '../database.ts';
import { DiskFullError } from '../health/disk.ts';
import { sha256Hex } from '../identity.ts';
import { weighedAmount, type WeighedGoods } from './lines.ts';

export interface EvidenceBook {
  /**
   * Writes the proof of one weighing, before its line is in a cart. Gives what the line carries of it;
   * null when it could not be written: the sale never depends on it.
   */
  record(
    input: WeighedGoods & {
      readonly cartId: string;
      readonly lineId: string;
      readonly plate: ScalePlate;
      readonly mode: Mode;
      readonly at: number;
    },
  ): Promise<{ readonly id: string; readonly hash: string } | null>;
}

export function createEvidenceBook(store: Store, newId: () => string, log: Log): EvidenceBook {
  return {
    record: async (input) => {
      const { product, priced, sellable, plate } = input;
      const evidence: Evidence = {
        id: newId(),
        at: input.at,
        cartId: input.cartId,
        lineId: input.lineId,
        productId: product.id,
        name: product.name,
        scaleId: plate.id,
        scaleSerial: plate.serial,
        protocol: plate.protocol,
        grossG: sellable.grossG,
        tareG: sellable.tareG,
        tareKind: sellable.tareKind,
        netG: sellable.netG,
        eG: plate.eG,
        minG: plate.minG,
        maxG: plate.maxG,
        stableBy: sellable.stableBy,
        zeroBefore: sellable.zeroBefore,
        settleMs: sellable.settleMs,
        priceFen: priced.price.priceFen,
        basisG: input.basisG,
        amountFen: weighedAmount(input),
        frames: sellable.frames.map((frame) => ({ ...frame })),
        curve: sellable.curve.map((point) => ({ ...point })),
        mode: input.mode,
      };
      try {
        await store.write(async () => {
          const { error } = await store.evidence.bulkInsert([evidence]);
          // A second try after a failed commit may find its own first one.
          if (error[0] !== undefined && error[0].status !== 409)
            throw new Error(`evidence refused with status ${error[0].status}`, { cause: error[0] });
        }, 'proof');
        return { id: evidence.id, hash: sha256Hex(canonicalText(evidence)) };
      } catch (error) {
        // The status bar says it; a line in the log for every weighing would fill the disk further.
        if (error instanceof DiskFullError) return null;
        log.error(
          { err: error, cartId: input.cartId, lineId: input.lineId },
          'the evidence of a weighing could not be written',
        );
        return null;
      }
    },
  };
}
