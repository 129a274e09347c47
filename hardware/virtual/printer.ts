import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { BenchView, PaperRow } from '../../shared/bench-view.ts';
import { createPaper } from './paper.ts';
import { createTcpPort, resetSocket } from './tcp-port.ts';

export type PrinterFault = BenchView['printer']['fault'];
/** How much of the status protocol this printer knows: all (GS a too, once it is switched on), only DLE EOT as many cheap ones, or nothing. */
export type PrinterTalk = 'all' | 'status_only' | 'nothing';

export interface VirtualPrinter {
  readonly port: number;
  readonly columns: 32 | 48;
  paper(): readonly PaperRow[];
  fault(): PrinterFault;
  setFault(fault: PrinterFault): void;
  setTalk(talk: PrinterTalk): void;
  /** Its answers take so long, ms, and come in the order of the questions; kinds of DLE EOT left out of `answers` get none. */
  setAnswers(slowMs: number, answers?: readonly number[]): void;
  /** Hears every DLE EOT n that is put to it. */
  onQuestion(listener: (kind: number) => void): void;
  /** The line dies after so many more bytes of jobs. */
  dieAfter(bytes: number): void;
  /** After so many more bytes of jobs it answers nothing any more, and keeps the line. */
  hangAfter(bytes: number): void;
  /** While frozen it reads nothing, answers nothing and keeps its lines; what was sent meanwhile it works off after. */
  freeze(frozen: boolean): void;
  /** The paper ends after so many more rows. */
  paperFor(rows: number): void;
  tear(): void;
  stop(): Promise<void>;
}

const KEPT_ROWS = 200;

