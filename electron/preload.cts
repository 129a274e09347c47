import type * as Shell from 'electron';
import type { Bridge, Call, Reply } from '../shared/contract.ts' with { 'resolution-mode': 'import' };
import type { ViewEvent } from '../shared/view.ts' with { 'resolution-mode': 'import' };

/**
 * What a window gets of the shell: two functions that carry plain values. Never ipcRenderer, never an event object.
 * One CommonJS file, because a sandboxed preload can be nothing else.
 */
const { contextBridge, ipcRenderer } = require('electron') as typeof Shell;

const pos: Bridge = {
  call: ({ id, name, args }: Call) => ipcRenderer.invoke('pos:call', { id, name, args }) as Promise<Reply<unknown>>,
  on(listener) {
    const forward = (_event: unknown, value: ViewEvent): void => listener(value);
    ipcRenderer.on('pos:event', forward);
    return () => void ipcRenderer.off('pos:event', forward);
  },
};

contextBridge.exposeInMainWorld('pos', pos);
