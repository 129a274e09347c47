import type { Panel } from '../../renderer/vendor/ui.ts';
import { marketPages, office, waiting } from './office.ts';
import { beginning, selling, tendering } from './selling.ts';
import type { Scene } from './stage.ts';

/** A day at the stall, from the first run to a power cut: every screen in every state worth looking at, in the order in which they are played. */
export const scenes: readonly Scene[] = [...beginning, ...selling, ...tendering, ...waiting, ...office, ...marketPages];

/** Every sheet of the vendor's window: a new one does not compile until it is here, and is missed until a scene shows it. */
const sheets: Readonly<Record<Panel['kind'], true>> = {
  find: true,
  price: true,
  portion: true,
  agree_total: true,
  agree_line: true,
  more: true,
  pickup: true,
  pay: true,
  menu: true,
  correct: true,
  join: true,
  history: true,
  owed: true,
  day: true,
  phone: true,
  unprinted: true,
  earnings: true,
  accounts: true,
  audit: true,
  notices: true,
  prices: true,
  arrange: true,
  people: true,
  devices: true,
  settings: true,
  keys: true,
};
export const unseenSheets = (): readonly string[] =>
  Object.keys(sheets).filter((kind) => !scenes.some(({ panel }) => panel === kind));
