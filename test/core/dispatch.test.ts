import { expect, test } from 'vitest';
import { createDispatch } from '../../electron/core/dispatch.ts';
import type { Handlers } from '../../electron/core/dispatch.ts';
import { isStoreFailure } from '../../electron/core/database.ts';
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
    isStoreFailure,
  });
const next = (error: Error) => dispatchThat(error)({ role: 'vendor' }, { id: 'a-1', name: 'cart.next', args: {} });

test('a disk that takes no more is told as such, not as a fault of the program', async () => {
  const full = new StorageCommitUnknownError('terminal.sqlite', new Error('database or disk is full'));
  expect(await next(full)).toEqual({ ok: false, refusal: { code: 'store_failed' } });
  expect(await next(new Error('a write failed', { cause: full }))).toEqual({
    ok: false,
    refusal: { code: 'store_failed' },
  });
});

test('any other exception is a bug with the number of the call', async () => {
  expect(await next(new Error('oops'))).toEqual({ ok: false, refusal: { code: 'bug', callId: 'a-1' } });
});
