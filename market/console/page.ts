import { clockText, shanghaiTime } from '../../shared/day.ts';
import { yuanText } from '../../shared/money.ts';
import type { SetAsideReason } from '../../shared/wire.ts';
import { document, escapeHtml } from '../html.ts';
import type { AsideRow, ChainFigures, ConsoleFigures, ModeFigures, TerminalFigures } from './figures.ts';

const reasonWords: Readonly<Record<SetAsideReason, string>> = {
  bad_shape: '看不懂',
  wrong_terminal: '别的终端的',
  bad_hash: '内容被改动',
  bad_signature: '签名不对',
  bad_total: '金额合不上',
  other_hash_same_number: '号码重复',
  other_hash_same_id: '编号重复',
  fenced_epoch: '已停用的账本',
  training: '练习记录',
};

/** A terminal that has not been heard of for this long is shown as away: calm, since a stall sells on without a network. */
const AWAY_MS = 120_000;

export function consolePage(figures: ConsoleFigures): string {
  return document(
    `${figures.marketName} · 市场后台`,
    `
<header class="top">
  <h1>${escapeHtml(figures.marketName)}</h1>
  <p class="day">营业日 <strong>${figures.day}</strong></p>
  <p class="fresh" id="fresh" role="status">更新于 <time>${clockText(figures.now)}</time></p>
</header>
<main id="figures">${figuresPart(figures)}</main>`,
    true,
  );
}

/** The part of the page that is fetched anew every few seconds. */
export function figuresPart(figures: ConsoleFigures): string {
  const { terminals } = figures;
  const sum = (of: (terminal: TerminalFigures) => number) =>
    terminals.reduce((total, terminal) => total + of(terminal), 0);
  const missing = sum(({ chains }) => chains.reduce((total, chain) => total + chain.lastSeq - chain.entries, 0));
  const simulated = sum((terminal) => terminal.simulated.sales);
  return `
<section class="tiles" aria-label="今天">
  ${tile('今日销售', yuanText(sum((terminal) => terminal.live.payableFen)), `${sum((terminal) => terminal.live.sales)} 笔`, '')}
  ${tile('模拟(不计入)', yuanText(sum((terminal) => terminal.simulated.payableFen)), `${simulated} 笔`, 'simulated')}
  ${tile('缺号', `${missing}`, missing === 0 ? '✓ 都收齐了' : '○ 等终端补传', missing === 0 ? 'ok' : 'wait')}
  ${tile('另存', `${figures.asideCount}`, figures.asideCount === 0 ? '✓ 没有' : '! 见下方', figures.asideCount === 0 ? 'ok' : 'stop')}
</section>
${figures.forks.length === 0 ? '' : `<section class="card alarm" id="forks"><h2>! 账本接不上</h2><ul>${figures.forks.map((fork) => `<li><b>${fork.terminal} 号终端</b> ${escapeHtml(fork.text)} <time>${shanghaiTime(fork.at)}</time></li>`).join('')}</ul></section>`}
<section class="card"><h2>终端</h2>
${
  terminals.length === 0
    ? '<p class="empty">还没有终端入市。用一次性入市码让第一台终端加入。</p>'
    : `<div class="scroll" tabindex="0" role="region" aria-label="终端一览"><table>
<thead><tr><th scope="col">摊位</th><th scope="col">终端</th><th scope="col">最近联系</th><th scope="col" class="n">已收</th><th scope="col" class="n">末号</th><th scope="col">收齐</th><th scope="col">签收</th><th scope="col" class="n">今日销售</th><th scope="col" class="n">模拟</th><th scope="col" class="n">另存</th></tr></thead>
<tbody>${terminals.map((terminal) => terminalRow(terminal, figures.now)).join('')}</tbody></table></div>`
}
</section>
<section class="card"><h2>另存的记录</h2>
${figures.aside.length === 0 ? '<p class="empty">没有。收到的记录都已计入。</p>' : `<p class="hint">这些记录没有计入,原文保留在这里,其余记录不受影响。${figures.asideCount > figures.aside.length ? `显示最近 ${figures.aside.length} 条,共 ${figures.asideCount} 条。` : ''}</p>${figures.aside.map(asideItem).join('')}`}
</section>`;
}

