import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, test } from 'vitest';
import { readLogo } from '../../electron/logo.ts';
import { encodeReceipt } from '../../hardware/printer/encode.ts';
import { logoOf } from '../../hardware/printer/logo.ts';
import { printerModels, printerProfiles } from '../../hardware/printer/profile.ts';
import { createPaper } from '../../hardware/virtual/paper.ts';
import type { PaperRow } from '../../shared/bench-view.ts';

type Colour = readonly [red: number, green: number, blue: number, cover: number];
const BLACK: Colour = [0, 0, 0, 255];
const WHITE: Colour = [255, 255, 255, 255];
const CLEAR: Colour = [0, 0, 0, 0];

function pngOf(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) png.data.set(colour(x, y), 4 * (y * width + x));
  return PNG.sync.write(png);
}
/** The dots that a model puts on its paper, a row a text; # is black. */
function dotsOnPaper(png: Uint8Array, model: (typeof printerModels)[number]): readonly string[] {
  const profile = printerProfiles[model];
  const logo = logoOf(png, profile.columns * 12);
  if (typeof logo === 'string') throw new Error(logo);
  const rows: PaperRow[] = [];
  createPaper(profile.columns, { row: (row) => rows.push(row), kick: () => {}, ask: () => {} }).write(
    encodeReceipt([logo], profile),
  );
  return rows.flatMap((row) => {
    if (row.kind !== 'picture') throw new Error(`${row.kind} on paper`);
    const bits = Buffer.from(row.bits, 'base64');
    return Array.from({ length: row.height }, (_, y) =>
      Array.from({ length: row.width }, (__, x) =>
        ((bits[y * (row.width >> 3) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0 ? '.' : '#',
      ).join(''),
    );
  });
}

describe('the logo', () => {
  test('comes out dot for dot on every model; what shines through is paper', () => {
    const drawn = ['##....#...', '.#..##....', '#........#'];
    const png = pngOf(10, 3, (x, y) => (drawn[y]?.[x] === '#' ? BLACK : x < 5 ? WHITE : CLEAR));
    for (const model of printerModels)
      expect(dotsOnPaper(png, model), model).toEqual(drawn.map((row) => row.padEnd(16, '.')));
  });
  test('a colour is black where it is darker than middle grey', () => {
    const colours: readonly Colour[] = [
      [200, 0, 0, 255],
      [255, 220, 0, 255],
      [127, 127, 127, 255],
      [129, 129, 129, 255],
      [0, 0, 0, 100],
      [0, 0, 0, 200],
    ];
    expect(
      dotsOnPaper(
        pngOf(6, 1, (x) => colours[x] ?? WHITE),
        'escpos-58',
      ),
    ).toEqual(['#.#..#..']);
  });
  test('as wide as its paper, and no dot wider', () => {
    expect(
      dotsOnPaper(
        pngOf(384, 256, () => BLACK),
        'plain-58',
      ),
    ).toEqual(Array(256).fill('#'.repeat(384)));
    expect(
      logoOf(
        pngOf(385, 1, () => BLACK),
        384,
      ),
    ).toBe('the picture is 385 dots wide, the paper has 384');
    expect(
      dotsOnPaper(
        pngOf(576, 1, () => BLACK),
        'gbk-80',
      ),
    ).toEqual(['#'.repeat(576)]);
    expect(
      logoOf(
        pngOf(1, 257, () => BLACK),
        384,
      ),
    ).toBe('the picture is 257 dots high, at most 256 are printed');
  });
  test('a header that promises a huge picture is refused before anything is unpacked', () => {
    const png = pngOf(8, 8, () => BLACK);
    png.writeUInt32BE(0x7fffffff, 20);
    expect(logoOf(png, 384)).toMatch(/^the picture is 2147483647 dots high/);
  });
  test('a damaged file is a sentence, never an error', () => {
    const png = pngOf(40, 40, (x, y) => ((x * y) % 3 === 0 ? BLACK : WHITE));
    expect(logoOf(png.subarray(0, png.length - 30), 384)).toBe('the file is damaged');
    expect(logoOf(Buffer.from('GIF89a'), 384)).toBe('the file is not a PNG');
    fc.assert(
      fc.property(fc.nat(png.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Buffer.from(png);
        broken[at] = (broken[at] ?? 0) ^ flip;
        expect(typeof logoOf(broken, 384)).toBe('string');
      }),
    );
  });
});

describe('the file of the logo', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stall-pos-logo-'));
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });
  const read = async (name: string | null, columns: 32 | 48 = 32) => {
    const said: string[] = [];
    const log = {
      debug: () => {},
      info: () => {},
      error: () => {},
      warn: (_: object, text: string) => said.push(text),
    };
    return { ...(await readLogo({ logo: name === null ? null : join(dir, name), columns }, log)), said };
  };
  test('a good one is read, none is none', async () => {
    writeFileSync(
      join(dir, 'good.png'),
      pngOf(500, 20, () => BLACK),
    );
    expect(await read('good.png', 48)).toMatchObject({ logo: { kind: 'picture', width: 500, height: 20 }, said: [] });
    expect(await read(null)).toEqual({ said: [] });
  });
  test('a bad one is said once, and there is no logo', async () => {
    writeFileSync(join(dir, 'large.png'), Buffer.alloc(65_537));
    writeFileSync(join(dir, 'empty.png'), '');
    expect(await read('good.png')).toEqual({
      said: ['receipts print no logo: the picture is 500 dots wide, the paper has 384'],
    });
    expect(await read('large.png')).toEqual({ said: ['receipts print no logo: the file has more than 64 kB'] });
    expect(await read('empty.png')).toEqual({ said: ['receipts print no logo: the file is not a PNG'] });
    const { said, ...none } = await read('nowhere.png');
    expect([none, said.length]).toEqual([{}, 1]);
    expect(said[0]).toMatch(/^receipts print no logo: the file can't be read \(ENOENT/);
  });
});
