import { shanghaiTime } from '../../../shared/day.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import s from './book.module.css';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 通知: what the market has to say. It opens only when the vendor opens it (S25). */
export default function NoticesPanel() {
  const texts = useTexts();
  const act = useAct();
  const notices = useTopic('notices')?.notices ?? [];
  const unseen = notices.filter(({ seen }) => !seen).map(({ id }) => id);
  return (
    <Sheet title={texts.notices.title} name="notices">
      <div className={s['list']} tabIndex={0} role="group" aria-label={texts.notices.title}>
        {notices.map(({ id, kind, title, text, at, seen }) => (
          <article key={id} className={s['notice']} data-seen={seen ? '' : undefined}>
            <b>{title}</b>
            <small>
              {texts.notices.kind(kind)} · {shanghaiTime(at).slice(5, 16)}
            </small>
            <p>{text}</p>
          </article>
        ))}
        {notices.length === 0 ? <p className={p['say']}>{texts.notices.none}</p> : null}
      </div>
      {unseen.length === 0 ? null : (
        <button
          type="button"
          className={p['enter']}
          onClick={() => {
            void act.run('notices.seen', { ids: unseen }).then((done) => {
              if (done) act.close();
            });
          }}
        >
          {texts.notices.seen}
        </button>
      )}
    </Sheet>
  );
}
