import type { Scale, ScaleFinder } from '../../../hardware/ports.ts';
import type { Done } from '../../../shared/command.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Log } from '../../../shared/log.ts';
import type { DeviceState, ScaleReading } from '../../../shared/scale.ts';
import { settleWays, type FoundScale, type ProbedPort } from '../../../shared/scale-finding.ts';
import {
  isPlate,
  type NamePlate,
  type ScaleId,
  type ScaleProfile,
  type ScaleVariant,
} from '../../../shared/scale-port.ts';
import { startSteadiness, steadier, type Steadiness } from '../../../shared/steadiness.ts';
import type { ScalesView } from '../../../shared/device-view.ts';
import { STALE_MS } from '../../../shared/weighing.ts';
import type { Journal } from '../journal/journal.ts';
import type { Settings } from '../settings.ts';

export interface Scales {
  /** The scale that is sold by; null where the stall has none. */
  current(): Scale | null;
  onReading(listener: (reading: ScaleReading) => void): () => void;
  /** States of the scale that is sold by. Another one in its place begins with `opening`: nothing is known of its pan. */
  onState(listener: (state: DeviceState) => void): () => void;
  view(): ScalesView;
  /** The scale that is not sold by, and its reading of this moment; null where there is one scale. */
  other(): { readonly scale: Scale; readonly reading: OtherReading | null } | null;
  find(path: string | null): Promise<Reply<Done>>;
  endFinding(): Promise<Reply<Done>>;
  /** A known weight lies on the pan: the way that shows it is taken. */
  settle(wish: { readonly path: string; readonly protocol: string; readonly grams: number }): Reply<Done>;
  /** Uses what was found, from now on and after each start. */
  choose(
    wish: { readonly id: ScaleId; readonly path: string; readonly protocol: string; readonly plate: NamePlate },
    callId: string,
  ): Promise<Reply<Done>>;
  sellBy(id: ScaleId): Reply<Done>;
  start(): void;
  stop(): Promise<void>;
}

interface Slot {
  readonly scale: Scale;
  /** Null: named when the till was started. */
  readonly profile: ScaleProfile | null;
  readonly off: readonly (() => void)[];
}

/** A reading of the scale that is not sold by; `stable` by the rule for all. */
export type OtherReading = ScaleReading & { readonly stable: boolean };

/** A scale as its flags name it. */
const flagDetail = ({ protocol, maxG, eG, serial }: Scale['plate']): string =>
  `${protocol} ${maxG}/${eG} ${serial} by flag`.slice(0, 200);

const keyOf = (path: string, protocol: string): string => `${protocol} ${path}`;

