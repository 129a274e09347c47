import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';
import { csvText, xlsxCells, xlsxLook, type Sheet, type SheetRow } from '../../../shared/sheet.ts';
import { syncFolder } from '../mirror/disk.ts';
import type { SheetOrder } from './sheet-file.ts';

/** A thread of its own: a month of lines as XLSX keeps a processor busy for seconds. Rows come a day at a time, null says that was all. */
const { path, form, ...head } = workerData as SheetOrder;
const rows: SheetRow[] = [];

const bytesOf = (sheet: Sheet): Promise<Buffer> | Buffer =>
  form === 'csv' ? Buffer.from(csvText(sheet), 'utf8') : writeExcelFile(xlsxCells(sheet), xlsxLook(sheet)).toBuffer();

/** Written beside its place and moved there when it is whole and on the disk. */
async function write(): Promise<void> {
  const part = `${path}.part`;
  try {
    const bytes = await bytesOf({ ...head, rows });
    const file = await open(part, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

parentPort?.on('message', (more: readonly SheetRow[] | null) => {
  if (more !== null) {
    for (const row of more) rows.push(row);
    return;
  }
  void (async () => {
    await write();
    parentPort?.close();
  })();
});