const tile = (label: string, figure: string, note: string, kind: string): string =>
  `<div class="tile ${kind}"><span class="label">${label}</span><span class="figure">${figure}</span><span class="note">${note}</span></div>`;

const money = (figures: ModeFigures): string =>
  figures.sales === 0 ? '—' : `${yuanText(figures.payableFen)} <small>${figures.sales} 笔</small>`;

function terminalRow(row: TerminalFigures, now: number): string {
  const away = row.lastContactAt === null || now - row.lastContactAt > AWAY_MS;
  const contact = row.lastContactAt === null ? '还没有' : shanghaiTime(row.lastContactAt).slice(5, 16);
  const state = row.revoked
    ? '<span class="chip stop">✕ 已停用</span>'
    : away
      ? '<span class="chip calm">○ 断网</span>'
      : '<span class="chip ok">● 在线</span>';
  const lines = (of: (chain: ChainFigures) => string) =>
    row.chains.length === 0 ? '—' : row.chains.map(of).join('<br>');
  const several = row.chains.length > 1;
  return `<tr id="terminal-${row.terminal}">
<th scope="row"><b>${escapeHtml(row.stall)}号摊</b> ${escapeHtml(row.stallName)}</th>
<td>${row.terminal}</td>
<td>${state} <time>${contact}</time></td>
<td class="n">${lines((chain) => String(chain.entries))}</td>
<td class="n">${lines((chain) => `${several ? `<small>第 ${chain.epoch} 本</small> ` : ''}${chain.lastSeq}`)}</td>
<td>${lines(gapText)}</td>
<td>${lines(signedText)}</td>
<td class="n">${money(row.live)}</td>
<td class="n simulated">${money(row.simulated)}</td>
<td class="n">${row.setAside === 0 ? '—' : `<b>${row.setAside}</b>`}</td>
</tr>`;
}

/** Up to which number the market has countersigned, and whether this journal has ended. */
function signedText({ signedSeq, signedAt, fence }: ChainFigures): string {
  const signed = signedAt === null ? '—' : `至 ${signedSeq} <time>${shanghaiTime(signedAt).slice(5, 16)}</time>`;
  return fence === null ? signed : `${signed} <span class="chip stop">停用,至 ${fence}</span>`;
}

function gapText({ entries, lastSeq, gaps }: ChainFigures): string {
  if (gaps.length === 0) return '<span class="chip ok">✓ 收齐</span>';
  const named = gaps.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join('、');
  const count = lastSeq - entries;
  const shown = gaps.reduce((total, { from, to }) => total + to - from + 1, 0);
  return `<span class="chip wait">缺 ${count} 条</span> <span class="gaps">${named}${shown < count ? ' …' : ''}</span>`;
}

function asideItem(row: AsideRow): string {
  const no = row.seq === 0 ? '' : ` · ${row.terminal}-${row.epoch}-${row.seq}`;
  const whole = `/console/aside/${row.terminal}/${row.rawHash}`;
  return `<details id="aside-${row.terminal}-${row.rawHash}">
<summary><span class="chip stop">${reasonWords[row.reason]}</span> <b>${row.terminal} 号终端${no}</b> ${escapeHtml(row.text)} <time>${shanghaiTime(row.at)}</time></summary>
<pre tabindex="0">${escapeHtml(pretty(row.raw))}</pre>
<p><a href="${whole}">原文(共 ${row.rawLength} 字)</a></p>
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
export const lockedPage = (text: string): string =>
  document('市场后台', `<main class="locked"><h1>市场后台</h1><p>${escapeHtml(text)}</p></main>`, false);
