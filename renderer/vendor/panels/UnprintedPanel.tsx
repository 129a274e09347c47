import { useEffect, useState } from 'react';
import type { UnprintedRow } from '../../../shared/commands/paper.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useStall, useTexts, useTopicState } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';
import s from './unprinted.module.css';

/** 未打印·可补: paper that was asked for and did not come; each is printed or let be, by hand (S18). */
export default function UnprintedPanel() {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const count = useTopicState((state) => state.topics.status?.unprinted ?? 0);
  const printer = useTopicState((state) => state.topics.status?.printer ?? 'absent');
  const says = useTopicState((state) => state.topics.status?.printerText ?? '');
  const [rows, setRows] = useState<readonly UnprintedRow[] | null>(null);
  const [sure, setSure] = useState(false);
  useEffect(() => {
    let over = false;
    void client.call('unprinted.list', {}).then((outcome) => {
      if (over) return;
      if (outcome.ok) setRows(outcome.value.rows);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, act, count]);
  if (rows === null) return null;
  const ids = rows.map(({ id }) => id);
  const print = (which: readonly string[]) => () => {
    void act.run('unprinted.print', { ids: [...which] });
  };
  const leave = (which: readonly string[]) => () => {
    void act.run('unprinted.leave', { ids: [...which] });
  };
  const state = printer === 'online' ? '' : texts.bar.printerSays(says);
  return (
    <Sheet title={texts.paper.title} note={state === '' ? '' : `${texts.bar.printer} ${state}`} name="unprinted">
      <p className={p['small']}>{rows.length === 0 ? texts.paper.none : texts.paper.how}</p>
      <ul className={s['list']}>
        {rows.map((row) => (
          <li key={row.id} data-unprinted={row.no}>
            <span>
              <b>
                {row.amountFen === null ? '' : yuanText(row.amountFen)}
                {row.what === 'sale' ? '' : ` ${texts.after.later(row.what)}`}
              </b>
              <small>
                {shanghaiTime(row.at).slice(5, 16)} · {row.no === '' ? texts.paper.gone : row.no}
              </small>
            </span>
            <span className={s['why']}>
              {texts.paper.why(row.why)}
              {row.marked ? <small>{texts.paper.marked}</small> : null}
            </span>
            <button type="button" className={p['key']} onClick={print([row.id])}>
              {texts.paper.print}
            </button>
            <button type="button" className={p['key']} onClick={leave([row.id])}>
              {texts.paper.leave}
            </button>
          </li>
        ))}
      </ul>
      {rows.length < 2 ? null : (
        <div className={s['all']}>
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              if (sure) leave(ids)();
              setSure(!sure);
            }}
          >
            {sure ? texts.paper.leaveSure(ids.length) : texts.paper.leaveAll}
          </button>
          <button type="button" className={p['enter']} onClick={print(ids)}>
            {texts.paper.printAll(ids.length)}
          </button>
        </div>
      )}
    </Sheet>
  );
}
