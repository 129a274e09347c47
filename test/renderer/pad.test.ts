import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../renderer/bench/columns.ts';
import { typeKey } from '../../renderer/vendor/panels/typing.ts';

const type = (...keys: Parameters<typeof typeKey>[1][]): string => keys.reduce(typeKey, '');

describe('the number pad', () => {
  it('types an amount of yuan and no more than two decimals', () => {
    expect(type('2', '1', '.', '4', '0', '9')).toBe('21.40');
    expect(type('.', '5')).toBe('0.5');
    expect(type('0', '7')).toBe('7');
    expect(type('1', '.', '.', '2')).toBe('1.2');
  });

  it('takes one key back, and nothing from nothing', () => {
    expect(type('5', '0', 'erase')).toBe('5');
    expect(type('erase')).toBe('');
  });

  it('stops at eight signs', () => {
    expect(type('1', '2', '3', '4', '5', '6', '7', '8', '9')).toBe('12345678');
  });
});

describe('the paper of the bench', () => {
  it('gives a hanzi two columns and everything in ASCII one', () => {
    expect(columnsOf('摊')).toBe(2);
    expect(columnsOf('，')).toBe(2);
    expect(columnsOf('A')).toBe(1);
    expect(columnsOf('-')).toBe(1);
  });
});
