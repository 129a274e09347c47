import { shanghaiTime } from '../../shared/day.ts';
import { fenText, kgText, yuanText } from '../../shared/money.ts';
import type { SaleEntry } from '../../shared/records/journal.ts';
import type { SaleLine } from '../../shared/records/goods.ts';
import { document, escapeHtml } from '../html.ts';
import type { ReceiptFinding } from './finding.ts';

/** The shopper's page for a receipt; null when asked too often. */
export function receiptPage(finding: ReceiptFinding | null): string {
  return document(
    '小票核对',
    `<main class="receipt">${finding === null ? verdict('wait', '查得太勤了', '请一分钟后再扫。') : body(finding)}</main>`,
    null,
  );
}

const verdict = (kind: 'ok' | 'wait' | 'stop', title: string, text: string): string =>
  `<section class="card verdict ${kind}"><h1>${kind === 'ok' ? '✓' : kind === 'wait' ? '○' : '!'} ${title}</h1><p>${text}</p></section>`;

function body(finding: ReceiptFinding): string {
  switch (finding.found) {
    case 'false':
      return verdict('stop', '不是本市场的小票', '码不完整、被改动过，或不是这里的终端打的。请到市场服务台核对。');
    case 'signed':
      return verdict(
        'ok',
        '小票是真的',
        `${escapeHtml(finding.stall)} · ${finding.code.day} · ${yuanText(finding.code.payableFen)}。摊位还没联网上传，明细稍后再扫。`,
      );
    case 'differs':
      return verdict(
        'stop',
        '和市场收到的不一样',
        `${escapeHtml(finding.stall)} 的这个单号在市场是另一笔。请到市场服务台核对。`,
      );
    case 'sale':
      return verdict('ok', '小票是真的', '与市场收到的账一致。') + sale(finding.stall, finding.entry);
  }
}

const mode = { live: '', simulated: '模拟 · 不是交易', training: '训练 · 不是交易' } as const;

function sale(stall: string, entry: SaleEntry): string {
  const { body: sold } = entry;
  const note = mode[entry.mode];
  return `<section class="card">
${note === '' ? '' : `<p class="chip stop">${note}</p>`}
<h2>${escapeHtml(stall)}</h2>
<p>单号 ${entry.terminal}-${entry.epoch}-${entry.seq} <time>${shanghaiTime(entry.at)}</time></p>
<table><tbody>
${sold.lines.map(line).join('')}
${sold.concessionFen === 0 ? '' : row('让价', `−${fenText(sold.concessionFen)}`)}
${sold.roundingFen === 0 ? '' : row('抹零', `−${fenText(sold.roundingFen)}`)}
${row('应付', yuanText(sold.payableFen), 'total')}
</tbody></table>
<p>对分量有疑问，可到市场公平秤免费复秤。</p>
</section>`;
}

const row = (name: string, figure: string, kind = ''): string =>
  `<tr class="${kind}"><th scope="row">${name}</th><td class="n">${figure}</td></tr>`;

function line(sold: SaleLine): string {
  const price =
    sold.basisG === null
      ? `${yuanText(sold.priceFen)}${sold.pieceUnit === '' ? '' : `/${escapeHtml(sold.pieceUnit)}`}`
      : `${yuanText(sold.priceFen)}${sold.basisG === 1000 ? '/kg' : '/500 g'}`;
  const how =
    sold.netG === null
      ? sold.kind === 'portion'
        ? '按份'
        : `${sold.qty} × ${price}`
      : `${kgText(sold.netG)} kg × ${price}${sold.tareG === null || sold.tareG === 0 ? '' : ` · 皮重 ${kgText(sold.tareG)} kg`}`;
  return row(`${escapeHtml(sold.name)} <small>${how}</small>`, fenText(sold.amountFen));
}
