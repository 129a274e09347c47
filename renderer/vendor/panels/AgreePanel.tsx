import { noteText, yuanText } from '../../../shared/money.ts';
import { bargainHints } from '../../../shared/sale.ts';
import type { CartView, LineView } from '../../../shared/view.ts';
import { useTexts } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** Bargaining downward (S7): no reason, no PIN. Given for a line, else for the total. */
export function AgreePanel({ cart, line }: { readonly cart: CartView; readonly line: LineView | null }) {
  const texts = useTexts();
  const act = useAct();
  const before =
    line === null ? cart.lines.reduce((sum, one) => sum + one.amountFen, 0) : line.amountFen + line.concessionFen;
  const bargained = line === null ? cart.agreedFen !== null : line.concessionFen > 0;
  const settle = async (fen: number | null): Promise<void> => {
    const done =
      line === null
        ? await act.run('cart.agree', { cartId: cart.id, totalFen: fen })
        : await act.run('line.agree', { cartId: cart.id, lineId: line.id, amountFen: fen ?? before });
    if (done) act.close();
  };
  const amount = useAmount();
  const enter = (): void => {
    if (amount.fen !== null && amount.fen <= before) void settle(amount.fen);
  };
  useAmountKeys(amount, enter);
  const tooHigh = amount.fen !== null && amount.fen > before;
  return (
    <Sheet title={line === null ? texts.agree.total : texts.agree.line(texts.goods.name(line.name))} name="agree">
      <div className={s['body']}>
        <div className={s['side']}>
          <Figure label={texts.agree.now} value={yuanText(before)} />
          <Figure label={texts.agree.typed} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <p className={s['say']} data-tone={tooHigh ? 'short' : 'good'} role="status">
            {amount.fen === null
              ? ''
              : tooHigh
                ? texts.agree.tooHigh
                : texts.agree.conceded(yuanText(before - amount.fen))}
          </p>
          {amount.fen === null && line === null ? (
            <div className={s['notes']} role="group" aria-label={texts.agree.total}>
              {bargainHints(before).map((fen) => (
                <button
                  type="button"
                  key={fen}
                  className={s['key']}
                  data-bargain={fen}
                  onClick={() => {
                    void settle(fen);
                  }}
                >
                  ¥{noteText(fen)}
                </button>
              ))}
            </div>
          ) : null}
          {bargained ? (
            <button
              type="button"
              className={s['key']}
              onClick={() => {
                void settle(null);
              }}
            >
              {texts.agree.back}
            </button>
          ) : null}
          {line === null ? null : (
            <button
              type="button"
              className={s['key']}
              data-enter="gift"
              onClick={() => {
                void act
                  .run('line.gift', { cartId: cart.id, lineId: line.id, gift: line.kind !== 'gift' })
                  .then((done) => {
                    if (done) act.close();
                  });
              }}
            >
              {line.kind === 'gift' ? texts.agree.notGift : texts.agree.gift}
            </button>
          )}
          <button
            type="button"
            className={s['enter']}
            aria-disabled={amount.fen === null || tooHigh}
            data-enter="agree"
            onClick={enter}
          >
            {texts.agree.agree(amount.fen === null ? '' : yuanText(amount.fen))}
          </button>
        </div>
        <Pad amount={amount} />
      </div>
    </Sheet>
  );
}
