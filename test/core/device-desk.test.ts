import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualRules } from '../../shared/scan.ts';
import { shownScan } from '../../shared/scan-shown.ts';
import type { JournalEntry } from '../../shared/records/journal.ts';
import { createStall, storedIn, until, type Stall } from './stall.ts';

let stall: Stall;
beforeEach(async () => {
  stall = createStall();
  await stall.open();
});
afterEach(() => stall.close());
const devices = async () => {
  await stall.must('devices.watch', {});
  return stall.see('devices');
};

describe('the printer as a device', () => {
  it('prints a test page that is no receipt, and says how it ended', async () => {
    await stall.must('printer.test', {});
    await until(devices, ({ printer }) => printer?.test === 'printed');
    expect(JSON.stringify(stall.printer.paper)).toContain('非销售凭证');
  });

  it('says what the printer says, and prints nothing later that was not printed', async () => {
    stall.printer.answer({ done: 'not_printed', why: 'paper out' });
    await stall.must('printer.test', {});
    await until(devices, ({ printer }) => printer?.test === 'not_printed');
    await stall.restart();
    await until(devices, ({ printer }) => printer?.state === 'failed' && printer.says === 'paper out');
    stall.printer.answer({ done: 'printed' });
    expect(stall.printer.paper).toEqual([]);
  });
});

it('tries the drawer with an entry of the journal, and owns that it has no switch', async () => {
  await stall.must('drawer.test', {});
  await until(devices, ({ drawer }) => drawer?.test === 'unsensed');
  expect(stall.printer.pulses()).toBe(1);
  expect(storedIn<JournalEntry>(stall.dir, 'journal')).toContainEqual(
    expect.objectContaining({ body: expect.objectContaining({ what: 'drawer_open' }) }),
  );
});

it('refuses to try a display that is not there', async () => {
  expect(await stall.call('display.test', {})).toEqual({ ok: false, refusal: { code: 'no_display' } });
});

describe('the last scan', () => {
  it('shows nothing of a payment code', async () => {
    const code = '134567890123456789';
    await stall.call('scan.read', { text: code, aim: null });
    const { scanner } = await devices();
    expect(scanner).toMatchObject({ read: 1, last: { kind: 'payment', by: 'keyboard' } });
    expect(scanner.last?.shown).toBe('•'.repeat(18));
    expect(JSON.stringify(scanner)).not.toContain(code.slice(0, 4));
  });

  it.each([
    ['a barcode as it is', '6901234567892', 'barcode', '6901234567892'],
    ['of a long number only its ends', '991234567890123456', 'barcode', '99••••••••••••••56'],
    ['of a text only what can be printed', 'a\u001bb', 'unknown', 'a·b'],
  ])('shows %s', (_what, text, kind, shown) => {
    expect(shownScan({ text, aim: null }, usualRules)).toMatchObject({ kind, shown });
  });
});
