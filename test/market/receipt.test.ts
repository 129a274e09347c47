import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SaleEntry } from '../../shared/records/journal.ts';
import { codeOf, receiptPath, receiptText } from '../../shared/receipt-code.ts';
import { joinedTerminal } from './client.ts';
import type { TestTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';

describe('a shopper checks a receipt', () => {
  let market: TestMarket;
  let terminal: TestTerminal;
  beforeAll(async () => {
    market = await testMarket();
    terminal = await joinedTerminal(market, '12');
  });
  afterAll(() => market.stop());

  const nextSale = () => terminal.sale(market.now()) as SaleEntry;
  const path = (entry: SaleEntry, changed: { readonly payableFen?: number } = {}): string => {
    const code = codeOf(entry);
    return receiptPath({ ...code, ...changed }, terminal.sign(receiptText(code)));
  };
  const open = async (code: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${market.url}/r/${code}`);
    return { status: answer.status, text: await answer.text() };
  };

  test('the address comes down to the terminals', async () => {
    const { documents } = await terminal.pull('policy', null, 1000);
    const policy = documents.find(({ id }) => id === 'market') as unknown as { market: { receiptHost: string } };
    expect(policy.market.receiptHost).toBe(market.url);
  });

  test('of a stall that is offline: the receipt is true, the lines come later', async () => {
    const entry = nextSale();
    const before = await open(path(entry));
    expect(before.text).toContain('小票是真的');
    expect(before.text).toContain('还没联网上传');
    await terminal.push([entry]);
    const after = await open(path(entry));
    expect(after.text).toContain('与市场收到的账一致');
    expect(after.text).toContain(entry.body.lines[0]?.name ?? '?');
  });

  test('with another amount, cut, or of nobody: it is not a receipt of this market', async () => {
    const entry = nextSale();
    await terminal.push([entry]);
    for (const code of [path(entry, { payableFen: 1 }), path(entry).slice(0, -4), 'hello', '%3Cscript%3E']) {
      const page = await open(code);
      expect([code, page.status]).toEqual([code, 404]);
      expect(page.text).not.toContain('<script>');
    }
  });

  test('whose number is another sale in the market: said, and nothing of that sale is shown', async () => {
    const entry = nextSale();
    await terminal.push([entry]);
    const twin: SaleEntry = { ...entry, hash: 'f'.repeat(64) };
    const page = await open(path(twin));
    expect(page.text).toContain('和市场收到的不一样');
    expect(page.text).not.toContain(entry.body.lines[0]?.name ?? '?');
  });
});
