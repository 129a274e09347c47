import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wedgeDown, wedgeUp, WEDGE_GAP_MS } from '../../shared/wedge.ts';
import type { WedgeState } from '../../shared/wedge.ts';

interface Press {
  readonly key: string;
  readonly down: number;
  readonly up: number;
}
const CODE = '6901234567892';
/** A scanner's keys from `at` on, each up before the next, and its Enter. */
const scanned = (text: string, at: number, paceMs = 5): readonly Press[] =>
  [...Array.from(text), 'Enter'].map((key, i) => ({ key, down: at + i * paceMs, up: at + i * paceMs + 1 }));
const typed = (text: string, at: number, paceMs = 140): readonly Press[] =>
  Array.from(text).map((key, i) => ({ key, down: at + i * paceMs, up: at + i * paceMs + 90 }));

/** What comes of keys: codes in brackets, everything else as the window got it, with the last of what was held back. */
function hear(presses: readonly Press[]): string {
  const events = presses
    .flatMap(({ key, down, up }) => [
      { key, at: down, isDown: true },
      { key, at: up, isDown: false },
    ])
    .toSorted((a, b) => a.at - b.at);
  let held: WedgeState = [];
  let out = '';
  const said = (key: string) => (key.length === 1 ? key : `<${key}>`);
  for (const { key, at, isDown } of events) {
    const last = held.at(-1);
    if (last !== undefined && at - last.at > WEDGE_GAP_MS) {
      out += held.map((one) => one.key).join('');
      held = [];
    }
    if (!isDown) {
      held = wedgeUp(held, `Key${key}`, at);
      continue;
    }
    const step = wedgeDown(held, { key, code: `Key${key}`, at, isRepeat: false });
    held = step.held;
    out += step.due.map((one) => said(one.key)).join('');
    if (step.scan !== null) out += `[${step.scan}]`;
    else if (!step.isTaken) out += said(key);
  }
  return out + held.map((one) => one.key).join('');
}

describe('telling a scanner from a person', () => {
  it('takes a code that is typed fast and ended', () => {
    expect(hear(scanned(CODE, 0))).toBe(`[${CODE}]`);
    expect(hear(scanned(CODE, 0, 50))).toBe(`[${CODE}]`);
    expect(hear(scanned('123456', 0))).toBe('[123456]');
  });
  it('gives a person every key, in order, also one who is quick', () => {
    expect(hear(typed('101', 0))).toBe('101');
    expect(hear([...typed('101', 0), { key: 'Enter', down: 300, up: 380 }])).toBe('101<Enter>');
    expect(hear([...typed('20.50', 0, 30), { key: 'Enter', down: 150, up: 200 }])).toBe('20.50<Enter>');
    expect(hear([...typed('1234567', 0, 60), { key: 'Enter', down: 420, up: 500 }])).toBe('1234567<Enter>');
    expect(hear([...typed('123456', 0, 20), { key: 'Backspace', down: 130, up: 140 }])).toBe('123456<Backspace>');
  });
  it('parts a code from what was typed before it and after it', () => {
    expect(hear([...typed('12', 0), ...scanned(CODE, 400), ...typed('3', 900)])).toBe(`12[${CODE}]3`);
    // Less than 50 ms after the last key.
    expect(hear([...typed('12', 0), ...scanned(CODE, 180)])).toBe(`12[${CODE}]`);
  });
  it('parts a finger on another keyboard from a code it falls into', () => {
    expect(hear([...scanned(CODE, 0), { key: '7', down: 22, up: 110 }])).toBe(`7[${CODE}]`);
    expect(hear([...scanned(CODE, 0), { key: '1', down: 11, up: 80 }, { key: '2', down: 33, up: 120 }])).toBe(
      `12[${CODE}]`,
    );
  });
  it('loses no key and makes none up, whatever is pressed', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('1', '2', 'a', '+', ' ', 'Enter', 'Escape'),
            fc.integer({ min: 1, max: 200 }),
            fc.integer({ min: 1, max: 200 }),
          ),
          {
            maxLength: 40,
          },
        ),
        (keys) => {
          let at = 0;
          const presses = keys.map(([key, gap, length]) => ({ key, down: (at += gap), up: at + length }));
          const signs = (text: string) =>
            Array.from(text.replace(/<\w+>|[[\]]/g, ''))
              .toSorted()
              .join('');
          expect(signs(hear(presses))).toBe(signs(presses.map(({ key }) => (key.length === 1 ? key : '')).join('')));
        },
      ),
    );
  });
  it('is not deceived by a key that is held down', () => {
    let held: WedgeState = [];
    for (let i = 0; i < 30; i += 1) {
      const step = wedgeDown(held, { key: '9', code: 'Digit9', at: i * 30, isRepeat: i > 0 });
      held = step.held;
      if (i > 0) expect(step.isTaken).toBe(false);
    }
    expect(wedgeDown(held, { key: 'Enter', code: 'Enter', at: 900, isRepeat: false }).scan).toBeNull();
  });
});
