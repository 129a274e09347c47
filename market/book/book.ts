import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from '../../shared/catalogue.ts';
import { dayLines } from '../../shared/day-paper.ts';
import { businessDay, startOfDay } from '../../shared/day.ts';
import { API } from '../../shared/wire.ts';
import { good, refused } from '../answer.ts';
import type { Database } from '../database/connection.ts';
import { safety } from '../html.ts';
import { createLimiter } from '../limiter.ts';
import { hasMoney } from '../payments/state.ts';
import { acceptDifference } from '../reconcile/accept.ts';
import { readDifference } from '../reconcile/book.ts';
import { signedRoute } from '../request.ts';
import { bookCookie, enter, issueBookCode, leave, stallOfSession } from './access.ts';
import { isOf, laterOf, readBookDay, readDaySums } from './figures.ts';
import type { BookOf } from './journal.ts';
import { csvOf, xlsxOf } from './files.ts';
import { languageFor, languageOf } from '../language.ts';
import { loginPage, saidPage } from './look.ts';
import { monthOf, monthPlus, readMonth } from './month.ts';
import { monthPage } from './month-page.ts';
import { dayPage, salePage, salesPage } from './pages.ts';
import { paperPdf } from './paper.ts';
import { paymentsOf, readSale, readSales } from './sales.ts';
import { exportKinds, readSheet } from './tables.ts';
import { bookTexts } from './text.ts';
import type { BookTexts } from './text.ts';

export interface BookOptions {
  readonly db: Database;
  readonly market: number;
  readonly now: () => number;
  readonly resourcesDir: string;
  /** How phones reach this server, without a slash at its end; asked when it listens. */
  readonly host: () => string;
}

/** Of one address; a code has 10⁸ values and lives five minutes. */
const TRIES_PER_MINUTE = 10;
const CODES_PER_MINUTE = 6;
const EXPORTS_PER_MINUTE = 30;
const RUN_DAYS = 14;
const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 92;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const headers = {
  ...safety,
  'content-security-policy': safety['content-security-policy'].replace("form-action 'none'", "form-action 'self'"),
};
const languages = { cookie: 'stall_book_lang', path: '/book' } as const;
const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && businessDay(startOfDay(text)) === text;
const html = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply.code(status).headers(headers).type('text/html; charset=utf-8').send(text);

