import { fillWithDefaultSettings, type RxAttachmentWriteData, type RxJsonSchema } from 'rxdb/plugins/core';
import { describe, expect, it } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';
import type { SQLiteStorageInstance } from '../../electron/core/storage/instance.ts';
import { newFile, openInstance, sale, saleSchema, type Sale } from './stall.ts';

const withPictures: RxJsonSchema<Sale> = { ...saleSchema, attachments: {} };

function picture(text: string, digest = `sha-${text}`): RxAttachmentWriteData {
  const data = new Blob([text], { type: 'image/png' });
  return { data, digest, length: data.size, type: 'image/png' };
}

async function openPictures(): Promise<{ file: string; sales: SQLiteStorageInstance<Sale> }> {
  const file = newFile();
  return { file, sales: await openInstance(getRxStorageSQLite({ file }), withPictures, 'sales') };
}

const stub = (text: string): object => ({ digest: `sha-${text}`, length: text.length, type: 'image/png' });

describe('pictures attached to sales', () => {
  it('come back with their bytes and type, after opening the file again too', async () => {
    const { file, sales } = await openPictures();
    expect(
      await sales.bulkWrite([{ document: { ...sale('s1'), _attachments: { scale: picture('12g') } } }], 'test'),
    ).toEqual({ error: [] });
    expect(await sales.findDocumentsById(['s1'], false)).toEqual([
      { ...sale('s1'), _attachments: { scale: stub('12g') } },
    ]);
    await sales.close();
    const again = await openInstance(getRxStorageSQLite({ file }), withPictures, 'sales');
    const blob = await again.getAttachmentData('s1', 'scale', 'sha-12g');
    expect([await blob.text(), blob.type]).toEqual(['12g', 'image/png']);
    await expect(again.getAttachmentData('s1', 'scale', 'sha-other')).rejects.toThrow('no attachment scale');
  });

  it('are replaced, kept by their stub, and removed with the field or the sale', async () => {
    const { sales } = await openPictures();
    const v1 = { ...sale('s1'), _attachments: { a: picture('one'), b: picture('two') } };
    await sales.bulkWrite([{ document: v1 }], 'test');
    const [previous] = await sales.findDocumentsById(['s1'], false);
    if (!previous) throw new Error('the sale is missing');
    const a = previous._attachments['a'];
    if (!a) throw new Error('the picture is missing');
    const v2 = { ...previous, _rev: '2-a', _attachments: { a, c: picture('three') } };
    expect(await sales.bulkWrite([{ previous, document: v2 }], 'test')).toEqual({ error: [] });
    expect(await (await sales.getAttachmentData('s1', 'a', 'sha-one')).text()).toBe('one');
    expect(await (await sales.getAttachmentData('s1', 'c', 'sha-three')).text()).toBe('three');
    await expect(sales.getAttachmentData('s1', 'b', 'sha-two')).rejects.toThrow('no attachment b');
    const [now] = await sales.findDocumentsById(['s1'], false);
    if (!now) throw new Error('the sale is missing');
    await sales.bulkWrite(
      [{ previous: now, document: { ...now, _rev: '3-a', _deleted: true, _attachments: {} } }],
      'test',
    );
    await expect(sales.getAttachmentData('s1', 'a', 'sha-one')).rejects.toThrow('no attachment a');
  });

  it('are refused as a stub alone, with nothing of the sale stored', async () => {
    const { sales } = await openPictures();
    const { error } = await sales.bulkWrite(
      [{ document: { ...sale('s1'), _attachments: { a: { digest: 'd', length: 1, type: 't' } } } }],
      'test',
    );
    expect(error).toMatchObject([{ status: 510, attachmentId: 'a', documentId: 's1' }]);
    expect(await sales.findDocumentsById(['s1'], true)).toEqual([]);
  });

  it('are fully stored by a close that comes while they are being read', async () => {
    const { file, sales } = await openPictures();
    const writing = sales.bulkWrite(
      [{ document: { ...sale('s1'), _attachments: { a: picture('x'.repeat(100_000), 'd') } } }],
      'test',
    );
    await sales.close();
    expect(await writing).toEqual({ error: [] });
    const again = await openInstance(getRxStorageSQLite({ file }), withPictures, 'sales');
    expect((await again.getAttachmentData('s1', 'a', 'd')).size).toBe(100_000);
    expect(again.schema).toEqual(fillWithDefaultSettings(withPictures));
  });
});
