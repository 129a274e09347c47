import type { Log } from '../../shared/log.ts';
import type { DeviceState, FrameCounters, ScaleModel, ScalePlate, ScaleReading } from '../../shared/scale.ts';
import { createListeners } from '../listeners.ts';
import type { ByteStream, Scale } from '../ports.ts';
import type { Answer, Codec } from './codec.ts';
import { closedFor } from './line.ts';
import { readerOf } from './reader.ts';

/** From one question to the next at least; with an answer in between this gives up to 20 readings a second. */
const POLL_MS = 50;
const ANSWER_MS = 300;
/** No frame for so long: the weight is gone from every screen. */
const SILENT_MS = 1000;
const WATCH_MS = 250;
/** A line that ought to speak and says nothing for so long may hang, at an adapter whose driver does: it is opened anew, and ever more rarely. */
const HUNG_MS = 5_000;
const LONGEST_HUNG_MS = 60_000;
/** Readings unasked, each within a second of the one before: the scale speaks all the time, and not when its key is pressed. */
const SPEAKS = 3;
const ZERO_ANSWER_MS = 3000;
const ZERO_READING_MS = 1500;

type ZeroResult = Awaited<ReturnType<Scale['zero']>>;

export interface ScaleParts<S extends object> {
  readonly plate: ScalePlate;
  readonly stream: ByteStream;
  readonly codec: Codec<S>;
  /** Who the driver is; the protocol's own name when left out. */
  readonly model?: ScaleModel;
  readonly now: () => number;
  readonly log: Log;
}

