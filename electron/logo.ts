import { open } from 'node:fs/promises';
import { logoOf, MAX_LOGO_BYTES } from '../hardware/printer/logo.ts';
import type { Log } from '../shared/log.ts';
import type { Picture } from '../shared/receipt.ts';
import type { TerminalOptions } from './options.ts';

/** The picture that `--logo` names; without it, or when it can't be printed, nothing. A till never fails to start for a picture. */
export async function readLogo(
  { logo: path, columns }: Pick<TerminalOptions, 'logo' | 'columns'>,
  log: Log,
): Promise<{ readonly logo?: Picture }> {
  if (path === null) return {};
  const logo = await read(path, columns * 12);
  if (typeof logo !== 'string') return { logo };
  log.warn({ path }, `receipts print no logo: ${logo}`);
  return {};
}

/** One byte more than is allowed is enough to know that a file is too large. */
async function read(path: string, dots: number): Promise<Picture | string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LOGO_BYTES + 1), 0, MAX_LOGO_BYTES + 1, 0);
      return logoOf(buffer.subarray(0, bytesRead), dots);
    } finally {
      await file.close();
    }
  } catch (error) {
    return `the file can't be read (${error instanceof Error ? error.message : String(error)})`;
  }
}
