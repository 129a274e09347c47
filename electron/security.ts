import { app, protocol, session } from 'electron';
import type { IpcMainInvokeEvent, Session, WebContents } from 'electron';
import type { Role } from '../shared/role.ts';
import { pageHeaders, readPage, restartPage, RESTART_PATH, splitRole } from './pages.ts';

/** What a window of the shell may do: show our own pages and talk to the core. Everything else is refused. */

export const ORIGIN = 'app://pos';
export const pageUrl = (role: Role): string => `${ORIGIN}/${role}/`;
export const restartUrl = `${ORIGIN}${RESTART_PATH}`;

/** Must run before `ready`, once. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app://pos/…` from the renderer's build; the same headers as the Node host. */
export function servePages(rendererDir: string, target: Session): void {
  const refused = (status: number): Response =>
    new Response(String(status), {
      status,
      headers: { ...pageHeaders([]), 'Content-Type': 'text/plain; charset=utf-8' },
    });
  target.protocol.handle('app', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405);
    if (!request.url.startsWith(`${ORIGIN}/`)) return refused(403);
    const pathname = request.url.slice(ORIGIN.length).split(/[?#]/, 1)[0] ?? '/';
    const at = splitRole(pathname);
    if (at === null && pathname !== RESTART_PATH) return refused(404);
    const page = at === null ? restartPage([]) : await readPage(rendererDir, at.rest, []);
    return new Response(request.method === 'HEAD' ? null : Buffer.from(page.body), {
      status: page.status,
      headers: { ...page.headers },
    });
  });
}

/** Denies permissions, foreign addresses, navigation, new windows and webviews, for every page that will ever exist here. */
export function lockDown(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, done) => done(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, done) => done({}));
  target.on('will-download', (event) => event.preventDefault());
  // The policy header says so too; this holds even for a page that came without it.
  target.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] },
    (_details, done) => done({ cancel: true }),
  );
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
}

function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/**
 * The role of the window a call came from, or null when it is not from the main frame of that window on its own page.
 * @param roleOf the role of one of our windows; null for any other contents
 */
export function senderRole(event: IpcMainInvokeEvent, roleOf: (contents: WebContents) => Role | null): Role | null {
  const frame = event.senderFrame; // null when the frame is gone or has navigated
  const role = roleOf(event.sender);
  if (frame === null || role === null) return null;
  if (frame !== event.sender.mainFrame || frame.parent !== null) return null;
  if (frame.origin !== ORIGIN || !frame.url.startsWith(pageUrl(role))) return null;
  return role;
}

/** The session all our windows use. */
export const ownSession = (): Session => session.defaultSession;
