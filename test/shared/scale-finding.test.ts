import { describe, expect, it } from 'vitest';
import { settleWays, type FoundWay } from '../../shared/scale-finding.ts';

const way = (digits: 'reversed' | 'forward', weightG: number | null, steady = true): FoundWay => ({
  variant: { digits },
  weightG,
  steady,
});

describe('a known weight on the pan', () => {
  it('settles which way the frames are read, though a bottle weighs a little more than its water', () => {
    expect(settleWays([way('reversed', 525), way('forward', 525_000)], 500)).toEqual({ way: way('reversed', 525) });
  });

  it('settles nothing while it moves, when no way shows it, or when two do', () => {
    expect(settleWays([way('reversed', 500, false), way('forward', null)], 500)).toBe('unsteady');
    expect(settleWays([way('reversed', 1000), way('forward', 80)], 500)).toBe('none');
    expect(settleWays([way('reversed', 1001), way('forward', 1001)], 1000)).toBe('several');
  });
});
