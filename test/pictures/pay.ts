import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../setup/chromium.ts';
import { signedProof } from '../stories/shopper-phone.ts';
import { openStall } from '../stories/stall.ts';
import type { Stall } from '../stories/stall.ts';
import type { TestDatabase } from '../market/postgres.ts';
import { eventually } from '../setup/patience.ts';
import { FULL, PHONE, settle } from './stage.ts';
import type { Eye } from './stage.ts';

interface Scene {
  readonly stall: Stall;
  readonly vendor: Page;
  readonly shopper: Page;
  /** A page on a phone, in WeChat's browser unless told otherwise; shut by `picture`. */
  readonly phone: (url: string, userAgent?: string) => Promise<Page>;
  readonly picture: (page: Page, name: string) => Promise<void>;
}

const WECHAT = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50';
const CAMERA = 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile';
const strip = (page: Page, text: RegExp) => page.getByLabel('上一笔').getByText(text).waitFor();
const live = (selector: string): string => `${selector}:not([aria-disabled="true"])`;

/** Goods from the scale, so that the shopper's display looks as it does at a stall. */
async function weigh({ stall, vendor }: Scene, grams: number, product: string): Promise<void> {
  const before = await vendor.locator('[data-line]').count();
  await vendor.locator('[data-weighing="ready"]').waitFor();
  stall.bench.load(grams);
  await vendor.locator('[data-weighing="live"], [data-weighing="taken"]').first().waitFor();
  await vendor.locator('main [data-product]').filter({ hasText: product }).first().click();
  await vendor.locator('[data-line]').nth(before).waitFor();
  stall.bench.load(0);
  await vendor.locator('[data-weighing="ready"]').waitFor();
}
/** 顾客扫我; answers the address in the QR. */
async function showQr({ vendor, shopper }: Scene): Promise<string> {
  const seen = (await vendor.locator('[data-pending]').count()) > 0;
  const before = seen ? await vendor.locator('[data-pending]').getAttribute('data-pending') : '';
  await vendor.locator(live('[data-tender="scan"]')).click();
  await vendor.locator(`[data-pending]:not([data-pending="${before}"])`).waitFor();
  const text = await shopper.locator('svg[data-qr]').getAttribute('data-qr');
  if (text === null) throw new Error('no QR on the shopper’s display');
  return text;
}
const openCart = async (vendor: Page, sign: string): Promise<void> => {
  await vendor.locator(`[data-sign="${sign}"]`).click();
  await vendor.locator('[data-panel="pay"]').waitFor();
};
const shut = async (vendor: Page): Promise<void> => {
  // By touch: a key pressed would show the letters of all keys.
  await vendor.locator('[data-panel]').getByRole('button', { name: '关', exact: true }).click();
  await vendor.locator('[data-panel]').waitFor({ state: 'detached' });
};
const openOwed = async (vendor: Page): Promise<void> => {
  await vendor.getByRole('button', { name: /菜单/ }).first().click();
  await vendor.locator('[data-menu="owed"]').click();
  await vendor.locator('[data-panel="owed"]').waitFor();
};
/** The cart that waits for its payment. */
const openWaiting = async (vendor: Page): Promise<void> => {
  const sign = await vendor.locator('[data-sign][data-state="wait"]').first().getAttribute('data-sign');
  await openCart(vendor, sign ?? '');
};
const network = async ({ stall, vendor }: Scene, mode: 'online' | 'offline'): Promise<void> => {
  stall.bench.network(mode);
  // A till that was long without a line tries seldom.
  await vendor.locator(`[data-link="${mode}"]`).waitFor();
};
async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
}
/** The shopper pays without being looked at. */
async function pay(url: string): Promise<void> {
  await fetch(url, { headers: { 'user-agent': WECHAT } });
  await post(`${url}/simulated`, { wallet: 'wechat' });
}
/** Waits until the page behind the code says this. */
async function says(url: string, text: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const page = await (await fetch(url, { headers: { 'user-agent': WECHAT } })).text();
    if (page.includes(text)) return page;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
  throw new Error(`the phone never says ${text}`);
}
const onSticker = async ({ stall }: Scene, amountFen: number): Promise<void> => {
  const { path } = (await post(`${stall.marketUrl}/s/12/orders`, { amountFen })) as { readonly path: string };
  await pay(`${stall.marketUrl}${path}`);
};
/** The ten minutes of what is not paid are over: of all orders, once one has come from the till. */
const expire = (stall: Stall): Promise<unknown> =>
  eventually(async () => {
    const over = await stall.db.query(
      `update payment_orders set expires_at = 0 where ended = '' and paid_by is null and terminal > 0 returning order_hash`,
    );
    if (over.length === 0) throw new Error('no order has come up yet');
  });
