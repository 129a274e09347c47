import { useEffect, useState } from 'react';
import type { SaleLife } from '../../../shared/after/history.ts';
import { parseKg, yuanText } from '../../../shared/money.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { Figure, Pad, useAmount } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { useAct } from '../ui.ts';
import s from './after.module.css';
import { LifeLines, type LifeLine } from './LifeLines.tsx';

interface Back {
  readonly no: number;
  readonly qty: number;
  readonly netG: number | null;
}
/** How much of a line is typed: kilograms or pieces; all that is left where nothing is. Null: not so much is left. */
function backOf(line: LifeLine, typed: string): Back | null {
  const { leftG, leftQty } = line.left;
  if (line.netG === null) {
    const qty = typed === '' ? leftQty : Number(typed);
    return Number.isInteger(qty) && qty > 0 && qty <= leftQty ? { no: line.no, qty, netG: null } : null;
  }
  const netG = typed === '' ? leftG : parseKg(typed.endsWith('.') ? typed.slice(0, -1) : typed);
  return netG !== null && netG > 0 && netG <= leftG ? { no: line.no, qty: 0, netG } : null;
}

/** What comes back, line by line, and what is paid for it. */
export function RefundStep({ life, onDone }: { readonly life: SaleLife; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [backs, setBacks] = useState<readonly Back[]>([]);
  // Of a sale of one thing there is nothing to choose.
  const left = life.lines.filter((line) => line.left.leftFen > 0);
  const [current, setCurrent] = useState<LifeLine | null>(left.length === 1 ? (left[0] ?? null) : null);
  const [quoted, setQuoted] = useState<{
    readonly of: string;
    readonly amountFen: number;
    readonly crosses: boolean;
  } | null>(null);
  const amount = useAmount();
  const typedBack = current === null ? null : backOf(current, amount.typed);
  const lines = [...backs.filter((back) => back.no !== current?.no), ...(typedBack === null ? [] : [typedBack])];
  const wanted = JSON.stringify(lines);
  const quote = quoted?.of === wanted && lines.length > 0 ? quoted : null;
  useEffect(() => {
    let over = false;
    const asked = JSON.parse(wanted) as Back[];
    if (asked.length > 0)
      void client.call('sale.refund_quote', { saleId: life.saleId, lines: asked }).then((outcome) => {
        if (!over && outcome.ok) setQuoted({ of: wanted, ...outcome.value });
      });
    return () => {
      over = true;
    };
  }, [client, life.saleId, wanted]);
  const pick = (line: LifeLine): void => {
    setBacks(lines.filter((back) => back.no !== line.no));
    setCurrent(line.no === current?.no || line.left.leftFen === 0 ? null : line);
    amount.set('');
  };
  const refund = async (inCash: boolean): Promise<void> => {
    if (quote === null) return;
    if (await act.run('sale.refund', { saleId: life.saleId, lines, inCash, reweighId: null })) {
      act.say(texts.after.refunded(yuanText(quote.amountFen)), 'info');
      onDone();
    }
  };
  const shown = amount.typed === '' ? '' : `${amount.typed}${current?.netG === null ? '' : ' kg'}`;
  return (
    <div className={s['split']}>
      <div className={s['side']}>
        <p className={`${p['small']} ${p['spare']}`}>{texts.after.refundHow}</p>
        <LifeLines life={life} chosen={lines.map((back) => back.no)} onPick={pick} />
        {quote?.crosses === true ? (
          <button type="button" className={p['key']} onClick={() => void refund(true)}>
            {texts.after.refundCash} {yuanText(quote.amountFen)}
          </button>
        ) : null}
        <button
          type="button"
          className={p['enter']}
          aria-disabled={quote === null}
          data-enter="refund"
          onClick={() => void refund(false)}
        >
          {texts.after.refundNow(quote === null ? '' : yuanText(quote.amountFen))}
        </button>
      </div>
      <div className={s['side']}>
        <Figure label={texts.goods.name(current?.name ?? '')} value={shown} typed />
        <Pad amount={amount} />
      </div>
    </div>
  );
}
