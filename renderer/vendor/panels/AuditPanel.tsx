import { useEffect, useState } from 'react';
import type { AuditCursor, AuditRow } from '../../../shared/audit.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { withRights } from '../../../shared/people.ts';
import { useStall, useTexts } from '../../stall.tsx';
import s from './book.module.css';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 操作记录: what was done besides selling, newest first. Loaded when it is opened. */
export default function AuditPanel() {
  const { client } = useStall();
  const texts = useTexts();
  const [rows, setRows] = useState<readonly AuditRow[]>([]);
  const [next, setNext] = useState<AuditCursor | null | 'reading'>('reading');
  const load = (before: AuditCursor | null): void => {
    void client.call('audit.list', { before }).then((outcome) => {
      if (!outcome.ok) {
        setNext(null);
        return;
      }
      setRows((held) => [...(before === null ? [] : held), ...outcome.value.rows]);
      setNext(outcome.value.next);
    });
  };
  useEffect(() => {
    let gone = false;
    void client.call('audit.list', { before: null }).then((outcome) => {
      if (gone) return;
      setRows(outcome.ok ? outcome.value.rows : []);
      setNext(outcome.ok ? outcome.value.next : null);
    });
    return () => {
      gone = true;
    };
  }, [client]);
  return (
    <Sheet title={texts.audit.title} note={texts.audit.note} name="audit">
      <div className={s['list']} tabIndex={0} role="group" aria-label={texts.audit.title}>
        {rows.map(({ id, at, seller, what, subject, amountFen }) => (
          <div key={id} className={s['row']} data-alarm={what.endsWith('_wrong') ? '' : undefined}>
            <time>{shanghaiTime(at).slice(5, 16)}</time>
            <b>{texts.audit.what[what] ?? what}</b>
            <span>{withRights(subject, texts.people.right)}</span>
            <span className={s['end']}>{amountFen === null ? '' : yuanText(amountFen)}</span>
            <small>{seller}</small>
          </div>
        ))}
        {rows.length === 0 && next === null ? <p className={p['say']}>{texts.audit.none}</p> : null}
        {next === null || next === 'reading' ? null : (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              load(next);
            }}
          >
            {texts.audit.more}
          </button>
        )}
      </div>
    </Sheet>
  );
}
