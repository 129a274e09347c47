// Looks for news of the order, opens the wallet once, and lets a simulated one pay. Without this script the page is right, and is loaded anew by hand.
const { path, version } = document.body.dataset;
const hint = document.getElementById('hint');
const say = (text) => {
  if (hint !== null) hint.textContent = text;
};

async function look() {
  if (path === undefined || document.hidden) return;
  try {
    const answer = await fetch(`${path}/state`, { cache: 'no-store' });
    const state = await answer.json();
    if (answer.ok && state.version !== version) location.replace(path + (state.isOver ? '' : location.search));
  } catch {
    say('网络不通，正在重试…');
  }
}
if (path !== undefined) {
  setInterval(() => void look(), 1500);
  document.addEventListener('visibilitychange', () => void look());
}

// Inside WeChat or Alipay: their own call. It is made once by itself; the key is there to make it again.
const call = document.getElementById('call');
function pay() {
  const wish = JSON.parse(call.dataset.arguments ?? '{}');
  const done = (result) => {
    const code = String(result?.err_msg ?? result?.resultCode ?? '');
    if (/ok$|9000/.test(code)) say('已付，正在等银行确认…');
    else if (/cancel|6001/.test(code)) say('还没付。要付就再按一次。');
    else say('没付成，请再按一次，或换一种付款方式。');
    void look();
  };
  if (call.dataset.wallet === 'alipay') window.AlipayJSBridge.call('tradePay', wish, done);
  else window.WeixinJSBridge.invoke('getBrandWCPayRequest', wish, done);
}
if (call !== null) {
  call.addEventListener('click', () => {
    if (window.WeixinJSBridge ?? window.AlipayJSBridge) pay();
    else say('请用微信或支付宝的“扫一扫”打开这一页。');
  });
  const first = () => {
    const key = `paid:${call.dataset.arguments}`;
    if (sessionStorage.getItem(key) !== null) return;
    sessionStorage.setItem(key, '1');
    pay();
  };
  if (window.WeixinJSBridge ?? window.AlipayJSBridge) first();
  else
    for (const ready of ['WeixinJSBridgeReady', 'AlipayJSBridgeReady'])
      document.addEventListener(ready, first, { once: true });
}

const mock = document.getElementById('mock');
async function payMock() {
  mock.disabled = true;
  try {
    const answer = await fetch(`${path}/simulated`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ wallet: mock.dataset.wallet }),
    });
    if (!answer.ok) say('这一单现在付不了，正在看看…');
  } catch {
    say('网络不通，请再按一次。');
  }
  mock.disabled = false;
  void look();
}
mock?.addEventListener('click', () => void payMock());

const sticker = document.getElementById('sticker');
async function order() {
  const why = document.getElementById('why');
  const tell = (text) => {
    why.textContent = text;
    why.hidden = text === '';
  };
  const [, yuan, fen = ''] = /^(\d{1,6})(?:[.。](\d{0,2}))?$/.exec(document.getElementById('yuan').value.trim()) ?? [];
  const amountFen = yuan === undefined ? 0 : Number(yuan) * 100 + Number(fen.padEnd(2, '0'));
  if (amountFen === 0) {
    tell('请填金额，如 12.50');
    return;
  }
  if (amountFen > Number(sticker.dataset.max)) {
    tell(`固定码一次最多付 ${Number(sticker.dataset.max) / 100} 元，请让摊主出一个收款码。`);
    return;
  }
  try {
    const answer = await fetch(`${sticker.dataset.path}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amountFen }),
    });
    const made = await answer.json();
    if (answer.ok) location.assign(made.path);
    else tell(made.text ?? '现在付不了，请再试。');
  } catch {
    tell('网络不通，请再试。');
  }
}
sticker?.addEventListener('submit', (event) => {
  event.preventDefault();
  void order();
});
