import { clockText, shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import { document, escapeHtml } from '../html.ts';
import type { AsideRow, ChainFigures, ConsoleFigures, ModeFigures, TerminalFigures } from './figures.ts';
import { languageLink, tile } from './parts.ts';
import type { ConsoleTexts } from './text.ts';

/** A terminal that has not been heard of for this long is shown as away: calm, since a stall sells on without a network. */
const AWAY_MS = 120_000;

export function consolePage(t: ConsoleTexts, figures: ConsoleFigures): string {
  return document(
    `${figures.marketName} · ${t.title}`,
    `
<header class="top">
  <h1>${escapeHtml(figures.marketName)}</h1>
  <p class="day">${t.overview.day} <strong>${figures.day}</strong></p>
  <p><a href="/console/payments">${t.payments}</a> · <a href="/console/differences">${t.differences}</a> · ${languageLink(t)}</p>
  <p class="fresh" id="fresh" role="status">${t.overview.updated} <time>${clockText(figures.now)}</time></p>
</header>
<main id="figures">${figuresPart(t, figures)}</main>`,
    'refresh',
    t.language,
  );
}

/** The part of the page that is fetched anew every few seconds. */
export function figuresPart(t: ConsoleTexts, figures: ConsoleFigures): string {
  const { overview: o } = t;
  const { terminals } = figures;
  const sum = (of: (terminal: TerminalFigures) => number) =>
    terminals.reduce((total, terminal) => total + of(terminal), 0);
  const missing = sum(({ chains }) => chains.reduce((total, chain) => total + chain.lastSeq - chain.entries, 0));
  const simulated = sum((terminal) => terminal.simulated.sales);
  return `
<section class="tiles" aria-label="${o.today}">
  ${tile(o.sold, yuanText(sum((terminal) => terminal.live.payableFen)), t.sales(sum((terminal) => terminal.live.sales)), '')}
  ${tile(o.simulated, yuanText(sum((terminal) => terminal.simulated.payableFen)), t.sales(simulated), 'simulated')}
  ${tile(o.missing, `${missing}`, missing === 0 ? o.allHere : o.waiting, missing === 0 ? 'ok' : 'wait')}
  ${tile(o.aside, `${figures.asideCount}`, figures.asideCount === 0 ? o.none : o.below, figures.asideCount === 0 ? 'ok' : 'stop')}
</section>
${figures.forks.length === 0 ? '' : `<section class="card alarm" id="forks"><h2>${o.forks}</h2><ul>${figures.forks.map((fork) => `<li><b>${o.terminal(fork.terminal)}</b> ${escapeHtml(fork.text)} <time>${shanghaiTime(fork.at)}</time></li>`).join('')}</ul></section>`}
<section class="card"><h2>${o.terminals}</h2>
${
  terminals.length === 0
    ? `<p class="empty">${o.noTerminals}</p>`
    : `<div class="scroll" tabindex="0" role="region" aria-label="${o.list}"><table>
<thead><tr>${o.columns.map((name, i) => `<th scope="col"${[3, 4, 7, 8, 9].includes(i) ? ' class="n"' : ''}>${name}</th>`).join('')}</tr></thead>
<tbody>${terminals.map((terminal) => terminalRow(t, terminal, figures.now)).join('')}</tbody></table></div>`
}
</section>
<section class="card"><h2>${o.asideTitle}</h2>
${figures.aside.length === 0 ? `<p class="empty">${o.asideNone}</p>` : `<p class="hint">${o.asideHint}${figures.asideCount > figures.aside.length ? ` ${o.asideShown(figures.aside.length, figures.asideCount)}` : ''}</p>${figures.aside.map((row) => asideItem(t, row)).join('')}`}
</section>`;
}

const money = (t: ConsoleTexts, figures: ModeFigures): string =>
  figures.sales === 0 ? '—' : `${yuanText(figures.payableFen)} <small>${t.sales(figures.sales)}</small>`;

function terminalRow(t: ConsoleTexts, row: TerminalFigures, now: number): string {
  const { overview: o } = t;
  const away = row.lastContactAt === null || now - row.lastContactAt > AWAY_MS;
  const contact = row.lastContactAt === null ? o.never : shanghaiTime(row.lastContactAt).slice(5, 16);
  const state = row.revoked
    ? `<span class="chip stop">${o.revoked}</span>`
    : away
      ? `<span class="chip calm">${o.away}</span>`
      : `<span class="chip ok">${o.online}</span>`;
  const lines = (of: (chain: ChainFigures) => string) =>
    row.chains.length === 0 ? '—' : row.chains.map(of).join('<br>');
  const several = row.chains.length > 1;
  return `<tr id="terminal-${row.terminal}">
<th scope="row"><b>${t.stall(escapeHtml(row.stall))}</b> ${escapeHtml(row.stallName)}</th>
<td>${row.terminal}</td>
<td>${state} <time>${contact}</time></td>
<td class="n">${lines((chain) => String(chain.entries))}</td>
<td class="n">${lines((chain) => `${several ? `<small>${o.epoch(chain.epoch)}</small> ` : ''}${chain.lastSeq}`)}</td>
<td>${lines((chain) => gapText(t, chain))}</td>
<td>${lines((chain) => signedText(t, chain))}</td>
<td class="n">${money(t, row.live)}</td>
<td class="n simulated">${money(t, row.simulated)}</td>
<td class="n">${row.setAside === 0 ? '—' : `<b>${row.setAside}</b>`}</td>
</tr>`;
}

/** Up to which number the market has countersigned, and whether this journal has ended. */
function signedText({ overview: o }: ConsoleTexts, { signedSeq, signedAt, fence }: ChainFigures): string {
  const signed = signedAt === null ? '—' : `${o.signed(signedSeq)} <time>${shanghaiTime(signedAt).slice(5, 16)}</time>`;
  return fence === null ? signed : `${signed} <span class="chip stop">${o.fenced(fence)}</span>`;
}

function gapText({ overview: o }: ConsoleTexts, { entries, lastSeq, gaps }: ChainFigures): string {
  if (gaps.length === 0) return `<span class="chip ok">${o.complete}</span>`;
  const named = gaps.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(o.comma);
  const count = lastSeq - entries;
  const shown = gaps.reduce((total, { from, to }) => total + to - from + 1, 0);
  return `<span class="chip wait">${o.gap(count)}</span> <span class="gaps">${named}${shown < count ? ' …' : ''}</span>`;
}

function asideItem({ overview: o }: ConsoleTexts, row: AsideRow): string {
  const no = row.seq === 0 ? '' : ` · ${row.terminal}-${row.epoch}-${row.seq}`;
  const whole = `/console/aside/${row.terminal}/${row.rawHash}`;
  return `<details id="aside-${row.terminal}-${row.rawHash}">
<summary><span class="chip stop">${o.reasons[row.reason]}</span> <b>${o.terminal(row.terminal)}${no}</b> ${escapeHtml(row.text)} <time>${shanghaiTime(row.at)}</time></summary>
<pre tabindex="0">${escapeHtml(pretty(row.raw))}</pre>
<p><a href="${whole}">${o.whole(row.rawLength)}</a></p>
</details>`;
}

/** Laid out for reading; what was cut off or is no JSON stays as it is. */
function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}

/** What is shown without the right link. */
export const lockedPage = (t: ConsoleTexts, why: keyof ConsoleTexts['locked']): string =>
  document(t.title, `<main class="locked"><h1>${t.title}</h1><p>${t.locked[why]}</p></main>`, null, t.language);
