import { renderSVG } from 'uqr';
import { shanghaiTime } from '../../shared/day.ts';
import { fenText, yuanText } from '../../shared/money.ts';
import type { ProofChannel } from '../../shared/payment-order.ts';
import type { PaymentMark } from '../../shared/records/market.ts';
import { escapeHtml, framed, TOKENS } from '../html.ts';
import type { Invitation } from '../payments/channel.ts';
import type { Proof } from '../payments/proofs.ts';
import { walletNames } from './wallet.ts';

/** What a page for shoppers is about. */
export interface PayView {
  /** `12号摊 老王蔬菜`. */
  readonly stall: string;
  readonly mark: PaymentMark;
  /** Address of this page without query, and what tells it to look again. */
  readonly path: string;
  readonly version: string;
  readonly isSimulated: boolean;
}

/** A whole page of `pay/`: large type, one thing to do. `watch`: the page looks for news by itself. */
export const payDocument = (title: string, body: string, watch: Pick<PayView, 'path' | 'version'> | null): string =>
  framed(
    {
      title,
      // Without the font of the console, which a shopper's line would wait for.
      styles: [TOKENS, '/pay/pay.css'],
      script: '/pay/pay.js',
      isPhone: true,
      ...(watch === null
        ? {}
        : { attributes: `data-path="${escapeHtml(watch.path)}" data-version="${escapeHtml(watch.version)}"` }),
    },
    `<main>
${body}
</main>`,
  );

/** A page that only says why there is nothing to pay. */
export const sayPage = (title: string, text: string): string =>
  payDocument(
    title,
    `<section class="say stop"><b>!</b><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></section>`,
    null,
  );

/** Whom it pays: the heading of a page that has no other. */
const who = ({ stall, isSimulated }: Pick<PayView, 'stall' | 'isSimulated'>, tag: 'h1' | 'p' = 'p'): string =>
  `${isSimulated ? '<p class="mock">模拟 · 不是真的付款</p>' : ''}
<${tag} class="stall">${escapeHtml(stall)}</${tag}>`;
const amount = ({ mark }: PayView): string => `<p class="amount"><small>¥</small>${fenText(mark.amountFen)}</p>`;
const head = (view: PayView, tag?: 'h1'): string => `${who(view, tag)}${amount(view)}`;

const qr = (text: string, label: string): string =>
  `<figure class="qr" role="img" aria-label="${label}">${renderSVG(text, { border: 2, ecc: 'M' })}</figure>`;

/** In fours, as on the till's keypad. */
const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ');

/**
 * The order is paid: what the shopper shows at the stall, the receipt QR first, for the scanner, and the digits if there is none. `proof` null:
 * money on the printed code, the stall hears of it itself.
 */
export function paidPage(view: PayView, proof: Proof | null): string {
  const { mark } = view;
  const when = mark.paidAt === null ? '' : `<p class="soft">${shanghaiTime(mark.paidAt)} 到账</p>`;
  const late = mark.state === 'late' ? '<p class="note">付款时码已过期，请让摊主确认这一单。</p>' : '';
  const part =
    mark.state === 'part_returned' ? `<p class="note">其中 ${yuanText(mark.returnedFen)} 已退回您的账户。</p>` : '';
  const show =
    proof === null
      ? '<p class="do">给摊主看这一页。</p>'
      : `<section class="proof">
<p class="do">摊主没听到到账？让他扫：</p>
${qr(proof.receipt, '付款凭证')}
<p class="do">扫不了，就报这个数：</p>
<p class="code" aria-label="${proof.code.split('').join(' ')}">${grouped(proof.code)}</p>
<p class="soft">关掉也不要紧：再扫一次摊位的码，还会显示。</p>
</section>`;
  return payDocument(
    '已付款',
    `${who(view)}<section class="say ok"><b>✓</b><h1>已付款</h1>${amount(view)}${when}</section>${late}${part}${show}`,
    view,
  );
}

/** The wallet has invited: one large key. The script presses it once by itself. */
export function invitedPage(view: PayView, wallet: ProofChannel, invitation: Invitation, isInside: boolean): string {
  const name = walletNames[wallet];
  const key =
    invitation.kind === 'call'
      ? `<button class="key ${wallet}" id="call" data-wallet="${wallet}" data-arguments="${escapeHtml(JSON.stringify(invitation.arguments))}">${name}付款</button>`
      : isInside || wallet === 'alipay'
        ? `<a class="key ${wallet}" id="open" href="${escapeHtml(invitation.url)}" rel="noreferrer">打开${name}付款</a>`
        : '';
  const text = invitation.kind === 'url' ? invitation.url : '';
  const code = text === '' || isInside ? '' : `<p class="do">或用${name}扫：</p>${qr(text, `${name}收款码`)}`;
  const mock = view.isSimulated
    ? `<button class="key mock" id="mock" data-wallet="${wallet}">模拟${name}付款</button><p class="soft">模拟渠道：按一下就当付了，没有真钱。</p>`
    : '';
  return payDocument(
    '付款',
    `${head(view, 'h1')}${mock === '' ? key : mock}${view.isSimulated ? '' : code}<p class="soft" id="hint">付完会自动显示“已付款”。</p>`,
    view,
  );
}

