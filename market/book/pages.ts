import { clockText, shanghaiTime } from '../../shared/day.ts';
import { moneyByWord } from '../../shared/day-report.ts';
import type { MoneyWord } from '../../shared/day-report.ts';
import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { SaleLine, Tender } from '../../shared/records/goods.ts';
import type { JournalEntry, SaleEntry } from '../../shared/records/journal.ts';
import { printedNumber } from '../../shared/sale.ts';
import { standingOf } from '../../shared/after/standing.ts';
import { escapeHtml } from '../html.ts';
import type { ChannelDay, Difference } from '../reconcile/book.ts';
import { enWords } from '../reconcile/words-en.ts';
import { tenderName } from '../reconcile/words.ts';
import type { BookDay } from './figures.ts';
import { bookDocument, both, card, row } from './look.ts';
import { feesPart, head, productsPart } from './parts.ts';
import { categoriesPlot, daysPlot, hoursPlot, mixPlot } from './plots.ts';
import { exportKinds, exportNames } from './tables.ts';

const words: Readonly<Record<MoneyWord, string>> = {
  received: both('已到账', 'Received'),
  cash: both('现金', 'Cash'),
  credit: both('赊账', 'On credit'),
  external: both('刷卡/其他', 'Card/other'),
  unproven: both('未到账', 'Not received'),
};
const channels: Readonly<Record<string, string>> = {
  wechat: '微信',
  alipay: '支付宝',
  acquirer: '云闪付',
  'sim-wechat': '模拟微信',
  'sim-alipay': '模拟支付宝',
};
export const channelText = (channel: string | null): string => (channel === null ? '' : (channels[channel] ?? channel));
const badge = (kind: string, zh: string, en: string): string => `<em class="badge ${kind}">${both(zh, en)}</em>`;
const unchecked = badge('wait', '待对账', 'to be reconciled');

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
export function dayPage({ book, today, before, after, run, categoryName }: DayPage): string {
  const { day, mode, matched, ledger } = book;
  return bookDocument(
    `${day} 账本`,
    `${head(book.stall, book.stallName, mode === 'simulated')}
<nav class="days"><a href="/book?day=${before}" aria-label="前一天 The day before">‹</a><b>${day === today ? both('今天', 'Today') : ''} ${day}</b>${after === null ? '<span></span>' : `<a href="/book?day=${after}" aria-label="后一天 The day after">›</a>`}</nav>
<main>
<section class="card sum"><h2>${both('卖了', 'Sold')}<small>${book.sales} 笔</small></h2><output>${yuanText(book.payableFen)}</output>${book.sales === 0 ? `<p class="soft">${both('这一天没有销售。', 'No sale on this day.')}</p>` : ''}${money(book)}<p><a href="/book/sales?day=${day}">${both('每一笔', 'Every sale')} ›</a> <a href="/book/month?month=${day.slice(0, 7)}">${both('这个月', 'The month')} ›</a></p></section>
${card(both('对账', 'Reconciled'), differencesPart(matched?.differences ?? null, day), 'differences')}
${card(both('到账', 'Settlement'), settlementPart(book), 'settlement')}
${card(both('按小时', 'By hour'), hoursPlot(book.hours))}
${card(both('按品类', 'By category'), categoriesPlot(book.categories.map(({ category, fen, g }) => ({ name: categoryName(category), fen, g }))))}
${card(both('按商品', 'By product'), productsPart(book.products))}
${feesPart(ledger)}
${card(
  both('这些天', 'Day by day'),
  `${daysPlot('每天的销售 Sales by day', run, 'good')}${
    run.some(({ openFen }) => openFen > 0)
      ? `<h3>${both('没对上的', 'Open differences')}</h3>${daysPlot(
          '每天没对上的 Open differences by day',
          run.map(({ day: of, openFen }) => ({ day: of, fen: openFen })),
          'wait',
        )}`
      : ''
  }`,
)}
${closesPart(book)}
${exportsPart(day)}
</main>`,
  );
}

