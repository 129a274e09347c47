import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { roles, type Role } from '../shared/role.ts';

/** The pages of the windows as both hosts serve them: same files, same headers, same way of saying no. */

/** One answer to a request for a page. */
export interface Page {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Shown by a window whose renderer died too often; carries no script, so nothing in it can die. */
export const RESTART_PATH = '/restart';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.webm': 'audio/webm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The content security policy of every page. No inline script, no frame, no other origin.
 * @param connect further sources for connections, such as the Node host's own `ws://127.0.0.1:PORT`
 */
export function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Headers of every answer, refusals too. `connect` as in contentSecurityPolicy. */
export function pageHeaders(connect: readonly string[]): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

/** The role a path belongs to and the rest of it: `/vendor/assets/a.js` is vendor and `assets/a.js`. Null for any other path. */
export function splitRole(pathname: string): { readonly role: Role; readonly rest: string } | null {
  const end = pathname.indexOf('/', 1);
  if (!pathname.startsWith('/') || end < 0) return null;
  const role = roles.find((one) => one === pathname.slice(1, end));
  return role === undefined ? null : { role, rest: pathname.slice(end + 1) };
}

/**
 * The safe parts of a path under the renderer's build, or null. Decoded once; anything a file of ours never has in its name
 * (dots first, slashes either way, drives, control characters) is refused instead of cleaned up.
 */
export function pathParts(rest: string): readonly string[] | null {
  if (rest === '') return ['index.html'];
  let decoded: string;
  try {
    decoded = decodeURIComponent(rest);
  } catch {
    return null;
  }
  const parts = decoded.split('/');
  return parts.every((part) => /^[A-Za-z0-9_@+-][A-Za-z0-9_@+. -]*$/.test(part) && !part.endsWith('.')) ? parts : null;
}

const missing = (connect: readonly string[]): Page => ({
  status: 404,
  headers: { ...pageHeaders(connect), 'Content-Type': 'text/plain; charset=utf-8' },
  body: new TextEncoder().encode('404'),
});

/**
 * Reads one file of the renderer's build.
 * @param root the build's directory (dist/renderer)
 * @param rest path below the role, still percent-encoded; empty means index.html
 */
export async function readPage(root: string, rest: string, connect: readonly string[]): Promise<Page> {
  const parts = pathParts(rest);
  if (parts === null) return missing(connect);
  try {
    const base = await realpath(root);
    // A link inside the build could still lead outside: what is opened is the resolved file.
    const file = await realpath(join(base, ...parts));
    if (!file.startsWith(base + sep) || !(await stat(file)).isFile()) return missing(connect);
    const type = types[extname(file).toLowerCase()];
    if (type === undefined) return missing(connect);
    const headers = pageHeaders(connect);
    // Vite puts a hash of the content into every name under assets/.
    if (parts[0] === 'assets') headers['Cache-Control'] = 'private, max-age=31536000, immutable';
    return { status: 200, headers: { ...headers, 'Content-Type': type }, body: await readFile(file) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return missing(connect);
    throw error;
  }
}

/** The page of a window that died too often. */
export function restartPage(connect: readonly string[]): Page {
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>摊位收银</title>
<body style="margin:0;height:100vh;display:grid;place-content:center;text-align:center;font:24px/1.6 sans-serif;background:#fff;color:#111">
<h1 style="font-size:40px;margin:0">窗口多次出错，请重新启动本机</h1>
<p>已收的款和未结的单都在，不会丢。</p>
<p lang="en" style="font-size:18px;color:#444">This window failed several times. Please restart the till. Sales and open baskets are kept.</p>
</body></html>`;
  return {
    status: 200,
    headers: { ...pageHeaders(connect), 'Content-Type': 'text/html; charset=utf-8' },
    body: new TextEncoder().encode(html),
  };
}
