import { useState } from 'react';
import type { ReactNode } from 'react';
import { clockText } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import p from '../panels/panels.module.css';
import { Sheet } from '../panels/Sheet.tsx';
import { useAct } from '../ui.ts';
import { CodeEntry } from './PayPanel.tsx';
import s from './pay.module.css';

function Part({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={s['part']} aria-label={title}>
      <h3>
        {title}
        <small>{note}</small>
      </h3>
      <ul>{children}</ul>
    </section>
  );
}

/** Money that is awaited, that came once more, and that nobody knows yet whose it is. */
export default function OwedPanel() {
  const texts = useTexts();
  const act = useAct();
  const owed = useTopic('owed');
  const [typing, setTyping] = useState<string | null>(null);
  if (owed === undefined) return null;
  const { unpaid, surplus, differing, arrivals } = owed;
  const isEmpty = unpaid.length + surplus.length + differing.length + arrivals.length === 0;
  const typed = unpaid.find((one) => one.orderId !== null && one.orderId === typing);
  return (
    <Sheet title={texts.owed.title} note={unpaid.length === 0 ? '' : yuanText(owed.unpaidFen)} name="owed">
      {typed?.orderId === undefined || typed.orderId === null ? null : (
        <CodeEntry
          key={typed.orderId}
          orderId={typed.orderId}
          amountFen={typed.amountFen}
          triesLeft={typed.triesLeft}
        />
      )}
      <div className={s['owed']} tabIndex={0} role="group" aria-label={texts.owed.title}>
        {isEmpty ? <p className={p['say']}>{texts.owed.none}</p> : null}
        {unpaid.length === 0 ? null : (
          <Part title={texts.owed.unpaid} note={texts.owed.unpaidNote}>
            {unpaid.map((one) => (
              <li key={`${one.saleId} ${one.tenderNo}`} data-unpaid={one.sign}>
                <b>{one.sign}</b>
                <span>{clockText(one.at)}</span>
                <strong>{yuanText(one.amountFen)}</strong>
                {one.orderId === null ? null : (
                  <button
                    type="button"
                    className={p['key']}
                    onClick={() => {
                      setTyping(typing === one.orderId ? null : one.orderId);
                    }}
                  >
                    {texts.owed.code}
                  </button>
                )}
                <button
                  type="button"
                  className={p['key']}
                  onClick={() => {
                    act.open({ kind: 'history', saleId: one.saleId });
                  }}
                >
                  {texts.owed.sale}
                </button>
              </li>
            ))}
          </Part>
        )}
        {arrivals.length === 0 ? null : (
          <Part title={texts.owed.arrivals} note="">
            {arrivals.map((one) => (
              <li key={one.id} data-arrival={one.id}>
                <b>{one.isSimulated ? texts.pay.simulated : texts.shop.channel(one.channel)}</b>
                <span>{clockText(one.at)}</span>
                <strong>{yuanText(one.amountFen)}</strong>
                {one.takenBy !== null ? (
                  <em>{texts.owed.taken(one.takenBy)}</em>
                ) : one.isClaiming ? (
                  <em>{texts.owed.claiming}</em>
                ) : one.candidates.length === 0 ? (
                  <em>{texts.owed.unowned}</em>
                ) : (
                  one.candidates.map(({ subjectId, sign, at, isSold }) => (
                    <button
                      type="button"
                      key={subjectId}
                      className={p['key']}
                      onClick={() => {
                        void act.run('pay.claim', { arrivalId: one.id, subjectId });
                      }}
                    >
                      {texts.owed.candidate(sign, clockText(at), isSold)}
                    </button>
                  ))
                )}
              </li>
            ))}
          </Part>
        )}
        {surplus.length === 0 ? null : (
          <Part title={texts.owed.surplus} note="">
            {surplus.map((one) => (
              <li key={one.orderId} data-surplus={one.sign}>
                <b>{one.sign}</b>
                <span>{texts.owed.surplusNote(one.isGoingBack, one.returnedFen >= one.amountFen)}</span>
                <strong>{yuanText(one.amountFen)}</strong>
                {one.isGoingBack ? (
                  <button
                    type="button"
                    className={p['key']}
                    onClick={() => {
                      void act.run('pay.seen', { orderId: one.orderId });
                    }}
                  >
                    {texts.owed.seen}
                  </button>
                ) : null}
              </li>
            ))}
          </Part>
        )}
        {differing.length === 0 ? null : (
          <Part title={texts.owed.differing} note={texts.owed.differingNote}>
            {differing.map((one) => (
              <li key={one.orderId} data-differing={one.orderId}>
                <b>{one.sign}</b>
                <span>{clockText(one.at)}</span>
                <strong>{yuanText(one.amountFen)}</strong>
              </li>
            ))}
          </Part>
        )}
      </div>
    </Sheet>
  );
}
