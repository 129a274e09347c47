import { yuanText } from '../../shared/money.ts';
import type { BookMonth } from './month.ts';
import { bookDocument, card, row } from './look.ts';
import { feesPart, head, productsPart } from './parts.ts';
import { categoriesPlot, daysPlot } from './plots.ts';
import type { BookTexts } from './text.ts';

export interface MonthPage {
  readonly book: BookMonth;
  readonly before: string;
  /** Null: this is the month that is going on. */
  readonly after: string | null;
  readonly categoryName: (id: string) => string;
}

/** 月账: what was sold in a month, day by day and by goods, and what the channels kept of it. Margin needs purchase prices, which live on the till alone. */
export function monthPage(t: BookTexts, { book, before, after, categoryName }: MonthPage): string {
  const { month, mode, days, categories, products, ledger } = book;
  const categoryRows = categories.map((one) => ({ ...one, name: categoryName(one.category) }));
  return bookDocument(
    t,
    t.titles.month(month),
    `${head(t, { stall: book.stall, stallName: book.stallName, isSimulated: mode === 'simulated', query: `month=${month}&amp;` })}
<nav class="days"><a href="/book/month?month=${before}" aria-label="${t.monthBefore}">‹</a><b>${t.month} ${month}</b>${after === null ? '<span></span>' : `<a href="/book/month?month=${after}" aria-label="${t.monthAfter}">›</a>`}</nav>
<main>
<section class="card sum"><h2>${t.sold}<small>${t.sales(book.sales)} · ${t.days(days.length)}</small></h2><output>${yuanText(book.fen)}</output>${days.length === 0 ? `<p class="soft">${t.noSaleInMonth}</p>` : ''}<p class="soft" id="margin">${t.margin}</p><p><a href="/book">${t.today} ›</a></p></section>
${card(
  t.dayByDay,
  days.length === 0
    ? ''
    : `${daysPlot(t.plots.days, days, 'good')}<table><tbody>${days.map((one) => row(`<a href="/book?day=${one.day}">${one.day.slice(5)}</a>`, yuanText(one.fen), `${t.sales(one.sales)}${one.openFen === 0 ? '' : ` · ${t.openByDay(yuanText(one.openFen))}`}`, one.openFen === 0 ? '' : 'unproven')).join('')}</tbody></table>`,
  'days',
)}
${card(
  t.byCategory,
  categoryRows.length === 0
    ? ''
    : `${categoriesPlot(
        t.plots.categories,
        categoryRows.map(({ name, weightFen, g }) => ({ name, fen: weightFen, g })),
      )}<table><tbody>${categoryRows.map(({ name, fen }) => row(name, yuanText(fen))).join('')}</tbody></table>`,
  'categories',
)}
${card(t.byProduct, productsPart(t, products), 'products')}
${feesPart(t, ledger)}
</main>`,
  );
}
