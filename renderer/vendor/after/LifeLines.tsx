import type { SaleLife } from '../../../shared/after/history.ts';
import { fenText } from '../../../shared/money.ts';
import { useTexts } from '../../stall.tsx';
import { priceText, weightText } from '../../ui/format.ts';
import p from '../panels/panels.module.css';
import s from './after.module.css';

export type LifeLine = SaleLife['lines'][number];

/** The lines of a sale with what is left of each: to look at, or to pick from. */
export function LifeLines({
  life,
  chosen,
  onPick,
  onLabel = null,
}: {
  readonly life: SaleLife;
  readonly chosen: readonly number[];
  readonly onPick: ((line: LifeLine) => void) | null;
  readonly onLabel?: ((line: LifeLine) => void) | null;
}) {
  const texts = useTexts();
  return (
    <ul className={s['list']}>
      {life.lines.map((line) => (
        <li key={line.no} className={onLabel === null ? '' : s['beside']}>
          <button
            type="button"
            className={s['one']}
            aria-pressed={chosen.includes(line.no)}
            aria-disabled={onPick === null}
            onClick={() => {
              onPick?.(line);
            }}
          >
            <span>
              {texts.goods.name(line.name)}
              <small>
                {line.netG === null
                  ? texts.after.pieces(line.qty)
                  : `${weightText(line.netG)} × ${priceText(texts, line, line.pieceUnit)}`}
                {line.left.leftFen === line.left.paidFen
                  ? ''
                  : ` · ${texts.after.left(line.netG === null ? texts.after.pieces(line.left.leftQty) : weightText(line.left.leftG))}`}
              </small>
            </span>
            <b>{fenText(line.amountFen)}</b>
          </button>
          {onLabel === null ? null : (
            <button
              type="button"
              className={p['key']}
              aria-label={texts.paper.labelOf(line.name)}
              onClick={() => {
                onLabel(line);
              }}
            >
              {texts.paper.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
