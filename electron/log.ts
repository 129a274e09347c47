import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Log } from '../shared/log.ts';

/** Size at which a log file is set aside at the next start, bytes, and how many old ones are kept. */
const FULL = 8 * 1024 * 1024;
const KEPT = 4;

/** terminal.log becomes terminal.1.log and so on; the oldest goes. */
function setAside(dir: string): void {
  const name = (n: number): string => join(dir, n === 0 ? 'terminal.log' : `terminal.${n}.log`);
  if ((statSync(name(0), { throwIfNoEntry: false })?.size ?? 0) < FULL) return;
  for (let n = KEPT - 1; n >= 0; n -= 1) {
    if (statSync(name(n), { throwIfNoEntry: false }) !== undefined) renameSync(name(n), name(n + 1));
  }
}

/** One line for people: what happened, then what is known about it, cut where it would fill the screen. */
function plain(line: string): string {
  const { level, time: _time, msg, ...fields } = JSON.parse(line) as { level: number; time: number; msg: string };
  const rest = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields).slice(0, 500)}`;
  return `${level >= 50 ? 'error' : 'warn'}: ${msg.slice(0, 500)}${rest}\n`;
}

/** Whole lines at the end of a file. What a full or broken disk does not take is left out: a log must never stop a sale. */
function appender(path: string): { write(line: string): void; close(): void } {
  const file = openSync(path, 'a');
  let torn = false;
  return {
    write: (line) => {
      const bytes = Buffer.from(torn ? `\n${line}` : line);
      try {
        torn = writeSync(file, bytes) < bytes.length;
      } catch {
        // On stderr still, if it was a warning.
      }
    },
    close: () => closeSync(file),
  };
}

/**
 * The terminal's log: JSON lines in `dir`/terminal.log, written synchronously so that the last line before a crash is there;
 * warnings and errors also on stderr, as sentences.
 */
export function openLog(dir: string): Log & { close(): void } {
  mkdirSync(dir, { recursive: true });
  setAside(dir);
  const file = appender(join(dir, 'terminal.log'));
  const streams = pino.multistream([
    { level: 'info', stream: file },
    { level: 'warn', stream: { write: (line: string) => void process.stderr.write(plain(line)) } },
  ]);
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.epochTime }, streams);
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    close: () => file.close(),
  };
}
