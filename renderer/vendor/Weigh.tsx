import { fenText, kgText, noteText } from '../../shared/money.ts';
import type { WeighingView } from '../../shared/view.ts';
import { useTexts, useTopic, useTopicState } from '../stall.tsx';
import { limitText, priceText, weightText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Likely, useLikely } from './Likely.tsx';
import { useAct } from './ui.ts';
import s from './weigh.module.css';

const QUICK_FEN = [50, 100, 200, 300] as const;

function Figure({ weighing }: { readonly weighing: WeighingView }) {
  const texts = useTexts();
  if (weighing.netG === null)
    return (
      <output className={s['weight']} aria-live="off" aria-label={texts.weigh.noWeight}>
        –
      </output>
    );
  return (
    <output className={s['weight']} aria-live="off" data-net={weighing.netG}>
      {kgText(weighing.netG, weighing.decimals)}
      <i>kg</i>
    </output>
  );
}

/** The key that mends what stands in the way, or in its place the words that say which key of the scale does. */
function Mend({ weighing }: { readonly weighing: WeighingView }) {
  const texts = useTexts();
  const act = useAct();
  const { reason, product, canZero } = weighing;
  switch (reason) {
    case 'residue':
    case 'loaded_start':
    case 'below_zero':
      return canZero ? (
        <button
          type="button"
          className={s['mend']}
          data-keys="F4 ⏎"
          onClick={() => {
            void act.run('scale.zero', {});
          }}
        >
          <Icon name="zero" />
          {texts.weigh.zeroKey}
        </button>
      ) : (
        <div className={s['hintBox']}>{texts.weigh.scaleZeroKey}</div>
      );
    case 'below_min':
    case 'overdue':
    case 'no_scale':
      return product === null ? (
        <button
          type="button"
          className={s['mend']}
          data-keys="⏎"
          onClick={() => {
            act.open({ kind: 'portion' });
          }}
        >
          {texts.weigh.portionKey}
        </button>
      ) : (
        <div className={s['quick']}>
          {QUICK_FEN.map((fen) => (
            <button
              type="button"
              key={fen}
              onClick={() => {
                void act.portion(product.id, null, fen);
              }}
            >
              ¥{noteText(fen)}
            </button>
          ))}
          <button
            type="button"
            data-keys="⏎"
            onClick={() => {
              act.open({ kind: 'portion', typing: true });
            }}
          >
            {texts.weigh.other}
          </button>
        </div>
      );
    case 'overload':
    case 'reprice':
      return <div className={s['hintBox']}>{texts.weigh.mends(reason)}</div>;
    case 'unstable':
    case null:
      return null;
    default:
      return reason satisfies never;
  }
}

const needsZero = (reason: WeighingView['reason']): boolean =>
  reason === 'residue' || reason === 'loaded_start' || reason === 'below_zero';

function Blocked({ weighing }: { readonly weighing: WeighingView }) {
  const texts = useTexts();
  const reason = weighing.reason ?? 'unstable';
  const product = weighing.product;
  const limits = { min: limitText(weighing.minG), max: limitText(weighing.maxG) };
  return (
    <section className={s['weigh']} data-state="blocked" data-reason={reason} aria-label={texts.weigh.label}>
      <div className={s['why']}>
        <Icon name="warn" />
        {texts.weigh.reason(reason, limits)}
        {reason === 'no_scale' ? null : <Figure weighing={weighing} />}
      </div>
      <Mend weighing={weighing} />
      <div className={s['next']}>
        {product !== null && needsZero(reason) ? (
          <>
            {texts.weigh.chosen[0]}{' '}
            <b>
              {texts.goods.name(product.name)} {priceText(texts, product.price, '')}
            </b>
            {texts.weigh.chosen[1]}
          </>
        ) : (
          texts.weigh.mends(reason)
        )}
      </div>
    </section>
  );
}

function TareKey({ weighing }: { readonly weighing: WeighingView }) {
  const texts = useTexts();
  const act = useAct();
  const kg = weightText(weighing.tareG, weighing.decimals);
  if (weighing.tareKind === 'key') {
    return (
      <button
        type="button"
        className={`${s['tare']} ${s['tareKey']}`}
        data-keys="F7"
        onClick={() => {
          void act.run('scale.clear_tare', {});
        }}
      >
        <u>{texts.weigh.tareClear(kg)}</u>
      </button>
    );
  }
  if (weighing.tareG === 0 && weighing.state === 'ready') return null;
  return (
    <button
      type="button"
      className={`${s['tare']} ${s['tareKey']}`}
      data-keys="F7"
      aria-label={texts.weigh.tareLabel(kg)}
      onClick={() => {
        void act.run('scale.tare', {});
      }}
    >
      <u>{weighing.tareG === 0 ? texts.weigh.tareOn : texts.weigh.tareShown(kg)}</u>
    </button>
  );
}

