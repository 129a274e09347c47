import { clockText, shanghaiTime } from '../../shared/day.ts';
import { moneyByWord } from '../../shared/day-report.ts';
import type { MoneyWord } from '../../shared/day-report.ts';
import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { SaleLine, Tender } from '../../shared/records/goods.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import { printedNumber } from '../../shared/sale.ts';
import { standingOf } from '../../shared/after/standing.ts';
import { escapeHtml } from '../html.ts';
import type { AttemptState } from '../payments/state.ts';
import type { ChannelDay, Difference } from '../reconcile/book.ts';
import type { BookDay } from './figures.ts';
import { bookDocument, card, row } from './look.ts';
import { feesPart, head, productsPart } from './parts.ts';
import { categoriesPlot, daysPlot, hoursPlot, mixPlot } from './plots.ts';
import { exportKinds } from './tables.ts';
import type { BookTexts } from './text.ts';

const badge = (kind: string, text: string): string => `<em class="badge ${kind}">${text}</em>`;
const unchecked = (t: BookTexts): string => badge('wait', t.toReconcile);

export interface DayPage {
  readonly book: BookDay;
  readonly today: string;
  readonly before: string;
  readonly after: string | null;
  /** A run of days up to this one, ascending. */
  readonly run: readonly { readonly day: string; readonly fen: number; readonly openFen: number }[];
  readonly categoryName: (id: string) => string;
}

/** Today, or a day before: what was sold, how it was paid, what was reconciled, what stays after fees and shares. */
export function dayPage(t: BookTexts, { book, today, before, after, run, categoryName }: DayPage): string {
  const { day, mode, matched, ledger } = book;
  return bookDocument(
    t,
    t.titles.day(day),
    `${head(t, { stall: book.stall, stallName: book.stallName, isSimulated: mode === 'simulated', query: `day=${day}&amp;` })}
<nav class="days"><a href="/book?day=${before}" aria-label="${t.dayBefore}">‹</a><b>${day === today ? t.today : ''} ${day}</b>${after === null ? '<span></span>' : `<a href="/book?day=${after}" aria-label="${t.dayAfter}">›</a>`}</nav>
<main>
<section class="card sum"><h2>${t.sold}<small>${t.sales(book.sales)}</small></h2><output>${yuanText(book.payableFen)}</output>${book.sales === 0 ? `<p class="soft">${t.noSaleToday}</p>` : ''}${money(t, book)}<p><a href="/book/sales?day=${day}">${t.everySale} ›</a> <a href="/book/month?month=${day.slice(0, 7)}">${t.theMonth} ›</a></p></section>
${card(t.reconciled, differencesPart(t, matched?.differences ?? null, day), 'differences')}
${card(t.settlement, settlementPart(t, book), 'settlement')}
${card(t.byHour, hoursPlot(t.plots.hours, book.hours))}
${card(
  t.byCategory,
  categoriesPlot(
    t.plots.categories,
    book.categories.map(({ category, fen, g }) => ({ name: categoryName(category), fen, g })),
  ),
)}
${card(t.byProduct, productsPart(t, book.products))}
${feesPart(t, ledger)}
${card(
  t.dayByDay,
  `${daysPlot(t.plots.days, run, 'good')}${
    run.some(({ openFen }) => openFen > 0)
      ? `<h3>${t.openDifferences}</h3>${daysPlot(
          t.plots.open,
          run.map(({ day: of, openFen }) => ({ day: of, fen: openFen })),
          'wait',
        )}`
      : ''
  }`,
)}
${closesPart(t, book)}
${exportsPart(t, day)}
</main>`,
  );
}