/** A payment code of the shopper's wallet, held under the scanner. */
async function holdCode({ stall }: Scene, plan: 'password' | 'no_money'): Promise<void> {
  const page = await (await fetch(`${stall.marketUrl}/phone/wechat/${plan}`)).text();
  const code = /\b1[0-5]\d{16}\b/.exec(page.replaceAll(/(?<=\d) (?=\d)/g, ''))?.[0];
  if (code === undefined) throw new Error('the phone shows no code');
  stall.bench.scan(code);
}

async function online(scene: Scene): Promise<void> {
  const { vendor, shopper, phone, picture } = scene;
  await weigh(scene, 1_230, '番茄');
  const url = await showQr(scene);
  await picture(shopper, 'pay-waiting-shopper');
  await picture(await phone(url, CAMERA), 'pay-phone-choice');
  await picture(await phone(url), 'pay-phone-waiting');
  await weigh(scene, 640, '黄瓜');
  await picture(vendor, 'pay-waiting');
  await openCart(vendor, 'A');
  await picture(vendor, 'pay-waiting-keys');
  await shut(vendor);
  await pay(url);
  await strip(vendor, /A 已到账/);
  await picture(vendor, 'pay-paid');
  await picture(shopper, 'pay-paid-shopper');
  await says(url, '<h1>已付款</h1>');
  await picture(await phone(url), 'pay-phone-paid');
}

async function code(scene: Scene): Promise<void> {
  const { vendor, shopper, picture } = scene;
  await holdCode(scene, 'password');
  await vendor.locator('[data-pending]').getByText('等顾客在手机上确认').waitFor();
  await picture(vendor, 'pay-confirming');
  await picture(shopper, 'pay-confirming-shopper');
  await vendor.locator('[data-pending]').waitFor({ state: 'detached' });
  await weigh(scene, 850, '土豆');
  await holdCode(scene, 'no_money');
  await strip(vendor, /没扣到款/);
  await picture(vendor, 'pay-failed');
  await vendor.locator('[data-sign]').filter({ hasText: '挂单' }).first().click();
}

async function cutOff(scene: Scene): Promise<void> {
  const { vendor, shopper, phone, picture } = scene;
  await network(scene, 'offline');
  const url = await showQr(scene);
  await picture(shopper, 'pay-offline-shopper');
  await openWaiting(vendor);
  await picture(vendor, 'pay-offline-keys');
  await vendor.locator('[data-pay="code"]').click();
  const typed = async (digits: string): Promise<void> => {
    for (const digit of digits)
      await vendor.locator('[data-entry]').getByRole('button', { name: digit, exact: true }).click();
  };
  await typed('1000000');
  await vendor.getByText('还可以试 2 次').first().waitFor();
  await picture(vendor, 'pay-wrong-code');
  await pay(url);
  const page = await says(url, '<h1>已付款</h1>');
  await typed(/<p class="code" aria-label="([\d ]+)"/.exec(page)?.[1]?.replaceAll(' ', '') ?? '');
  await strip(vendor, /已到账/);
  await picture(vendor, 'pay-proven');
  await picture(shopper, 'pay-proven-shopper');

  // Cash while the code is open, and the shopper has paid all the same.
  await weigh(scene, 500, '番茄');
  const twice = await showQr(scene);
  await pay(twice);
  await says(twice, '<h1>已付款</h1>');
  await openWaiting(vendor);
  await vendor.locator('[data-pay="code"]').click();
  for (const left of [2, 1]) {
    await typed('1000000');
    await vendor.getByText(`还可以试 ${left} 次`).first().waitFor();
  }
  await typed('1000000');
  await vendor.locator('[data-entry]').getByText('请扫凭证码').waitFor();
  await picture(vendor, 'pay-keypad-shut');
  await shut(vendor);
  await openWaiting(vendor);
  await vendor.locator(live('[data-pay="cash"]')).click();
  await vendor.locator('[data-pending]').waitFor({ state: 'detached' });
  await network(scene, 'online');
  await vendor.getByRole('button', { name: '知道了' }).waitFor();
  await picture(vendor, 'pay-duplicate');
  await says(twice, '<h1>钱已退回</h1>');
  await picture(await phone(twice), 'pay-phone-returned');
  await openOwed(vendor);
  await picture(vendor, 'pay-duplicate-list');
  await vendor.locator('[data-surplus]').getByRole('button', { name: '知道了' }).click();
  await shut(vendor);
}

/** A proof under the market's own key for money that never came: no honest phone shows one. */
async function unfounded(scene: Scene): Promise<void> {
  const { stall, vendor, picture } = scene;
  await network(scene, 'offline');
  await weigh(scene, 620, '茄子');
  const url = await showQr(scene);
  stall.bench.scan(await signedProof(stall, url, Math.floor(Date.now() / 1_000)));
  await strip(vendor, /已到账/);
  await network(scene, 'online');
  await expire(stall);
  await vendor.locator('[data-owed="differing"]').waitFor();
  await picture(vendor, 'pay-differs');
  await openOwed(vendor);
  await picture(vendor, 'pay-differs-list');
  await shut(vendor);
}

