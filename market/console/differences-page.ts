import { shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import { document, escapeHtml } from '../html.ts';
import type { ChannelDay, DayState, Difference, StallDay, TradeMode } from '../reconcile/book.ts';
import { dayPlus, payoutDayOf } from '../reconcile/days.ts';
import type { SourceChannel } from '../reconcile/entry.ts';
import { sources } from '../reconcile/source-rows.ts';
import type { SourceKind } from '../reconcile/source-rows.ts';
import { languageLink, tile } from './parts.ts';
import type { ConsoleTexts } from './text.ts';

export interface DifferencesView {
  readonly marketName: string;
  readonly day: string;
  /** The last day that is over. */
  readonly today: string;
  readonly mode: TradeMode;
  readonly stalls: readonly { readonly stall: string; readonly name: string }[];
  readonly days: readonly StallDay[];
  readonly files: readonly {
    readonly channel: SourceChannel;
    readonly kind: SourceKind;
    readonly name: string;
    readonly rows: number;
    readonly stall: string;
    readonly via: 'fetched' | 'uploaded';
    readonly sha256: string;
    readonly takenAt: number;
  }[];
}

const kindOf: Readonly<Record<DayState, string>> = { waiting: 'calm', open: 'stop', closed: 'ok', signed_off: 'ok' };
const stateChip = ({ matching }: ConsoleTexts, state: DayState): string =>
  `<span class="chip ${kindOf[state]}">${matching.states[state]}</span>`;

export function differencesPage(t: ConsoleTexts, view: DifferencesView): string {
  const { matching: m } = t;
  const { day, days, today } = view;
  const open = days.flatMap(({ differences }) => differences.filter(({ state }) => state === 'OPEN'));
  const openFen = days.reduce((sum, { openFen: fen }) => sum + fen, 0);
  const closed = days.filter(({ state }) => state === 'closed' || state === 'signed_off').length;
  const waiting = days.filter(({ state }) => state === 'waiting').length;
  const net = days.flatMap(({ totals }) => totals.channels).reduce((sum, { netFen }) => sum + netFen, 0);
  const link = (to: string, text: string) => `<a href="/console/differences?day=${to}">${text}</a>`;
  return document(
    `${t.differences} ${day} · ${view.marketName}`,
    `
<header class="top">
  <h1>${t.differences}</h1>
  <p class="day">${link(dayPlus(day, -1), m.before)} <strong>${day}</strong> ${day < today ? link(dayPlus(day, 1), m.after) : ''}</p>
  ${view.mode === 'simulated' ? `<p><span class="chip calm">${m.noMoney}</span></p>` : ''}
  <p class="fresh"><label>${m.actor} <input id="actor" maxlength="40" placeholder="${m.name}" autocomplete="name"></label> <a href="/console">${escapeHtml(view.marketName)}</a> · ${languageLink(t, `day=${day}&amp;`)}</p>
</header>
<main>
<p id="said" role="status" class="said" hidden></p>
<section class="tiles" aria-label="${m.thisDay}">
  ${tile(m.open, `${open.length}`, open.length === 0 ? m.none : m.sum(yuanText(openFen)), open.length === 0 ? 'ok' : 'stop')}
  ${tile(m.closed, `${closed} / ${view.stalls.length}`, m.withSigned, closed === view.stalls.length ? 'ok' : '')}
  ${tile(m.waiting, `${waiting}`, waiting === 0 ? m.none : m.tillThird, waiting === 0 ? 'ok' : 'wait')}
  ${tile(m.net, yuanText(net), m.expected(payoutDayOf(day).slice(5)), '')}
</section>
${days
  .filter(({ differences }) => differences.length > 0)
  .map((of) => stallCard(t, of))
  .join('')}
<section class="card"><h2>${m.stalls}</h2>
${days.length === 0 ? `<p class="empty">${m.notYet}</p>` : stallTable(t, days)}
</section>
${filesCard(t, view)}
</main>`,
    'differences',
    t.language,
  );
}

function stallCard(t: ConsoleTexts, of: StallDay): string {
  const { matching: m } = t;
  const settled = of.differences.filter(({ state }) => state !== 'OPEN');
  return `<section class="card" id="stall-${escapeHtml(of.stall)}">
<h2>${t.stall(escapeHtml(of.stall))} ${escapeHtml(of.stallName)} ${stateChip(t, of.state)}
${of.open === 0 ? '' : `<button class="quiet" data-sign="${escapeHtml(of.stall)}" data-day="${of.day}">${m.sign(of.open)}</button>`}</h2>
${of.differences
  .filter(({ state }) => state === 'OPEN')
  .map((one) => differenceRow(t, one))
  .join('')}
${settled.length === 0 ? '' : `<details id="settled-${escapeHtml(of.stall)}"><summary>${m.settled(settled.length)}</summary>${settled.map((one) => differenceRow(t, one)).join('')}</details>`}
</section>`;
}

function differenceRow({ matching: m, words }: ConsoleTexts, one: Difference): string {
  const decided =
    one.decided === null
      ? one.state === 'AUTO_RESOLVED'
        ? `<span class="chip ok">${m.agree}</span>`
        : ''
      : `<span class="chip ok">${one.state === 'RESOLVED' ? m.accepted : m.writtenOff}</span> ${escapeHtml(one.decided.actor)} <time>${shanghaiTime(one.decided.at).slice(5, 16)}</time> ${escapeHtml(one.decided.reason)}`;
  return `<article class="difference" id="${one.id.replace(':', '-')}">
<div><span class="chip ${one.state === 'OPEN' ? 'stop' : 'calm'}">${words.type[one.type]}</span> <b>${yuanText(one.fen)}</b> <small>${m.by(words.owner[one.owner])}</small></div>
<div><p>${escapeHtml(words.cause(one))}</p><ul>${one.evidence.map((each) => `<li>${escapeHtml(words.evidence(each))}</li>`).join('')}</ul></div>
<div class="act">${one.state === 'OPEN' ? `<button data-accept="${one.id}">${m.accept}</button>` : decided}</div>
</article>`;
}

function stallTable(t: ConsoleTexts, days: readonly StallDay[]): string {
  const { matching: m } = t;
  const sum = (of: StallDay, pick: (channel: ChannelDay) => number): number =>
    of.totals.channels.reduce((all, channel) => all + pick(channel), 0);
  const rows = days.map((of) => {
    const { channels } = of.totals;
    const isEstimate = channels.some((one) => one.isEstimate);
    const arrived = channels.every(({ arrivedFen }) => arrivedFen === null)
      ? '—'
      : yuanText(sum(of, ({ arrivedFen }) => arrivedFen ?? 0));
    const moved = channels.every(({ flowFen }) => flowFen === null)
      ? '—'
      : yuanText(sum(of, ({ flowFen }) => flowFen ?? 0));
    return `<tr>
<th scope="row"><b>${t.stall(escapeHtml(of.stall))}</b> ${escapeHtml(of.stallName)}</th>
<td>${stateChip(t, of.state)}${of.signed === null ? '' : ` <small>${escapeHtml(of.signed.actor)}</small>`}</td>
<td class="n">${of.totals.sales === 0 ? m.noSales : `${yuanText(of.totals.salesFen)} <small>${t.sales(of.totals.sales)}</small>`}</td>
<td class="n">${yuanText(of.totals.cashFen)}</td>
<td class="n">${yuanText(sum(of, (one) => one.paidFen))}</td>
<td class="n">${yuanText(sum(of, (one) => one.refundedFen))}</td>
<td class="n">${yuanText(sum(of, (one) => one.feeFen))}</td>
<td class="n">${yuanText(sum(of, (one) => one.sharedFen))}</td>
<td class="n">${yuanText(sum(of, (one) => one.netFen))}${isEstimate ? ` <small>${m.estimate}</small>` : ''}</td>
<td class="n">${moved}</td>
<td class="n">${arrived}</td>
<td class="n">${of.open === 0 ? '—' : `<a href="#stall-${escapeHtml(of.stall)}">${m.count(of.open)}</a>`}</td>
</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${m.list}"><table>
<thead><tr>${m.columns.map((name, i) => `<th scope="col"${i < 2 ? '' : ' class="n"'}>${name}</th>`).join('')}</tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`;
}

function filesCard(t: ConsoleTexts, { files, stalls, day }: DifferencesView): string {
  const { matching: m, words } = t;
  const list = files.map(
    ({ name, rows, stall, via, sha256, takenAt, ...source }) => `<tr>
<th scope="row">${words.source(source)}</th>
<td>${stall === '' ? m.wholeMarket : t.stall(escapeHtml(stall))}</td>
<td>${sha256.startsWith('none:') ? m.noBill : escapeHtml(name)}</td>
<td class="n">${m.rows(rows)}</td>
<td>${via === 'fetched' ? m.fetched : m.uploaded} <time>${shanghaiTime(takenAt).slice(5, 16)}</time></td>
</tr>`,
  );
  return `<section class="card"><h2>${m.files}</h2>
${list.length === 0 ? `<p class="empty">${m.noFiles}</p>` : `<table><tbody>${list.join('')}</tbody></table>`}
<div class="upload" id="upload" data-day="${day}">
<label>${m.kind} <select id="source">${sources.map((source) => `<option value="${source.channel} ${source.kind}">${words.source(source)}</option>`).join('')}</select></label>
<label>${m.whose} <select id="stall"><option value="">—</option>${stalls.map(({ stall, name }) => `<option value="${escapeHtml(stall)}">${t.stall(escapeHtml(stall))} ${escapeHtml(name)}</option>`).join('')}</select></label>
<label>${m.fileOf(day)} <input type="file" id="file" accept=".csv,text/csv"></label>
<button id="send">${m.send}</button>
<button class="quiet" id="match">${m.match}</button>
</div>
</section>`;
}
