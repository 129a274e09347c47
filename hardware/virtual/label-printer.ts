import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import iconv from 'iconv-lite';
import type { LabelerFault, LabelMark, PrintedLabel } from '../../shared/bench-view.ts';
import { createTcpPort } from './tcp-port.ts';

export interface VirtualLabeler {
  readonly port: number;
  labels(): readonly PrintedLabel[];
  fault(): LabelerFault;
  /** Lines it could make nothing of. */
  unknown(): readonly string[];
  setFault(fault: LabelerFault): void;
  /** Whether it answers ESC ! ?. */
  setTalks(talks: boolean): void;
  /** How long it prints a label, ms. */
  setSpeed(ms: number): void;
  /** Takes the labels away. */
  tear(): void;
  stop(): Promise<void>;
}

/** The byte behind ESC ! ?, by fault. */
const STATUS: Readonly<Record<LabelerFault, number>> = {
  none: 0x00,
  cover_open: 0x01,
  paper_out: 0x04,
  no_ribbon: 0x08,
  paused: 0x10,
};

/**
 * Reads TSPL as the dullest firmware would: byte for byte, a quote ends a text wherever it stands, and the escapes inside a text are
 * carried out. What can harm any printer so harms this one.
 */
export function createLabelReader(onLabel: (label: PrintedLabel) => void, onUnknown: (line: string) => void) {
  let size = { widthMm: 0, heightMm: 0 };
  let marks: LabelMark[] = [];
  let line: number[] = [];

  /** A command's arguments: numbers and words as text, quoted ones decoded. */
  const argumentsOf = (bytes: readonly number[]): { readonly text: string; readonly quoted: boolean }[] => {
    const found: { text: string; quoted: boolean }[] = [];
    let part: number[] = [];
    let open = false;
    let quoted = false;
    const end = (): void => {
      found.push({ text: iconv.decode(Buffer.from(part), 'gb18030').trim(), quoted });
      part = [];
      quoted = false;
    };
    for (const byte of bytes) {
      if (byte === 0x22) {
        open = !open;
        quoted = true;
      } else if (byte === 0x2c && !open) end();
      else part.push(byte);
    }
    end();
    return found;
  };
  const run = (bytes: readonly number[]): void => {
    const space = bytes.indexOf(0x20);
    const name = Buffer.from(space === -1 ? bytes : bytes.slice(0, space)).toString('latin1');
    const given = space === -1 ? [] : argumentsOf(bytes.slice(space + 1));
    const number = (at: number): number => Number.parseFloat(given[at]?.text ?? '');
    const word = (at: number): string => given[at]?.text ?? '';
    switch (name) {
      case 'SIZE':
        size = { widthMm: number(0), heightMm: number(1) };
        return;
      case 'GAP':
      case 'DIRECTION':
      case 'DENSITY':
        return;
      case 'CLS':
        marks = [];
        return;
      case 'TEXT': {
        if (given.length !== 7 || word(2) !== 'TSS24.BF2') break;
        const columns = iconv.encode(word(6), 'gb18030').length;
        marks.push({
          kind: 'text',
          x: number(0),
          y: number(1),
          width: columns * 12 * number(4),
          height: 24 * number(5),
          text: word(6),
        });
        return;
      }
      case 'QRCODE':
        if (given.length !== 7) break;
        marks.push({ kind: 'qr', x: number(0), y: number(1), cell: number(3), data: word(6) });
        return;
      case 'PRINT':
        for (let copy = 0; copy < number(0) * number(1); copy += 1) onLabel({ ...size, marks });
        return;
      default:
        break;
    }
    onUnknown(Buffer.from(bytes).toString('latin1'));
  };
  /** `\[R]` and `\[L]` are the end of a line, `\["]` is a quote. */
  const unescaped = (): void => {
    const tail = Buffer.from(line.slice(-4)).toString('latin1');
    if (tail === '\\["]') line.splice(-4, 4, 0x22);
    if (tail !== '\\[R]' && tail !== '\\[L]') return;
    line.splice(-4, 4);
    if (line.length > 0) run(line);
    line = [];
  };
  return (byte: number): void => {
    if (byte === 0x0d || byte === 0x0a) {
      if (line.length > 0) run(line);
      line = [];
      return;
    }
    line.push(byte);
    unescaped();
  };
}

/** A network label printer: TSPL in, labels out, one connection at a time. */
export async function createVirtualLabeler(onChange: () => void = () => {}): Promise<VirtualLabeler> {
  const labels: PrintedLabel[] = [];
  const unknown: string[] = [];
  let fault: LabelerFault = 'none';
  let talks = true;
  let speedMs = 0;
  let busyUntil = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const read = createLabelReader(
      (label) => {
        labels.push(label);
        onChange();
        busyUntil = performance.now() + speedMs;
      },
      (line) => unknown.push(line),
    );
    let seen: number[] = [];
    socket.on('data', (bytes: Buffer) => {
      for (const byte of bytes) {
        // ESC ! ? is answered past everything that waits.
        if (byte === [0x1b, 0x21, 0x3f][seen.length]) {
          seen.push(byte);
          if (seen.length < 3) continue;
          seen = [];
          if (talks) socket.write(Uint8Array.of(STATUS[fault] | (performance.now() < busyUntil ? 0x20 : 0)));
          continue;
        }
        for (const early of seen) read(early);
        seen = [];
        read(byte);
      }
    });
  });
  const port = createTcpPort(server, sockets);
  await port.open();
  return {
    port: port.number(),
    labels: () => labels,
    unknown: () => unknown,
    fault: () => fault,
    setFault(next) {
      fault = next;
      onChange();
    },
    setTalks: (next) => void (talks = next),
    setSpeed: (ms) => void (speedMs = ms),
    tear() {
      labels.length = 0;
      onChange();
    },
    stop: port.shut,
  };
}
