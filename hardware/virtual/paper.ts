import iconv from 'iconv-lite';
import type { PaperRow } from '../../shared/bench-view.ts';

/** What the bytes of a job make a printer do. */
export interface PaperEvents {
  readonly row: (row: PaperRow) => void;
  readonly kick: () => void;
  /** GS r n: asked in turn, so everything before is on paper. */
  readonly ask: (n: number) => void;
  /** GS a n: tell changes of state unasked, or stop it. */
  readonly tellChanges?: (on: boolean) => void;
}

interface Style {
  align: 'left' | 'center' | 'right';
  bold: boolean;
  wide: boolean;
  tall: boolean;
}
const plain = (): Style => ({ align: 'left', bold: false, wide: false, tall: false });

/** Reads ESC/POS as a Chinese receipt printer does: GB18030 text, wrapped at its own width. Bytes may come in any pieces. */
export function createPaper(columns: number, events: PaperEvents): { write(bytes: Uint8Array): void; reset(): void } {
  let rest = Buffer.alloc(0);
  let style = plain();
  let row: number[] = [];
  let qr = '';

  const endRow = (): void => {
    events.row({ kind: 'text', text: iconv.decode(Buffer.from(row), 'gb18030'), ...style });
    row = [];
  };
  const put = (bytes: Buffer): void => {
    if ((row.length + bytes.length) * (style.wide ? 2 : 1) > columns) endRow();
    row.push(...bytes);
  };

  const onQr = (body: Buffer): void => {
    if (body[0] !== 0x31) return;
    if (body[1] === 0x50) qr = body.subarray(3).toString('utf8');
    if (body[1] === 0x51) events.row({ kind: 'qr', data: qr });
  };

  /** GS v 0. Bands that follow each other are one picture on the paper. */
  const onRaster = (command: Buffer): void => {
    const [, , , , low = 0, high = 0] = command;
    const across = low + high * 256;
    events.row({
      kind: 'picture',
      width: across * 8,
      height: command.readUInt16LE(6),
      bits: command.subarray(8).toString('base64'),
    });
  };

  /** Runs one command or character; the bytes it took, or 0 when more must come first. */
  const step = (b: Buffer): number => {
    const [first = 0, second = 0, third = 0] = b;
    if (first === 0x0a) {
      endRow();
      return 1;
    }
    if (first === 0x1b || first === 0x1c || first === 0x1d) {
      const length = commandLength(b);
      if (length === 0 || b.length < length) return 0;
      run(first, second, third, b.subarray(0, length));
      return length;
    }
    const width = first < 0x81 ? 1 : 2;
    if (b.length < width) return 0;
    if (first >= 0x20) put(b.subarray(0, width));
    return width;
  };

  const run = (lead: number, code: number, arg: number, command: Buffer): void => {
    switch ((lead << 8) | code) {
      case 0x1b40:
        style = plain();
        row = [];
        qr = '';
        return;
      case 0x1b61:
        style = { ...style, align: arg === 1 ? 'center' : arg === 2 ? 'right' : 'left' };
        return;
      case 0x1b45:
        style = { ...style, bold: (arg & 1) === 1 };
        return;
      case 0x1b64:
        for (let line = 0; line < arg; line += 1) endRow();
        return;
      case 0x1b70:
        return events.kick();
      case 0x1d21:
        style = { ...style, wide: arg >> 4 > 0, tall: (arg & 0x0f) > 0 };
        return;
      case 0x1d28:
        return onQr(command.subarray(5));
      case 0x1d56:
        if (row.length > 0) endRow();
        return events.row({ kind: 'cut' });
      case 0x1d61:
        return events.tellChanges?.(arg !== 0);
      case 0x1d76:
        return onRaster(command);
      case 0x1d72:
        return events.ask(arg);
      default:
        // Chinese mode on and off, and what changes nothing on this paper.
        return;
    }
  };

  return {
    write(bytes) {
      rest = Buffer.concat([rest, bytes]);
      for (let taken = -1; rest.length > 0 && taken !== 0;) {
        taken = step(rest);
        rest = rest.subarray(taken);
      }
    },
    reset() {
      rest = Buffer.alloc(0);
      row = [];
      style = plain();
    },
  };
}

/** Length of the command at the head; 0 while it can't be known yet. */
function commandLength(b: Buffer): number {
  const [lead = 0, code, third, low, high] = b;
  if (code === undefined) return 0;
  if (lead === 0x1d && code === 0x28) return high === undefined || low === undefined ? 0 : 5 + low + high * 256;
  if (lead === 0x1d && code === 0x76) return b.length < 8 ? 0 : 8 + b.readUInt16LE(4) * b.readUInt16LE(6);
  if (lead === 0x1d && code === 0x56) return third === undefined ? 0 : third >= 0x41 ? 4 : 3;
  if (lead === 0x1b && code === 0x70) return 5;
  if (lead === 0x1c && (code === 0x26 || code === 0x2e)) return 2;
  return lead === 0x1b && code === 0x40 ? 2 : 3;
}
