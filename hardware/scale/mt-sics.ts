import type { ScaleReading } from '../../shared/scale.ts';
import { ascii, concat, gramsOf, hexOf, latin, learn, nothingLearned, signed, withoutParity } from './codec.ts';
import type { Answer, Codec, LearnedForm, Parity } from './codec.ts';
import { LINE_7E1, LINE_8N1, scaleDriver } from './driver.ts';

const LF = 0x0a;
/** The longest answer we know has 25 characters; longer is noise. */
const MAX_LINE = 64;
const TARE_TRIES = 3;

export interface MtSicsState {
  readonly rest: Uint8Array;
  /** Length and decimals of the weight lines this device sends. */
  readonly form: LearnedForm;
  readonly asked: 'weight' | 'tare' | null;
  /** Whether the device answers TA; null until it did or refused. */
  readonly tellsTare: boolean | null;
  /** TA questions sent before the first answer. */
  readonly tareTries: number;
  readonly tareG: number | null;
  /** A reading that waits for the tare to be told again. */
  readonly held: ScaleReading | null;
}

/**
 * METTLER TOLEDO MT-SICS levels 0 and 1, and its many clones. 9600 8N1, lines of ASCII ended by CR LF.
 * Asked with SI (weight at once) and TA (tare) in turns. `S S` stable, `S D` moving, `S +` overload, `S -` underload,
 * `S I` can't be told now; ES, ET, EL errors. Repeated answers to SIR are read the same way. Weights are net of the scale's tare.
 * Sources: the MT-SICS command set as told by Atlantis-Software/mt-sics and the tests of InstrumentKit.
 *
 * There is no check byte. Against lost characters a line whose length or decimals differ from the ones before is believed only
 * when the next one has the same form; against flipped bits only `parity` (7E1, 7O1) helps.
 * A weight is paired with the tare only when the tare was the same before and after it: a net weight beside a stale tare
 * would look like an empty pan the moment somebody presses the scale's tare key.
 */
export function createMtSics({ parity = 'none' }: { readonly parity?: Parity } = {}): Codec<MtSicsState> {
  return {
    protocol: 'mt-sics',
    checked: false,
    start: () => ({
      rest: new Uint8Array(0),
      form: nothingLearned,
      asked: null,
      tellsTare: null,
      tareTries: 0,
      tareG: null,
      held: null,
    }),
    decode(state, chunk, at) {
      const bytes = concat(state.rest, chunk);
      const plain = bytes.map((byte) => withoutParity(byte, parity));
      const readings: ScaleReading[] = [];
      const answers: Answer[] = [];
      let now = state;
      let good = 0;
      let bad = 0;
      let resync = 0;
      let from = 0;
      for (;;) {
        const end = plain.indexOf(LF, from);
        if (end < 0 || end - from >= MAX_LINE) {
          if (plain.length - from < MAX_LINE) break;
          resync += 1;
          from += 1;
          continue;
        }
        const step = onLine(now, latin(plain.subarray(from, end + 1)), hexOf(bytes.subarray(from, end + 1)), at);
        now = step.state;
        if (step.verdict === 'good') good += 1;
        if (step.verdict === 'bad') bad += 1;
        if (step.reading !== null) readings.push(step.reading);
        answers.push(step.answer);
        from = end + 1;
      }
      return { state: { ...now, rest: bytes.slice(from) }, readings, answers, good, bad, resync };
    },
    poll(state) {
      if (state.asked === 'tare' || state.tellsTare === false)
        return { state: { ...state, asked: 'weight' }, bytes: ascii('SI\r\n') };
      // Some clones keep silent to what they don't know.
      if (state.tellsTare === null && state.tareTries >= TARE_TRIES)
        return { state: { ...state, asked: 'weight', tellsTare: false }, bytes: ascii('SI\r\n') };
      return { state: { ...state, asked: 'tare', tareTries: state.tareTries + 1 }, bytes: ascii('TA\r\n') };
    },
    goAhead: null,
    zero: { bytes: ascii('Z\r\n'), shownBy: 'answer' },
  };
}