/** The Scale port over a byte stream and a codec: it asks, counts frames, tells silence, and never makes up a reading. */
export function createScale<S extends object>({ plate, stream, codec, model, now, log }: ScaleParts<S>): Scale {
  const readings = createListeners<[ScaleReading]>(log);
  const states = createListeners<[DeviceState]>(log);
  const answers = createListeners<[Answer]>(log);
  const halts = createListeners<[]>(log);
  let state: DeviceState = 'absent';
  let counters: FrameCounters = { good: 0, bad: 0, resync: 0, reopened: 0 };
  let reader = readerOf(codec);
  let price: number | null = null;
  let opened = false;
  /** The last reading, and the last byte of whatever kind. */
  let heardAt = 0;
  let bytesAt = 0;
  let inRow = 0;
  let hungMs = HUNG_MS;
  let watch: NodeJS.Timeout | undefined;
  let watchedAt = 0;
  let polling: Promise<void> = Promise.resolve();
  let zeroWaits: ((result: ZeroResult) => void) | null = null;
  let off: readonly (() => void)[] = [];

  const become = (next: DeviceState): void => {
    if (next === state) return;
    log.info({ scale: plate.id, from: state, to: next, counters }, 'scale state');
    state = next;
    states.emit(next);
  };

  const onBytes = (bytes: Uint8Array, at: number): void => {
    const step = reader.decode(bytes, at);
    bytesAt = at;
    if (step.good + step.bad + step.resync > 0) {
      counters = {
        ...counters,
        good: counters.good + step.good,
        bad: counters.bad + step.bad,
        resync: counters.resync + step.resync,
      };
    }
    if (step.bad > 0) log.debug({ scale: plate.id, counters }, 'a frame was dropped');
    if (step.readings.length > 0) {
      inRow = Math.abs(at - heardAt) < SILENT_MS ? inRow + 1 : 0;
      hungMs = HUNG_MS;
      heardAt = at;
      become('online');
    }
    for (const reading of step.readings) readings.emit(reading);
    for (const answer of step.answers) {
      if (answer === 'go_ahead' && codec.goAhead !== null) send(codec.goAhead);
      else answers.emit(answer);
    }
  };

  // A failed write is the beginning of a loss, which the stream tells by itself.
  const send = (bytes: Uint8Array): void => void stream.write(bytes).catch(() => {});

  const onStream = (event: 'open' | 'closed', why: string): void => {
    if (event === 'open') {
      reader = readerOf(codec);
      reader.price(price);
      opened = true;
      heardAt = now();
      bytesAt = heardAt;
      if (state !== 'silent') become('opening');
      polling = polling.then(pollLoop);
      return;
    }
    opened = false;
    halts.emit();
    switch (closedFor(why)) {
      case 'absent':
      case 'stopped':
        return become('absent');
      case 'failed':
        log.warn({ scale: plate.id, why }, 'scale can not be opened');
        return become('failed');
      case 'lost':
        if (state === 'silent') return;
        log.warn({ scale: plate.id, why }, 'scale lost');
        return become('opening');
    }
  };

  /** Resolves with the first answer that is `wanted`, or null after `ms` or a loss. */
  const answerWithin = (ms: number, wanted: (answer: Answer) => boolean): Promise<Answer | null> =>
    new Promise((resolve) => {
      const end = (answer: Answer | null): void => {
        clearTimeout(timer);
        offAnswer();
        offHalt();
        resolve(answer);
      };
      const timer = setTimeout(() => end(null), ms);
      const offAnswer = answers.add((answer) => wanted(answer) && end(answer));
      const offHalt = halts.add(() => end(null));
    });

  const pause = (ms: number): Promise<unknown> => answerWithin(ms, () => false);

  async function pollLoop(): Promise<void> {
    while (opened) {
      const from = now();
      if (zeroWaits !== null) await zeroTurn(zeroWaits);
      else await ask();
      const spent = now() - from;
      // A clock that was set back or forward must neither stop nor hurry the questions.
      if (opened) await pause(Math.min(POLL_MS, Math.max(1, POLL_MS - Math.abs(spent))));
    }
  }

  async function ask(): Promise<void> {
    const question = reader.poll();
    if (question === null) return;
    const answered = answerWithin(ANSWER_MS, () => true);
    send(question);
    await answered;
  }

  async function zeroTurn(tell: (result: ZeroResult) => void): Promise<void> {
    zeroWaits = null;
    const zero = codec.zero;
    if (zero === null) return tell('unsupported');
    if (zero.shownBy === 'answer') {
      const answered = answerWithin(ZERO_ANSWER_MS, (answer) => answer === 'zeroed' || answer === 'zero_refused');
      send(zero.bytes);
      const answer = await answered;
      return tell(answer === 'zeroed' ? 'done' : answer === 'zero_refused' ? 'refused' : 'timeout');
    }
    void zeroShown().then(tell);
    send(zero.bytes);
  }

  /** Watches the readings after a zero command that has no answer of its own. */
  const zeroShown = (): Promise<ZeroResult> =>
    new Promise((resolve) => {
      let seen = false;
      const end = (result: ZeroResult): void => {
        clearTimeout(timer);
        offReading();
        offHalt();
        resolve(result);
      };
      const timer = setTimeout(() => end(seen ? 'refused' : 'timeout'), ZERO_READING_MS);
      const offHalt = halts.add(() => end('timeout'));
      const offReading = readings.add((reading) => {
        seen = true;
        if (reading.weightG === 0 && reading.stable !== false) end('done');
      });
    });

  const oughtToSpeak = (): boolean => codec.quiet !== true && (codec.poll !== null || inRow >= SPEAKS);
  const reopen = (): void => {
    counters = { ...counters, reopened: counters.reopened + 1 };
    const why = `nothing heard for ${hungMs / 1_000} s`;
    if (hungMs === HUNG_MS) log.warn({ scale: plate.id, why, counters }, 'the line to the scale is opened anew');
    hungMs = Math.min(hungMs * 2, LONGEST_HUNG_MS);
    stream.renew(why);
  };

  const look = (): void => {
    const at = now();
    // A watch that comes late means that this process slept: what waits in the port is read first.
    const slept = Math.abs(at - watchedAt) > 2 * WATCH_MS;
    watchedAt = at;
    if (slept || !opened) return;
    if (Math.abs(at - heardAt) > SILENT_MS) become('silent');
    if (oughtToSpeak() && Math.abs(at - bytesAt) > hungMs) reopen();
  };

  return {
    plate,
    model: model ?? { name: { zh: codec.protocol, en: codec.protocol }, sureness: 'computed', source: '' },
    onReading: readings.add,
    onState: states.add,
    state: () => state,
    counters: () => counters,
    zero() {
      if (codec.zero === null) return Promise.resolve('unsupported');
      if (!opened || zeroWaits !== null) return Promise.resolve('timeout');
      return new Promise((resolve) => {
        const offHalt = halts.add(() => {
          zeroWaits = null;
          offHalt();
          resolve('timeout');
        });
        zeroWaits = (result) => {
          offHalt();
          resolve(result);
        };
      });
    },
    price(fenPerKg) {
      price = fenPerKg;
      reader.price(fenPerKg);
    },
    start() {
      if (watch !== undefined) return;
      watchedAt = now();
      watch = setInterval(look, WATCH_MS);
      become('opening');
      off = [stream.onData(onBytes), stream.onState(onStream)];
      void stream.open();
    },
    async stop() {
      if (watch === undefined) return;
      clearInterval(watch);
      watch = undefined;
      await stream.close();
      for (const one of off) one();
      await polling;
    },
  };
}
