import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageFor, languageOf } from '../language.ts';
import { consoleTexts } from './text.ts';
import type { ConsoleTexts } from './text.ts';

const place = { cookie: 'stall_console_lang', path: '/console' } as const;

/** The console's words for this browser. */
export const textsFor = (request: FastifyRequest, reply: FastifyReply): ConsoleTexts =>
  consoleTexts[languageFor(request, reply, place)];

/** The same for a request that is no page. */
export const textsOf = (request: FastifyRequest): ConsoleTexts => consoleTexts[languageOf(request, place)];