/** A network receipt printer: one connection at a time, real bytes in, rows of paper out. */
export async function createVirtualPrinter({
  columns,
  onChange,
  onKick,
  onRow,
  onJobByte,
  drawerOpen = () => false,
}: {
  readonly columns: 32 | 48;
  /** The switch of the drawer on its plug: high while open. */
  readonly drawerOpen?: () => boolean;
  readonly onChange: () => void;
  readonly onKick: () => void;
  /** Every row as it comes out; `paper()` keeps only the last ones. */
  readonly onRow?: (row: PaperRow) => void;
  /** Every byte of a job as it is read from the line; questions are none. */
  readonly onJobByte?: (byte: number) => void;
}): Promise<VirtualPrinter> {
  let rows: readonly PaperRow[] = [];
  let fault: PrinterFault = 'none';
  let talk: PrinterTalk = 'all';
  let lifeBytes = Number.POSITIVE_INFINITY;
  let awakeBytes = Number.POSITIVE_INFINITY;
  let rowsLeft = Number.POSITIVE_INFINITY;
  let frozen = false;
  let heard: (kind: number) => void = () => undefined;
  let slowMs = 0;
  let answered: readonly number[] | null = null;
  let buffered: { readonly byte: number; readonly from: Socket }[] = [];
  let speaker: Socket | null = null;
  /** Who is told every change (GS a). */
  let told: Socket | null = null;
  let switching: Promise<void> = Promise.resolve();
  /** The first is served, the others wait. */
  const sockets: Socket[] = [];

  const reply = (to: Socket | null, ...bytes: readonly number[]): void => {
    if (to !== null && to.writable) to.write(Uint8Array.from(bytes));
  };
  /** The new state for whoever asked to be told (GS a). */
  const tell = (): void => {
    if (talk === 'all' && fault !== 'off') reply(told, ...automaticStatus(fault, drawerOpen()));
  };
  const paper = createPaper(columns, {
    row(row) {
      rows = [...rows, row].slice(-KEPT_ROWS);
      onRow?.(row);
      rowsLeft -= 1;
      if (rowsLeft <= 0) {
        rowsLeft = Number.POSITIVE_INFINITY;
        fault = 'paper_out';
        tell();
      }
      onChange();
    },
    kick: onKick,
    ask: () => talk === 'all' && reply(speaker, 0x00),
    tellChanges(on) {
      told = on ? speaker : null;
      tell();
    },
  });

  /** To DLE EOT n. */
  const answer = (to: Socket, kind: number): void => {
    heard(kind);
    if (talk === 'nothing' || answered?.includes(kind) === false) return;
    const byte = statusByte(fault, kind, drawerOpen());
    if (slowMs === 0) reply(to, byte);
    else setTimeout(() => reply(to, byte), slowMs);
  };

  /** Works off what waits in the buffer; a printer that is stopped keeps it. */
  const work = (): void => {
    while (fault === 'none') {
      const next = buffered.shift();
      if (next === undefined) return;
      speaker = next.from;
      paper.write(Uint8Array.of(next.byte));
    }
  };

  const serve = (socket: Socket): void => {
    // DLE EOT n is answered at once, past everything that waits.
    let seen: number[] = [];
    const keep = (byte: number): void => {
      onJobByte?.(byte);
      buffered.push({ byte, from: socket });
      lifeBytes -= 1;
      awakeBytes -= 1;
      if (awakeBytes <= 0) talk = 'nothing';
    };
    socket.on('data', (bytes: Buffer) => {
      // What a cut line had read but not handed over is gone with the power.
      if (socket.destroyed) return;
      for (const byte of bytes) {
        if (lifeBytes <= 0) {
          lifeBytes = Number.POSITIVE_INFINITY;
          resetSocket(socket);
          break;
        }
        const expected = seen.length === 0 ? byte === 0x10 : seen.length === 1 ? byte === 0x04 : true;
        if (!expected) {
          for (const early of seen) keep(early);
          keep(byte);
          seen = [];
        } else if (seen.length === 2) {
          answer(socket, byte);
          seen = [];
        } else seen.push(byte);
      }
      work();
    });
    // Listening for data alone would start it.
    if (frozen) socket.pause();
    else socket.resume();
  };

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (told === socket) told = null;
      const wasServed = sockets[0] === socket;
      sockets.splice(sockets.indexOf(socket), 1);
      const next = sockets[0];
      if (wasServed && next !== undefined) serve(next);
    });
    if (sockets.length === 1) serve(socket);
    else socket.pause();
  });
  const port = createTcpPort(server, sockets);
  const turnOff = (): Promise<void> => {
    const shut = port.shut();
    buffered = [];
    paper.reset();
    return shut;
  };

  await port.open();
  return {
    port: port.number(),
    columns,
    paper: () => rows,
    fault: () => fault,
    setFault(next) {
      fault = next;
      tell();
      switching = switching.then(() => (fault === 'off' ? turnOff() : port.open())).then(work);
      onChange();
    },
    setTalk: (next) => void (talk = next),
    setAnswers(slow, kinds) {
      slowMs = slow;
      answered = kinds ?? null;
    },
    onQuestion: (listener) => void (heard = listener),
    dieAfter: (bytes) => void (lifeBytes = bytes),
    hangAfter: (bytes) => void (awakeBytes = bytes),
    freeze(next) {
      frozen = next;
      if (next) sockets[0]?.pause();
      else sockets[0]?.resume();
    },
    paperFor: (count) => void (rowsLeft = count),
    tear() {
      rows = [];
      onChange();
    },
    async stop() {
      await switching;
      await turnOff();
    },
  };
}

/** The answer to DLE EOT n (Epson ESC/POS); 12 is all well. */
function statusByte(fault: PrinterFault, kind: number, drawerHigh: boolean): number {
  const fine = 0x12 | (kind === 1 && drawerHigh ? 0x04 : 0);
  if (fault === 'none' || fault === 'off') return fine;
  switch (kind) {
    case 1:
      return fine | 0x08;
    case 2:
      return fine | (fault === 'cover_open' ? 0x04 : 0x20);
    case 4:
      return fault === 'paper_out' ? fine | 0x6c : fine;
    default:
      return fine;
  }
}

/** The four bytes of an automatic status (Epson ESC/POS, GS a). */
const automaticStatus = (fault: PrinterFault, drawerHigh: boolean): readonly number[] => [
  0x10 | (drawerHigh ? 0x04 : 0) | (fault === 'none' ? 0 : 0x08) | (fault === 'cover_open' ? 0x20 : 0),
  0x00,
  fault === 'paper_out' ? 0x0f : 0x00,
  0x0f,
];