/** The scales of a stall: the one that is sold by, a second one to weigh again with, and the finding of either. */
export async function openScales(deps: {
  readonly scale: Scale | null;
  readonly second: Scale | null;
  readonly finder: ScaleFinder | null;
  /** Path of the virtual stall's scale; null with real devices. It lets go of its port to be found, and nothing of it is remembered. */
  readonly benchPort: string | null;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly seller: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onChange: () => void;
  readonly log: Log;
}): Promise<Scales> {
  const { finder, benchPort, settings, journal, now, onChange, log } = deps;
  const slots = new Map<ScaleId, Slot>();
  const readings = new Set<(reading: ScaleReading) => void>();
  const states = new Set<(state: DeviceState) => void>();
  const settled = new Map<string, ScaleVariant>();
  // Real scales have no place on a virtual stall, nor its scale on a real one.
  let profiles = benchPort === null ? ((await settings.read('scale_profiles'))?.profiles ?? []) : [];
  let chosen: ScaleId = 'scale-1';
  /** What the other scale says, and whether it is at rest by the rule for all (its own bit, or frames). */
  let again: { readonly reading: ScaleReading; readonly steadiness: Steadiness } | null = null;
  let looking = false;
  let isFinding = false;
  let running = false;
  const current = (): Scale | null => slots.get(chosen)?.scale ?? null;

  /** A scale that was named otherwise at this start than at the last one counts like one that was chosen by hand. */
  const noteFlags = async (named: readonly (readonly [ScaleId, Scale | null])[]): Promise<void> => {
    const seen = await settings.read('scale_flags');
    const scales = named.flatMap(([id, scale]) => (scale === null ? [] : [{ id, detail: flagDetail(scale.plate) }]));
    const detailIn = (list: typeof scales, id: ScaleId): string => list.find((one) => one.id === id)?.detail ?? 'none';
    const changed = named.filter(([id]) => seen !== null && detailIn(scales, id) !== detailIn(seen.scales, id));
    if (seen !== null && changed.length === 0) return;
    for (const [id] of changed) {
      const appended = await journal.append({
        id: deps.newId(),
        at: now(),
        seller: deps.seller(),
        body: { kind: 'override', what: 'scale_config', subjectId: id, detail: detailIn(scales, id) },
      });
      // Selling goes on without it; the next start tries again.
      if (!appended.ok) return log.warn({ id, refusal: appended.refusal }, 'a changed scale could not be recorded');
    }
    await settings.write('scale_flags', { scales });
  };
  const put = (id: ScaleId, scale: Scale, profile: ScaleProfile | null): void => {
    const off = [
      scale.onReading((reading) => {
        if (id === chosen) for (const listener of readings) listener(reading);
        else {
          const { at, weightG, tareG, stable, overload, underload } = reading;
          const grossG = overload || underload || weightG === null ? null : weightG + (tareG ?? 0);
          const before = again?.steadiness ?? startSteadiness;
          again = { reading, steadiness: steadier(before, { at, grossG, bit: stable }, scale.plate.eG) };
          onChange();
        }
      }),
      scale.onState((state) => {
        if (id === chosen) for (const listener of states) listener(state);
        else if (state !== 'online') again = null;
        onChange();
      }),
    ];
    slots.set(id, { scale, profile, off });
    if (running) scale.start();
  };
  const named = [['scale-1', deps.scale] as const, ['scale-2', deps.second] as const];
  for (const [id, scale] of named) if (scale !== null) put(id, scale, null);
  await noteFlags(named);
  for (const profile of profiles)
    if (finder !== null && !slots.has(profile.id)) put(profile.id, finder.open(profile), profile);
  if (!slots.has('scale-1') && slots.has('scale-2')) chosen = 'scale-2';

  /** Ports, with what a known weight has settled. */
  const seen = (): readonly ProbedPort[] =>
    (finder?.seen() ?? []).map((port) => ({
      ...port,
      scales: port.scales.map((found) => {
        const variant = settled.get(keyOf(port.port.path, found.protocol));
        return variant === undefined
          ? found
          : { ...found, ways: found.ways.filter((way) => JSON.stringify(way.variant) === JSON.stringify(variant)) };
      }),
    }));
  const foundAt = (path: string, protocol: string): readonly [ProbedPort, FoundScale] | null => {
    const port = seen().find((one) => one.port.path === path);
    const found = port?.scales.find((one) => one.protocol === protocol);
    return port === undefined || found === undefined ? null : [port, found];
  };
  /** Null: named at a start with real devices. */
  const portOf = ({ profile }: Slot): string | null => profile?.port.path ?? benchPort;
  /** What is not weighing lets go of its port, or nobody could look there. A virtual scale always does. */
  const rest = (): Promise<unknown> =>
    Promise.all(
      [...slots.values()]
        .filter((slot) => slot.scale.state() !== 'online' || portOf(slot) === benchPort)
        .map(({ scale }) => scale.stop()),
    );
  const endFinding = async (): Promise<void> => {
    isFinding = false;
    looking = false;
    settled.clear();
    await finder?.release();
    if (running) for (const { scale } of slots.values()) scale.start();
    onChange();
  };

  return {
    current,
    onReading: (listener) => {
      readings.add(listener);
      return () => void readings.delete(listener);
    },
    onState: (listener) => {
      states.add(listener);
      return () => void states.delete(listener);
    },
    other: () => {
      const found = [...slots].find(([id]) => id !== chosen);
      if (found === undefined) return null;
      if (again === null || Math.abs(now() - again.reading.at) > STALE_MS)
        return { scale: found[1].scale, reading: null };
      return { scale: found[1].scale, reading: { ...again.reading, stable: again.steadiness.stable } };
    },
    view: () => {
      const other = [...slots].find(([id]) => id !== chosen);
      return {
        finding: isFinding ? { looking, ports: seen() } : null,
        canFind: finder !== null,
        kept: benchPort === null,
        used: [...slots].map(([id, { profile }]) => ({ id, profile })),
        sellBy: chosen,
        reweigh:
          other === undefined
            ? null
            : {
                id: other[0],
                state: other[1].scale.state(),
                weightG: again?.reading.weightG ?? null,
                stable: again?.steadiness.stable ?? false,
              },
      };
    },
    find: async (path) => {
      if (finder === null) return refuse({ code: 'cannot_find_scales' });
      if (looking) return ok({});
      isFinding = true;
      looking = true;
      settled.clear();
      onChange();
      await rest();
      finder
        .look(path, onChange)
        .catch((error: unknown) => {
          log.error({ err: error }, 'scales could not be looked for');
        })
        .finally(() => {
          looking = false;
          onChange();
        });
      return ok({});
    },
    endFinding: async () => {
      await endFinding();
      return ok({});
    },
    settle: ({ path, protocol, grams }) => {
      const found = foundAt(path, protocol);
      if (found === null) return refuse({ code: 'scale_not_found' });
      const verdict = settleWays(found[1].ways, grams);
      if (verdict === 'unsteady') return refuse({ code: 'weight_unsteady' });
      if (verdict === 'none') return refuse({ code: 'weight_fits_none', grams });
      if (verdict === 'several') return refuse({ code: 'weight_fits_several' });
      settled.set(keyOf(path, protocol), verdict.way.variant);
      onChange();
      return ok({});
    },
    choose: async ({ id, path, protocol, plate }, callId) => {
      const found = foundAt(path, protocol);
      if (found === null || finder === null) return refuse({ code: 'scale_not_found' });
      const [port, scale] = found;
      const [way, ...others] = scale.ways;
      if (way === undefined || others.length > 0) return refuse({ code: 'scale_ambiguous' });
      if (!isPlate(plate)) return refuse({ code: 'plate_impossible' });
      if (benchPort === null && slots.get(id)?.profile === null) return refuse({ code: 'scale_by_flag' });
      const profile = { id, protocol: scale.protocol, port: port.port, line: scale.line, variant: way.variant, plate };
      const how = [scale.protocol, path, ...Object.values(way.variant), `${plate.maxG}/${plate.eG}`, plate.serial];
      const appended = await journal.append({
        id: callId,
        at: now(),
        seller: deps.seller(),
        body: { kind: 'override', what: 'scale_config', subjectId: id, detail: how.join(' ').slice(0, 200) },
      });
      if (!appended.ok) return refuse(appended.refusal);
      profiles = [...profiles.filter((one) => one.id !== id && one.port.path !== path), profile];
      if (benchPort === null) await settings.write('scale_profiles', { profiles: [...profiles] });
      // One port has one scale: what had it before, under either name, is no scale of the stall any more.
      for (const [oldId, old] of [...slots].filter(([one, slot]) => one === id || portOf(slot) === path)) {
        for (const off of old.off) off();
        await old.scale.stop();
        slots.delete(oldId);
      }
      await finder.release();
      put(id, finder.open(profile), profile);
      if (!slots.has(chosen)) chosen = id;
      if (id === chosen) for (const listener of states) listener('opening');
      await endFinding();
      return ok({});
    },
    sellBy: (id) => {
      if (!slots.has(id)) return refuse({ code: 'scale_not_found' });
      if (id === chosen) return ok({});
      chosen = id;
      again = null;
      for (const listener of states) listener('opening');
      onChange();
      return ok({});
    },
    start: () => {
      running = true;
      for (const { scale } of slots.values()) scale.start();
    },
    stop: async () => {
      running = false;
      await finder?.release();
      for (const { scale, off } of slots.values()) {
        for (const one of off) one();
        await scale.stop();
      }
    },
  };
}
