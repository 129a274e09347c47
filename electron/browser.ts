import { join } from 'node:path';

/** Finding a window for the pages: the Electron binary or a Chromium. Both are looked for as files; nothing is ever downloaded. */

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly root: boolean;
  readonly exists: (path: string) => boolean;
}

/** Whether a window could be shown at all. `STALL_WINDOW=none` says that none is wanted. */
export function hasDisplay({ platform, env }: Machine): boolean {
  if (env['STALL_WINDOW'] === 'none') return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** The unpacked Electron binary of this folder, or null. Never by import: importing `electron` outside of it starts a download. */
export function findElectron(folder: string, { platform, exists }: Machine): string | null {
  const dist = join(folder, 'node_modules', 'electron', 'dist');
  const path =
    platform === 'win32'
      ? join(dist, 'electron.exe')
      : platform === 'darwin'
        ? join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron')
        : join(dist, 'electron');
  return exists(path) ? path : null;
}

/** A Chromium of this machine: `CHROMIUM`, then the PATH, then where installers put it. */
export function findChromium({ platform, env, exists }: Machine): string | null {
  const named = env['CHROMIUM'];
  if (named !== undefined && named !== '' && exists(named)) return named;
  const places = usualPlaces(platform, env);
  const names =
    platform === 'win32'
      ? []
      : ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
  const onPath = (env['PATH'] ?? '')
    .split(':')
    .filter((dir) => dir !== '')
    .flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...places].find(exists) ?? null;
}

function usualPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly string[] {
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (dir) => dir !== undefined,
    );
    return roots.flatMap((dir) => [
      join(dir, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(dir, 'Chromium', 'Application', 'chrome.exe'),
      join(dir, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
  }
  if (platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  return ['/usr/bin/chromium', '/usr/bin/google-chrome', '/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/** Arguments of a Chromium that shows one page as a window of its own. As root it refuses to run with its sandbox. */
export function chromiumArgs(url: string, profile: string, { root }: Machine): readonly string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-session-crashed-bubble',
    '--autoplay-policy=no-user-gesture-required',
    '--lang=zh-CN',
    ...(root ? ['--no-sandbox'] : []),
  ];
}
