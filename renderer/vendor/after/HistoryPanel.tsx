import { useEffect, useState } from 'react';
import type { HistoryPage, HistoryPlace, HistoryRow } from '../../../shared/after/history.ts';
import type { HistoryWish } from '../../../shared/commands/history.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { parseYuan, yuanText } from '../../../shared/money.ts';
import { useStall, useTexts } from '../../stall.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import type { PanelOf } from '../ui.ts';
import s from './after.module.css';
import { LifeSheet } from './LifeSheet.tsx';

const newest: HistoryWish = { from: null, until: null, amountFen: null, product: null, no: null };

/** 历史: sales, newest first, searched by amount, number or goods; one of them opens its page. Loaded when it is opened. */
export default function HistoryPanel({ panel }: { readonly panel: PanelOf<'history'> }) {
  return <History key={panel.saleId} saleId={panel.saleId} step={panel.step ?? 'look'} />;
}

function History({ saleId, step }: { readonly saleId: string | null; readonly step: 'look' | 'refund' }) {
  const [openId, setOpenId] = useState(saleId);
  return openId === null ? (
    <List onOpen={setOpenId} />
  ) : (
    <LifeSheet
      saleId={openId}
      first={openId === saleId ? step : 'look'}
      onBack={() => {
        setOpenId(null);
      }}
    />
  );
}

function List({ onOpen }: { readonly onOpen: (saleId: string) => void }) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const [typed, setTyped] = useState('');
  const [wish, setWish] = useState(newest);
  const [rows, setRows] = useState<readonly HistoryRow[]>([]);
  const [next, setNext] = useState<HistoryPlace | null>(null);
  const [known, setKnown] = useState(false);
  const show = (page: HistoryPage, before: readonly HistoryRow[]): void => {
    setRows([...before, ...page.rows]);
    setNext(page.next);
    setKnown(true);
  };
  useEffect(() => {
    let over = false;
    void client.call('history.list', wish).then((outcome) => {
      if (over) return;
      if (outcome.ok) show(outcome.value, []);
      else act.refused(outcome.refusal);
    });
    return () => {
      over = true;
    };
  }, [client, wish, act]);
  const further = async (from: HistoryPlace): Promise<void> => {
    const outcome = await client.call('history.list', { ...wish, from });
    if (outcome.ok) show(outcome.value, rows);
    else act.refused(outcome.refusal);
  };
  const text = typed.trim();
  const amountFen = parseYuan(text);
  return (
    <Sheet title={texts.after.history} name="history">
      <div className={p['search']}>
        <input
          aria-label={texts.after.search}
          placeholder={texts.after.search}
          value={typed}
          maxLength={30}
          onChange={(event) => {
            setTyped(event.target.value.normalize('NFC'));
          }}
        />
        {amountFen === null ? null : (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setWish({ ...newest, amountFen });
            }}
          >
            {texts.after.byAmount}
          </button>
        )}
        {/^[\d-]+$/.test(text) ? (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setWish({ ...newest, no: text });
            }}
          >
            {texts.after.byNumber}
          </button>
        ) : null}
        {text !== '' && amountFen === null ? (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setWish({ ...newest, product: text });
            }}
          >
            {texts.after.byName}
          </button>
        ) : null}
        {wish === newest ? null : (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setTyped('');
              setWish(newest);
            }}
          >
            {texts.after.newest}
          </button>
        )}
      </div>
      {known && rows.length === 0 ? <p className={p['say']}>{texts.after.none}</p> : null}
      <ul className={s['list']}>
        {rows.map((row) => (
          <li key={row.saleId}>
            <button
              type="button"
              className={s['one']}
              data-sale={row.no}
              onClick={() => {
                onOpen(row.saleId);
              }}
            >
              <span>
                {texts.strip.items(texts.goods.name(row.firstItem), row.items)}
                <small>
                  {shanghaiTime(row.at).slice(5, 16)} · {row.no} ·{' '}
                  {row.now.tenders.map((one) => texts.tenders.word(one.kind)).join(' ')}
                </small>
              </span>
              <b>
                {yuanText(row.payableFen)}
                <small className={s['mark']}>{texts.after.state(row.now.state)}</small>
              </b>
            </button>
          </li>
        ))}
        {next === null ? null : (
          <li>
            <button type="button" className={p['key']} onClick={() => void further(next)}>
              {texts.after.more}
            </button>
          </li>
        )}
      </ul>
    </Sheet>
  );
}
