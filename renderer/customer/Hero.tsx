import { fenText, kgText, yuanText } from '../../shared/money.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { unitText, weightText } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import s from './hero.module.css';

/** Weight, unit price, amount and name of the load, at once. */
export function Hero({ runningFen }: { readonly runningFen: number | null }) {
  const texts = useTexts();
  const weighing = useTopic('weighing');
  if (weighing === undefined) return null;
  const { product } = weighing;
  const filled = weighing.stable && (weighing.state === 'live' || (weighing.state === 'taken' && product !== null));
  return (
    <section className={s['hero']} data-state={filled ? 'live' : 'hollow'}>
      <div className={s['name']}>
        {product === null ? texts.customer.weighing : texts.goods.name(product.name)}
        <span className={s['pill']}>
          {filled ? (
            <>
              <Icon name="tick" />
              {texts.weigh.stable}
            </>
          ) : (
            texts.customer.waiting(weighing.reason, weighing.state)
          )}
        </span>
      </div>
      <div className={s['weight']} data-net={weighing.netG}>
        {weighing.netG === null ? '–' : kgText(weighing.netG, weighing.decimals)}
        <i>kg</i>
      </div>
      <div className={s['bottom']}>
        <div className={s['net']}>
          <span>{texts.customer.net}</span>
          {weighing.tareG > 0 ? (
            <span>{texts.customer.tare(weightText(weighing.tareG, weighing.decimals))}</span>
          ) : null}
          {runningFen === null ? null : <b>{texts.shop.running(yuanText(runningFen))}</b>}
        </div>
        <div className={s['pair']}>
          <div>
            <small>{texts.customer.unitPrice}</small>
            <b>
              {product === null ? (
                '–'
              ) : (
                <>
                  <i>¥</i>
                  {fenText(product.price.priceFen)}
                  <i className={s['u']}>{unitText(texts, product.price, '')}</i>
                </>
              )}
            </b>
          </div>
          <div>
            <small>{texts.customer.amount}</small>
            <b>
              {product?.amountFen === undefined || product.amountFen === null ? (
                '–'
              ) : (
                <>
                  <i>¥</i>
                  {fenText(product.amountFen)}
                </>
              )}
            </b>
          </div>
        </div>
      </div>
    </section>
  );
}
