import { useTexts, useTopic } from '../stall.tsx';
import { Icon } from '../ui/icons.tsx';
import s from './training.module.css';
import { useAct } from './ui.ts';

/** Over everything while nothing sold is trade: it can't be overlooked, and one touch ends it. */
export function TrainingBar() {
  const texts = useTexts();
  const act = useAct();
  const status = useTopic('status');
  if (status?.mode !== 'training') return null;
  return (
    <div className={s['bar']} role="status" data-training="">
      <Icon name="warn" />
      <b>{texts.training.title}</b>
      <span>{status.practising ? texts.training.practising : texts.training.notJoined}</span>
      {status.practising ? (
        <button
          type="button"
          onClick={() => {
            void act.run('training.set', { on: false });
          }}
        >
          {texts.training.end}
        </button>
      ) : (
        <button
          type="button"
          onClick={() => {
            act.open({ kind: 'join' });
          }}
        >
          {texts.training.join}
        </button>
      )}
    </div>
  );
}
