import type { SetAsideReason } from '../../shared/wire.ts';
import type { Language } from '../language.ts';
import type { ChannelName } from '../payments/channel.ts';
import type { FeeFault } from '../payments/fees.ts';
import type { SplitCause } from '../payments/split-causes.ts';
import { enWords } from '../reconcile/words-en.ts';
import { zhWords } from '../reconcile/words.ts';
import type { ReconcileWords } from '../reconcile/words.ts';
import { enPages } from './text-en.ts';
import { zhPages } from './text-zh.ts';

/** What the console's pages say. Figures come as they are shown. */
export interface PageTexts {
  readonly language: Language;
  /** The other language, in its own word, and its code for `?lang=`. */
  readonly other: { readonly language: Language; readonly name: string };
  readonly title: string;
  readonly payments: string;
  readonly differences: string;
  readonly simulated: string;
  readonly stall: (no: string) => string;
  readonly sales: (count: number) => string;
  readonly locked: {
    readonly here: string;
    readonly link: string;
    readonly wrongLink: string;
    readonly noEntry: string;
  };
  readonly overview: {
    readonly day: string;
    readonly updated: string;
    readonly today: string;
    readonly sold: string;
    readonly simulated: string;
    readonly missing: string;
    readonly allHere: string;
    readonly waiting: string;
    readonly aside: string;
    readonly none: string;
    readonly below: string;
    readonly forks: string;
    readonly terminals: string;
    readonly noTerminals: string;
    readonly list: string;
    readonly columns: readonly [string, string, string, string, string, string, string, string, string, string];
    readonly asideTitle: string;
    readonly asideNone: string;
    readonly asideHint: string;
    readonly asideShown: (shown: number, all: number) => string;
    readonly terminal: (no: number) => string;
    readonly never: string;
    readonly revoked: string;
    readonly away: string;
    readonly online: string;
    readonly epoch: (no: number) => string;
    readonly signed: (seq: number) => string;
    readonly fenced: (seq: number) => string;
    readonly complete: string;
    readonly gap: (count: number) => string;
    readonly comma: string;
    readonly whole: (characters: number) => string;
    readonly reasons: Readonly<Record<SetAsideReason, string>>;
  };
  readonly office: {
    readonly title: string;
    readonly isSimulated: string;
    readonly fine: string;
    readonly refused: string;
    readonly allThrough: string;
    readonly merchants: string;
    readonly noneSimulated: string;
    readonly noneSet: string;
    readonly list: string;
    readonly columns: readonly [string, string, string, string, string, string, string];
    readonly rates: {
      readonly title: string;
      readonly standard: string;
      readonly everyStall: string;
      readonly columns: readonly [string, string, string, string, string];
      readonly percent: string;
      readonly actor: string;
      readonly set: string;
      readonly takeBack: string;
      readonly from: (day: string) => string;
      readonly changes: (count: number) => string;
      readonly faults: Readonly<Record<FeeFault, string>>;
    };
    readonly limits: string;
    readonly order: string;
    readonly offlineOrder: string;
    readonly offlineTotal: string;
    readonly proofKey: string;
    readonly keyNo: (no: number, since: string | null) => string;
    readonly failure: Readonly<Record<'refund' | 'share' | 'share_over' | 'share_return', string>>;
    readonly shareEnds: string;
    /** Why a channel does not share, and what to do about it. */
    readonly shareCauses: Readonly<Record<SplitCause, string>>;
    readonly againAt: (time: string) => string;
    readonly giveUp: string;
    readonly again: string;
    readonly from: (day: string, rate: string) => string;
    readonly active: string;
    readonly inactive: string;
    readonly channels: Readonly<Record<ChannelName, string>>;
  };
  readonly matching: {
    readonly before: string;
    readonly after: string;
    readonly noMoney: string;
    readonly actor: string;
    readonly name: string;
    readonly thisDay: string;
    readonly open: string;
    readonly none: string;
    readonly sum: (money: string) => string;
    readonly closed: string;
    readonly withSigned: string;
    readonly waiting: string;
    readonly tillThird: string;
    readonly net: string;
    readonly expected: (day: string) => string;
    readonly stalls: string;
    readonly notYet: string;
    readonly states: Readonly<Record<'waiting' | 'open' | 'closed' | 'signed_off', string>>;
    readonly sign: (count: number) => string;
    readonly settled: (count: number) => string;
    readonly agree: string;
    readonly accepted: string;
    readonly writtenOff: string;
    readonly by: (owner: string) => string;
    readonly accept: string;
    readonly list: string;
    readonly columns: readonly [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    readonly noSales: string;
    readonly estimate: string;
    readonly count: (differences: number) => string;
    readonly files: string;
    readonly noFiles: string;
    readonly wholeMarket: string;
    readonly noBill: string;
    readonly rows: (count: number) => string;
    readonly fetched: string;
    readonly uploaded: string;
    readonly kind: string;
    readonly whose: string;
    readonly fileOf: (day: string) => string;
    readonly send: string;
    readonly match: string;
    readonly unknownDifference: string;
    readonly unknownDay: string;
    readonly choose: string;
    readonly notTaken: (sentence: string) => string;
  };
}
export type ConsoleTexts = PageTexts & { readonly words: ReconcileWords };

export const consoleTexts: Readonly<Record<Language, ConsoleTexts>> = {
  zh: { ...zhPages, words: zhWords },
  en: { ...enPages, words: enWords },
};
