import writeExcelFile from 'write-excel-file/node';
import { csvText, xlsxCells, xlsxLook, type Sheet } from '../../shared/sheet.ts';

export const csvOf = (sheet: Sheet): Buffer => Buffer.from(csvText(sheet), 'utf8');

export const xlsxOf = (sheet: Sheet): Promise<Buffer> => writeExcelFile(xlsxCells(sheet), xlsxLook(sheet)).toBuffer();
