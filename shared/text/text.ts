import type { HealthNote } from '../health.ts';
import type { Refusal } from '../refusal.ts';
import type { AccountsTexts } from './accounts.ts';
import type { AfterTexts } from './after.ts';
import type { DayTexts } from './day.ts';
import type { TakeawayTexts } from './takeaway.ts';
import type { BenchTexts } from './bench.ts';
import type { CommonTexts } from './common.ts';
import type { CustomerTexts } from './customer.ts';
import type { DeviceCardsTexts } from './device-cards.ts';
import type { DevicesTexts } from './devices.ts';
import type { FindingTexts } from './finding.ts';
import type { GoodsTexts } from './goods.ts';
import type { KeysTexts } from './keys.ts';
import type { MenuTexts } from './menu.ts';
import type { PanelsTexts } from './panels.ts';
import type { PaymentsTexts } from './payments.ts';
import type { PaperTexts } from './paper.ts';
import type { PeopleTexts } from './people.ts';
import type { RefusalTexts } from './refusals.ts';
import type { SellingTexts } from './selling.ts';
import type { ScalesTexts } from './scales.ts';
import type { BookTexts } from './book.ts';
import type { FirstRunTexts } from './first-run.ts';
import type { TrainingTexts } from './training.ts';
import type { HealthText, StatusTexts } from './status.ts';
import type { StripTexts } from './strip.ts';
import type { TendersTexts } from './tenders.ts';

/** Languages of the screens. Chinese is the first; every other one is complete, since a missing message does not compile. */
export type Language = 'zh' | 'en';

/** A refusal of the core, or the line to the core that broke before an answer came. */
export type Failure = Refusal | { readonly code: 'line_lost' };

/**
 * Every sentence of the windows, by area: a file for each area has both languages beside each other.
 * Money arrives ready-made (`¥12.50`), weights too (`0.100 kg`).
 */
export interface TextTable
  extends
    CommonTexts,
    SellingTexts,
    StripTexts,
    AfterTexts,
    DayTexts,
    TakeawayTexts,
    StatusTexts,
    PanelsTexts,
    FindingTexts,
    PaperTexts,
    PeopleTexts,
    PaymentsTexts,
    ScalesTexts,
    TrainingTexts,
    FirstRunTexts,
    BookTexts,
    TendersTexts,
    AccountsTexts,
    MenuTexts,
    GoodsTexts,
    KeysTexts,
    DevicesTexts,
    DeviceCardsTexts,
    CustomerTexts,
    BenchTexts,
    RefusalTexts {
  readonly language: Language;
}

/** The sentence of a refusal: what is wrong and what to do now. */
export function refusalText(table: TextTable, failure: Failure): string {
  if (failure.code === 'line_lost') return table.common.lineLost;
  // One entry for each code is what RefusalTexts guarantees; TypeScript can't tie the two sides of the look-up together.
  const say = table.refusals[failure.code] as (refusal: Refusal) => string;
  return say(failure);
}

export function healthText(table: TextTable, note: HealthNote): HealthText {
  const say = table.health.notes[note.code] as (note: HealthNote) => HealthText;
  return say(note);
}
