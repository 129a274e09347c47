import { yuanText } from '../../shared/money.ts';
import type { BookMonth } from './month.ts';
import { bookDocument, both, card, row } from './look.ts';
import { feesPart, head, productsPart } from './parts.ts';
import { categoriesPlot, daysPlot } from './plots.ts';

export interface MonthPage {
  readonly book: BookMonth;
  readonly before: string;
  /** Null: this is the month that is going on. */
  readonly after: string | null;
  readonly categoryName: (id: string) => string;
}

/** 月账: what was sold in a month, day by day and by goods, and what the channels kept of it. Margin needs purchase prices, which live on the till alone. */
export function monthPage({ book, before, after, categoryName }: MonthPage): string {
  const { month, mode, days, categories, products, ledger } = book;
  const categoryRows = categories.map((one) => ({ ...one, name: categoryName(one.category) }));
  return bookDocument(
    `${month} 月账`,
    `${head(book.stall, book.stallName, mode === 'simulated')}
<nav class="days"><a href="/book/month?month=${before}" aria-label="上个月 The month before">‹</a><b>${both('月账', 'Month')} ${month}</b>${after === null ? '<span></span>' : `<a href="/book/month?month=${after}" aria-label="下个月 The month after">›</a>`}</nav>
<main>
<section class="card sum"><h2>${both('卖了', 'Sold')}<small>${book.sales} 笔 · ${days.length} 天</small></h2><output>${yuanText(book.fen)}</output>${days.length === 0 ? `<p class="soft">${both('这个月没有销售。', 'No sale in this month.')}</p>` : ''}<p class="soft" id="margin">${both('进价只存在收银机上，这里不算毛利：在收银机的“我的收入”里看。', 'Purchase prices live on the till alone; margin is in My earnings there.')}</p><p><a href="/book">${both('今天', 'Today')} ›</a></p></section>
${card(
  both('每天', 'Day by day'),
  days.length === 0
    ? ''
    : `${daysPlot('每天的销售 Sales by day', days, 'good')}<table><tbody>${days.map((one) => row(`<a href="/book?day=${one.day}">${one.day.slice(5)}</a>`, yuanText(one.fen), `${one.sales} 笔${one.openFen === 0 ? '' : ` · 没对上 ${yuanText(one.openFen)}`}`, one.openFen === 0 ? '' : 'unproven')).join('')}</tbody></table>`,
  'days',
)}
${card(both('按品类', 'By category'), categoryRows.length === 0 ? '' : `${categoriesPlot(categoryRows.map(({ name, weightFen, g }) => ({ name, fen: weightFen, g })))}<table><tbody>${categoryRows.map(({ name, fen }) => row(name, yuanText(fen))).join('')}</tbody></table>`, 'categories')}
${card(both('按商品', 'By product'), productsPart(products), 'products')}
${feesPart(ledger)}
</main>`,
  );
}
