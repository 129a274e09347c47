import { yuanText } from '../../shared/money.ts';
import { useTexts } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { PayQr } from '../ui/PayQr.tsx';
import type { Thanks } from './phase.ts';
import s from './thanks.module.css';

/** Paid: thanks with the amount, and the receipt's code once it was asked for. */
export function ThanksCard({ thanks }: { readonly thanks: Thanks }) {
  const texts = useTexts();
  return (
    <section className={s['thanks']}>
      {thanks.url === undefined ? (
        <Icon name="tick" />
      ) : (
        <span className={s['receipt']}>
          <PayQr className={s['qr']} text={thanks.url} label={texts.customer.receipt} />
        </span>
      )}
      <h1>{thanks.url === undefined ? texts.customer.thanks : texts.customer.receipt}</h1>
      <p>{texts.customer.paid(yuanText(thanks.payableFen))}</p>
      {thanks.isSimulated === true ? <p className={s['stamp']}>{texts.shop.simulated}</p> : null}
    </section>
  );
}
