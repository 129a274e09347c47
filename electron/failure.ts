import { isDamage } from './core/health/check.ts';
import { isDiskFull } from './core/health/disk.ts';

/** What to tell the person when a terminal could not start. */
export function startFailure(error: unknown, dir: string): string {
  if (error instanceof Error && 'code' in error && error.code === 'core_running') {
    return `本机已有一个收银程序在用这个数据目录 Another terminal is already running on this data folder: ${dir}`;
  }
  if (isDiskFull(error)) {
    return `电脑磁盘满了，账都在；删掉些不用的文件再启动 The disk is full, nothing is lost; delete unneeded files and start again: ${dir}`;
  }
  if (isDamage(error)) {
    return `账本文件坏了，读不出来。不要删除任何文件，请报修：用 npm run restore 从备份或市场找回 The journal can't be read. Delete nothing; rebuild it from the mirror or the market with "npm run restore": ${dir}`;
  }
  // A database's error may carry whole schemas after its first line; all of it is in the log.
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return `无法启动 The terminal could not start: ${first.slice(0, 300)}`;
}
