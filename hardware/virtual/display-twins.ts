/** A pole display's far side: bytes in, what the shopper reads out. */
export interface DisplayTwin {
  hear(bytes: Uint8Array): void;
  /** Rows as they stand, trailing blanks kept. */
  rows(): readonly string[];
  /** The lamp that burns (单价 1, 总计 2, 收款 3, 找零 4); 0 for none. */
  lamp(): number;
}

/** Takes whole commands off the head of what was heard; the bytes a command took, 0 when more must come first. */
function reader(step: (bytes: Buffer) => number): (bytes: Uint8Array) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let taken = -1; rest.length > 0 && taken !== 0;) {
      taken = step(rest);
      rest = rest.subarray(taken);
    }
  };
}

/** LED8N: eight digits, four lamps, and a drawer on its plug. */
export function createLed8nTwin(onKick: () => void): DisplayTwin {
  let digits = '';
  let lamp = 0;
  const step = (b: Buffer): number => {
    if (b[0] === 0x0c) {
      digits = '';
      return 1;
    }
    if (b[0] === 0x02) {
      if (b.length < 2) return 0;
      if (b[1] === 0x4d) onKick();
      return 2;
    }
    if (b[0] !== 0x1b) return 1;
    if (b.length < 3) return 0;
    if (b[1] === 0x73) {
      lamp = (b[2] ?? 0x30) - 0x30;
      return 3;
    }
    if (b[1] !== 0x51) return 1;
    const end = b.indexOf(0x0d);
    if (end < 0) return 0;
    digits = b.subarray(3, end).toString('latin1');
    return end + 1;
  };
  return { hear: reader(step), rows: () => [digits], lamp: () => lamp };
}

/** Two rows of twenty: CD5220's ESC Q A and ESC Q B, and the cursor of ESC/POS displays (US $), which a printer's ESC = switches off. */
export function createTwoLineTwin(): DisplayTwin {
  let rows = ['', ''];
  let listening = true;
  let cursor = { x: 0, y: 0 };
  const set = (y: number, x: number, text: string): void => {
    const row = (rows[y] ?? '').padEnd(20);
    rows = rows.map((old, at) => (at === y ? (row.slice(0, x) + text + row.slice(x + text.length)).slice(0, 20) : old));
  };
  const step = (b: Buffer): number => {
    const [first = 0, second, third] = b;
    if (first === 0x0c) {
      rows = ['', ''];
      return 1;
    }
    if (first === 0x1f) {
      if (b.length < 4) return 0;
      if (listening) cursor = { x: (b[2] ?? 1) - 1, y: (b[3] ?? 1) - 1 };
      return 4;
    }
    if (first === 0x1b) {
      if (second === undefined) return 0;
      if (second === 0x40) return 2;
      if (third === undefined) return 0;
      if (second === 0x3d) {
        listening = third === 0x02;
        return 3;
      }
      if (second !== 0x51) return 3;
      const end = b.indexOf(0x0d);
      if (end < 0) return 0;
      set(third - 0x41, 0, b.subarray(3, end).toString('latin1'));
      return end + 1;
    }
    if (listening && first >= 0x20) {
      set(cursor.y, cursor.x, String.fromCharCode(first));
      cursor = { ...cursor, x: cursor.x + 1 };
    }
    return 1;
  };
  return { hear: reader(step), rows: () => rows, lamp: () => 0 };
}
