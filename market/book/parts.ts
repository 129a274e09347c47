import { kgText, yuanText } from '../../shared/money.ts';
import type { ProductFigures } from '../../shared/after/earnings.ts';
import { escapeHtml } from '../html.ts';
import { sumOf } from './figures.ts';
import type { BookLedger } from './figures.ts';
import { card, languageLink, row } from './look.ts';
import type { BookTexts } from './text.ts';

/** Parts that a day's page and a month's have in common. */

/** `query`: what the page's own address says besides its language. */
export const head = (
  t: BookTexts,
  of: { readonly stall: string; readonly stallName: string; readonly isSimulated: boolean; readonly query: string },
): string =>
  `${of.isSimulated ? `<p class="mock">${t.noTrade}</p>` : ''}<header><h1>${t.stall(escapeHtml(of.stall))} ${escapeHtml(of.stallName)}</h1>${languageLink(t, of.query)}<form method="post" action="/book/leave"><button>${t.leave}</button></form></header>`;

/** What the channels kept and who got shares; '' where nothing came by a channel. */
export const feesPart = (t: BookTexts, ledger: BookLedger): string =>
  card(
    t.fees.title,
    ledger.paidFen === 0 && ledger.feeFen === 0 && ledger.shares.length === 0
      ? ''
      : `<table><tbody>${row(t.fees.paid, yuanText(ledger.paidFen))}${row(t.fees.refunded, yuanText(-ledger.refundedFen))}${row(t.fees.fee, yuanText(-ledger.feeFen))}${ledger.shares.map(({ receiver, fen }) => row(t.fees.share, yuanText(-fen), escapeHtml(receiver))).join('')}${row(t.fees.left, yuanText(ledger.paidFen - ledger.refundedFen - ledger.feeFen - ledger.shares.reduce((sum, { fen }) => sum + fen, 0)), '', 'total')}</tbody></table>`,
    'fees',
  );

export function productsPart(t: BookTexts, products: readonly ProductFigures[]): string {
  if (products.length === 0) return '';
  return `<table><tbody>${products
    .slice(0, 30)
    .map((one) =>
      row(
        escapeHtml(one.name),
        yuanText(sumOf(one)),
        [one.weightG === 0 ? '' : `${kgText(one.weightG)} kg`, one.pieces === 0 ? '' : t.pieces(one.pieces)]
          .filter(Boolean)
          .join(' · '),
      ),
    )
    .join('')}</tbody></table>`;
}
