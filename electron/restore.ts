/**
 * `npm run restore -- --dir NEW --mirror STICK`: builds the data of a till whose disk has died, from its mirror, from the market, or from both.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Log } from '../shared/log.ts';
import { restore } from './core/restore/restore.ts';
import { findPlaces } from './places.ts';
import { failureText, reportText } from './restore-text.ts';
import { fileSecrets } from './secrets.ts';

const help = `Rebuilds a till whose data is gone. 把坏了的收银机的账本重新装好。

  npm run restore -- --dir DIR --mirror STICK                 from its stick, without the market  只用备份盘
  npm run restore -- --dir DIR --server URL --code CODE       from the market                     只用市场
  npm run restore -- --dir DIR --mirror STICK --server URL --code CODE    from both, which is best  两样都用最好

  --dir DIR         data folder of the new till; empty or not there yet  新的数据目录
  --mirror STICK    the folder where the stick is, or a till's folder on it  备份盘
  --server URL      the market server  市场服务器
  --code CODE       a replace code, from the market ("npm run market -- --replace-code N")  换机码
  --terminal N      which till, if the stick holds several  终端号
  --json            the report as one line of JSON
  --help            this text
`;

const say = (fields: object, message: string): void => {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};
const log: Log = { debug: () => undefined, info: () => undefined, warn: say, error: say };

function wish() {
  try {
    return parseArgs({
      options: {
        dir: { type: 'string' },
        mirror: { type: 'string' },
        server: { type: 'string' },
        code: { type: 'string' },
        terminal: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(): Promise<number> {
  const values = wish();
  if (typeof values === 'string') {
    process.stderr.write(`${values}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const { dir, mirror = null, server, code, terminal } = values;
  const wrong =
    dir === undefined
      ? '--dir is missing'
      : (server === undefined) !== (code === undefined)
        ? '--server and --code go together'
        : server !== undefined && !URL.canParse(server)
          ? `--server must be an http or https address, not ${server}`
          : terminal !== undefined && !/^[1-9]\d{0,9}$/.test(terminal)
            ? `--terminal must be a number, not ${terminal}`
            : null;
  if (wrong !== null || dir === undefined) {
    process.stderr.write(`${wrong}\n\n${help}`);
    return 2;
  }
  const { version } = findPlaces(import.meta.dirname);
  const outcome = await restore({
    dir,
    mirror,
    market: server === undefined || code === undefined ? null : { server, code },
    terminal: terminal === undefined ? null : Number(terminal),
    secrets: (of) => fileSecrets(join(of, 'secrets')),
    now: Date.now,
    chance: Math.random,
    version,
    log,
  });
  const text = outcome.ok ? reportText(outcome.report) : failureText(outcome.failure);
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : text);
  return outcome.ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`恢复没有完成 The restore failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
