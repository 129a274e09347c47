import { fenText, yuanText } from '../../shared/money.ts';
import type { Price } from '../../shared/records/goods.ts';
import type { ProductView } from '../../shared/goods-view.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { unitText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { leadingPrice, fieldStyle } from '../ui/product.ts';
import page from './customer.module.css';
import s from './idle.module.css';

const ON_BOARD = 12;
/** What fits beside the prices: capped goods above, what is known of the stall below. */
const SIDE = 6;
const FACTS = 3;
type Priced = readonly [product: ProductView, price: Price];

/** Nobody is served: today's prices as the stall sells them, capped goods apart. Without prices, a greeting. */
export function Idle() {
  const texts = useTexts();
  const goods = useTopic('goods');
  const byId = new Map(goods?.products.map((product) => [product.id, product]));
  const priced = (goods?.grid ?? []).flatMap((id): readonly Priced[] => {
    const product = byId.get(id);
    const price = product === undefined ? null : leadingPrice(product);
    return product === undefined || price === null ? [] : [[product, price]];
  });
  const board = priced.filter(([product]) => !product.capped).slice(0, ON_BOARD);
  const posted = useTopic('shopper');
  const known = (posted?.posted ?? []).map(({ id, title, text }) => ({ id, title, note: text }));
  const due = posted?.scaleDueOn ?? null;
  const facts = [
    ...known.slice(0, due === null ? FACTS : FACTS - 1),
    ...(due === null ? [] : [{ id: 'scale', title: texts.customer.scaleGood, note: texts.customer.until(due) }]),
  ];
  const capped = priced.filter(([product]) => product.capped).slice(0, SIDE - facts.length);
  if (goods === undefined || priced.length === 0) {
    return (
      <main className={page['one']}>
        <section className={s['hello']}>
          <h1>{texts.customer.welcome}</h1>
          <p>{texts.customer.welcomeNote}</p>
        </section>
      </main>
    );
  }
  const hasSide = capped.length > 0 || facts.length > 0;
  return (
    <main className={s['idle']} data-nocap={hasSide ? undefined : ''}>
      <section className={s['board']}>
        <h1>
          {texts.customer.today}
          <small>{texts.customer.perUnit(goods.basisG)}</small>
        </h1>
        <ul>
          {board.map(([product, price]) => (
            <li key={product.id}>
              <span className={s['chip']} style={fieldStyle(product.field)} aria-hidden="true">
                {product.glyph}
              </span>
              <span>{texts.goods.name(product.name)}</span>
              <b>
                {yuanText(price.priceFen)}
                <i>{unitText(texts, price, product.pieceUnit)}</i>
              </b>
            </li>
          ))}
        </ul>
      </section>
      {hasSide ? (
        <div className={s['side']}>
          {capped.length === 0 ? null : (
            <section className={`${s['card']} ${s['cap']}`}>
              <h2>
                {texts.customer.capped}
                <small>{texts.customer.cappedNote}</small>
              </h2>
              <ul>
                {capped.map(([product, price]) => (
                  <li key={product.id}>
                    {texts.goods.name(product.name)}
                    <b>
                      ¥{fenText(price.priceFen)}
                      <i>{unitText(texts, price, product.pieceUnit)}</i>
                    </b>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {facts.length === 0 ? null : (
            <section className={`${s['card']} ${s['facts']}`}>
              <ul>
                {facts.map(({ id, title, note }) => (
                  <li key={id}>
                    <Icon name="tick" />
                    <b>{title}</b>
                    <small>{note}</small>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      ) : null}
    </main>
  );
}
