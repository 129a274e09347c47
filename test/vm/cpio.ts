export interface ArchiveFile {
  readonly path: string;
  /** Octal type and permissions, such as 0o100755 of a program or 0o040755 of a folder. */
  readonly mode: number;
  readonly bytes: Uint8Array;
}

const MAGIC = '070701';
const padded = (bytes: Uint8Array): Uint8Array => new Uint8Array([...bytes, ...new Uint8Array(-bytes.length & 3)]);

/** An archive as the Linux kernel unpacks it at start: cpio in its "newc" form (Documentation/driver-api/early-userspace/buffer-format). */
export function newcArchive(files: readonly ArchiveFile[]): Buffer {
  const end: ArchiveFile = { path: 'TRAILER!!!', mode: 0, bytes: new Uint8Array(0) };
  return Buffer.concat(
    [...files, end].flatMap(({ path, mode, bytes }, at) => {
      const name = Buffer.from(`${path}\0`);
      const fields = [at + 1, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
      const header = MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join('');
      return [padded(Buffer.concat([Buffer.from(header), name])), padded(bytes)];
    }),
  );
}
