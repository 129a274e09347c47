import type { ScaleProtocol } from '../../shared/scale.ts';
import { a12 } from './a12.ts';
import { a9 } from './a9.ts';
import { adam } from './adam.ts';
import { aiJson } from './ai-json.ts';
import { cas22 } from './cas-22.ts';
import { d2 } from './d2.ts';
import { dahua } from './dahua.ts';
import { dialog06 } from './dialog-06.ts';
import { dibal } from './dibal.ts';
import { digi781 } from './digi-781.ts';
import type { ScaleDriver } from './driver.ts';
import { hidPos } from './hid-pos.ts';
import { mettler8217 } from './mettler-8217.ts';
import { mtSics } from './mt-sics.ts';
import { nci } from './nci.ts';
import { os2 } from './os2.ts';
import { pdnEcr } from './pdn-ecr.ts';
import { stGs } from './st-gs.ts';
import { toledo } from './toledo.ts';
import { yousheng } from './yousheng.ts';

/** Every scale that can be driven, by protocol. The order of `scaleProtocols` is the order in which they are offered and tried. */
export const scaleDrivers: Readonly<Record<ScaleProtocol, ScaleDriver>> = {
  dahua,
  os2,
  'cas-22': cas22,
  yousheng,
  'st-gs': stGs,
  a9,
  d2,
  a12,
  'hid-pos': hidPos,
  'ai-json': aiJson,
  'mt-sics': mtSics,
  toledo,
  'mettler-8217': mettler8217,
  'digi-781': digi781,
  'dialog-06': dialog06,
  'pdn-ecr': pdnEcr,
  nci,
  adam,
  dibal,
};
