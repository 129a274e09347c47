import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import type { BenchView, PaperRow } from '../../shared/view.ts';
import { createPaper } from './paper.ts';
import { resetSocket } from './reset.ts';

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
  drawerOpen = () => false,
}: {
  readonly columns: 32 | 48;
  /** The switch of the drawer on its plug: high while open. */
  readonly drawerOpen?: () => boolean;
  readonly onChange: () => void;
  readonly onKick: () => void;
  /** Every row as it comes out; `paper()` keeps only the last ones. */
  readonly onRow?: (row: PaperRow) => void;
}): Promise<VirtualPrinter> {
  let rows: readonly PaperRow[] = [];
  let fault: PrinterFault = 'none';
  let talk: PrinterTalk = 'all';
  let lifeBytes = Number.POSITIVE_INFINITY;
  let awakeBytes = Number.POSITIVE_INFINITY;
  let rowsLeft = Number.POSITIVE_INFINITY;
  let frozen = false;
  let port = 0;
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
          if (talk !== 'nothing') reply(socket, statusByte(fault, byte, drawerOpen()));
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
  const turnOn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (server.listening) return resolve();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        const address = server.address();
        if (address !== null && typeof address === 'object') port = address.port;
        resolve();
      });
    });
  const turnOff = (): Promise<void> =>
    new Promise((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      for (const socket of Array.from(sockets)) resetSocket(socket);
      buffered = [];
      paper.reset();
    });

  await turnOn();
  return {
    port,
    columns,
    paper: () => rows,
    fault: () => fault,
    setFault(next) {
      fault = next;
      tell();
      switching = switching.then(() => (fault === 'off' ? turnOff() : turnOn())).then(work);
      onChange();
    },
    setTalk: (next) => void (talk = next),
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
