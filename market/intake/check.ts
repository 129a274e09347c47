import { Compile } from 'typebox/compile';
import { laterFault } from '../../shared/after/fault.ts';
import { isLater } from '../../shared/after/standing.ts';
import { countFault } from '../../shared/cash-count.ts';
import { canonicalText } from '../../shared/canonical.ts';
import { checkSeal, entryText } from '../../shared/chain.ts';
import { JournalEntry } from '../../shared/records/journal.ts';
import { checkSale } from '../../shared/sale.ts';
import { tenderFault } from '../../shared/tender.ts';
import type { SetAsideReason } from '../../shared/wire.ts';
import { sha256Hex } from '../seal.ts';

/** What an entry claims to be, as far as it can be read; 0 and null where it can't. */
export interface Claim {
  readonly id: string | null;
  readonly epoch: number;
  readonly seq: number;
}

/** An entry that can't be accepted: kept as it came, with the reason in words a stall owner understands. */
export interface Aside {
  readonly raw: string;
  readonly rawHash: string;
  readonly claim: Claim;
  readonly reason: SetAsideReason;
  readonly text: string;
}

/** An entry that is well-formed, of this terminal, unchanged, signed, and adds up. `canonical` is the very text that was hashed. */
export interface Accepted {
  readonly entry: JournalEntry;
  readonly canonical: string;
  readonly raw: string;
}

export type Verdict =
  | { readonly ok: true; readonly accepted: Accepted }
  | { readonly ok: false; readonly aside: Aside };

const shape = Compile(JournalEntry);
const idPattern = /^[A-Za-z0-9._:-]{1,64}$/;
/** A NUL can stand in JSON, and in no text of PostgreSQL. Here in its JSON form, after an even number of backslashes. */
const nul = /(?:^|[^\\])(?:\\\\)*\\u0000/;

export function setAside(
  raw: string,
  claim: Claim,
  reason: SetAsideReason,
  text: string,
): { readonly ok: false; readonly aside: Aside } {
  return { ok: false, aside: { raw, rawHash: sha256Hex(raw), claim, reason, text: text.slice(0, 300) } };
}

/** Judges one entry by itself. Total: whatever came, there is a verdict. */
export function checkEntry(
  value: unknown,
  terminal: {
    readonly market: number;
    readonly terminal: number;
    /** Verifies with the key of this epoch. */
    readonly verify: (epoch: number, text: string, signature: string) => boolean;
  },
): Verdict {
  const raw = JSON.stringify(value);
  const claim = claimOf(value);
  const aside = (reason: SetAsideReason, text: string) => setAside(raw, claim, reason, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return aside('bad_shape', '收到的不是一条记录,只是一段看不懂的内容。');
  // What RxDB adds for itself (`_deleted` …) is no part of the entry: an entry can't be deleted.
  const own: unknown = Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('_')));
  if (!shape.Check(own)) {
    const first = shape.Errors(own)[0];
    return aside(
      'bad_shape',
      `记录的格式不对(${first === undefined || first.instancePath === '' ? '缺少内容' : first.instancePath}),无法计入。`,
    );
  }
  const entry = own;
  if (entry.kind !== entry.body.kind)
    return aside('bad_shape', `记录的种类前后不一致(${entry.kind},${entry.body.kind})。`);
  if (nul.test(raw) || !isCanonical(entry)) return aside('bad_shape', '记录里有不能保存的字符。');
  if (entry.mode === 'training') return aside('training', '这是练习时的记录,不是真实买卖,不计入。');
  if (entry.market !== terminal.market || entry.terminal !== terminal.terminal) {
    return aside('wrong_terminal', `这是 ${entry.terminal} 号终端的记录,却由 ${terminal.terminal} 号终端上传。`);
  }
  switch (checkSeal(entry, { sha256Hex, verify: (text, sig) => terminal.verify(entry.epoch, text, sig) })) {
    case 'bad_hash':
      return aside('bad_hash', '记录的内容与封条不符:写下之后被改动过,或在途中损坏。');
    case 'bad_signature':
      return aside('bad_signature', '记录的签名不对,不能确认是本终端写下的。');
    case 'ok':
      break;
  }
  const wrong = faultOf(entry);
  if (wrong !== null) return aside('bad_total', `金额合不上:${wrong}。`);
  return { ok: true, accepted: { entry, canonical: entryText(entry), raw } };
}

/** What an entry proves false of itself; what depends on other entries is told, not refused (sort.ts). */
function faultOf({ body, seq, perpetualFen }: JournalEntry): string | null {
  if (body.kind === 'sale') return checkSale(body);
  if (body.kind === 'part_payment' || body.kind === 'part_return' || body.kind === 'repayment')
    return tenderFault(body.tender);
  if (isLater(body)) return laterFault(body);
  if (body.kind === 'shift_close' || body.kind === 'day_close') return countFault(body);
  if (body.kind !== 'epoch_start') return null;
  if (seq !== 1) return '账本的开头不在第 1 条';
  if (body.previous === null && body.carriedFen !== 0) return '没有上一本账,却有转入的累计';
  return body.carriedFen === perpetualFen ? null : '累计与转入的不同';
}

function isCanonical(value: unknown): boolean {
  try {
    canonicalText(value);
    return true;
  } catch {
    return false;
  }
}

function claimOf(value: unknown): Claim {
  const read = (key: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
  const whole = (found: unknown): number =>
    typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 && found <= 2_147_483_647 ? found : 0;
  const id = read('id');
  return {
    id: typeof id === 'string' && idPattern.test(id) ? id : null,
    epoch: whole(read('epoch')),
    seq: whole(read('seq')),
  };
}
