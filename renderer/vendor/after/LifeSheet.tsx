import { useEffect, useState } from 'react';
import type { SaleLife } from '../../../shared/after/history.ts';
import type { ReweighAnswer } from '../../../shared/commands/after.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { fenText, parseKg, yuanText } from '../../../shared/money.ts';
import { useStall, useTexts, useTopicState } from '../../stall.tsx';
import { priceText, weightText } from '../../ui/format.ts';
import { Figure, Pad, useAmount } from '../panels/pad.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import s from './after.module.css';

type Line = SaleLife['lines'][number];
interface Back {
  readonly no: number;
  readonly qty: number;
  readonly netG: number | null;
}
/** How much of a line is typed: kilograms or pieces; all that is left where nothing is. Null: not so much is left. */
function backOf(line: Line, typed: string): Back | null {
  const { leftG, leftQty } = line.left;
  if (line.netG === null) {
    const qty = typed === '' ? leftQty : Number(typed);
    return Number.isInteger(qty) && qty > 0 && qty <= leftQty ? { no: line.no, qty, netG: null } : null;
  }
  const netG = typed === '' ? leftG : parseKg(typed.endsWith('.') ? typed.slice(0, -1) : typed);
  return netG !== null && netG > 0 && netG <= leftG ? { no: line.no, qty: 0, netG } : null;
}

