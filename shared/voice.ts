import { MAX_SALE_FEN } from './money.ts';

/**
 * Spoken amounts. A sentence is a list of words, and each word is one recording in `resources/voice/`, named after its reading.
 * Words are cut where the voice changes a tone for the word that follows (一百 yì bǎi, 五百 wú bǎi, 一元 yì yuán), so that
 * recordings can stand side by side and still sound right.
 */

/** How each word is read: pinyin with the tone as it is spoken there. */
export const readings = {
  一共: 'yi2 gong4',
  收款: 'shou1 kuan3',
  微信收款: 'wei1 xin4 shou1 kuan3',
  支付宝收款: 'zhi1 fu4 bao3 shou1 kuan3',
  零: 'ling2',
  一: 'yi1',
  二: 'er4',
  两: 'liang3',
  三: 'san1',
  四: 'si4',
  五: 'wu3',
  六: 'liu4',
  七: 'qi1',
  八: 'ba1',
  九: 'jiu3',
  十: 'shi2',
  一十: 'yi4 shi2',
  二十: 'er4 shi2',
  三十: 'san1 shi2',
  四十: 'si4 shi2',
  五十: 'wu3 shi2',
  六十: 'liu4 shi2',
  七十: 'qi1 shi2',
  八十: 'ba1 shi2',
  九十: 'jiu3 shi2',
  一百: 'yi4 bai3',
  两百: 'liang2 bai3',
  三百: 'san1 bai3',
  四百: 'si4 bai3',
  五百: 'wu2 bai3',
  六百: 'liu4 bai3',
  七百: 'qi1 bai3',
  八百: 'ba1 bai3',
  九百: 'jiu2 bai3',
  一千: 'yi4 qian1',
  两千: 'liang3 qian1',
  三千: 'san1 qian1',
  四千: 'si4 qian1',
  五千: 'wu3 qian1',
  六千: 'liu4 qian1',
  七千: 'qi1 qian1',
  八千: 'ba1 qian1',
  九千: 'jiu3 qian1',
  一万: 'yi2 wan4',
  万: 'wan4',
  元: 'yuan2',
  一元: 'yi4 yuan2',
  一角: 'yi4 jiao3',
  两角: 'liang2 jiao3',
  三角: 'san1 jiao3',
  四角: 'si4 jiao3',
  五角: 'wu2 jiao3',
  六角: 'liu4 jiao3',
  七角: 'qi1 jiao3',
  八角: 'ba1 jiao3',
  九角: 'jiu2 jiao3',
  一分: 'yi4 fen1',
  两分: 'liang3 fen1',
  三分: 'san1 fen1',
  四分: 'si4 fen1',
  五分: 'wu3 fen1',
  六分: 'liu4 fen1',
  七分: 'qi1 fen1',
  八分: 'ba1 fen1',
  九分: 'jiu3 fen1',
} as const satisfies Readonly<Record<string, string>>;
export type Word = keyof typeof readings;

/** `两百` → `liang2-bai3`: the name of its recording, without the ending. */
export const recordingName = (word: Word): string => readings[word].replaceAll(' ', '-');

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const tens = ['零', '一十', '二十', '三十', '四十', '五十', '六十', '七十', '八十', '九十'] as const;
const hundreds = ['零', '一百', '两百', '三百', '四百', '五百', '六百', '七百', '八百', '九百'] as const;
const thousands = ['零', '一千', '两千', '三千', '四千', '五千', '六千', '七千', '八千', '九千'] as const;
const jiaos = ['零', '一角', '两角', '三角', '四角', '五角', '六角', '七角', '八角', '九角'] as const;
const fens = ['零', '一分', '两分', '三分', '四分', '五分', '六分', '七分', '八分', '九分'] as const;

/** 1…9999; `inside`: something was said before, so an empty place at the front is said too, and ten is 一十. */
function section(value: number, inside: boolean): readonly Word[] {
  const words: Word[] = [];
  let gap = inside && value < 1000;
  const say = (word: Word): void => {
    if (gap) words.push('零');
    gap = false;
    words.push(word);
  };
  const thousand = Math.trunc(value / 1000);
  const hundred = Math.trunc(value / 100) % 10;
  const ten = Math.trunc(value / 10) % 10;
  const one = value % 10;
  if (thousand > 0) say(thousands[thousand as 1]);
  if (hundred > 0) say(hundreds[hundred as 1]);
  else gap ||= words.length > 0;
  if (ten > 0) say(ten === 1 && words.length === 0 && !inside ? '十' : tens[ten as 1]);
  else gap ||= words.length > 0;
  if (one > 0) say(digits[one as 1]);
  return words;
}

/** Whole yuan, 1…99,999,999, with their unit. */
function yuan(value: number): readonly Word[] {
  if (value === 1) return ['一元'];
  if (value === 2) return ['两', '元'];
  const high = Math.trunc(value / 10_000);
  const low = value % 10_000;
  const front: readonly Word[] =
    high === 0 ? [] : high === 1 ? ['一万'] : high === 2 ? ['两', '万'] : [...section(high, false), '万'];
  return [...front, ...(low === 0 ? [] : section(low, high > 0)), '元'];
}

/** An amount in words: 2380 → 二十 三 元 八角. Nothing for what is no amount of a sale. */
export function spokenAmount(fen: number): readonly Word[] {
  if (!Number.isSafeInteger(fen) || fen < 0 || fen > MAX_SALE_FEN) return [];
  if (fen === 0) return ['零', '元'];
  const whole = Math.trunc(fen / 100);
  const jiao = Math.trunc(fen / 10) % 10;
  const rest = fen % 10;
  return [
    ...(whole === 0 ? [] : yuan(whole)),
    ...(jiao > 0 ? [jiaos[jiao as 1]] : whole > 0 && rest > 0 ? (['零'] as const) : []),
    ...(rest === 0 ? [] : [fens[rest as 1]]),
  ];
}

/** What is said to the shopper: the total when it is to be paid, and money that has arrived. */
export type Announcement =
  | { readonly kind: 'total'; readonly fen: number }
  | { readonly kind: 'received'; readonly channel: string | null; readonly fen: number };

/** The words of an announcement; none when its amount can't be said. */
export function spoken(announcement: Announcement): readonly Word[] {
  const amount = spokenAmount(announcement.fen);
  if (amount.length === 0) return [];
  if (announcement.kind === 'total') return ['一共', ...amount];
  const { channel } = announcement;
  return [channel === 'wechat' ? '微信收款' : channel === 'alipay' ? '支付宝收款' : '收款', ...amount];
}
