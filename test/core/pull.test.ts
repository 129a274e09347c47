import { describe, expect, it } from 'vitest';
import { pullGood, untilRoom } from '../../electron/core/sync/pull.ts';
import type { Checkpoint } from '../../shared/wire.ts';

/** A server with so many documents, those of `bad` of a shape nobody knows. */
const serverOf = (count: number, bad: (seq: number) => boolean) => {
  const asked: (number | null)[] = [];
  return {
    asked,
    page: (from: Checkpoint | null, limit: number) => {
      asked.push(from?.seq ?? null);
      const first = from?.seq ?? 0;
      const documents = Array.from({ length: Math.min(limit, count - first) }, (_none, i) => ({
        id: bad(first + i + 1) ? `bad-${first + i + 1}` : `good-${first + i + 1}`,
        _deleted: false,
      }));
      return Promise.resolve({
        documents,
        checkpoint: documents.length === 0 ? from : { epoch: 1, seq: first + documents.length },
      });
    },
  };
};
const isGood = ({ id }: { readonly id: string }) => id.startsWith('good');

describe('a page for RxDB', () => {
  it('is never short or empty because of what was left out', async () => {
    const { page, asked } = serverOf(25, (seq) => seq <= 12);
    const { documents, checkpoint } = await pullGood(page, isGood, null, 5);
    expect(documents.map(({ id }) => id)).toEqual([
      'good-13',
      'good-14',
      'good-15',
      'good-16',
      'good-17',
      'good-18',
      'good-19',
      'good-20',
    ]);
    expect(checkpoint).toEqual({ epoch: 1, seq: 20 });
    expect(asked).toEqual([null, 5, 10, 15]);
  });

  it('ends where the server ends', async () => {
    const { page } = serverOf(7, () => true);
    expect(await pullGood(page, isGood, null, 5)).toEqual({ documents: [], checkpoint: { epoch: 1, seq: 7 } });
  });
});

describe('on a disk without room', () => {
  it('what comes down waits until there is some', async () => {
    let looks = 0;
    await untilRoom(() => ++looks === 3, new AbortController().signal, 1);
    expect(looks).toBe(3);
  });

  it('and ends with the till', async () => {
    const stop = new AbortController();
    const waiting = untilRoom(() => false, stop.signal, 60_000);
    stop.abort();
    await waiting;
  });
});
