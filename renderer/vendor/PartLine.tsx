import { yuanText } from '../../shared/money.ts';
import type { CartView } from '../../shared/view.ts';
import { useTexts } from '../stall.tsx';
import s from './cart.module.css';
import { useAct } from './ui.ts';

/** A part that was received already, above the goods; it can be given back (S14). */
export function PartLine({ cart, part }: { readonly cart: CartView; readonly part: CartView['parts'][number] }) {
  const texts = useTexts();
  const act = useAct();
  const word = texts.tenders.word(part.kind);
  const amount = yuanText(part.amountFen);
  return (
    <li className={`${s['gone']} ${s['part']}`} data-part={part.id}>
      <span>{texts.tenders.partLine(word)}</span>
      <b>{amount}</b>
      <button
        type="button"
        aria-label={texts.tenders.giveBackLabel(word, amount)}
        onClick={() => {
          void act.run('part.return', { cartId: cart.id, partId: part.id }).then((done) => {
            if (done) act.say(texts.tenders.gaveBack(word, amount), 'info');
          });
        }}
      >
        {texts.tenders.giveBack}
      </button>
    </li>
  );
}
