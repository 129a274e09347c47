import { expect, test } from 'vitest';
import { createDispatch } from '../../electron/core/dispatch.ts';
import type { Handlers } from '../../electron/core/dispatch.ts';
import { storeRefusal } from '../../electron/core/database.ts';
import { DiskFullError } from '../../electron/core/health/disk.ts';
import { createSerial } from '../../electron/core/serial.ts';
import { StorageCommitUnknownError } from '../../electron/core/storage/errors.ts';
import { silentLog } from '../setup/core.ts';

const dispatchThat = (error: Error) =>
  createDispatch({
    // Only this one is called.
    handlers: { 'cart.next': () => Promise.reject(error) } as unknown as Handlers,
    till: createSerial(),
    hasBench: false,
    log: silentLog,
    answered: [],
    stopping: () => false,
    storeRefusal,
  });
const next = (error: Error) => dispatchThat(error)({ role: 'vendor' }, { id: 'a-1', name: 'cart.next', args: {} });

const sqliteError = (message: string, errcode: number): Error =>
  Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });

test('a disk that fails is told as such, not as a fault of the program', async () => {
  const failed = new StorageCommitUnknownError('terminal.sqlite', sqliteError('disk I/O error', 1034));
  expect(await next(failed)).toEqual({ ok: false, refusal: { code: 'store_failed' } });
  expect(await next(new Error('a write failed', { cause: failed }))).toEqual({
    ok: false,
    refusal: { code: 'store_failed' },
  });
});

test('a disk that takes no more is told as full', async () => {
  const full = new StorageCommitUnknownError('terminal.sqlite', sqliteError('database or disk is full', 13));
  for (const error of [full, new Error('a write failed', { cause: full }), new DiskFullError('no room')])
    expect(await next(error)).toEqual({ ok: false, refusal: { code: 'store_full' } });
});

test('any other exception is a bug with the number of the call', async () => {
  expect(await next(new Error('oops'))).toEqual({ ok: false, refusal: { code: 'bug', callId: 'a-1' } });
});
