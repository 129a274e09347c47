import { accountsZh } from './accounts.ts';
import { afterZh } from './after.ts';
import { benchZh } from './bench.ts';
import { commonZh } from './common.ts';
import { customerZh } from './customer.ts';
import { deviceCardsZh } from './device-cards.ts';
import { devicesZh } from './devices.ts';
import { findingZh } from './finding.ts';
import { menuZh } from './menu.ts';
import { panelsZh } from './panels.ts';
import { peopleZh } from './people.ts';
import { refusalsZh } from './refusals.ts';
import { sellingZh } from './selling.ts';
import { statusZh } from './status.ts';
import { stripZh } from './strip.ts';
import { tendersZh } from './tenders.ts';
import { scalesZh } from './scales.ts';
import { bookZh } from './book.ts';
import { firstRunZh } from './first-run.ts';
import { trainingZh } from './training.ts';
import type { TextTable } from './text.ts';

/** The Chinese screens. */
export const zh: TextTable = {
  language: 'zh',
  ...commonZh,
  ...sellingZh,
  ...stripZh,
  ...afterZh,
  ...statusZh,
  ...panelsZh,
  ...findingZh,
  ...peopleZh,
  ...scalesZh,
  ...trainingZh,
  ...firstRunZh,
  ...bookZh,
  ...tendersZh,
  ...accountsZh,
  ...menuZh,
  ...devicesZh,
  ...deviceCardsZh,
  ...customerZh,
  ...benchZh,
  ...refusalsZh,
};
