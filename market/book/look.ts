import { escapeHtml, FONT, framed, TOKENS } from '../html.ts';

/** Chinese first, English beside it. */
export const both = (zh: string, en: string): string => `${zh} <i lang="en">${en}</i>`;

/** A page of the vendor's phone. */
export const bookDocument = (title: string, body: string): string =>
  framed({ title, styles: [FONT, TOKENS, '/book/book.css'], isPhone: true }, body);

/** The way in: a code that the stall's terminal shows. `said`: what was wrong with the last one. */
export const loginPage = (code: string, said: string): string =>
  bookDocument(
    '摊主查账',
    `<main class="enter"><h1>${both('摊主查账', 'Stall books')}</h1>
${said === '' ? '' : `<p class="note stop" role="alert">${escapeHtml(said)}</p>`}
<form method="post" action="/book/login">
<label for="code">${both('收银机上的 8 位数', 'The 8 digits on the till')}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" pattern="[0-9 ]*" required value="${escapeHtml(code)}">
<button class="key">${both('进入', 'Enter')}</button>
</form>
<p class="soft">在收银机上点 菜单 → 手机查账，会显示 8 位数，5 分钟内用一次。<br><span lang="en">On the till: Menu → Books on the phone. Good for five minutes, once.</span></p></main>`,
  );

export const saidPage = (title: string, text: string): string =>
  bookDocument(
    title,
    `<main class="enter"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p><a class="key" href="/book">${both('回到账本', 'Back')}</a></p></main>`,
  );

export const row = (name: string, figure: string, small = '', kind = ''): string =>
  `<tr class="${kind}"><th scope="row">${name}${small === '' ? '' : `<small>${small}</small>`}</th><td class="n">${figure}</td></tr>`;
export const card = (title: string, body: string, id = ''): string =>
  body === '' ? '' : `<section class="card"${id === '' ? '' : ` id="${id}"`}><h2>${title}</h2>${body}</section>`;
