import { hash } from 'node:crypto';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { renderSVG } from 'uqr';
import { parseOrderPath, proofBytes, proofSigned, proofText } from '../../shared/payment-order.ts';
import { openServerKey } from '../../market/server-key.ts';
import type { Stall } from './stall.ts';

/** A shopper's phone, with the wallet the simulated channel knows. */

const WECHAT = { 'user-agent': 'MicroMessenger/8.0.50' };

/** The address in the QR of the shopper's screen. */
export const urlOn = async (shopper: Page): Promise<string> =>
  (await shopper.locator('svg[data-qr]').getAttribute('data-qr')) ?? '';

/** Opens the address and pays. */
export async function pay(url: string): Promise<void> {
  await fetch(url, { headers: WECHAT });
  const answer = await fetch(`${url}/simulated`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ wallet: 'wechat' }),
  });
  expect(await answer.json()).toEqual({ result: 'paid' });
}

/** What the phone shows once it is paid. */
export async function paidPage(url: string): Promise<string> {
  let text = '';
  await expect
    .poll(async () => {
      text = await (await fetch(url, { headers: WECHAT })).text();
      return text.includes('<h1>已付款</h1>');
    })
    .toBe(true);
  return text;
}

const orderOf = (url: string) => {
  const order = parseOrderPath(url.split('/').at(-1) ?? '');
  if (order === null) throw new Error('no order');
  return { order: order.order, orderHash: hash('sha256', order.bytes, 'hex') };
};

/** A proof under the market's key that this order was paid, s: whether it was or not. */
export async function signedProof(stall: Stall, url: string, paidAt: number): Promise<string> {
  const { order, orderHash } = orderOf(url);
  const signer = await openServerKey(stall.serverKeyFile);
  const bytes = proofBytes({
    keyId: order.keyId,
    orderHash: orderHash.slice(0, 32),
    channel: 'wechat',
    paidFen: order.amountFen,
    paidAt,
  });
  return proofText(bytes, signer.signBytes(proofSigned(bytes)));
}

/** The proof on the phone: made here anew from the market's key, and compared with the QR of the page. */
export async function proofOn(stall: Stall, url: string, page: string): Promise<string> {
  const [row] = await stall.db.query<{ paid_at: string }>(
    'select paid_at from payment_attempts where order_hash = $1 and paid_at is not null',
    [orderOf(url).orderHash],
  );
  const text = await signedProof(stall, url, Math.floor(Number(row?.paid_at ?? 0) / 1_000));
  expect(page.includes(renderSVG(text, { border: 2, ecc: 'M' }))).toBe(true);
  return text;
}

/** The digits on the phone, for a stall without a scanner. */
export const codeOn = (page: string): string =>
  /<p class="code" aria-label="([\d ]+)"/.exec(page)?.[1]?.replaceAll(' ', '') ?? '';

/** A payment code (付款码) of the wallet, fresh each time. */
export async function paymentCode(stall: Stall): Promise<string> {
  const page = await (await fetch(`${stall.marketUrl}/phone/wechat/pays`)).text();
  const code = /\b1[0-5]\d{16}\b/.exec(page.replaceAll(/(?<=\d) (?=\d)/g, ''))?.[0];
  if (code === undefined) throw new Error('the phone shows no code');
  return code;
}