/** 移动端查账: the stall's books on its vendor's phone. The way in is a code that a terminal of the stall shows, once. */
export async function addBook(app: FastifyInstance, options: BookOptions): Promise<void> {
  const { db, market, now, resourcesDir, host } = options;
  const tries = createLimiter({ perMinute: TRIES_PER_MINUTE, now });
  const codes = createLimiter({ perMinute: CODES_PER_MINUTE, now });
  const exported = createLimiter({ perMinute: EXPORTS_PER_MINUTE, now });
  const table = readCsv(await readFile(join(resourcesDir, 'catalogue', 'categories.csv'), 'utf8')).records;
  const categories = new Map(table.slice(1).map(([id = '', , shortName = '']) => [id, shortName]));
  const categoryName = (id: string): string => categories.get(id) ?? id;

  app.post(
    `${API}/book/code`,
    signedRoute(
      db,
      market,
      now,
    )(async (terminal) => {
      const key = String(terminal.terminal);
      if (!codes.open(key)) return refused(429, 'too_many');
      codes.count(key);
      const { code, expiresAt } = await issueBookCode({ db, market, now }, terminal);
      return good({ code, expiresAt, url: `${host()}/book?code=${code}` });
    }),
  );

  await app.register((page, _options, ready) => {
    page.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4_096 },
      (_request, body, done) => {
        done(null, new URLSearchParams(String(body)));
      },
    );
    addPages(page);
    ready();
  });

  function addPages(page: FastifyInstance): void {
    const isSecure = (): boolean => host().startsWith('https:');
    /** Runs for whoever is in; shows the way in to all others. */
    const inside =
      (handle: (of: BookOf, request: FastifyRequest, reply: FastifyReply, t: BookTexts) => Promise<FastifyReply>) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const t = bookTexts[languageFor(request, reply, languages)];
        const stall = await stallOfSession({ db, market, now }, request);
        if (stall === null) {
          const { code } = request.query as { readonly code?: unknown };
          return html(reply, 401, loginPage(t, typeof code === 'string' && /^\d{8}$/.test(code) ? code : '', ''));
        }
        return handle({ db, market, stall }, request, reply, t);
      };
    const nameOf = async ({ stall }: BookOf): Promise<string> =>
      (
        await db
          .selectFrom('stalls')
          .select('name')
          .where('market', '=', market)
          .where('stall', '=', stall)
          .executeTakeFirstOrThrow()
      ).name;
    const dayOf = (request: FastifyRequest): string => {
      const { day } = request.query as { readonly day?: unknown };
      const today = businessDay(now());
      return isDay(day) && day <= today ? day : today;
    };

    page.get('/book/book.css', async (_request, reply) =>
      reply
        .headers(headers)
        .type('text/css; charset=utf-8')
        .send(await readFile(fileURLToPath(new URL('../web/book.css', import.meta.url)))),
    );
    page.post('/book/login', async (request, reply) => {
      const t = bookTexts[languageOf(request, languages)];
      if (!tries.open(request.ip)) return html(reply, 429, loginPage(t, '', t.enter.tooOften));
      const code = request.body instanceof URLSearchParams ? (request.body.get('code') ?? '').replaceAll(' ', '') : '';
      const token = await enter({ db, market, now }, code);
      if (token === null) {
        tries.count(request.ip);
        return html(reply, 401, loginPage(t, '', t.enter.wrong));
      }
      return reply.headers(headers).header('set-cookie', bookCookie(token, isSecure())).redirect('/book', 303);
    });
    page.post('/book/leave', async (request, reply) => {
      await leave({ db, market, now }, request);
      return reply.headers(headers).header('set-cookie', bookCookie('', isSecure())).redirect('/book', 303);
    });

    page.get(
      '/book',
      inside(async (of, request, reply, t) => {
        const today = businessDay(now());
        const day = dayOf(request);
        const book = await readBookDay(of, day);
        const at = startOfDay(day);
        return html(
          reply,
          200,
          dayPage(t, {
            book,
            today,
            before: businessDay(at - DAY_MS),
            after: day < today ? businessDay(at + DAY_MS) : null,
            run: await readDaySums(of, book.mode, businessDay(at - (RUN_DAYS - 1) * DAY_MS), day),
            categoryName,
          }),
        );
      }),
    );

    page.post(
      '/book/accept',
      inside(async (of, request, reply, t) => {
        const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
        const id = form.get('id') ?? '';
        const day = form.get('day');
        for (const mode of ['live', 'simulated'] as const) {
          const place = { market, mode };
          // Only what is the stall's own to decide.
          if ((await readDifference(db, place, id))?.owner !== 'stall') continue;
          const decision = { actor: t.actor(of.stall), reason: '', stall: of.stall };
          const done = await acceptDifference(db, { ...place, now: now() }, id, decision);
          if (done !== null)
            return reply.headers(headers).redirect(`/book?day=${isDay(day) ? day : done.day}#differences`, 303);
        }
        return html(reply, 404, saidPage(t, t.said.difference));
      }),
    );

    page.get(
      '/book/month',
      inside(async (of, request, reply, t) => {
        const today = businessDay(now());
        const month = monthOf((request.query as { readonly month?: unknown }).month, today);
        const after = monthPlus(month, 1);
        return html(
          reply,
          200,
          monthPage(t, {
            book: await readMonth(of, month),
            before: monthPlus(month, -1),
            after: after <= today.slice(0, 7) ? after : null,
            categoryName,
          }),
        );
      }),
    );

    page.get(
      '/book/sales',
      inside(async (of, request, reply, t) => {
        const day = dayOf(request);
        const { before } = request.query as { readonly before?: unknown };
        const { rows, last } = await readSales(of, day, typeof before === 'string' ? before : '');
        const more = last === null ? null : `/book/sales?day=${day}&amp;before=${last}`;
        return html(reply, 200, salesPage(t, of.stall, await nameOf(of), day, rows, more));
      }),
    );

    page.get(
      '/book/sale/:terminal/:epoch/:seq',
      inside(async (of, request, reply, t) => {
        const found = await readSale(of, request.params as Readonly<Record<string, string>>);
        if (found === null) return html(reply, 404, saidPage(t, t.said.sale));
        const later = (await laterOf(of, [found.id])).get(found.id) ?? [];
        const named = [found.body, ...later.map((one) => one.body)].flatMap((body) =>
          'tenders' in body ? body.tenders : 'after' in body ? body.after : [],
        );
        const payments = await paymentsOf(of, named);
        const paid = payments.filter(({ state }) => hasMoney(state));
        return html(
          reply,
          200,
          salePage(t, of.stall, await nameOf(of), found, later, payments, (tender) =>
            paid.some((one) => isOf(one, tender)),
          ),
        );
      }),
    );

    page.get(
      '/book/z/:terminal/:file',
      inside(async (of, request, reply, t) => {
        const { terminal, file } = request.params as { readonly terminal: string; readonly file: string };
        const day = file.replace(/\.pdf$/, '');
        const book = isDay(day) ? await readBookDay(of, day) : null;
        const own = book?.reports.find((one) => String(one.terminal) === terminal);
        if (book === null || own === undefined) return html(reply, 404, saidPage(t, t.said.close));
        const { name } = await db
          .selectFrom('markets')
          .select('name')
          .where('market', '=', market)
          .executeTakeFirstOrThrow();
        const lines = dayLines({
          report: own.report,
          stall: {
            marketName: name,
            stallNo: of.stall,
            stallName: book.stallName,
            complaintPhone: '',
            publicScale: '',
          },
          mode: book.mode,
          columns: 48,
          categoryName,
          now: now(),
        });
        return reply
          .headers({ ...headers, 'content-disposition': `inline; filename="z-${of.stall}-${terminal}-${day}.pdf"` })
          .type('application/pdf')
          .send(await paperPdf(lines, 48, t.closePaper(day)));
      }),
    );

    page.get(
      '/book/export/:file',
      inside(async (of, request, reply, t) => {
        const { file } = request.params as { readonly file: string };
        const { from, to } = request.query as { readonly from?: unknown; readonly to?: unknown };
        const [name, form] = file.split('.');
        const kind = exportKinds.find((one) => one === name);
        if (kind === undefined || (form !== 'csv' && form !== 'xlsx'))
          return html(reply, 404, saidPage(t, t.said.table));
        if (!isDay(from) || !isDay(to) || to < from || startOfDay(to) - startOfDay(from) > MOST_DAYS * DAY_MS)
          return html(reply, 400, saidPage(t, t.said.dates(MOST_DAYS)));
        if (!exported.open(of.stall)) return html(reply, 429, saidPage(t, t.said.exports));
        exported.count(of.stall);
        const { mode } = await readBookDay(of, to);
        const sheet = await readSheet(of, mode, kind, { from, to });
        return reply
          .headers({
            ...headers,
            'content-disposition': `attachment; filename="${of.stall}-${kind}-${from}-${to}.${form}"`,
          })
          .type(form === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
          .send(form === 'csv' ? csvOf(sheet) : await xlsxOf(sheet));
      }),
    );
  }
}
