import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../shared/contract.ts';
import { stallEvent } from '../host/core.ts';

/** Runs the real preload as a sandboxed one runs: a script with `require`, which knows only electron. */
function runPreload() {
  const exposed: Record<string, unknown> = {};
  const listeners = new Map<string, Set<(event: unknown, value: unknown) => void>>();
  const invoke = vi.fn((..._args: unknown[]) => Promise.resolve({ ok: true, value: 1 }));
  const of = (channel: string) => {
    const set = listeners.get(channel) ?? new Set();
    listeners.set(channel, set);
    return set;
  };
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => {
        exposed[name] = value;
      },
    },
    ipcRenderer: {
      invoke,
      on: (channel: string, listener: (event: unknown, value: unknown) => void) => of(channel).add(listener),
      off: (channel: string, listener: (event: unknown, value: unknown) => void) => of(channel).delete(listener),
    },
  };
  const required: string[] = [];
  const source = readFileSync(join(import.meta.dirname, '..', '..', 'electron', 'preload.cts'), 'utf8');
  const script = stripTypeScriptTypes(source);
  runInNewContext(script, {
    require: (name: string) => {
      required.push(name);
      return electron;
    },
  });
  return { exposed, listeners, invoke, required, pos: exposed['pos'] as Bridge };
}

describe('what a page gets of the shell', () => {
  it('is two functions and nothing else', () => {
    const { exposed, required } = runPreload();
    expect(required).toEqual(['electron']);
    expect(Object.keys(exposed)).toEqual(['pos']);
    expect(Object.entries(exposed['pos'] as object).map(([name, value]) => [name, typeof value])).toEqual([
      ['call', 'function'],
      ['on', 'function'],
    ]);
  });

  it('calls one channel with the three parts of a call', async () => {
    const { pos, invoke } = runPreload();
    expect(await pos.call({ id: 'c1', name: 'scale.zero', args: {}, channel: 'other' } as never)).toEqual({
      ok: true,
      value: 1,
    });
    expect(invoke.mock.calls).toEqual([['pos:call', { id: 'c1', name: 'scale.zero', args: {} }]]);
  });

  it('hands on values, never the event they came with, until told to stop', () => {
    const { pos, listeners } = runPreload();
    const got: unknown[][] = [];
    const off = pos.on((...args) => got.push(args));
    for (const listener of listeners.get('pos:event')!) listener({ sender: 'ipcRenderer', ports: [] }, stallEvent(1));
    expect(got).toEqual([[stallEvent(1)]]);
    expect(off()).toBeUndefined();
    expect(listeners.get('pos:event')?.size).toBe(0);
    expect([...listeners.keys()]).toEqual(['pos:event']);
  });
});
