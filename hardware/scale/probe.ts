import type { FoundScale, ProbedPort } from '../../shared/scale-finding.ts';
import type { ListedPort, SerialLine } from '../../shared/scale-port.ts';
import { scaleProtocols } from '../../shared/scale.ts';
import type { ByteStream } from '../ports.ts';
import { hexOf } from './codec.ts';
import { scaleDrivers } from './drivers.ts';
import type { ScaleDriver } from './driver.ts';
import { closedFor } from './line.ts';
import { createTrial, isUnderstood } from './trial.ts';
import type { Suspect, Trial } from './trial.ts';

/** What speaks unasked says ten frames in a second; slow lines and lazy scales take longer. */
const LISTEN_MS = 800;
const SLOW_LISTEN_MS = 1600;
const SLOW_BAUD = 2400;
/** Scales answer within 200 ms. A question may be spoilt by the rest of the one before, so each is put twice at least. */
const ANSWER_MS = 250;
const QUESTIONS = 2;
const QUESTIONS_IF_HEARD = 6;
const HOLD_MS = 150;

const drivers: readonly ScaleDriver[] = scaleProtocols.map((protocol) => scaleDrivers[protocol]);
const lineOf = ({ baudRate = 9600, dataBits = 8, parity = 'none' }: ScaleDriver['serial'][number]): SerialLine => ({
  baudRate,
  dataBits,
  parity,
});
const nameOf = (line: SerialLine): string => `${line.baudRate} ${line.dataBits} ${line.parity}`;

/** The settings stalls' scales come with, each once, the most usual first. */
const lines: readonly SerialLine[] = [
  ...new Map(drivers.flatMap(({ serial }) => serial.map(lineOf)).map((line) => [nameOf(line), line])).values(),
];

/** Who may speak on such a port with such settings. */
const speakers = (port: ListedPort, line: SerialLine | null): readonly ScaleDriver[] => {
  switch (port.kind) {
    case 'hid':
      return drivers.filter(({ link }) => link === 'hid');
    case 'tcp':
      return drivers.filter(({ link }) => link !== 'hid');
    case 'serial':
      return drivers.filter(({ serial }) =>
        serial.some((one) => line !== null && nameOf(lineOf(one)) === nameOf(line)),
      );
  }
};

export interface Probe {
  /** Looks, and holds the port open when it found something. */
  run(): Promise<void>;
  look(): ProbedPort;
  /** Lets go of the port. */
  close(): Promise<void>;
}

/** One port with one setting, opened. */
interface Opened {
  readonly stream: ByteStream;
  readonly line: SerialLine | null;
}

/**
 * Looks for a scale on one port. It listens first; only where nobody speaks it asks, with questions that change nothing, one driver after
 * the other. A port where nobody answers takes about fifteen seconds.
 */
