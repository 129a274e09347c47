import { kgText, yuanText } from '../../shared/money.ts';
import type { ProductFigures } from '../../shared/after/earnings.ts';
import { escapeHtml } from '../html.ts';
import { sumOf } from './figures.ts';
import type { BookLedger } from './figures.ts';
import { both, card, row } from './look.ts';

/** Parts that a day's page and a month's have in common. */

export const head = (stall: string, stallName: string, simulated: boolean): string =>
  `${simulated ? '<p class="mock">模拟 · 不是交易</p>' : ''}<header><h1>${escapeHtml(stall)}号摊 ${escapeHtml(stallName)}</h1><form method="post" action="/book/leave"><button>${both('退出', 'Leave')}</button></form></header>`;

/** What the channels kept and who got shares; '' where nothing came by a channel. */
export const feesPart = (ledger: BookLedger): string =>
  card(
    both('手续费和分账', 'Fees and shares'),
    ledger.paidFen === 0 && ledger.feeFen === 0 && ledger.shares.length === 0
      ? ''
      : `<table><tbody>${row(both('收款', 'Paid in'), yuanText(ledger.paidFen))}${row(both('退款', 'Given back'), yuanText(-ledger.refundedFen))}${row(both('手续费', 'Fees'), yuanText(-ledger.feeFen))}${ledger.shares.map(({ receiver, fen }) => row(both('分给', 'Share to'), yuanText(-fen), escapeHtml(receiver))).join('')}${row(both('留下', 'Yours'), yuanText(ledger.paidFen - ledger.refundedFen - ledger.feeFen - ledger.shares.reduce((sum, { fen }) => sum + fen, 0)), '', 'total')}</tbody></table>`,
    'fees',
  );

export function productsPart(products: readonly ProductFigures[]): string {
  if (products.length === 0) return '';
  return `<table><tbody>${products
    .slice(0, 30)
    .map((one) =>
      row(
        escapeHtml(one.name),
        yuanText(sumOf(one)),
        [one.weightG === 0 ? '' : `${kgText(one.weightG)} kg`, one.pieces === 0 ? '' : `${one.pieces} 件`]
          .filter(Boolean)
          .join(' · '),
      ),
    )
    .join('')}</tbody></table>`;
}
