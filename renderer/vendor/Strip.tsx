import { clockText } from '../../shared/day.ts';
import { fenText, noteText, yuanText } from '../../shared/money.ts';
import type { ArrivalView, SurplusView } from '../../shared/pay-view.ts';
import type { LastSaleView } from '../../shared/view.ts';
import { LastKeys } from './after/LastKeys.tsx';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './strip.module.css';
import { useAct, useUi } from './ui.ts';

/** Paper of the last sale: asked for in one touch, marked as a reprint after the first (S18). */
function PaperKeys({ last }: { readonly last: LastSaleView }) {
  const texts = useTexts();
  const act = useAct();
  const print = (layout: 'short' | 'long') => () => {
    void act.run('sale.print', { saleId: last.saleId, layout });
  };
  switch (last.paper) {
    case 'queued':
      return (
        <span className={s['going']}>
          <Icon name="clock" />
          {texts.strip.queued}
        </span>
      );
    case 'printing':
      return (
        <span className={s['going']}>
          <Icon name="clock" />
          {texts.strip.printing}
        </span>
      );
    case 'unprinted':
      return (
        <div className={s['keys']}>
          <button type="button" data-keys="P" onClick={print('short')}>
            {texts.strip.printNow}
          </button>
        </div>
      );
    case 'none':
      return (
        <div className={s['keys']}>
          <button type="button" data-keys="P" onClick={print('short')}>
            {texts.strip.print}
          </button>
          <button type="button" data-keys="G" className={s['opt']} onClick={print('long')}>
            {texts.strip.printLong}
          </button>
          <button
            type="button"
            data-keys="Q"
            onClick={() => {
              void act.run('sale.show_code', { saleId: last.saleId });
            }}
          >
            {texts.strip.code}
          </button>
        </div>
      );
    case 'printed':
    case 'unsure':
      return (
        <div className={s['keys']}>
          <button type="button" data-keys="P" onClick={print('short')}>
            {texts.strip.reprint}
          </button>
        </div>
      );
    default:
      return last.paper satisfies never;
  }
}

function Last({ last }: { readonly last: LastSaleView }) {
  const texts = useTexts();
  const act = useAct();
  const kinds = [...new Set(last.now.tenders.map(({ kind }) => kind))];
  // Of a mixed sale every means is named.
  const state = kinds.length > 1 ? kinds.map(texts.tenders.word).join(' + ') : texts.strip.state(last.tenderState);
  const change = last.looked
    ? []
    : last.changeFen !== null
      ? [{ paidFen: last.payableFen + last.changeFen, changeFen: last.changeFen }]
      : last.changeHints.slice(0, 2);
  return (
    <>
      <div className={s['what']}>
        <div className={s['sum']}>
          <span className={s['tag']}>
            {last.looked ? texts.strip.looked : change.length > 0 ? <b>{state}</b> : texts.strip.last}{' '}
            {clockText(last.at)}
          </span>
          <span className={s['money']} data-last={last.no}>
            {yuanText(last.payableFen)}
          </span>
        </div>
        {change.length > 0 ? (
          <div className={s['change']}>
            {change.map((hint) => (
              <span key={hint.paidFen}>
                {texts.strip.paid(noteText(hint.paidFen))}
                <b>
                  <small>{texts.strip.change}</small>
                  {fenText(hint.changeFen)}
                </b>
              </span>
            ))}
          </div>
        ) : (
          <b>{texts.after.state(last.now.state) || state}</b>
        )}
        <span className={`${s['tag']} ${s['opt']}`}>
          {texts.strip.items(texts.goods.name(last.firstItem), last.items)}
        </span>
      </div>
      {last.looked ? (
        <div className={s['keys']}>
          <button
            type="button"
            onClick={() => {
              void act.run('sale.look', { saleId: null });
            }}
          >
            {texts.strip.back}
          </button>
        </div>
      ) : null}
      <PaperKeys last={last} />
      <LastKeys last={last} />
    </>
  );
}

const AT_ONCE = 3;

