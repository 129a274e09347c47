import { scaleDrivers } from '../../hardware/scale/drivers.ts';
import { scannerDrivers } from '../../hardware/scanner/drivers.ts';
import type { ScannerProtocol } from '../../hardware/scanner/drivers.ts';
import { scaleProtocols } from '../../shared/scale.ts';
import type { ScaleProtocol } from '../../shared/scale.ts';
import { onReading, startWeighing, weigh } from '../../shared/weighing.ts';
import { createChance } from '../faults/harness/chance.ts';
import type { Chance } from '../faults/harness/chance.ts';
import { fixtures } from '../hardware/scales/fixtures.ts';
import type { Figures } from './main.ts';
import { couldCount, noiseFor, scannerProtocols, spoken } from './parse-scanners.ts';

const RANDOM_BYTES = 10_000_000;
const CHUNK = 4096;
const SEED = 20261126;
const FRAMES = 100_000;
const plate = {
  id: 'bench',
  serial: 'bench',
  maxG: 15_000,
  minG: 100,
  eG: 5,
  protocol: 'bench',
  verifiedOnDevice: false,
  canZero: false,
  canTare: false,
};

/** Frames a second of one parser: its own recorded frames that carry a weight, in chunks as a port delivers them. */
function framesPerSecond(protocol: ScaleProtocol): { readonly perSecond: number; readonly frames: number } {
  const weights = fixtures[protocol].filter((one) => typeof one.reads?.weightG === 'number');
  const one = Buffer.from((weights[0]?.hex ?? '').replaceAll(' ', ''), 'hex');
  const perChunk = protocol === 'hid-pos' ? 1 : 4;
  const chunk = Uint8Array.from(Buffer.concat(Array.from({ length: perChunk }, () => one)));
  const reader = scaleDrivers[protocol].read();
  let good = 0;
  const feed = (frames: number): void => {
    for (let fed = 0; fed < frames; fed += perChunk) good += reader.decode(chunk, fed).good;
  };
  feed(FRAMES / 10);
  good = 0;
  const start = process.hrtime.bigint();
  feed(FRAMES);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { perSecond: Math.round(good / seconds), frames: good };
}

function randomBytes(random: Chance): Uint8Array {
  const words = new Uint32Array(CHUNK / 4);
  for (let no = 0; no < words.length; no += 1) words[no] = random.next() * 4_294_967_296;
  return new Uint8Array(words.buffer);
}

/** Random bytes into one parser and on into the weighing rules, read as if 10 ms lay between two chunks' readings. */
function fuzz(protocol: ScaleProtocol): { readonly sellable: number; readonly throws: number; readonly rest: number } {
  const random = createChance(SEED);
  const reader = scaleDrivers[protocol].read();
  let state = startWeighing();
  let at = 0;
  let [sellable, throws, rest] = [0, 0, 0];
  for (let fed = 0; fed < RANDOM_BYTES; fed += CHUNK) {
    const bytes = randomBytes(random);
    // Reports of a USB scale are short; random ones all the more often look like one.
    const size = protocol === 'hid-pos' ? 6 : CHUNK;
    for (let from = 0; from < CHUNK; from += size) {
      try {
        const { readings } = reader.decode(bytes.slice(from, from + size), at);
        for (const reading of readings) {
          at += 100;
          state = onReading(state, { ...reading, at }, plate);
          if (weigh(state, plate, 0).sellable !== null) sellable += 1;
        }
      } catch {
        throws += 1;
      }
      rest = Math.max(rest, reader.rest());
    }
  }
  return { sellable, throws, rest };
}

/** Codes a second of one scanner parser. */
function codesPerSecond(protocol: ScannerProtocol): { readonly perSecond: number; readonly frames: number } {
  const reader = scannerDrivers[protocol].read();
  const pieces = spoken(protocol);
  let read = 0;
  const feed = (codes: number): void => {
    for (let fed = 0; fed < codes; fed += 1) for (const piece of pieces) read += reader.decode(piece, fed).length;
  };
  feed(FRAMES / 10);
  read = 0;
  const start = process.hrtime.bigint();
  feed(FRAMES);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { perSecond: Math.round(read / seconds), frames: read };
}

/** Random bytes into one scanner parser and on into the reading of codes. */
function fuzzScanner(protocol: ScannerProtocol): ReturnType<typeof fuzz> {
  const random = createChance(SEED);
  const reader = scannerDrivers[protocol].read();
  let [sellable, throws, rest] = [0, 0, 0];
  for (let fed = 0, at = 0; fed < RANDOM_BYTES; fed += CHUNK) {
    for (const chunk of noiseFor(protocol, randomBytes(random), random)) {
      at += 10;
      try {
        for (const scanned of reader.decode(chunk, at)) if (couldCount(scanned)) sellable += 1;
      } catch {
        throws += 1;
      }
      rest = Math.max(rest, reader.rest());
    }
  }
  return { sellable, throws, rest };
}

/**
 * Every parser: frames a second, and at least 10⁷ random bytes into it and the weighing rules behind it. Nothing may come out that
 * could be sold, nothing may throw, and no more than 256 bytes may be kept. A USB scale's reports carry no check of their own (USB
 * has one), so for it noise is what a broken device would send. Of a scanner nothing may come that takes money or sells goods
 * (`couldCount`).
 */
export async function benchParse(say: (line: string) => void): Promise<Figures> {
  const measured = (
    protocol: string,
    speed: ReturnType<typeof framesPerSecond>,
    noise: ReturnType<typeof fuzz>,
  ): { protocol: string; frames: number; frames_per_s: number } & ReturnType<typeof fuzz> => {
    say(
      `${protocol.padEnd(16)} ${String(speed.perSecond).padStart(9)} frames/s, ${noise.sellable} sellable from noise`,
    );
    return { protocol, frames: speed.frames, frames_per_s: speed.perSecond, ...noise };
  };
  const parsers = [
    ...scaleProtocols.map((protocol) => measured(protocol, framesPerSecond(protocol), fuzz(protocol))),
    ...scannerProtocols.map((protocol) =>
      measured(`scanner-${protocol}`, codesPerSecond(protocol), fuzzScanner(protocol)),
    ),
  ];
  const sum = (of: (parser: (typeof parsers)[number]) => number): number =>
    parsers.reduce((all, one) => all + of(one), 0);
  return {
    parsers: parsers.length,
    frames: sum((one) => one.frames),
    slowest_frames_per_s: Math.min(...parsers.map((one) => one.frames_per_s)),
    random_bytes_per_parser: RANDOM_BYTES,
    random_bytes: RANDOM_BYTES * parsers.length,
    sellable_from_noise: sum((one) => one.sellable),
    throws: sum((one) => one.throws),
    longest_rest_bytes: Math.max(...parsers.map((one) => one.rest)),
    seed: SEED,
    each: parsers,
  };
}
