import { accountsEn } from './accounts.ts';
import { afterEn } from './after.ts';
import { dayEn } from './day.ts';
import { takeawayEn } from './takeaway.ts';
import { benchEn } from './bench.ts';
import { commonEn } from './common.ts';
import { customerEn } from './customer.ts';
import { deviceCardsEn } from './device-cards.ts';
import { devicesEn } from './devices.ts';
import { findingEn } from './finding.ts';
import { goodsEn } from './goods.ts';
import { keysEn } from './keys.ts';
import { menuEn } from './menu.ts';
import { panelsEn } from './panels.ts';
import { paymentsEn } from './payments.ts';
import { paperEn } from './paper.ts';
import { peopleEn } from './people.ts';
import { refusalsEn } from './refusals.ts';
import { sellingEn } from './selling.ts';
import { statusEn } from './status.ts';
import { stripEn } from './strip.ts';
import { tendersEn } from './tenders.ts';
import { scalesEn } from './scales.ts';
import { bookEn } from './book.ts';
import { firstRunEn } from './first-run.ts';
import { trainingEn } from './training.ts';
import type { TextTable } from './text.ts';

/** The English screens. */
export const en: TextTable = {
  language: 'en',
  ...commonEn,
  ...sellingEn,
  ...stripEn,
  ...afterEn,
  ...dayEn,
  ...takeawayEn,
  ...statusEn,
  ...panelsEn,
  ...findingEn,
  ...paperEn,
  ...peopleEn,
  ...paymentsEn,
  ...scalesEn,
  ...trainingEn,
  ...firstRunEn,
  ...bookEn,
  ...tendersEn,
  ...accountsEn,
  ...menuEn,
  ...goodsEn,
  ...keysEn,
  ...devicesEn,
  ...deviceCardsEn,
  ...customerEn,
  ...benchEn,
  ...refusalsEn,
};
