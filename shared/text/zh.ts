import { accountsZh } from './accounts.ts';
import { afterZh } from './after.ts';
import { dayZh } from './day.ts';
import { takeawayZh } from './takeaway.ts';
import { benchZh } from './bench.ts';
import { commonZh } from './common.ts';
import { customerZh } from './customer.ts';
import { deviceCardsZh } from './device-cards.ts';
import { devicesZh } from './devices.ts';
import { findingZh } from './finding.ts';
import { goodsZh } from './goods.ts';
import { keysZh } from './keys.ts';
import { menuZh } from './menu.ts';
import { panelsZh } from './panels.ts';
import { paymentsZh } from './payments.ts';
import { paperZh } from './paper.ts';
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
  ...dayZh,
  ...takeawayZh,
  ...statusZh,
  ...panelsZh,
  ...findingZh,
  ...paperZh,
  ...peopleZh,
  ...paymentsZh,
  ...scalesZh,
  ...trainingZh,
  ...firstRunZh,
  ...bookZh,
  ...tendersZh,
  ...accountsZh,
  ...menuZh,
  ...goodsZh,
  ...keysZh,
  ...devicesZh,
  ...deviceCardsZh,
  ...customerZh,
  ...benchZh,
  ...refusalsZh,
};
