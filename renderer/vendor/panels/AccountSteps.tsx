import { useState } from 'react';
import { fenText, yuanText } from '../../../shared/money.ts';
import type { AccountView } from '../../../shared/view.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { priceText } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { useAct } from '../ui.ts';
import s from './accounts.module.css';
import { Figure, Pad, useAmount, useAmountKeys } from './pad.tsx';
import p from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** 还款: whole or in part, by any means the vendor vouches for. Money received, and no sale. */
export function Repay({ account, onDone }: { readonly account: AccountView; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const amount = useAmount();
  const { id: accountId, name, owedFen } = account;
  const typed = amount.fen ?? 0;
  const off = typed === 0 || typed > owedFen;
  const repay = (kind: 'cash' | 'card' | 'other'): void => {
    if (off) return;
    void act.run('account.repay', { accountId, kind, amountFen: typed }).then((done) => {
      if (!done) return;
      act.say(texts.accounts.repaid(name, yuanText(typed), yuanText(owedFen - typed)), 'info');
      onDone();
    });
  };
  useAmountKeys(amount, () => {
    repay('cash');
  });
  return (
    <Sheet title={texts.accounts.repaying(name)} name="repay" onClose={onDone}>
      <div className={p['body']}>
        <div className={p['side']}>
          <Figure label={texts.accounts.owed} value={yuanText(owedFen)} tone={typed > owedFen ? 'short' : 'good'} />
          <Figure label={texts.tenders.received} value={amount.typed === '' ? '' : `¥${amount.typed}`} typed />
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              amount.set(fenText(owedFen));
            }}
          >
            {texts.accounts.repayAll(yuanText(owedFen))}
          </button>
          <div className={p['means']}>
            {(['card', 'other'] as const).map((kind) => (
              <button
                type="button"
                key={kind}
                className={p['key']}
                aria-disabled={off}
                data-take={kind}
                onClick={() => {
                  repay(kind);
                }}
              >
                {texts.tenders.word(kind)}
              </button>
            ))}
          </div>
          <button
            type="button"
            className={`${p['enter']} ${p['cash']}`}
            aria-disabled={off}
            data-take="cash"
            onClick={() => {
              repay('cash');
            }}
          >
            {off ? texts.tenders.word('cash') : texts.tenders.exact(yuanText(typed))}
          </button>
        </div>
        <Pad amount={amount} />
      </div>
    </Sheet>
  );
}

/** An account's name, limit and own prices; `account` null opens a new one. `onDone` gets its id, or null if nothing was saved. */
export function EditAccount({
  account,
  onDone,
}: {
  readonly account: AccountView | null;
  readonly onDone: (accountId: string | null) => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { client } = useStall();
  const products = useTopic('goods')?.products ?? [];
  const [name, setName] = useState(account?.name ?? '');
  const [blocks, setBlocks] = useState(account?.blocks ?? false);
  const [closed, setClosed] = useState(account?.closed ?? false);
  const [prices, setPrices] = useState(account?.prices ?? []);
  const limit = useAmount();
  const [unlimited, setUnlimited] = useState(account === null || account.limitFen === null);
  const limitFen = unlimited ? null : (limit.fen ?? account?.limitFen ?? null);
  const nameOf = (productId: string): string =>
    texts.goods.name(products.find(({ id }) => id === productId)?.name ?? productId);
  const save = async (): Promise<void> => {
    const args = { accountId: account?.id ?? null, name: name.trim(), prices, limitFen, blocks, closed };
    const outcome = await client.call('account.save', args);
    if (outcome.ok) onDone(outcome.value.accountId);
    else act.refused(outcome.refusal);
  };
  return (
    <Sheet
      title={account === null ? texts.accounts.add : account.name}
      name="edit-account"
      onClose={() => {
        onDone(null);
      }}
    >
      <div className={p['body']}>
        <div className={p['side']}>
          <div className={p['search']}>
            <input
              value={name}
              aria-label={texts.accounts.name}
              placeholder={texts.accounts.nameHint}
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              autoFocus
              onChange={(event) => {
                setName(event.target.value);
              }}
            />
          </div>
          <div className={p['seg']} role="group" aria-label={texts.accounts.limitLabel}>
            <button
              type="button"
              aria-pressed={unlimited}
              onClick={() => {
                setUnlimited(true);
              }}
            >
              {texts.accounts.noLimit}
            </button>
            <button
              type="button"
              aria-pressed={!unlimited}
              data-limit=""
              onClick={() => {
                setUnlimited(false);
              }}
            >
              {texts.accounts.limitLabel}{' '}
              {unlimited ? '' : limit.typed === '' ? yuanText(account?.limitFen ?? 0) : `¥${limit.typed}`}
            </button>
          </div>
          <div className={p['seg']} role="group" aria-label={texts.accounts.aboveLimit}>
            {[false, true].map((one) => (
              <button
                type="button"
                key={String(one)}
                aria-pressed={blocks === one}
                onClick={() => {
                  setBlocks(one);
                }}
              >
                {one ? texts.accounts.block : texts.accounts.warn}
              </button>
            ))}
          </div>
          <ul className={s['prices']} tabIndex={0} aria-label={texts.accounts.prices}>
            {prices.length === 0 ? <li>{texts.accounts.pricesHint}</li> : null}
            {prices.map((one) => (
              <li key={`${one.productId} ${one.price.basisG}`}>
                <span>{nameOf(one.productId)}</span>
                <b>{priceText(texts, one.price, '')}</b>
                <button
                  type="button"
                  aria-label={texts.accounts.dropPrice(nameOf(one.productId))}
                  onClick={() => {
                    setPrices(prices.filter((other) => other !== one));
                  }}
                >
                  <Icon name="cross" />
                </button>
              </li>
            ))}
          </ul>
          <div className={p['choices']}>
            {account === null ? null : (
              <button
                type="button"
                className={p['key']}
                aria-pressed={closed}
                onClick={() => {
                  setClosed(!closed);
                }}
              >
                {closed ? texts.accounts.resume : texts.accounts.stop}
              </button>
            )}
            <button
              type="button"
              className={`${p['enter']} ${p['wide']}`}
              aria-disabled={name.trim() === ''}
              data-enter="account"
              onClick={() => {
                void save();
              }}
            >
              {texts.accounts.save}
            </button>
          </div>
        </div>
        <Pad
          amount={{
            ...limit,
            press: (key) => {
              setUnlimited(false);
              limit.press(key);
            },
          }}
        />
      </div>
    </Sheet>
  );
}