interface Step {
  readonly state: MtSicsState;
  /** `unproven`: left out of the count, for the form of this device isn't known yet. */
  readonly verdict: 'good' | 'bad' | 'unproven';
  readonly reading: ScaleReading | null;
  readonly answer: Answer;
}

function onLine(state: MtSicsState, line: string, raw: string, at: number): Step {
  const none = { reading: null, answer: 'over' } as const;
  const text = line.endsWith('\r\n') ? line.slice(0, -2) : null;
  switch (text) {
    case 'Z A':
      return { ...none, state, verdict: 'good', answer: 'zeroed' };
    case 'Z I':
    case 'Z +':
    case 'Z -':
      return { ...none, state, verdict: 'good', answer: 'zero_refused' };
    case 'S +':
      return withWeight(state, { at, raw, weightG: null, stable: false, overload: true, underload: false });
    case 'S -':
      return withWeight(state, { at, raw, weightG: null, stable: false, overload: false, underload: true });
    case 'S I':
      return withWeight(state, { at, raw, weightG: null, stable: false, overload: false, underload: false });
    case 'TA I':
      return { ...none, state, verdict: 'good' };
    case 'TA L':
    case 'ES':
    case 'ET':
    case 'EL':
      // A clone without TA says so here; its weights go on without a tare.
      if (state.asked === 'tare' && state.tellsTare === null)
        return { ...none, state: { ...state, tellsTare: false }, verdict: 'good' };
      return { ...none, state, verdict: 'bad' };
    case null:
      return { ...none, state, verdict: 'bad' };
    default:
      return onValue(state, text, raw, at);
  }
}

function onValue(state: MtSicsState, text: string, raw: string, at: number): Step {
  const parts = /^(S S|S D|TA A) +(-?)([\d.]+) (kg|g) *$/.exec(text);
  const [, head = '', minus = '', digits = '', unit = ''] = parts ?? [];
  const grams = gramsOf(digits, unit);
  if (grams === null) return { state, verdict: 'bad', reading: null, answer: 'over' };
  if (head === 'TA A') return withTare(state, signed(minus !== '', grams));
  const learned = learn(state.form, `${text.length}.${digits.length - digits.indexOf('.')}.${unit}`, 2);
  const next = { ...state, form: learned.form };
  if (!learned.accepted)
    return { state: next, verdict: state.form.known === null ? 'unproven' : 'bad', reading: null, answer: 'over' };
  return withWeight(next, {
    at,
    raw,
    weightG: signed(minus !== '', grams),
    stable: head === 'S S',
    overload: false,
    underload: false,
  });
}

function withWeight(state: MtSicsState, told: Omit<ScaleReading, 'tareG' | 'zero'>): Step {
  const reading = { ...told, zero: null, tareG: state.tareG };
  if (state.tellsTare !== true) return { state, verdict: 'good', reading: { ...reading, tareG: null }, answer: 'over' };
  return { state: { ...state, held: reading }, verdict: 'good', reading: null, answer: 'over' };
}

function withTare(state: MtSicsState, tareG: number): Step {
  const reading = state.held !== null && state.held.tareG === tareG ? state.held : null;
  return { state: { ...state, tellsTare: true, tareG, held: null }, verdict: 'good', reading, answer: 'over' };
}

export const mtSics = scaleDriver(
  {
    id: 'mt-sics',
    name: { zh: '托利多 MT-SICS', en: 'MT-SICS' },
    fits: 'METTLER TOLEDO with MT-SICS level 0 and 1; clones',
    link: 'serial',
    serial: [LINE_8N1, LINE_7E1],
    sureness: 'literal',
    source: 'Atlantis-Software/mt-sics; tests of InstrumentKit; Scale_Simulator',
  },
  createMtSics,
);