/** By the vendor's words. What only a terminal says stands beside what the market knows, never in it. */
function money(t: BookTexts, book: BookDay): string {
  const rows = moneyByWord(book.money).flatMap(({ word, count, fen }) => {
    if (word !== 'received')
      return [
        row(
          `${t.money[word]}${word === 'external' || word === 'unproven' ? unchecked(t) : ''}`,
          yuanText(fen),
          t.sales(count),
          word,
        ),
      ];
    const own = fen - book.toReconcileFen;
    const parts = book.money
      .filter((one) => one.word === 'received' && one.fen !== 0)
      .map((one) => `${t.channel(one.channel)} ${yuanText(one.fen)}`);
    return [
      row(
        t.money.received,
        yuanText(own),
        `${t.sales(count - book.toReconcile)}${book.toReconcile === 0 ? ` · ${parts.join(' · ')}` : ''}`,
        word,
      ),
      book.toReconcile === 0
        ? ''
        : row(`${t.tillSays}${unchecked(t)}`, yuanText(book.toReconcileFen), t.sales(book.toReconcile), 'unproven'),
    ];
  });
  const mix = moneyByWord(book.money).flatMap(({ word, fen }) =>
    word === 'received'
      ? [
          { name: t.moneyShort.received, fen: fen - book.toReconcileFen, kind: 'good' },
          { name: t.toReconcile, fen: book.toReconcileFen, kind: 'wait' },
        ]
      : [{ name: t.moneyShort[word], fen, kind: kinds[word] }],
  );
  return `${mixPlot(t.plots.mix, mix)}<table><tbody>${rows.join('')}</tbody></table>`;
}
const kinds: Readonly<Record<MoneyWord, string>> = {
  received: 'good',
  cash: 'cash',
  credit: 'calm',
  external: 'calm',
  unproven: 'wait',
};

function settlementPart(t: BookTexts, { matched, ledger, mode }: BookDay): string {
  if (matched === null)
    return ledger.paidFen === 0
      ? `<p class="soft">${t.noChannelMoney}</p>`
      : `<p class="soft">${t.billsTomorrow}</p><table><tbody>${row(t.byChannels, yuanText(ledger.paidFen - ledger.refundedFen), mode === 'simulated' ? t.simulated : '', 'total')}</tbody></table>`;
  return `<table><tbody>${matched.totals.channels
    .map((one) =>
      row(
        `${t.channel(one.channel)}${one.isEstimate ? badge('wait', t.estimate) : ''}`,
        yuanText(one.netFen),
        `${t.channelDay({ paid: yuanText(one.paidFen), refunded: yuanText(one.refundedFen), fee: yuanText(one.feeFen), shared: yuanText(one.sharedFen) })}<br>${contractText(t, one)}${
          one.flowFen === null ? '' : `${t.onAccount(yuanText(one.flowFen))}<br>`
        }${one.arrivedFen === null ? t.expected(one.expectedOn.slice(5)) : t.arrived(yuanText(one.arrivedFen))}`,
      ),
    )
    .join('')}</tbody></table>`;
}

/** Why a day's fees are not what the contract's rate makes of their sum: each row is rounded by itself. More than that is a difference of its own. */
function contractText(t: BookTexts, { rate, rows, feeFen, contractFeeFen, isEstimate }: ChannelDay): string {
  const off = feeFen - contractFeeFen;
  if (isEstimate || off === 0 || Math.abs(off) > rows) return '';
  const words = { percent: `${rate / 1_000}%`, fee: yuanText(contractFeeFen), off: yuanText(Math.abs(off)) };
  return `${t.contract(words)}<br>`;
}

const stateKinds: Readonly<Record<Difference['state'], string>> = {
  OPEN: 'wait',
  AUTO_RESOLVED: 'good',
  RESOLVED: 'good',
  WRITTEN_OFF: 'calm',
};

