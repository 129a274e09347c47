import { useTexts, useTopic } from '../stall.tsx';
import { NoticeBadge } from './NoticeBadge.tsx';
import { Faces } from './Faces.tsx';
import s from './layout.module.css';
import { useAct, useUi, useVendor } from './ui.ts';

/** Who sells, the categories, and the two other ways to goods. */
export function Rail() {
  const texts = useTexts();
  const act = useAct();
  const { ui } = useVendor();
  const category = useUi((state) => state.category);
  const categories = useTopic('goods')?.categories ?? [];
  const seller = useTopic('stall')?.seller ?? '';
  const show = (id: string | null): void => {
    ui.setState({ category: id });
    act.close();
  };
  return (
    <nav className={s['rail']} aria-label={texts.rail.label}>
      <button
        type="button"
        data-keys="F10"
        className={s['who']}
        onClick={() => {
          act.open({ kind: 'menu' });
        }}
      >
        <span className="sr">{texts.rail.seller} </span>
        <b>{Array.from(seller)[0] ?? '☰'}</b>
        <small>{texts.rail.menu}</small>
      </button>
      <NoticeBadge />
      <Faces />
      <div className={s['cats']} tabIndex={-1}>
        <button
          type="button"
          aria-pressed={category === null}
          onClick={() => {
            show(null);
          }}
        >
          {texts.rail.mine}
        </button>
        {categories.map((one) => (
          <button
            type="button"
            key={one.id}
            aria-pressed={category === one.id}
            onClick={() => {
              show(one.id);
            }}
          >
            {texts.goods.category(one.short)}
          </button>
        ))}
      </div>
      <button
        type="button"
        data-keys="F2"
        className={s['find']}
        onClick={() => {
          act.open({ kind: 'find', purpose: 'sell' });
        }}
      >
        {texts.rail.find}
        <small>{texts.rail.findNote}</small>
      </button>
      <button
        type="button"
        data-keys="F3 ."
        className={s['find']}
        onClick={() => {
          act.open({ kind: 'portion' });
        }}
      >
        {texts.rail.portion}
      </button>
    </nav>
  );
}
