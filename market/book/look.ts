import { escapeHtml, FONT, framed, TOKENS } from '../html.ts';
import type { BookTexts } from './text.ts';

/** A page of the vendor's phone. */
export const bookDocument = ({ language }: BookTexts, title: string, body: string): string =>
  framed({ title, language, styles: [FONT, TOKENS, '/book/book.css'], isPhone: true }, body);

/** The same page in the other language. `query`: what else its address says, safe as it is. */
export const languageLink = ({ other }: BookTexts, query = ''): string =>
  `<a class="language" href="?${query}lang=${other.language}" hreflang="${other.language}" lang="${other.language}">${other.name}</a>`;

/** The way in: a code that the stall's terminal shows. `said`: what was wrong with the last one. */
export const loginPage = (t: BookTexts, code: string, said: string): string =>
  bookDocument(
    t,
    t.enter.title,
    `<main class="enter"><h1>${t.enter.title}</h1>
${said === '' ? '' : `<p class="note stop" role="alert">${escapeHtml(said)}</p>`}
<form method="post" action="/book/login">
<label for="code">${t.enter.code}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" pattern="[0-9 ]*" required value="${escapeHtml(code)}">
<button class="key">${t.enter.go}</button>
</form>
<p class="soft">${t.enter.hint}</p><p>${languageLink(t, code === '' ? '' : `code=${escapeHtml(code)}&amp;`)}</p></main>`,
  );

export const saidPage = (t: BookTexts, { title, text }: { readonly title: string; readonly text: string }): string =>
  bookDocument(
    t,
    title,
    `<main class="enter"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p><a class="key" href="/book">${t.backToBooks}</a></p></main>`,
  );

export const row = (name: string, figure: string, small = '', kind = ''): string =>
  `<tr class="${kind}"><th scope="row">${name}${small === '' ? '' : `<small>${small}</small>`}</th><td class="n">${figure}</td></tr>`;
export const card = (title: string, body: string, id = ''): string =>
  body === '' ? '' : `<section class="card"${id === '' ? '' : ` id="${id}"`}><h2>${title}</h2>${body}</section>`;