function differencesPart(t: BookTexts, differences: readonly Difference[] | null, day: string): string {
  if (differences === null) return `<p class="soft">${t.notYet} ${unchecked(t)}</p>`;
  const told = differences.filter(({ state }) => state !== 'AUTO_RESOLVED');
  if (told.length === 0) return `<p class="fine">${t.allEven}</p>`;
  return `<ul class="differences">${told
    .map(
      (one) =>
        `<li class="${one.state === 'OPEN' ? 'open' : ''}"><h3>${t.words.type[one.type]} <b>${yuanText(Math.abs(one.fen))}</b> ${badge(stateKinds[one.state], t.states[one.state])}</h3><p>${escapeHtml(t.words.cause(one))}</p><details><summary>${t.evidence}</summary><ul>${one.evidence.map((each) => `<li>${escapeHtml(t.words.evidence(each))}</li>`).join('')}</ul></details>${
          one.state === 'OPEN' && one.owner === 'stall'
            ? `<form method="post" action="/book/accept"><input type="hidden" name="id" value="${escapeHtml(one.id)}"><input type="hidden" name="day" value="${day}"><button class="key">${t.accept}</button></form>`
            : ''
        }</li>`,
    )
    .join('')}</ul>`;
}

function closesPart(t: BookTexts, { reports, day }: BookDay): string {
  const rows = reports.map(({ terminal, report }) =>
    row(
      `${t.terminal(terminal)} ${report.closed === null ? badge('wait', t.notClosed) : t.closedAs(report.closed.zNo, report.closed.auto)}`,
      `<a href="/book/z/${terminal}/${day}.pdf">PDF</a>`,
      `${report.firstNo} – ${report.lastNo}`,
    ),
  );
  return card(t.closes, rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`);
}

function exportsPart(t: BookTexts, day: string): string {
  const month = `${day.slice(0, 7)}-01`;
  const links = (from: string, kind: (typeof exportKinds)[number]): string =>
    (['xlsx', 'csv'] as const)
      .map((form) => `<a href="/book/export/${kind}.${form}?from=${from}&amp;to=${day}">${form.toUpperCase()}</a>`)
      .join(' ');
  return card(
    t.takeAway,
    `<table class="exports"><thead><tr><td></td><th scope="col">${t.ofDay}</th><th scope="col">${t.ofMonth}</th></tr></thead><tbody>${exportKinds
      .map(
        (kind) =>
          `<tr><th scope="row">${t.exports[kind]}</th><td>${links(day, kind)}</td><td>${links(month, kind)}</td></tr>`,
      )
      .join('')}</tbody></table>`,
    'exports',
  );
}

/** The sales of a day, newest first. */
export const salesPage = (
  t: BookTexts,
  stall: string,
  stallName: string,
  day: string,
  rows: readonly {
    readonly terminal: number;
    readonly epoch: number;
    readonly seq: number;
    readonly at: number;
    readonly payable_fen: number;
    readonly names: string;
    readonly mode: string;
  }[],
  more: string | null,
): string =>
  bookDocument(
    t,
    t.titles.sales(day),
    `${head(t, { stall, stallName, isSimulated: rows.some(({ mode }) => mode === 'simulated'), query: `day=${day}&amp;` })}<nav class="days"><a href="/book?day=${day}" aria-label="${t.backToBooks}">‹</a><b>${t.everySale} ${day}</b><span></span></nav><main><section class="card"><ul class="sales">${rows
      .map(
        (one) =>
          `<li><a href="/book/sale/${one.terminal}/${one.epoch}/${one.seq}"><time>${clockText(one.at)}</time><span>${escapeHtml(one.names)}</span><b>${yuanText(one.payable_fen)}</b></a></li>`,
      )
      .join(
        '',
      )}</ul>${rows.length === 0 ? `<p class="soft">${t.noSale}</p>` : ''}${more === null ? '' : `<p><a href="${more}">${t.earlier} ›</a></p>`}</section></main>`,
  );

/** One sale down to its lines and what proves them. */
export function salePage(
  t: BookTexts,
  stall: string,
  stallName: string,
  sale: SaleEntry,
  later: readonly JournalEntry[],
  payments: readonly {
    readonly out_trade_no: string;
    readonly channel: string;
    readonly state: AttemptState;
    readonly amount_fen: number;
    readonly paid_at: number | null;
    readonly channel_no: string | null;
  }[],
  isProven: (tender: Tender) => boolean,
): string {
  const { body } = sale;
  const standing = standingOf(
    body,
    later.map((one) => one.body),
  );
  const tenders = standing.tenders.map((tender) => {
    const claims = tender.state === 'confirmed' || tender.state === 'proven_offline';
    const state = claims
      ? isProven(tender)
        ? badge('good', t.sale.received)
        : unchecked(t)
      : tender.state === 'unproven'
        ? badge('wait', t.sale.notReceived)
        : '';
    return row(`${t.words.tender(tender.kind)} ${t.channel(tender.channel)} ${state}`, yuanText(tender.amountFen));
  });
  return bookDocument(
    t,
    printedNumber(sale),
    `${head(t, { stall, stallName, isSimulated: sale.mode === 'simulated', query: '' })}<nav class="days"><a href="/book/sales?day=${sale.day}" aria-label="${t.backToSales}">‹</a><b>${printedNumber(sale)}</b><span></span></nav><main>
<section class="card"><h2>${shanghaiTime(sale.at)}<small>${escapeHtml(sale.seller)}</small></h2>${standing.state === 'sold' ? '' : badge('stop', standing.state === 'voided' ? t.sale.voided : t.sale.refunded)}<table><tbody>${body.lines.map((one) => line(t, one)).join('')}${body.concessionFen === 0 ? '' : row(t.sale.letOff, `−${fenText(body.concessionFen)}`)}${body.roundingFen === 0 ? '' : row(t.sale.rounded, `−${fenText(body.roundingFen)}`)}${row(t.sale.due, yuanText(body.payableFen), '', 'total')}</tbody></table></section>
${card(t.sale.paidBy, `<table><tbody>${tenders.join('')}</tbody></table>`)}
${card(t.sale.payments, payments.length === 0 ? '' : `<table><tbody>${payments.map((one) => row(`${t.channel(one.channel)} ${t.sale.attempt[one.state]}`, yuanText(one.amount_fen), `${one.paid_at === null ? '' : shanghaiTime(one.paid_at)} ${escapeHtml(one.out_trade_no)}${one.channel_no === null ? '' : `<br>${escapeHtml(one.channel_no)}`}`)).join('')}</tbody></table>`)}
${card(t.sale.since, later.length === 0 ? '' : `<ul class="later">${later.map((one) => `<li><time>${shanghaiTime(one.at).slice(5, 16)}</time> ${laterText(t, one.kind)} ${printedNumber(one)}${'reason' in one.body && one.body.reason !== '' ? ` <small>${escapeHtml(one.body.reason)}</small>` : ''}</li>`).join('')}</ul>`)}
${card(t.sale.proof, `<p class="hash">${t.sale.hash}<br><code>${sale.hash}</code></p>${body.lines.flatMap((one) => (one.evidenceHash === null ? [] : [`<p class="hash">${escapeHtml(one.name)} ${t.sale.weighing}<br><code>${one.evidenceHash}</code></p>`])).join('')}`)}
</main>`,
  );
}

const laterText = ({ sale }: BookTexts, kind: JournalEntry['kind']): string =>
  kind in sale.later ? sale.later[kind as keyof typeof sale.later] : kind;

function line(t: BookTexts, sold: SaleLine): string {
  const price = `${yuanText(sold.priceFen)}${sold.basisG === null ? (sold.pieceUnit === '' ? '' : `/${escapeHtml(sold.pieceUnit)}`) : sold.basisG === 1000 ? '/kg' : '/500 g'}`;
  const how =
    sold.netG === null
      ? sold.kind === 'portion'
        ? t.sale.portion
        : `${sold.qty} × ${price}`
      : `${kgText(sold.netG)} kg × ${price}${sold.tareG === null || sold.tareG === 0 ? '' : ` · ${t.sale.tare(kgText(sold.tareG))}`}`;
  return row(escapeHtml(sold.name), fenText(sold.amountFen), how);
}
