/** What to tell the person when a terminal could not start. */
export function startFailure(error: unknown, dir: string): string {
  if (error instanceof Error && 'code' in error && error.code === 'core_running') {
    return `本机已有一个收银程序在用这个数据目录 Another terminal is already running on this data folder: ${dir}`;
  }
  // A database's error may carry whole schemas after its first line; all of it is in the log.
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return `无法启动 The terminal could not start: ${first.slice(0, 300)}`;
}
