import type { KeyObject } from 'node:crypto';
import type { Chains } from './chains.ts';
import { entryNumber } from './entry.ts';
import type { Header } from './header.ts';
import { readReceipt } from './header.ts';
import { headSignedText, isSigned, publicKeyOf } from './keys.ts';
import type { Receipt } from './keys.ts';
import { problem } from './problem.ts';
import type { Finding, Problem } from './problem.ts';

/** The hash of an entry as known from elsewhere, e.g. from paper: its first 16 to 64 hex digits. */
export interface KnownHead {
  readonly terminal: number;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
}

/** What the one who checks knows from elsewhere. A file's own keys prove only that the file fits itself. */
export interface Anchors {
  /** Public keys of the terminal; empty: those of the file are taken. */
  readonly keys: readonly string[];
  /** Public key of the market's server; null: that of the file is taken. */
  readonly serverKey: string | null;
  /** Lines with receipts got from the market, not from the file. */
  readonly receipts: readonly string[];
  readonly heads: readonly KnownHead[];
}

/** The header against the keys given. */
export function headerProblem(header: Header, anchors: Anchors): Problem | null {
  const strange = header.keys.find(({ text }) => anchors.keys.length > 0 && !anchors.keys.includes(text));
  if (strange !== undefined)
    return problem(
      'key_not_pinned',
      `the key of epoch ${strange.epoch} is not one of those given with --key`,
      `第 ${strange.epoch} 代的公钥不是 --key 给出的公钥`,
    );
  if (anchors.serverKey !== null && header.serverKey !== anchors.serverKey)
    return problem(
      'key_not_pinned',
      "the header does not name the market's key given with --server-key",
      '文件头里写的不是 --server-key 给出的市场公钥',
    );
  return null;
}

/** The last entry of each epoch that the market has countersigned: nothing up to it can be taken away unnoticed. */
export type Countersigned = ReadonlyMap<number, Receipt>;

export interface AnchorVerdict {
  readonly finding: Finding | null;
  readonly countersigned: Countersigned;
}

/** Receipts and known heads against the entries of a file that is right otherwise. `lastLine` is its closing line. */
export async function checkAnchors(
  header: Header,
  chains: Chains,
  receipts: readonly { readonly receipt: Receipt; readonly line: number }[],
  anchors: Anchors,
  lastLine: number,
): Promise<AnchorVerdict> {
  const countersigned = new Map<number, Receipt>();
  const at = (line: number, number: string | null, wrong: Problem): AnchorVerdict => ({
    finding: { line, number, ...wrong },
    countersigned,
  });
  const all = [...receipts];
  for (const [index, text] of anchors.receipts.entries()) {
    const read = readReceipt(text);
    if ('code' in read)
      return at(lastLine, null, {
        ...read,
        en: `receipt ${index + 1} given apart: ${read.en}`,
        zh: `另给的第 ${index + 1} 份回执:${read.zh}`,
      });
    all.push({ receipt: read, line: lastLine });
  }
  const keyText = anchors.serverKey ?? header.serverKey;
  const key = keyText === null ? null : publicKeyOf(keyText);
  for (const { receipt, line } of all) {
    const wrong = await receiptProblem(receipt, header, chains, key);
    if (wrong !== null) return at(line, entryNumber(receipt), wrong);
    if (receipt.seq > (countersigned.get(receipt.epoch)?.seq ?? 0)) countersigned.set(receipt.epoch, receipt);
  }
  if (anchors.serverKey !== null && countersigned.size === 0)
    return at(
      lastLine,
      null,
      problem(
        'no_receipt',
        "the market's key was given, but there is no receipt of the market: they may have been taken out",
        '给了市场公钥,却没有任何市场回执:回执可能被删掉了',
      ),
    );
  for (const head of anchors.heads) {
    const wrong = headProblem(head, header, chains);
    if (wrong !== null) return at(lastLine, entryNumber(head), wrong);
  }
  return { finding: null, countersigned };
}

async function receiptProblem(
  receipt: Receipt,
  header: Header,
  chains: Chains,
  key: KeyObject | null,
): Promise<Problem | null> {
  if (receipt.market !== header.market || receipt.terminal !== header.terminal)
    return problem('bad_receipt', 'the receipt is for another terminal', '这份回执属于另一台终端');
  if (key === null)
    return problem(
      'bad_receipt',
      "there is a receipt, but no key of the market's server to check it with",
      '有市场回执,却没有可以核对的市场公钥',
    );
  if (!(await isSigned(key, headSignedText(receipt), receipt.sig)))
    return problem('bad_receipt', "the market's signature on the receipt is not right", '回执上的市场签名不对');
  const same = chains.hashIs(receipt.epoch, receipt.seq, receipt.hash);
  if (same === null)
    return problem(
      'cut_below_receipt',
      'the market has countersigned this entry, the file does not have it: the end was cut off',
      '市场已回执这一条,文件里却没有:末尾被截掉了',
    );
  return same
    ? null
    : problem(
        'receipt_mismatch',
        'the market has countersigned another entry of this number: the journal was rewritten, or two devices wrote with one number',
        '市场回执的同号记录与文件里的不同:账本被重写过,或两台设备用了同一个号',
      );
}

function headProblem(head: KnownHead, header: Header, chains: Chains): Problem | null {
  const same = head.terminal === header.terminal ? chains.hashIs(head.epoch, head.seq, head.hash) : null;
  if (same === true) return null;
  return same === null
    ? problem('head_mismatch', 'the entry given with --head is not in the file', '--head 给出的那一条不在文件里')
    : problem('head_mismatch', 'the entry given with --head has another hash', '--head 给出的那一条封条不同');
}