async function letGo(scene: Scene): Promise<void> {
  const { vendor, phone, picture } = scene;
  await weigh(scene, 760, '番茄');
  await showQr(scene);
  await vendor.locator(live('[data-release]')).click();
  await vendor.locator('[data-owed="unpaid"]').waitFor();
  await picture(vendor, 'pay-unpaid');
  await openOwed(vendor);
  await picture(vendor, 'pay-unpaid-list');
  await shut(vendor);

  // Taken back, and expired.
  await weigh(scene, 900, '黄瓜');
  const dropped = await showQr(scene);
  await fetch(dropped, { headers: { 'user-agent': WECHAT } });
  await openWaiting(vendor);
  await vendor.locator(live('[data-pay="drop"]')).click();
  await vendor.locator('[data-pending]').waitFor({ state: 'detached' });
  await says(dropped, '<h1>不用付了</h1>');
  await picture(await phone(dropped), 'pay-phone-closed');
  const late = await showQr(scene);
  await fetch(late, { headers: { 'user-agent': WECHAT } });
  await expire(scene.stall);
  await strip(vendor, /码过期了/);
  await picture(vendor, 'pay-expired');
  await says(late, '<h1>这个码过期了</h1>');
  await picture(await phone(late), 'pay-phone-expired');
}

async function sticker(scene: Scene): Promise<void> {
  const { stall, vendor, phone, picture } = scene;
  await weigh(scene, 900, '黄瓜');
  // The cart whose code has expired is parked, and comes to the same.
  const due = Number(await vendor.locator('[data-due]').getAttribute('data-due'));
  await picture(await phone(`${stall.marketUrl}/s/12`), 'pay-phone-sticker');
  await onSticker(scene, due);
  await vendor.locator('[data-claim]').first().waitFor();
  await picture(vendor, 'pay-which');
  await vendor.locator('[data-claim]').first().click();
  await strip(vendor, /已到账/);
  await onSticker(scene, 1_350);
  await openOwed(vendor);
  await vendor.locator('[data-arrival]').getByText('无主到账').waitFor();
  await picture(vendor, 'pay-nobodys');
  await shut(vendor);
}

/** Money on the printed code for what was keyed as cash: the close of the day names the sale. */
async function wrongKey(scene: Scene): Promise<void> {
  const { vendor, picture } = scene;
  await weigh(scene, 1_150, '番茄');
  const due = Number(await vendor.locator('[data-due]').getAttribute('data-due'));
  await vendor.locator(live('[data-tender="cash"]')).click();
  await vendor.getByText('还没有货').waitFor();
  await onSticker(scene, due);
  await vendor.getByRole('button', { name: /菜单/ }).first().click();
  await vendor.locator('[data-menu="day"]').click();
  await vendor.locator('[data-wrong]').first().waitFor();
  await picture(vendor, 'day-differences');
  await shut(vendor);
}

async function part(scene: Scene): Promise<void> {
  const { vendor, shopper, picture } = scene;
  await vendor.locator(live('[data-tender="more"]')).click();
  await vendor.locator('[data-panel="more"]').getByRole('button', { name: '3', exact: true }).click();
  await vendor.locator(live('[data-take="card"]')).click();
  await vendor.locator('[data-part]').waitFor();
  await picture(vendor, 'pay-part');
  await picture(shopper, 'pay-part-shopper');
}

/**
 * Being paid in every state of its money, at the vendor's, on the shopper's display and on a shopper's phone, before `eye`. The real till, market and windows; the
 * channels are simulated, and everything they touch says so. `database`: outside of a test run.
 */
export async function playPayments(eye: Eye, database?: TestDatabase): Promise<void> {
  const stall = await openStall({ payments: 'simulated', ...(database === undefined ? {} : { database }) });
  let browser: Browser | null = null;
  const picture: Scene['picture'] = async (page, name) => {
    await settle();
    await eye(page, { name });
    if (page.viewportSize()?.width === PHONE.width) await page.context().close();
  };
  try {
    await stall.start({ enrol: true });
    const vendor = await stall.open('vendor', FULL);
    const shopper = await stall.open('customer', FULL);
    await vendor.locator('[data-tender="scan"]').waitFor();
    const phones = await launchChromium();
    browser = phones;
    const phone: Scene['phone'] = async (url, userAgent = WECHAT) => {
      const context = await phones.newContext({ viewport: PHONE, locale: 'zh-CN', userAgent, isMobile: true });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    };
    const scene: Scene = { stall, vendor, shopper, phone, picture };
    for (const play of [online, code, cutOff, letGo, sticker, part, unfounded, wrongKey]) await play(scene);
  } finally {
    await browser?.close();
    await stall.stop();
  }
}
