import type { FastifyReply, FastifyRequest } from 'fastify';
import { consoleTexts } from './text.ts';
import type { ConsoleTexts, Language } from './text.ts';

const COOKIE = 'stall_console_lang';
const isLanguage = (text: unknown): text is Language => text === 'zh' || text === 'en';

/** The console's words for this browser: as it asks with `?lang=`, which is kept in a cookie, else as it asked before; Chinese at first. */
export function textsFor(request: FastifyRequest, reply: FastifyReply): ConsoleTexts {
  const { lang } = request.query as { readonly lang?: unknown };
  if (isLanguage(lang)) {
    reply.header('set-cookie', `${COOKIE}=${lang}; Path=/console; SameSite=Lax; Max-Age=${365 * 24 * 3600}`);
    return consoleTexts[lang];
  }
  return textsOf(request);
}

/** The same for a request that is no page. */
export function textsOf(request: FastifyRequest): ConsoleTexts {
  const kept = new RegExp(`(?:^|; )${COOKIE}=(zh|en)`).exec(request.headers.cookie ?? '')?.[1];
  return consoleTexts[isLanguage(kept) ? kept : 'zh'];
}