/** Money on the stall's printed code that several could have paid: 是哪一单 in one touch (S15). */
function Which({ arrival }: { readonly arrival: ArrivalView }) {
  const texts = useTexts();
  const act = useAct();
  return (
    <section className={s['strip']} data-tone="ask" aria-label={texts.strip.label}>
      <p className={s['ask']} role="status">
        <Icon name="qr" />
        <span>{texts.owed.which(yuanText(arrival.amountFen))}</span>
      </p>
      <div className={s['keys']}>
        {arrival.candidates.slice(0, AT_ONCE).map(({ subjectId, sign, at, isSold }) => (
          <button
            type="button"
            key={subjectId}
            data-claim={sign}
            onClick={() => {
              void act.run('pay.claim', { arrivalId: arrival.id, subjectId });
            }}
          >
            {texts.owed.candidate(sign, clockText(at), isSold)}
          </button>
        ))}
        <button
          type="button"
          onClick={() => {
            act.open({ kind: 'owed' });
          }}
        >
          {texts.tender.more}
        </button>
      </div>
    </section>
  );
}

/** Money that came for what was paid otherwise: it goes back, and that is said once. */
function Surplus({ surplus }: { readonly surplus: SurplusView }) {
  const texts = useTexts();
  const act = useAct();
  const { orderId, sign, amountFen, returnedFen } = surplus;
  return (
    <section className={s['strip']} data-tone="ask" aria-label={texts.strip.label}>
      <p className={s['ask']} role="status">
        <Icon name="warn" />
        <span>{texts.owed.surplusAsk(sign, yuanText(amountFen), returnedFen >= amountFen)}</span>
      </p>
      <div className={s['keys']}>
        <button
          type="button"
          onClick={() => {
            void act.run('pay.seen', { orderId });
          }}
        >
          {texts.owed.seen}
        </button>
      </div>
    </section>
  );
}

/** The last sale, always there; in its place what it asks about paper, and sentences that pass. */
export function Strip() {
  const texts = useTexts();
  const act = useAct();
  const last = useTopic('last') ?? null;
  const unsure = useTopicState((state) => state.topics.status?.unsure ?? 0);
  const owed = useTopic('owed');
  const notice = useUi((ui) => ui.notice);
  const deaf = useUi((ui) => ui.deaf);
  const settle = (again: boolean) => () => {
    void act.run('print.settle', { again });
  };
  if (deaf !== null) {
    return (
      <section className={s['strip']} data-tone="info" aria-label={texts.strip.label}>
        <p className={s['ask']} role="status">
          <Icon name="warn" />
          {deaf.why === 'wet' ? texts.menu.wet : texts.menu.wiping}
        </p>
      </section>
    );
  }
  if (notice !== null) {
    return (
      <section className={s['strip']} data-tone={notice.tone} aria-label={texts.strip.label}>
        <p className={s['ask']} role="alert">
          <Icon name={notice.tone === 'error' ? 'warn' : 'tick'} />
          <span>{notice.text}</span>
        </p>
        <div className={s['keys']}>
          {notice.undo === undefined ? null : (
            <button type="button" data-keys="U" onClick={notice.undo}>
              {texts.cart.undo}
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              act.hush();
            }}
          >
            {texts.common.done}
          </button>
        </div>
      </section>
    );
  }
  const which = owed?.arrivals.find((one) => one.asks);
  if (which !== undefined) return <Which key={which.id} arrival={which} />;
  const surplus = owed?.surplus[0];
  if (surplus?.isGoingBack === true) return <Surplus key={surplus.orderId} surplus={surplus} />;
  if (unsure > 0) {
    return (
      <section className={s['strip']} data-tone="ask" aria-label={texts.strip.label}>
        <p className={s['ask']}>
          <Icon name="warn" />
          <span>{texts.strip.unsure(unsure)}</span>
        </p>
        <div className={s['keys']}>
          <button type="button" onClick={settle(true)}>
            {texts.strip.again}
          </button>
          <button type="button" onClick={settle(false)}>
            {texts.strip.letBe}
          </button>
        </div>
      </section>
    );
  }
  return (
    <section className={s['strip']} aria-label={texts.strip.label}>
      {last === null ? <p className={`${s['what']} ${s['quiet']}`}>{texts.strip.none}</p> : <Last last={last} />}
    </section>
  );
}