/** The life of a sale on one page: what was sold, how it was paid, what came later; and what can still be done about it. */
export function LifeSheet({
  saleId,
  first,
  onBack,
}: {
  readonly saleId: string;
  /** What of it is shown first. */
  readonly first: 'look' | 'refund';
  readonly onBack: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [life, setLife] = useState<SaleLife | null>(null);
  const [wanted, setStep] = useState<'look' | 'refund' | 'reweigh'>(first);
  /** Rises with every change, and reads it anew. */
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    void client.call('history.read', { saleId }).then((outcome) => {
      if (over) return;
      if (outcome.ok) setLife(outcome.value);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, saleId, act, turn]);
  if (life === null) return null;
  const step = life.canChange ? wanted : 'look';
  const done = (): void => {
    setStep('look');
    setTurn(turn + 1);
  };
  return (
    <Sheet
      title={texts.after.life(life.no)}
      name="sale"
      head={
        <>
          <h2>
            {texts.after.life(life.no)}
            <small>{texts.after.state(life.now.state)}</small>
          </h2>
          <button type="button" className={p['key']} onClick={step === 'look' ? onBack : done}>
            {step === 'look' ? texts.after.list : texts.after.sale}
          </button>
        </>
      }
    >
      {step === 'look' ? <Look life={life} onStep={setStep} onDone={done} /> : null}
      {step === 'refund' ? <RefundStep life={life} onDone={first === 'refund' ? () => act.close() : done} /> : null}
      {step === 'reweigh' ? <ReweighStep life={life} onDone={done} /> : null}
    </Sheet>
  );
}

function Lines({
  life,
  chosen,
  onPick,
  onLabel = null,
}: {
  readonly life: SaleLife;
  readonly chosen: readonly number[];
  readonly onPick: ((line: Line) => void) | null;
  readonly onLabel?: ((line: Line) => void) | null;
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

function Look({
  life,
  onStep,
  onDone,
}: {
  readonly life: SaleLife;
  readonly onStep: (step: 'refund' | 'reweigh') => void;
  readonly onDone: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const [sure, setSure] = useState(false);
  const { client } = useStall();
  const hasLabeler = useTopicState((topics) => topics.topics.status?.hasLabeler ?? false);
  const label = async (line: Line): Promise<void> => {
    const outcome = await client.call('label.print', { saleId: life.saleId, lineNo: line.no });
    if (outcome.ok) act.say(texts.paper.labelOut(outcome.value.sure), 'info');
    else act.refused(outcome.refusal);
  };
  const { state } = life.now;
  const open = life.canChange && (state === 'sold' || state === 'part_refunded');
  const voidIt = async (): Promise<void> => {
    // The one confirmation there is: for a sale that is not the last one any more.
    if (!sure && life.needsRight) {
      setSure(true);
      return;
    }
    if (await act.run('sale.void', { saleId: life.saleId })) {
      act.say(texts.after.voided, 'info');
      onDone();
    }
  };
  return (
    <div className={s['split']}>
      <Lines life={life} chosen={[]} onPick={null} onLabel={hasLabeler ? (line) => void label(line) : null} />
      <div className={s['side']}>
        <ul className={s['facts']}>
          <li>
            <span>{shanghaiTime(life.at)}</span>
            <span>{life.seller}</span>
          </li>
          {life.now.tenders.map((tender) => (
            <li key={tender.no}>
              <span>
                {texts.tenders.word(tender.kind)} {texts.strip.state(tender.state)}
              </span>
              <span>{yuanText(tender.amountFen)}</span>
            </li>
          ))}
          {life.later.map((one) => (
            <li key={one.id} data-later={one.body.kind}>
              <span>
                {texts.after.later(one.body.kind)} {shanghaiTime(one.at).slice(5, 16)} {one.seller}
              </span>
              <span>{'amountFen' in one.body ? yuanText(-one.body.amountFen) : one.no}</span>
              {one.body.kind === 'correction' || one.body.kind === 'confirmation' ? null : (
                <button type="button" className={p['key']} onClick={() => void act.run('after.print', { id: one.id })}>
                  {texts.after.slip}
                </button>
              )}
            </li>
          ))}
          <li>
            <span>{texts.after.uploaded(life.uploaded)}</span>
          </li>
        </ul>
        <Figure label={texts.after.left('')} value={yuanText(life.now.netFen)} />
        <button
          type="button"
          className={p['key']}
          onClick={() => void act.run('sale.print', { saleId: life.saleId, layout: 'long' })}
        >
          {texts.strip.reprint}
        </button>
        {open ? (
          <>
            <button
              type="button"
              className={p['key']}
              onClick={() => {
                onStep('reweigh');
              }}
            >
              {texts.after.reweigh}
            </button>
            <button
              type="button"
              className={p['key']}
              onClick={() => {
                onStep('refund');
              }}
            >
              {texts.after.refund}
            </button>
          </>
        ) : null}
        {life.canChange && state === 'sold' ? (
          <button type="button" className={p['key']} onClick={() => void voidIt()}>
            {sure ? texts.after.voidSure : texts.after.void}
          </button>
        ) : null}
      </div>
    </div>
  );
}

function RefundStep({ life, onDone }: { readonly life: SaleLife; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [backs, setBacks] = useState<readonly Back[]>([]);
  // Of a sale of one thing there is nothing to choose.
  const left = life.lines.filter((line) => line.left.leftFen > 0);
  const [current, setCurrent] = useState<Line | null>(left.length === 1 ? (left[0] ?? null) : null);
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
  const pick = (line: Line): void => {
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
        <Lines life={life} chosen={lines.map((back) => back.no)} onPick={pick} />
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

function ReweighStep({ life, onDone }: { readonly life: SaleLife; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const weighed = life.lines.filter((line) => line.left.leftG > 0);
  const [no, setNo] = useState(weighed[0]?.no ?? 0);
  const [accuracy, setAccuracy] = useState<'better' | 'equal'>('better');
  const [answer, setAnswer] = useState<ReweighAnswer | null>(null);
  const amount = useAmount();
  const foundG = parseKg(amount.typed.endsWith('.') ? amount.typed.slice(0, -1) : amount.typed);
  const weigh = async (found: number | null): Promise<void> => {
    const scaleName = texts.after[accuracy];
    const outcome = await client.call('sale.reweigh', {
      saleId: life.saleId,
      lineNo: no,
      foundG: found,
      scaleName,
      scaleEG: null,
      accuracy,
    });
    if (outcome.ok) setAnswer(outcome.value);
    else act.refused(outcome.refusal);
  };
  const refund = async (of: ReweighAnswer): Promise<void> => {
    const lines = [{ no, qty: 0, netG: of.shortG }];
    if (await act.run('sale.refund', { saleId: life.saleId, lines, inCash: false, reweighId: of.reweighId })) onDone();
  };
  return (
    <div className={s['split']}>
      <div className={s['side']}>
        <p className={`${p['small']} ${p['spare']}`}>{texts.after.reweighHow}</p>
        <Lines
          life={life}
          chosen={[no]}
          onPick={(line) => {
            if (line.left.leftG === 0) return;
            setNo(line.no);
            setAnswer(null);
          }}
        />
        {answer === null ? null : (
          <p className={p['say']} role="status" data-tone={answer.verdict === 'short' ? 'short' : 'good'}>
            {texts.after.verdict(answer.verdict, answer.shortG, answer.limitG)}
            {answer.stricter ? ` ${texts.after.stricter}` : ''}
          </p>
        )}
        {answer !== null && answer.backFen > 0 ? (
          <button type="button" className={p['enter']} data-enter="back" onClick={() => void refund(answer)}>
            {texts.after.back(yuanText(answer.backFen))}
          </button>
        ) : null}
        <div className={s['row']}>
          {(['better', 'equal'] as const).map((one) => (
            <button
              type="button"
              key={one}
              className={p['key']}
              aria-pressed={accuracy === one}
              onClick={() => {
                setAccuracy(one);
              }}
            >
              {texts.after[one]}
            </button>
          ))}
          <button type="button" className={p['key']} onClick={() => void weigh(null)}>
            {texts.after.ownScale}
          </button>
        </div>
        <button
          type="button"
          className={p[answer === null ? 'enter' : 'key']}
          aria-disabled={foundG === null}
          data-enter="reweigh"
          onClick={() => {
            if (foundG !== null) void weigh(foundG);
          }}
        >
          {texts.after.reweigh}
        </button>
      </div>
      <div className={s['side']}>
        <Figure label={texts.after.found} value={amount.typed === '' ? '' : `${amount.typed} kg`} typed />
        <Pad amount={amount} />
      </div>
    </div>
  );
}