export function createProbe(deps: {
  readonly port: ListedPort;
  readonly open: (line: SerialLine | null) => ByteStream;
  readonly now: () => number;
  readonly onChange: () => void;
}): Probe {
  const { port, onChange } = deps;
  let state: ProbedPort['state'] = 'looking';
  let held: (Opened & { readonly trials: readonly Trial[] }) | null = null;
  let stream: ByteStream | null = null;
  let stopped = false;
  let wake: () => void = () => {};
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const become = (next: ProbedPort['state']): void => {
    state = next;
    onChange();
  };

  /** Null when it can't be opened; `state` says why. */
  const open = async (line: SerialLine | null): Promise<Opened | null> => {
    const mine = deps.open(line);
    let isOpen = false;
    const off = mine.onState((event, why) => {
      isOpen = event === 'open';
      if (event === 'closed' && closedFor(why) !== 'stopped') become(closedFor(why) === 'failed' ? 'busy' : 'gone');
    });
    stream = mine;
    await mine.open();
    if (isOpen) return { stream: mine, line };
    off();
    await mine.close();
    return null;
  };

  /** Whether anything was said. Those who understand it are among the trials. */
  const listen = async ({ stream: on, line }: Opened, trials: readonly Trial[]): Promise<boolean> => {
    let heard = false;
    const off = on.onData((bytes, at) => {
      heard = true;
      for (const trial of trials) trial.hear(bytes, at);
    });
    await pause(line !== null && line.baudRate <= SLOW_BAUD ? SLOW_LISTEN_MS : LISTEN_MS);
    off();
    return heard;
  };

  /** Puts one question to all who understand its answer. */
  const ask = async ({ stream: on }: Opened, trials: readonly Trial[]): Promise<boolean> => {
    let heard = false;
    const [first] = trials;
    if (first === undefined) return false;
    const off = on.onData((bytes, at) => {
      heard = true;
      for (const trial of trials) {
        const answers = trial.hear(bytes, at);
        if (answers.includes('go_ahead') && first.driver.goAhead !== null)
          void on.write(first.driver.goAhead).catch(() => {});
        else if (answers.length > 0) wake();
      }
    });
    for (let no = 0; no < (heard ? QUESTIONS_IF_HEARD : QUESTIONS) && !trials.some(isUnderstood) && !stopped; no += 1) {
      const question = first.question();
      if (question === null) break;
      await on.write(question).catch(() => {});
      await pause(ANSWER_MS);
    }
    off();
    return heard;
  };

  const hold = (opened: Opened, trials: readonly Trial[]): void => {
    held = { ...opened, trials };
    const asks = trials[0]?.question() !== null;
    opened.stream.onData((bytes, at) => {
      for (const trial of trials) {
        const answers = trial.hear(bytes, at);
        if (trial === trials[0] && answers.includes('go_ahead') && trial.driver.goAhead !== null)
          void opened.stream.write(trial.driver.goAhead).catch(() => {});
      }
      onChange();
    });
    const again = async (): Promise<void> => {
      while (!stopped && asks) {
        const question = trials[0]?.question() ?? null;
        if (question !== null) await opened.stream.write(question).catch(() => {});
        await pause(HOLD_MS);
      }
    };
    holding = again();
    become('found');
  };
  let holding: Promise<void> = Promise.resolve();

  /** @returns whether to look no further on this port. */
  const tryLine = async (line: SerialLine | null): Promise<boolean> => {
    const opened = await open(line);
    if (opened === null) return true;
    const may = speakers(port, line);
    const unasked = may
      .flatMap((driver) =>
        (driver.asks ? driver.variants.slice(0, 1) : driver.variants).map((options): Suspect => ({ driver, options })),
      )
      .map(createTrial);
    const heard = await listen(opened, unasked);
    const found = port.kind === 'hid' ? unasked : unasked.filter(isUnderstood);
    if (found.length > 0) {
      hold(opened, found);
      return true;
    }
    if (heard) become('noise');
    else
      for (const group of questionsOf(may)) {
        if (stopped) break;
        const trials = group.map(createTrial);
        await ask(opened, trials);
        const answered = trials.filter(isUnderstood);
        if (answered.length > 0) {
          hold(opened, answered);
          return true;
        }
      }
    await opened.stream.close();
    return stopped;
  };

  return {
    run: async () => {
      const all: readonly (SerialLine | null)[] = port.kind === 'serial' ? lines : [null];
      let noise = false;
      for (const line of all) {
        if (await tryLine(line)) return;
        noise ||= state === 'noise';
      }
      become(noise ? 'noise' : 'silent');
    },
    look: () => ({
      port: { kind: port.kind, path: port.path, usb: port.usb },
      about: port.about,
      state,
      scales: held === null || state !== 'found' ? [] : scalesOf(held.trials, held.line),
    }),
    close: async () => {
      stopped = true;
      wake();
      await stream?.close();
      await holding;
    },
  };
}

/** Suspects by the question they are asked, so that none is put twice. */
function questionsOf(may: readonly ScaleDriver[]): readonly (readonly Suspect[])[] {
  const groups = new Map<string, Suspect[]>();
  for (const driver of may) {
    for (const options of driver.variants) {
      const question = driver.read(options).poll();
      if (question === null) continue;
      const key = hexOf(question);
      groups.set(key, [...(groups.get(key) ?? []), { driver, options }]);
    }
  }
  return [...groups.values()];
}

function scalesOf(trials: readonly Trial[], line: SerialLine | null): readonly FoundScale[] {
  const found = [...new Set(trials.map(({ driver }) => driver))];
  return found.map((driver) => ({
    protocol: driver.id,
    name: { zh: driver.name.zh, en: driver.name.en },
    line,
    ways: trials
      .filter((trial) => trial.driver === driver)
      .map((trial) => {
        const { parity: _parity, ...variant } = trial.options;
        return { variant, weightG: trial.last()?.weightG ?? null, steady: trial.steady() };
      }),
  }));
}
