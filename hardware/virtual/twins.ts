import type { ScaleProtocol } from '../../shared/scale.ts';
import { adamTwin, dialog06Twin, dibalTwin, mettler8217Twin, nciTwin, pdnEcrTwin } from './asked-twins.ts';
import { createMtSicsTwin } from './mt-sics-twin.ts';
import { createOs2Twin } from './os2-twin.ts';
import type { Pan } from './pan.ts';
import {
  a12Twin,
  a9Twin,
  aiJsonTwin,
  cas22Twin,
  d2Twin,
  dahuaTwin,
  digi781Twin,
  stGsTwin,
  toledoTwin,
  youshengTwin,
} from './streaming-twins.ts';
import type { Twin } from './twin.ts';

/** Protocols with a twin on a cable. A USB scale has none: it needs a kernel that makes devices. */
export type TwinProtocol = Exclude<ScaleProtocol, 'hid-pos'>;

/** The far side of every driver. None shares code with what must understand it. */
export const scaleTwins: Readonly<Record<TwinProtocol, (pan: Pan) => Twin>> = {
  dahua: dahuaTwin,
  os2: createOs2Twin,
  'cas-22': cas22Twin,
  yousheng: youshengTwin,
  'st-gs': stGsTwin,
  a9: a9Twin,
  d2: d2Twin,
  a12: a12Twin,
  'ai-json': aiJsonTwin,
  'mt-sics': createMtSicsTwin,
  toledo: toledoTwin,
  'mettler-8217': mettler8217Twin,
  'digi-781': digi781Twin,
  'dialog-06': dialog06Twin,
  'pdn-ecr': pdnEcrTwin,
  nci: nciTwin,
  adam: adamTwin,
  dibal: dibalTwin,
};
