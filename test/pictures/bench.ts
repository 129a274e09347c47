import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../setup/chromium.ts';
import { FULL, setLook, settle } from './stage.ts';
import type { Eye } from './stage.ts';

const till = join(import.meta.dirname, '../../electron/headless.ts');

/** The virtual bench of a till that has one, before `eye`: empty, and after a sale whose receipt lies there. */
export async function playBench(eye: Eye): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-bench-'));
  const child = spawn(process.execPath, [till, '--dir', dir, '--virtual', '--trade', 'vegetables'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
    await vendor.locator('[data-weighing="ready"]').waitFor();
    await eye(bench, { name: 'bench-empty' });
    const slider = bench.locator('input[type="range"]');
    await slider.fill('1245');
    await slider.blur();
    await vendor.locator('[data-weighing="live"]').waitFor();
    await vendor.locator('main [data-product]').filter({ hasText: '番茄' }).first().click();
    await vendor.locator('[data-panel="price"]').getByRole('button', { name: '5', exact: true }).click();
    await vendor.locator('[data-enter="from_now"][aria-disabled="false"]').click();
    await vendor.locator('[data-line]').first().waitFor();
    await vendor.locator('[data-tender="cash"][aria-disabled="false"]').click();
    await vendor.locator('[data-keys="P"]').click();
    await bench.getByText('番茄').first().waitFor();
    await settle(1_000);
    await eye(bench, { name: 'bench' });
  } finally {
    await browser.close();
    child.kill();
    await ended;
    rmSync(dir, { recursive: true, force: true });
  }
}
