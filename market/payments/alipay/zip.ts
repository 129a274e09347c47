import { crc32, inflateRawSync } from 'node:zlib';

/** A packed file's name as it is written (GBK or UTF-8), and what is in it. */
export interface Packed {
  readonly name: Buffer;
  readonly bytes: Buffer;
}

/**
 * The files of a ZIP (PKWARE APPNOTE 6.3), each checked against its CRC-32; null when one does not hold, or when together they
 * are larger than `maxBytes`.
 */
export function unzip(zip: Buffer, maxBytes: number): readonly Packed[] | null {
  try {
    const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    if (end < 0) return null;
    const files: Packed[] = [];
    let [at, left] = [zip.readUInt32LE(end + 16), maxBytes];
    for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
      if (zip.readUInt32LE(at) !== 0x02014b50) return null;
      const method = zip.readUInt16LE(at + 10);
      const [crc, packed, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
      const [nameLength, extra, comment] = [
        zip.readUInt16LE(at + 28),
        zip.readUInt16LE(at + 30),
        zip.readUInt16LE(at + 32),
      ];
      const name = zip.subarray(at + 46, at + 46 + nameLength);
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const body = zip.subarray(start, start + packed);
      left -= size;
      if (left < 0 || (method !== 0 && method !== 8)) return null;
      const bytes = method === 0 ? body : inflateRawSync(body, { maxOutputLength: Math.max(size, 1) });
      if (bytes.length !== size || crc32(bytes) !== crc) return null;
      files.push({ name, bytes });
      at += 46 + nameLength + extra + comment;
    }
    return files;
  } catch {
    return null;
  }
}
