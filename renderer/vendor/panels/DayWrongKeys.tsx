import type { WrongKey } from '../../../shared/after/wrong-key.ts';
import { moneyByWord, type DayReport } from '../../../shared/day-report.ts';
import { clockText } from '../../../shared/day.ts';
import { yuanText } from '../../../shared/money.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import s from './day.module.css';
import p from './panels.module.css';

/** Differences whose cause was found: what is keyed now, what it would be, and one key that puts it right. */
export function WrongKeys({
  report,
  wrongKeys,
}: {
  readonly report: DayReport;
  readonly wrongKeys: readonly WrongKey[];
}) {
  const texts = useTexts();
  const act = useAct();
  const online = useTopic('status')?.link === 'online';
  const [first] = wrongKeys;
  if (first === undefined) return null;
  const fenOf = (word: 'cash' | 'received'): number =>
    moneyByWord(report.money).find((row) => row.word === word)?.fen ?? 0;
  const rows = [
    [texts.day.word.cash, fenOf('cash'), fenOf('cash') - first.amountFen],
    [texts.day.word.received, fenOf('received'), fenOf('received') + first.amountFen],
    [texts.day.sold, report.payableFen, null],
  ] as const;
  const channel = texts.day.channel(first.channel);
  return (
    <section className={s['wrong']} data-wrong={first.saleId}>
      <h3>
        <Icon name="warn" />
        {texts.day.wrongKey(wrongKeys.length)}
      </h3>
      <p>
        <mark>{texts.day.wrongKeySale(clockText(first.at), first.no, yuanText(first.amountFen))}</mark>{' '}
        {texts.day.wrongKeyWhy(clockText(first.arrivedAt), channel)}
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{texts.day.now}</th>
            <th scope="col">{texts.day.mended}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, now, then]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{yuanText(now)}</td>
              <td>
                <b>{then === null ? texts.day.same : yuanText(then)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <button
          type="button"
          className={s['accept']}
          disabled={!online}
          onClick={() => {
            void act.run('pay.claim', { arrivalId: first.arrivalId, subjectId: first.saleId });
          }}
        >
          <Icon name="tick" />
          {online ? texts.day.accept : texts.day.offline}
        </button>
        <button
          type="button"
          className={p['key']}
          onClick={() => {
            act.open({ kind: 'history', saleId: first.saleId });
          }}
        >
          {texts.day.lookAt}
        </button>
      </div>
    </section>
  );
}