/** By the vendor's words. What only a terminal says stands beside what the market knows, never in it. */
function money(book: BookDay): string {
  const rows = moneyByWord(book.money).flatMap(({ word, count, fen }) => {
    if (word !== 'received')
      return [
        row(
          `${words[word]}${word === 'external' || word === 'unproven' ? unchecked : ''}`,
          yuanText(fen),
          `${count} 笔`,
          word,
        ),
      ];
    const own = fen - book.toReconcileFen;
    const parts = book.money
      .filter((one) => one.word === 'received' && one.fen !== 0)
      .map((one) => `${channelText(one.channel)} ${yuanText(one.fen)}`);
    return [
      row(
        words.received,
        yuanText(own),
        `${count - book.toReconcile} 笔${book.toReconcile === 0 ? ` · ${parts.join(' · ')}` : ''}`,
        word,
      ),
      book.toReconcile === 0
        ? ''
        : row(
            `${both('终端说已到账', 'The till says received')}${unchecked}`,
            yuanText(book.toReconcileFen),
            `${book.toReconcile} 笔`,
            'unproven',
          ),
    ];
  });
  const mix = moneyByWord(book.money).flatMap(({ word, fen }) =>
    word === 'received'
      ? [
          { name: '已到账', fen: fen - book.toReconcileFen, kind: 'good' },
          { name: '待对账', fen: book.toReconcileFen, kind: 'wait' },
        ]
      : [{ name: plain[word], fen, kind: kinds[word] }],
  );
  return `${mixPlot(mix)}<table><tbody>${rows.join('')}</tbody></table>`;
}
const plain: Readonly<Record<MoneyWord, string>> = {
  received: '已到账',
  cash: '现金',
  credit: '赊账',
  external: '刷卡',
  unproven: '未到账',
};
const kinds: Readonly<Record<MoneyWord, string>> = {
  received: 'good',
  cash: 'cash',
  credit: 'calm',
  external: 'calm',
  unproven: 'wait',
};

function settlementPart({ matched, ledger, mode }: BookDay): string {
  if (matched === null)
    return ledger.paidFen === 0
      ? `<p class="soft">${both('这一天渠道没有收款。', 'Nothing came by a channel.')}</p>`
      : `<p class="soft">${both('账单第二天上午才有，下面是市场自己的账。', 'Bills come the next morning; these are the books of the market.')}</p><table><tbody>${row(both('渠道收款', 'By channels'), yuanText(ledger.paidFen - ledger.refundedFen), mode === 'simulated' ? '模拟' : '', 'total')}</tbody></table>`;
  return `<table><tbody>${matched.totals.channels
    .map((one) =>
      row(
        `${channelText(one.channel)}${one.isEstimate ? badge('wait', '估', 'estimate') : ''}`,
        yuanText(one.netFen),
        `收 ${yuanText(one.paidFen)} · 退 ${yuanText(one.refundedFen)} · 手续费 ${yuanText(one.feeFen)} · 分账 ${yuanText(one.sharedFen)}<br>${contractText(one)}${
          one.flowFen === null ? '' : `${both('渠道账户进了', 'On the channel account')} ${yuanText(one.flowFen)}<br>`
        }${
          one.arrivedFen === null
            ? `预计 ${one.expectedOn.slice(5)} 到账 <span lang="en">expected</span>`
            : `银行已到 ${yuanText(one.arrivedFen)} <span lang="en">arrived</span>`
        }`,
      ),
    )
    .join('')}</tbody></table>`;
}

/** Why a day's fees are not what the contract's rate makes of their sum: each row is rounded by itself. More than that is a difference of its own. */
function contractText({ rate, rows, feeFen, contractFeeFen, isEstimate }: ChannelDay): string {
  const off = feeFen - contractFeeFen;
  if (isEstimate || off === 0 || Math.abs(off) > rows) return '';
  const percent = `${rate / 1_000}%`;
  return `${both(`合同 ${percent} 合 ${yuanText(contractFeeFen)}，每笔四舍五入差 ${yuanText(Math.abs(off))}`, `${percent} by contract; rounded row by row`)}<br>`;
}

