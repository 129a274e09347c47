import type { DisplayCodec } from './codec.ts';
import { led8n } from './led8n.ts';
import { cd5220, escposDisplay } from './two-lines.ts';

/** Every display by its language. */
export const displayCodecs = { led8n, cd5220, 'escpos-display': escposDisplay } as const satisfies Record<
  string,
  DisplayCodec
>;
export type DisplayProtocol = keyof typeof displayCodecs;
export const displayProtocols = Object.keys(displayCodecs) as readonly DisplayProtocol[];
