import type { MoneyWord } from '../../shared/day-report.ts';
import type { Language } from '../language.ts';
import type { AttemptState } from '../payments/state.ts';
import type { ExceptionState } from '../reconcile/book.ts';
import { enWords } from '../reconcile/words-en.ts';
import { zhWords } from '../reconcile/words.ts';
import type { ReconcileWords } from '../reconcile/words.ts';
import type { ExportKind } from './tables.ts';
import { enBook } from './text-en.ts';
import { zhBook } from './text-zh.ts';

/** What the vendor's phone says. Money, weights and days come as they are shown. */
export interface BookWords {
  readonly language: Language;
  /** The other language, in its own word, and its code for `?lang=`. */
  readonly other: { readonly language: Language; readonly name: string };
  readonly stall: (no: string) => string;
  readonly noTrade: string;
  readonly leave: string;
  readonly enter: {
    readonly title: string;
    readonly code: string;
    readonly go: string;
    readonly hint: string;
    readonly tooOften: string;
    readonly wrong: string;
  };
  /** A page with one sentence: what is not there or not allowed. */
  readonly said: Readonly<
    Record<'difference' | 'sale' | 'close' | 'table' | 'exports', { readonly title: string; readonly text: string }>
  > & { readonly dates: (most: number) => { readonly title: string; readonly text: string } };
  readonly backToBooks: string;
  readonly backToSales: string;
  /** Who accepts a difference on the phone, as the market's books keep it. */
  readonly actor: (stall: string) => string;
  readonly titles: Readonly<Record<'day' | 'month' | 'sales', (when: string) => string>>;
  readonly closePaper: (day: string) => string;
  readonly dayBefore: string;
  readonly dayAfter: string;
  readonly monthBefore: string;
  readonly monthAfter: string;
  readonly today: string;
  readonly sold: string;
  readonly sales: (count: number) => string;
  readonly days: (count: number) => string;
  readonly pieces: (count: number) => string;
  readonly noSaleToday: string;
  readonly noSaleInMonth: string;
  readonly noSale: string;
  readonly everySale: string;
  readonly earlier: string;
  readonly month: string;
  readonly theMonth: string;
  readonly margin: string;
  readonly reconciled: string;
  readonly settlement: string;
  readonly byHour: string;
  readonly byCategory: string;
  readonly byProduct: string;
  readonly dayByDay: string;
  readonly openDifferences: string;
  readonly openByDay: (money: string) => string;
  readonly plots: Readonly<Record<'hours' | 'days' | 'open' | 'mix' | 'categories', string>>;
  /** How money came, and the same short enough for a bar. */
  readonly money: Readonly<Record<MoneyWord, string>>;
  readonly moneyShort: Readonly<Record<MoneyWord, string>>;
  readonly toReconcile: string;
  readonly tillSays: string;
  /** Of a tender or a channel's day; a name that is not known stands as it is. */
  readonly channel: (name: string | null) => string;
  readonly noChannelMoney: string;
  readonly billsTomorrow: string;
  readonly byChannels: string;
  readonly simulated: string;
  readonly estimate: string;
  readonly channelDay: (of: Readonly<Record<'paid' | 'refunded' | 'fee' | 'shared', string>>) => string;
  readonly contract: (of: Readonly<Record<'percent' | 'fee' | 'off', string>>) => string;
  readonly onAccount: (money: string) => string;
  readonly expected: (day: string) => string;
  readonly arrived: (money: string) => string;
  readonly notYet: string;
  readonly allEven: string;
  readonly states: Readonly<Record<ExceptionState, string>>;
  readonly evidence: string;
  readonly accept: string;
  readonly closes: string;
  readonly terminal: (no: number) => string;
  readonly notClosed: string;
  readonly closedAs: (no: number, isAuto: boolean) => string;
  readonly takeAway: string;
  readonly ofDay: string;
  readonly ofMonth: string;
  readonly exports: Readonly<Record<ExportKind, string>>;
  readonly fees: Readonly<Record<'title' | 'paid' | 'refunded' | 'fee' | 'share' | 'left', string>>;
  readonly sale: {
    readonly voided: string;
    readonly refunded: string;
    readonly letOff: string;
    readonly rounded: string;
    readonly due: string;
    readonly paidBy: string;
    readonly received: string;
    readonly notReceived: string;
    readonly payments: string;
    readonly since: string;
    readonly proof: string;
    readonly hash: string;
    readonly weighing: string;
    readonly portion: string;
    readonly tare: (kg: string) => string;
    readonly attempt: Readonly<Record<AttemptState, string>>;
    readonly later: Readonly<Record<'void' | 'refund' | 'correction' | 'confirmation' | 'reweigh', string>>;
  };
}
export type BookTexts = BookWords & { readonly words: ReconcileWords };

export const bookTexts: Readonly<Record<Language, BookTexts>> = {
  zh: { ...zhBook, words: zhWords },
  en: { ...enBook, words: enWords },
};