const states: Readonly<Record<Difference['state'], string>> = {
  OPEN: badge('wait', '待处理', 'open'),
  AUTO_RESOLVED: badge('good', '自己对上了', 'settled'),
  RESOLVED: badge('good', '已认可', 'accepted'),
  WRITTEN_OFF: badge('calm', '已核销', 'written off'),
};

function differencesPart(differences: readonly Difference[] | null, day: string): string {
  if (differences === null)
    return `<p class="soft">${both('还没对账：账单第二天上午来。', 'Not yet: bills come the next morning.')} ${unchecked}</p>`;
  const told = differences.filter(({ state }) => state !== 'AUTO_RESOLVED');
  if (told.length === 0) return `<p class="fine">✓ ${both('都对上了', 'All in order')}</p>`;
  return `<ul class="differences">${told
    .map(
      (one) =>
        `<li class="${one.state === 'OPEN' ? 'open' : ''}"><h3>${both(escapeHtml(one.typeText), enWords.type[one.type])} <b>${yuanText(Math.abs(one.fen))}</b> ${states[one.state]}</h3><p>${escapeHtml(one.text)}<br><span lang="en">${escapeHtml(enWords.cause(one))}</span></p><details><summary>${both('依据', 'Evidence')}</summary><ul>${one.evidence.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul></details>${
          one.state === 'OPEN' && one.owner === 'stall'
            ? `<form method="post" action="/book/accept"><input type="hidden" name="id" value="${escapeHtml(one.id)}"><input type="hidden" name="day" value="${day}"><button class="key">${both('就是这样，认可', 'That is it')}</button></form>`
            : ''
        }</li>`,
    )
    .join('')}</ul>`;
}

function closesPart({ reports, day }: BookDay): string {
  const rows = reports.map(({ terminal, report }) =>
    row(
      `${terminal} 号终端 ${report.closed === null ? badge('wait', '没日结', 'open') : `第 ${report.closed.zNo} 号${report.closed.auto ? ' 自动' : ''}`}`,
      `<a href="/book/z/${terminal}/${day}.pdf">PDF</a>`,
      `${report.firstNo} – ${report.lastNo}`,
    ),
  );
  return card(both('日结单', 'Day close'), rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`);
}

function exportsPart(day: string): string {
  const month = `${day.slice(0, 7)}-01`;
  const links = (from: string, kind: (typeof exportKinds)[number]): string =>
    (['xlsx', 'csv'] as const)
      .map((form) => `<a href="/book/export/${kind}.${form}?from=${from}&amp;to=${day}">${form.toUpperCase()}</a>`)
      .join(' ');
  return card(
    both('带走', 'Take away'),
    `<table class="exports"><thead><tr><th></th><th scope="col">${both('这一天', 'Day')}</th><th scope="col">${both('这个月', 'Month')}</th></tr></thead><tbody>${exportKinds
      .map(
        (kind) =>
          `<tr><th scope="row">${both(...exportNames[kind])}</th><td>${links(day, kind)}</td><td>${links(month, kind)}</td></tr>`,
      )
      .join('')}</tbody></table>`,
    'exports',
  );
}

/** The sales of a day, newest first. */
export const salesPage = (
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
    `${day} 每一笔`,
    `${head(
      stall,
      stallName,
      rows.some(({ mode }) => mode === 'simulated'),
    )}<nav class="days"><a href="/book?day=${day}" aria-label="回到账本 Back">‹</a><b>${both('每一笔', 'Every sale')} ${day}</b><span></span></nav><main><section class="card"><ul class="sales">${rows
      .map(
        (one) =>
          `<li><a href="/book/sale/${one.terminal}/${one.epoch}/${one.seq}"><time>${clockText(one.at)}</time><span>${escapeHtml(one.names)}</span><b>${yuanText(one.payable_fen)}</b></a></li>`,
      )
      .join(
        '',
      )}</ul>${rows.length === 0 ? `<p class="soft">${both('没有销售', 'No sale')}</p>` : ''}${more === null ? '' : `<p><a href="${more}">${both('更早的', 'Earlier')} ›</a></p>`}</section></main>`,
  );

const kindText: Readonly<Record<string, string>> = {
  void: '作废',
  refund: '退款',
  correction: '改收款方式',
  confirmation: '到账确认',
  reweigh: '复秤',
};

/** One sale down to its lines and what proves them. */
export function salePage(
  stall: string,
  stallName: string,
  sale: SaleEntry,
  later: readonly JournalEntry[],
  payments: readonly {
    readonly out_trade_no: string;
    readonly channel: string;
    readonly state: string;
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
        ? badge('good', '已到账', 'received')
        : unchecked
      : tender.state === 'unproven'
        ? badge('wait', '未到账', 'not received')
        : '';
    return row(`${tenderName(tender.kind)} ${channelText(tender.channel)} ${state}`, yuanText(tender.amountFen));
  });
  return bookDocument(
    printedNumber(sale),
    `${head(stall, stallName, sale.mode === 'simulated')}<nav class="days"><a href="/book/sales?day=${sale.day}" aria-label="回到列表 Back">‹</a><b>${printedNumber(sale)}</b><span></span></nav><main>
<section class="card"><h2>${shanghaiTime(sale.at)}<small>${escapeHtml(sale.seller)}</small></h2>${standing.state === 'sold' ? '' : badge('stop', standing.state === 'voided' ? '已作废' : '有退款', standing.state === 'voided' ? 'void' : 'refunded')}<table><tbody>${body.lines.map(line).join('')}${body.concessionFen === 0 ? '' : row(both('让价', 'Let off'), `−${fenText(body.concessionFen)}`)}${body.roundingFen === 0 ? '' : row(both('抹零', 'Rounded'), `−${fenText(body.roundingFen)}`)}${row(both('应收', 'Due'), yuanText(body.payableFen), '', 'total')}</tbody></table></section>
${card(both('收款', 'Paid by'), `<table><tbody>${tenders.join('')}</tbody></table>`)}
${card(both('市场的收款单', 'Payments at the market'), payments.length === 0 ? '' : `<table><tbody>${payments.map((one) => row(`${channelText(one.channel)} ${one.state}`, yuanText(one.amount_fen), `${one.paid_at === null ? '' : shanghaiTime(one.paid_at)} ${escapeHtml(one.out_trade_no)}${one.channel_no === null ? '' : `<br>${escapeHtml(one.channel_no)}`}`)).join('')}</tbody></table>`)}
${card(both('后来', 'Since then'), later.length === 0 ? '' : `<ul class="later">${later.map((one) => `<li><time>${shanghaiTime(one.at).slice(5, 16)}</time> ${kindText[one.kind] ?? one.kind} ${printedNumber(one)}${'reason' in one.body && one.body.reason !== '' ? ` <small>${escapeHtml(one.body.reason)}</small>` : ''}</li>`).join('')}</ul>`)}
${card(both('凭据', 'Evidence'), `<p class="hash">${both('链上的指纹', 'Hash in the journal')}<br><code>${sale.hash}</code></p>${body.lines.flatMap((one) => (one.evidenceHash === null ? [] : [`<p class="hash">${escapeHtml(one.name)} ${both('称重凭据', 'weighing')}<br><code>${one.evidenceHash}</code></p>`])).join('')}`)}
</main>`,
  );
}

function line(sold: SaleLine): string {
  const price = `${yuanText(sold.priceFen)}${sold.basisG === null ? (sold.pieceUnit === '' ? '' : `/${escapeHtml(sold.pieceUnit)}`) : sold.basisG === 1000 ? '/kg' : '/500 g'}`;
  const how =
    sold.netG === null
      ? sold.kind === 'portion'
        ? both('按份', 'portion')
        : `${sold.qty} × ${price}`
      : `${kgText(sold.netG)} kg × ${price}${sold.tareG === null || sold.tareG === 0 ? '' : ` · 皮重 ${kgText(sold.tareG)} kg`}`;
  return row(escapeHtml(sold.name), fenText(sold.amountFen), how);
}