/** In no wallet's browser: which one to pay with. `offered`: wallets this phone can open from here. */
export function choicePage(view: PayView, offered: readonly ProofChannel[]): string {
  const keys = offered
    .map(
      (wallet) =>
        `<a class="key ${wallet}" href="${escapeHtml(view.path)}?wallet=${wallet}" rel="noreferrer">${view.isSimulated ? '模拟' : ''}${walletNames[wallet]}付款</a>`,
    )
    .join('\n');
  const hint = view.isSimulated
    ? ''
    : '<p class="note">微信、云闪付、数字人民币：打开它们的“扫一扫”，扫摊位屏幕上的这个码。</p>';
  return payDocument('付款', `${head(view, 'h1')}${keys}${hint}`, view);
}

/** Nothing to do now; the page looks again. */
export const waitPage = (view: PayView, title: string, text: string): string =>
  payDocument(title, `${head(view)}<section class="say wait"><b>…</b><h1>${title}</h1><p>${text}</p></section>`, view);

export const overPage = (view: PayView, title: string, text: string): string =>
  payDocument(title, `${head(view)}<section class="say stop"><b>!</b><h1>${title}</h1><p>${text}</p></section>`, view);

/** The stall's printed code: the shopper keys what is owed. */
export const stickerPage = (stall: string, path: string, isSimulated: boolean, maxFen: number): string =>
  payDocument(
    '付款',
    `${who({ stall, isSimulated }, 'h1')}
<form id="sticker" data-path="${escapeHtml(path)}" data-max="${maxFen}">
<label for="yuan">付多少钱？</label>
<p class="amount"><small>¥</small><input id="yuan" inputmode="decimal" autocomplete="off" maxlength="7" placeholder="0.00" aria-describedby="why"></p>
<button class="key wechat" id="go" type="submit">去付款</button>
<p class="note" id="why" hidden></p>
</form>
<p class="soft">请先问清摊主金额。</p>`,
    null,
  );

/** The sheet to print and put up at the stall. */
export const sheetPage = (stall: string, url: string, isSimulated: boolean): string =>
  payDocument(
    '固定收款码',
    `<section class="sheet">${who({ stall, isSimulated }, 'h1')}${qr(url, '固定收款码')}<p class="do">微信 · 支付宝 · 云闪付 扫一扫</p></section>`,
    null,
  );

/** What the owner of a simulated phone will do when its code is scanned. */
export type MockPlan = 'pays' | 'password' | 'cancels' | 'nothing' | 'no_money';
const planNames: Readonly<Record<MockPlan, string>> = {
  pays: '免密，马上付',
  password: '要输密码，8 秒后付',
  cancels: '要输密码，8 秒后取消',
  nothing: '要输密码，一直不动',
  no_money: '余额不足',
};
const mockHead = (tag: 'h1' | 'p'): string => `<${tag} class="mock">模拟手机 · 没有真钱</${tag}>`;

/** The home of a simulated phone: what stalls show just now, as if scanned, and the wallets that show a code. */
export const mockPhonePage = (
  shown: readonly { readonly path: string; readonly stall: string; readonly fen: number }[],
  wallets: readonly ProofChannel[],
): string =>
  payDocument(
    '模拟手机',
    `${mockHead('h1')}<p class="do">扫摊位屏幕上的码：</p>
${
  shown.length === 0
    ? '<p class="soft">现在没有摊位在等人扫码。</p>'
    : `<ul class="plans">
${shown.map(({ path, stall, fen }) => `<li><a href="${escapeHtml(path)}">${escapeHtml(stall)}　<b>${yuanText(fen)}</b></a></li>`).join('\n')}
</ul>`
}
<p class="do">或给摊主看付款码：</p>
${wallets.map((wallet) => `<a class="key ${wallet}" href="/phone/${wallet}/pays">模拟${walletNames[wallet]}付款码</a>`).join('\n')}`,
    null,
  );

/** A payment code of a simulated wallet; each time the page is opened it is another one. */
export function mockCodePage(wallet: ProofChannel, plan: MockPlan, code: string): string {
  const others = (Object.keys(planNames) as MockPlan[]).map((one) =>
    one === plan
      ? `<li><strong>${planNames[one]}</strong></li>`
      : `<li><a href="/phone/${wallet}/${one}">${planNames[one]}</a></li>`,
  );
  return payDocument(
    '模拟付款码',
    `${mockHead('p')}<h1 class="stall">模拟${walletNames[wallet]}付款码</h1>
${qr(code, '付款码')}
<p class="digits">${code.match(/.{1,4}/g)?.join(' ') ?? code}</p>
<p class="do">扫了以后，这位顾客会：</p>
<ul class="plans">
${others.join('\n')}
</ul>
<p class="do">一个码只能用一次：</p>
<ul class="plans"><li><a href="/phone/${wallet}/${plan}">换一个码</a></li><li><a href="/phone">回到模拟手机</a></li></ul>`,
    null,
  );
}
