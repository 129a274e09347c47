import type { Bridge } from '../shared/contract.ts';

declare global {
  interface Window {
    /** Set by the preload in the Electron window; absent in a plain browser, which speaks WebSocket instead. */
    readonly pos?: Bridge;
  }
}
