import type { FastifyReply, FastifyRequest } from 'fastify';

export type Language = 'zh' | 'en';
const isLanguage = (text: unknown): text is Language => text === 'zh' || text === 'en';

/** Pages that keep a language of their own in a browser: the name of its cookie and the path it holds for. */
export interface LanguagePlace {
  readonly cookie: string;
  readonly path: string;
}

/** The language of a page: as the browser asks with `?lang=`, which is kept in a cookie, else as it asked before; Chinese at first. */
export function languageFor(request: FastifyRequest, reply: FastifyReply, place: LanguagePlace): Language {
  const { lang } = request.query as { readonly lang?: unknown };
  if (!isLanguage(lang)) return languageOf(request, place);
  reply.header('set-cookie', `${place.cookie}=${lang}; Path=${place.path}; SameSite=Lax; Max-Age=${365 * 24 * 3600}`);
  return lang;
}

/** The same for a request that is no page. */
export function languageOf(request: FastifyRequest, { cookie }: LanguagePlace): Language {
  const kept = new RegExp(`(?:^|; )${cookie}=(zh|en)`).exec(request.headers.cookie ?? '')?.[1];
  return isLanguage(kept) ? kept : 'zh';
}