function Deal({ weighing }: { readonly weighing: WeighingView }) {
  const texts = useTexts();
  const act = useAct();
  const likely = useLikely();
  const product = weighing.product;
  if (product === null && likely.length > 0 && weighing.state === 'live') return <Likely goods={likely} />;
  if (product === null)
    return (
      <div className={s['deal']}>
        <span className={s['hintLine']}>
          {weighing.state === 'ready'
            ? texts.weigh.putOn
            : weighing.state === 'taken'
              ? texts.weigh.takeOff
              : texts.weigh.pick}
        </span>
      </div>
    );
  const price = priceText(texts, product.price, '');
  const change = (): void => {
    act.open({
      kind: 'price',
      productId: product.id,
      unit: 'weight',
      goOn: weighing.state === 'taken' ? 'tap' : 'nothing',
    });
  };
  return (
    <div className={s['deal']}>
      <span className={s['name']}>{texts.goods.name(product.name)}</span>
      <button
        type="button"
        className={`${s['unit']} ${s['unitKey']}`}
        aria-label={texts.weigh.priceLabel(texts.goods.name(product.name), price)}
        onClick={change}
      >
        <u>{price}</u>
      </button>
      {product.amountFen === null ? null : (
        <span className={s['amt']}>
          <span className={s['yuan']}>¥</span>
          {fenText(product.amountFen)}
        </span>
      )}
    </div>
  );
}

/** 更新 for a load that changed after its line was taken, one piece of a product that is sold both ways, or the pin of one that waits. */
function StateKey({ weighing, piece }: { readonly weighing: WeighingView; readonly piece: string | null }) {
  const texts = useTexts();
  const act = useAct();
  const product = weighing.product;
  if (weighing.changed)
    return (
      <button
        type="button"
        className={s['stateKey']}
        data-keys="F5 ⏎"
        onClick={() => {
          void act.run('line.update', {});
        }}
      >
        <Icon name="update" />
        {texts.weigh.update}
      </button>
    );
  if (product === null) return null;
  if (piece === null)
    return (
      <button
        type="button"
        className={s['stateKey']}
        data-keys="I"
        aria-pressed={weighing.pinnedId === product.id}
        onClick={() => {
          void act.run('goods.pin', { productId: product.id, on: weighing.pinnedId !== product.id });
        }}
      >
        {texts.likely.pin}
      </button>
    );
  return (
    <button
      type="button"
      className={s['stateKey']}
      data-keys="⏎"
      onClick={() => {
        void act.piece(product.id);
      }}
    >
      {texts.weigh.onePiece(piece)}
    </button>
  );
}

/** The weighing field. Takes its topic straight from the store, so that a frame paints this and nothing else. */
export function Weigh() {
  const texts = useTexts();
  const weighing = useTopic('weighing');
  const likely = useLikely().length > 0;
  const piecePrice = useTopicState(({ topics }) => {
    const armed = topics.weighing?.product;
    if (armed?.armed !== true || topics.weighing?.state !== 'ready') return null;
    const product = topics.goods?.products.find((one) => one.id === armed.id);
    return product?.sellBy === 'both' && product.piecePrice !== null
      ? `¥${fenText(product.piecePrice.priceFen)}`
      : null;
  });
  if (weighing === undefined)
    return <section className={s['weigh']} data-state="hollow" aria-label={texts.weigh.label} />;
  if (weighing.state === 'blocked' && weighing.reason !== 'unstable') return <Blocked weighing={weighing} />;
  // A taken load without a line in the cart in front was sold or belongs to another shopper: it must not look as if it could be sold.
  const sold = weighing.state === 'taken' && weighing.product === null;
  const filled = weighing.stable && (weighing.state === 'live' || weighing.state === 'taken') && !sold;
  const named = likely && weighing.state === 'live' && weighing.product === null;
  // A basin's tare can be cleared at any time: its key stays.
  const waits = weighing.state === 'ready' && weighing.product?.armed === true && weighing.tareKind !== 'key';
  const keyed = (weighing.changed && !sold) || piecePrice !== null || waits;
  return (
    <section
      className={s['weigh']}
      data-state={filled ? 'live' : 'hollow'}
      data-weighing={weighing.state}
      data-key={keyed ? '' : undefined}
      data-strip={named ? '' : undefined}
      aria-label={texts.weigh.label}
    >
      <div className={s['states']}>
        {weighing.state === 'ready' ? null : (
          <span className={s['pill']}>
            {weighing.stable ? <Icon name="tick" /> : <Icon name="clock" />}
            {!weighing.stable ? texts.weigh.moving : weighing.changed || sold ? texts.weigh.taken : texts.weigh.stable}
          </span>
        )}
        {weighing.changed && !sold ? null : (
          <span className={`${s['lamp']} ${weighing.zero ? s['on'] : ''}`}>{texts.weigh.zero}</span>
        )}
        {keyed ? <StateKey weighing={weighing} piece={piecePrice} /> : <TareKey weighing={weighing} />}
      </div>
      <Figure weighing={weighing} />
      <Deal weighing={weighing} />
    </section>
  );
}
