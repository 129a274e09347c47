import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import { randomToken, sameSecret, sha256Hex } from '../seal.ts';

/** The console's token, made once and kept in the server's folder for its owner only, so that a bookmark outlives a restart. */
export async function readConsoleToken(dir: string): Promise<string> {
  const path = join(dir, 'console.token');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[A-Za-z0-9_-]{43}$/.test(kept)) return kept;
  await mkdir(dir, { recursive: true });
  const token = randomToken(32);
  await writeFile(path, `${token}\n`, { mode: 0o600, flush: true });
  return token;
}

export const COOKIE = 'stall_console';

/** The cookie's value: not the token itself, which would let a copied cookie make login links. */
const cookieValue = (token: string): string => sha256Hex(`stall-pos console cookie\n${token}`);

export const loginCookie = (token: string): string =>
  `${COOKIE}=${cookieValue(token)}; Path=/console; HttpOnly; SameSite=Lax; Max-Age=${30 * 24 * 3600}`;

export function isLoggedIn(request: FastifyRequest, token: string): boolean {
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
  const mine = cookies.find((part) => part.startsWith(`${COOKIE}=`));
  return mine !== undefined && sameSecret(mine.slice(COOKIE.length + 1), cookieValue(token));
}

/** Whether the browser runs on this machine. */
export const isLocal = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);
