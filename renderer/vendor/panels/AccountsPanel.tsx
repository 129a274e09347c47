import { useEffect, useState } from 'react';
import type { Ledger } from '../../../shared/accounts.ts';
import { aboveLimit } from '../../../shared/accounts.ts';
import { shanghaiTime } from '../../../shared/day.ts';
import { fenText, yuanText } from '../../../shared/money.ts';
import type { TextTable } from '../../../shared/text/text.ts';
import type { AccountView } from '../../../shared/view.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import type { PanelOf } from '../ui.ts';
import s from './accounts.module.css';
import { EditAccount, Repay } from './AccountSteps.tsx';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** What the sheet shows in the place of the accounts. */
type Step = { readonly kind: 'edit'; readonly account: AccountView | null } | { readonly kind: 'repay' };

function owesText(texts: TextTable, owedFen: number): string {
  if (owedFen === 0) return texts.accounts.settled;
  return owedFen > 0 ? texts.accounts.owes(yuanText(owedFen)) : texts.accounts.ahead(yuanText(-owedFen));
}

/** 赊账户: who buys on credit and what they owe; opened from a cart, one of them is chosen for it. Loaded when it is opened. */
export default function AccountsPanel({ panel: { cartId } }: { readonly panel: PanelOf<'accounts'> }) {
  const texts = useTexts();
  const accounts = useTopic('accounts')?.accounts ?? [];
  const chosenId = useTopic('carts')?.carts.find((cart) => cart.id === cartId)?.accountId ?? null;
  const [accountId, setAccountId] = useState<string | null>(chosenId);
  const [step, setStep] = useState<Step | null>(null);
  const shown = accounts.filter((one) => cartId === null || !one.closed);
  const account = shown.find((one) => one.id === accountId) ?? shown[0];
  const back = (): void => {
    setStep(null);
  };
  if (step?.kind === 'edit')
    return (
      <EditAccount
        account={step.account}
        onDone={(saved) => {
          if (saved !== null) setAccountId(saved);
          back();
        }}
      />
    );
  if (step?.kind === 'repay' && account !== undefined) return <Repay account={account} onDone={back} />;
  return (
    <Sheet title={cartId === null ? texts.accounts.title : texts.accounts.choose} name="accounts">
      <div className={s['accounts']}>
        <div className={s['list']}>
          {shown.length === 0 ? <p className={p['say']}>{texts.accounts.none}</p> : null}
          {shown.map((one) => (
            <button
              type="button"
              key={one.id}
              className={s['one']}
              aria-pressed={one.id === account?.id}
              data-account={one.name}
              onClick={() => {
                setAccountId(one.id);
              }}
            >
              <b>{one.name}</b>
              <small data-above={aboveLimit(one, one.owedFen, 0) > 0 ? '' : undefined}>
                {one.closed ? texts.accounts.closed : owesText(texts, one.owedFen)}
              </small>
            </button>
          ))}
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              setStep({ kind: 'edit', account: null });
            }}
          >
            {texts.accounts.add}
          </button>
        </div>
        {account === undefined ? null : (
          <OneAccount key={account.id} account={account} cartId={cartId} onStep={setStep} />
        )}
      </div>
    </Sheet>
  );
}

/** The movements as the core has them now; asked for again when the account owes another amount. */
function useLedger({ id, owedFen }: AccountView): Ledger | null {
  const { client } = useStall();
  const [ledger, setLedger] = useState<Ledger | null>(null);
  useEffect(() => {
    let gone = false;
    void client.call('account.statement', { accountId: id }).then((outcome) => {
      if (!gone && outcome.ok) setLedger(outcome.value);
    });
    return () => {
      gone = true;
    };
  }, [client, id, owedFen]);
  return ledger;
}

function OneAccount({
  account,
  cartId,
  onStep,
}: {
  readonly account: AccountView;
  readonly cartId: string | null;
  readonly onStep: (step: Step) => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const ledger = useLedger(account);
  const above = aboveLimit(account, account.owedFen, 0);
  return (
    <section className={s['account']} aria-label={account.name}>
      <div className={s['owed']} data-above={above > 0 ? '' : undefined}>
        <b>{owesText(texts, account.owedFen)}</b>
        {account.limitFen === null ? null : (
          <small>
            {above > 0 ? texts.accounts.above(yuanText(above)) : texts.accounts.limit(yuanText(account.limitFen))}
            {account.blocks ? texts.accounts.blocks : ''}
          </small>
        )}
      </div>
      <ol className={s['moves']} tabIndex={0} aria-label={texts.accounts.owed}>
        {ledger === null || ledger.movements.length === 0 ? <li>{texts.accounts.nothing}</li> : null}
        {ledger?.movements.toReversed().map((one) => (
          <li key={one.entryId}>
            <span>{shanghaiTime(one.at).slice(5, 16)}</span>
            <span>{texts.accounts.moved(one.kind)}</span>
            <b data-back={one.amountFen < 0 ? '' : undefined}>{fenText(one.amountFen)}</b>
          </li>
        ))}
        {ledger === null || ledger.openingFen === 0 ? null : (
          <li>
            <span />
            <span>{texts.accounts.opening}</span>
            <b>{fenText(ledger.openingFen)}</b>
          </li>
        )}
      </ol>
      <div className={s['keys']}>
        <button
          type="button"
          className={p['key']}
          onClick={() => {
            onStep({ kind: 'edit', account });
          }}
        >
          {texts.accounts.edit}
        </button>
        <button
          type="button"
          className={p['key']}
          onClick={() => {
            void act.run('account.print_statement', { accountId: account.id }).then((done) => {
              if (done) act.say(texts.accounts.printed, 'info');
            });
          }}
        >
          {texts.accounts.print}
        </button>
        <button
          type="button"
          className={p['key']}
          aria-disabled={account.owedFen <= 0}
          data-enter="repay"
          onClick={() => {
            if (account.owedFen > 0) onStep({ kind: 'repay' });
          }}
        >
          {texts.accounts.repay}
        </button>
      </div>
      {cartId === null ? null : (
        <button
          type="button"
          className={p['enter']}
          data-enter="choose"
          onClick={() => {
            void act.run('account.choose', { cartId, accountId: account.id }).then((done) => {
              if (done) act.close();
            });
          }}
        >
          {texts.accounts.forCart(account.name)}
        </button>
      )}
    </section>
  );
}
