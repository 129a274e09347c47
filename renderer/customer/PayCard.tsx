import { fenText, yuanText } from '../../shared/money.ts';
import type { PayingView, PayNews } from '../../shared/pay-view.ts';
import { useTexts, useTopic } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import { PayQr } from '../ui/PayQr.tsx';
import page from './customer.module.css';
import s from './pay.module.css';

/** Whose payment stands on the right: the latest that waits, or the one just paid. */
export function PayCard({
  paying,
  paid,
  isAlone,
}: {
  readonly paying: PayingView;
  readonly paid: PayNews | null;
  /** Its cart is the one on the left, so that sign and amount stand there. */
  readonly isAlone: boolean;
}) {
  const texts = useTexts();
  const stall = useTopic('stall');
  const one = paying.waiting.at(-1);
  if (paid !== null)
    return (
      <section className={s['pay']} data-paid={paid.sign}>
        <Icon name="tick" />
        <h2>
          <span className={page['sign']}>{paid.sign}</span>
          {texts.shop.arrived}
        </h2>
        <strong>
          <i>¥</i>
          {fenText(paid.amountFen)}
        </strong>
        {paid.isSimulated ? <p className={s['stamp']}>{texts.shop.simulated}</p> : null}
      </section>
    );
  if (one === undefined) return null;
  const who = [
    stall?.stallName,
    stall?.stallNo === undefined || stall.stallNo === '' ? '' : texts.customer.stallNo(stall.stallNo),
  ];
  // A payment code that is charged has nothing to scan: the shopper's phone asks.
  const asked = one.url !== null ? null : one.stage === 'charging' ? texts.shop.charging : texts.shop.confirm;
  return (
    <section className={s['pay']} data-pay={one.sign}>
      <h2>
        {isAlone ? null : <span className={page['sign']}>{one.sign}</span>}
        {asked ?? (isAlone ? texts.shop.scan : texts.shop.scanFor(yuanText(one.amountFen)))}
      </h2>
      {one.url === null ? (
        <strong>
          <i>¥</i>
          {fenText(one.amountFen)}
        </strong>
      ) : (
        <PayQr className={s['qr']} text={one.url} label={texts.shop.qr} />
      )}
      <p>
        <b>{texts.shop.payee(who.filter(Boolean).join(' '))}</b>
        {one.url === null ? null : (
          <>
            <br />
            {one.stage === 'pending'
              ? texts.shop.confirm
              : paying.isOnline
                ? paying.channels.map(texts.shop.channel).join(' · ')
                : texts.shop.offline}
          </>
        )}
      </p>
      {one.isSimulated ? <p className={s['stamp']}>{texts.shop.simulated}</p> : null}
    </section>
  );
}
