import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../setup/chromium.ts';
import type { TestDatabase } from '../market/postgres.ts';
import { openStall } from '../stories/stall.ts';
import { FULL, setLook, settle } from './stage.ts';
import type { Eye } from './stage.ts';

const till = join(import.meta.dirname, '../../electron/headless.ts');

/** The virtual bench of a till that has one, before `eye`: empty, after a sale whose receipt lies there, and Z of the day on paper. `database`: outside of a test run. */
export async function playBench(eye: Eye, database?: TestDatabase): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  const stall = await openStall({
    payments: 'simulated',
    ...(database === undefined ? {} : { database }),
  });
  const args = ['--virtual', '--trade', 'vegetables', '--server', stall.marketUrl, '--enrol-code', await stall.code()];
  const child = spawn(process.execPath, [till, '--dir', dir, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const browser = await launchChromium();
  try {
    const links = await new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        const found = new Map([...out.matchAll(/^(vendor|bench) (http:\S+)$/gm)].map((m) => [m[1] ?? '', m[2] ?? '']));
        if (found.size === 2) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the till ended with ${code}`)));
    });
    const open = async (role: string) => {
      const page = await browser.newPage({ viewport: FULL, reducedMotion: 'reduce', locale: 'zh-CN' });
      await page.goto(links.get(role) ?? '');
      await setLook(page, {});
      return page;
    };
    const vendor = await open('vendor');
    const bench = await open('bench');
    const weigh = async (grams: number, name: string): Promise<void> => {
      const before = await vendor.locator('[data-line]').count();
      await bench.locator('input[type="range"]').fill(`${grams}`);
      await bench.locator('input[type="range"]').blur();
      await vendor.locator('[data-weighing="live"], [data-weighing="taken"]').first().waitFor();
      await vendor.locator('main [data-product]').filter({ hasText: name }).first().click();
      await vendor.locator('[data-line]').nth(before).waitFor();
    };
    const lift = async (): Promise<void> => {
      await bench.locator('input[type="range"]').fill('0');
      await bench.locator('input[type="range"]').blur();
      await vendor.locator('[data-weighing="ready"]').waitFor();
    };
    const take = async (): Promise<void> => {
      await vendor.locator('[data-tender="cash"][aria-disabled="false"]').click();
      await vendor.getByText('还没有货').waitFor();
    };
    await vendor.locator('[data-weighing="ready"]').waitFor();
    await vendor.locator('[data-tender="scan"]').waitFor();
    await eye(bench, { name: 'bench-empty' });
    await weigh(1_245, '番茄');
    await take();
    await vendor.locator('[data-keys="P"]').click();
    await bench.getByText('番茄').first().waitFor();
    await settle(1_000);
    await eye(bench, { name: 'bench' });

    await bench.getByRole('button', { name: '撕纸' }).click();
    await lift();
    for (const basket of [
      ['青菜', '土豆'],
      ['冬瓜', '胡萝卜', '香菇'],
      ['黄瓜', '小葱'],
    ]) {
      for (const [i, name] of basket.entries()) {
        await weigh(640 + 385 * i, name);
        await lift();
      }
      await take();
    }
    await vendor.locator('body').press('F10');
    await vendor.locator('[data-menu="day"]').click();
    await vendor.getByRole('button', { name: '确认日结' }).click();
    await vendor.getByText('已日结，第 1 号').waitFor();
    await vendor.getByRole('button', { name: '打日结单' }).click();
    const paper = bench.locator('[data-paper]');
    await paper.getByText('链').waitFor();
    await settle(1_000);
    await eye(bench, { name: 'day-z', part: '[data-paper]' });
  } finally {
    await browser.close();
    child.kill();
    await ended;
    await stall.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
