import type { Asked } from './args.ts';
import type { Epoch } from './chains.ts';
import { entryNumber } from './entry.ts';
import { yuan } from './problem.ts';
import type { Verdict } from './verify.ts';

type Read = Exclude<Verdict, { readonly outcome: 'unreadable' }>;

/** The verdict for people: each thing once in English and once in Chinese. */
export function reportText(verdict: Verdict, asked: Asked): string {
  if (verdict.outcome === 'unreadable')
    return `NOT READABLE: ${asked.file} is no export of a journal.\n无法读取:${asked.file} 不是账本导出文件。\n`;
  const lines: string[] = [];
  const { finding, header } = verdict;
  if (finding !== null) {
    const number = finding.number === null ? '' : `, ${finding.number}`;
    lines.push(
      `BAD: line ${finding.line}${number}: ${finding.en}.`,
      `有问题:第 ${finding.line} 行${number}:${finding.zh}。`,
    );
    lines.push(`Before it ${verdict.entries} entries were right.`, `在它之前有 ${verdict.entries} 条记录没有问题。`);
    return `${lines.join('\n')}\n`;
  }
  lines.push(`GOOD: ${verdict.entries} entries.`, `没有问题:共 ${verdict.entries} 条记录。`);
  if (asked.checks === 'chain') {
    lines.push(
      'Only hashes and their links were checked: anybody can make such a file.',
      '只核对了封条和前后相接:这样的文件谁都能做。',
    );
    return `${lines.join('\n')}\n`;
  }
  const { tally } = verdict;
  lines.push(
    `Market ${header?.market}, terminal ${header?.terminal}; ${tally.sales} sales, ${tally.simulated} simulated entries${verdict.entries === 0 ? '' : `, ${tally.firstDay} to ${tally.lastDay}`}.`,
    `${header?.market} 号市场 ${header?.terminal} 号终端;销售 ${tally.sales} 笔,模拟记录 ${tally.simulated} 条${verdict.entries === 0 ? '' : `,${tally.firstDay} 至 ${tally.lastDay}`}。`,
  );
  for (const epoch of verdict.epochs)
    lines.push(
      `Epoch ${epoch.epoch}: ${epoch.seq} entries, perpetual total ${yuan(epoch.perpetualFen)} yuan, last hash ${epoch.hash}`,
      `第 ${epoch.epoch} 代:${epoch.seq} 条,永久累计 ${yuan(epoch.perpetualFen)} 元`,
      ...continuesText(verdict, epoch),
    );
  const { all, inDoubt } = verdict.dayCloses;
  if (all > 0) lines.push(`${all} closes of days.`, `日结 ${all} 次。`);
  if (inDoubt > 0)
    lines.push(
      `The figures of ${inDoubt} of them were not recomputed: the terminal may not have had all entries of that day.`,
      `其中 ${inDoubt} 次没有重新核算:终端当时未必有那天的全部记录。`,
    );
  if (!verdict.closed)
    lines.push(
      `The file is still being written: no closing line yet${verdict.cutBytes === 0 ? '' : `, and ${verdict.cutBytes} bytes of a line that is not whole`}.`,
      `文件还在写:没有结束行${verdict.cutBytes === 0 ? '' : `,末尾有 ${verdict.cutBytes} 字节的半行`}。`,
    );
  lines.push(...trustText(verdict, asked));
  return `${lines.join('\n')}\n`;
}

function continuesText(verdict: Read, { epoch, continues }: Epoch): string[] {
  if (continues === null) return [];
  const { previous, carriedFen, inFile, learnedLater } = continues;
  const number = previous === null ? null : entryNumber({ terminal: verdict.header?.terminal ?? 0, ...previous });
  const lines =
    number === null
      ? [`Epoch ${epoch} began with nothing known of an earlier one.`, `第 ${epoch} 代开始时,前面的记录一条也不知道。`]
      : [
          `Epoch ${epoch} goes on from ${number} with ${yuan(carriedFen)} yuan${inFile ? '' : '; that entry is not in this file and was not looked up'}.`,
          `第 ${epoch} 代接在 ${number} 号之后,带入 ${yuan(carriedFen)} 元${inFile ? '' : ';那一条不在本文件里,没有核对'}。`,
        ];
  if (learnedLater > 0)
    lines.push(
      `${learnedLater} earlier entries were learned later: the totals of epoch ${epoch} do not have their money.`,
      `有 ${learnedLater} 条更早的记录是后来才补上的:第 ${epoch} 代的累计不含它们的金额。`,
    );
  return lines;
}

/** What the verdict rests on, and what it can't say. */
function trustText(verdict: Read, asked: Asked): string[] {
  const lines: string[] = [];
  if (asked.checks === 'contents') lines.push('Signatures were not checked.', '没有核对签名。');
  else if (asked.anchors.keys.length > 0)
    lines.push('Signed by the keys given with --key.', '签名与 --key 给出的公钥相符。');
  else
    lines.push(
      'Signed by the keys in the file itself: that proves only that the file fits itself. Give the known key with --key.',
      '签名用的是文件自带的公钥:只能说明文件自身一致。请用 --key 给出已知的公钥。',
    );
  const source = asked.anchors.serverKey === null ? 'by the key in the file' : 'by the key given';
  const by = asked.anchors.serverKey === null ? '按文件自带的市场公钥' : '按给出的市场公钥';
  for (const epoch of verdict.epochs) {
    const upTo = verdict.countersigned.get(epoch.epoch)?.seq ?? 0;
    const after = epoch.seq - upTo;
    const last = entryNumber({ terminal: verdict.header?.terminal ?? 0, epoch: epoch.epoch, seq: upTo });
    if (upTo > 0)
      lines.push(`Countersigned by the market up to ${last} (${source}).`, `市场已回执到 ${last} 号(${by})。`);
    if (after > 0)
      lines.push(
        `Epoch ${epoch.epoch}: after the last receipt ${after} entries could have been cut off or rewritten by the key's owner unseen.`,
        `第 ${epoch.epoch} 代:最后回执之后的 ${after} 条,持钥人截掉或重写都看不出来。`,
      );
  }
  return lines;
}

/** The verdict for programs, one line. */
export function reportJson(verdict: Verdict, asked: Asked): string {
  if (verdict.outcome === 'unreadable') return `${JSON.stringify({ outcome: 'unreadable' })}\n`;
  const { finding, header, tally } = verdict;
  return `${JSON.stringify({
    outcome: verdict.outcome,
    checks: asked.checks,
    closed: verdict.closed,
    cut_bytes: verdict.cutBytes,
    market: header?.market ?? null,
    terminal: header?.terminal ?? null,
    entries: verdict.entries,
    sales: tally.sales,
    simulated: tally.simulated,
    day_closes: verdict.dayCloses.all,
    day_closes_in_doubt: verdict.dayCloses.inDoubt,
    first_day: tally.firstDay,
    last_day: tally.lastDay,
    epochs: verdict.epochs.map((epoch) => ({
      epoch: epoch.epoch,
      entries: epoch.seq,
      perpetual_fen: epoch.perpetualFen,
      hash: epoch.hash,
      goes_on_from: epoch.continues?.previous ?? null,
      carried_fen: epoch.continues?.carriedFen ?? 0,
      learned_later: epoch.continues?.learnedLater ?? 0,
      public_key: epoch.key.text,
      countersigned_seq: verdict.countersigned.get(epoch.epoch)?.seq ?? 0,
    })),
    key_pinned: asked.anchors.keys.length > 0,
    server_key_pinned: asked.anchors.serverKey !== null,
    finding,
  })}\n`;
}
