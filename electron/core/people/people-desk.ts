import { randomInt } from 'node:crypto';
import type { Printer } from '../../../hardware/ports.ts';
import type { CommandName } from '../../../shared/contract.ts';
import { ok, refuse, type Reply } from '../../../shared/contract.ts';
import type { Done } from '../../../shared/command.ts';
import type { Log } from '../../../shared/log.ts';
import {
  hasRight,
  listingOf,
  MAX_HELPERS,
  RECOVERY,
  type Access,
  type PeopleView,
  type Seller,
} from '../../../shared/people.ts';
import { recoverySlip } from '../../../shared/recovery-slip.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Handlers } from '../dispatch.ts';
import type { Journal } from '../journal/journal.ts';
import type { People } from './people.ts';
import type { Permits } from './permits.ts';
import type { Pins } from './pins.ts';
import { createSerial } from '../serial.ts';

type PeopleCommand = Extract<CommandName, `people.${string}`>;
export interface PeopleDesk {
  readonly handlers: Pick<Handlers, PeopleCommand>;
  /** Who may sell next: refused where there is no such person, or their own PIN must come first. `take` lets them. */
  readonly admit: (personId: string) => Reply<{ readonly name: string; readonly take: () => Promise<void> }>;
  view(): PeopleView;
  idle(): Promise<void>;
}

/** The commands about people: each is checked, done, and told to the journal, one after another beside selling. */
export function createPeopleDesk(options: {
  readonly people: People;
  readonly pins: Pins;
  readonly permits: Permits;
  readonly access: { now(): Access; keep(access: Access): Promise<void> };
  readonly journal: Journal;
  readonly printer: Printer | null;
  readonly stallName: () => string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onChange: () => void;
  readonly log: Log;
}): PeopleDesk {
  const { people, pins, permits, access, journal, printer, now, newId, onChange, log } = options;
  const serial = createSerial();
  const find = (personId: string): Seller | undefined => people.sellers().find(({ id }) => id === personId);

  /** One more entry of the journal: what was done about people, and about whom. */
  const note = async (id: string, what: string, subjectId: string, detail = ''): Promise<Refusal | null> => {
    const body = { kind: 'override', what, subjectId, detail: detail.slice(0, 200) } as const;
    const appended = await journal.append({ id, at: now(), seller: people.current().name, body });
    return appended.ok ? null : appended.refusal;
  };
  /** Told before it is done: what the journal can't take does not happen. */
  const change = (
    told: { readonly callId: string; readonly what: string; readonly subjectId: string; readonly detail?: string },
    act: () => Promise<void>,
  ): Promise<Reply<Done>> =>
    (async () => {
      const refusal = permits.use('people') ?? (await note(told.callId, told.what, told.subjectId, told.detail ?? ''));
      if (refusal !== null) return refuse(refusal);
      await act();
      onChange();
      return ok({});
    })();

  const admit: PeopleDesk['admit'] = (personId) => {
    const person = find(personId);
    if (person === undefined) return refuse({ code: 'no_such_person' });
    const refusal = pins.has(personId) ? permits.use('switch', personId) : null;
    if (refusal !== null) return refuse(refusal);
    return ok({
      name: person.name,
      take: async () => {
        await people.switchTo(personId);
        permits.shut();
      },
    });
  };

  const handlers: PeopleDesk['handlers'] = {
    'people.switch': ({ personId }) =>
      serial(async () => {
        const next = admit(personId);
        if (!next.ok) return next;
        await next.value.take();
        return ok({});
      }),
    'people.permit': ({ right, personId, pin }, callId) =>
      serial(async () => {
        const person = find(personId);
        if (person === undefined) return refuse({ code: 'no_such_person' });
        if (!pins.has(personId) || !hasRight(right, person, access.now()))
          return refuse({ code: 'not_allowed', right });
        const wrong = await pins.check(personId, pin);
        if (wrong !== null) {
          await note(newId(), 'pin_wrong', personId, right);
          return refuse(wrong);
        }
        const refusal = await note(callId, 'permit', personId, right);
        if (refusal !== null) return refuse(refusal);
        permits.open(right, personId);
        return ok({});
      }),
    'people.set_pin': ({ personId, pin }, callId) =>
      serial(async () => {
        if (find(personId) === undefined) return refuse({ code: 'no_such_person' });
        return change({ callId, what: pin === null ? 'pin_removed' : 'pin_set', subjectId: personId }, () =>
          pins.set(personId, pin),
        );
      }),
    'people.add': ({ name: typed }, callId) =>
      serial(async () => {
        const name = typed.trim();
        if (people.sellers().some((one) => one.name === name)) return refuse({ code: 'name_taken' });
        if (people.helpers().length >= MAX_HELPERS) return refuse({ code: 'too_many_people' });
        const personId = `helper-${newId()}`;
        const reply = await change({ callId, what: 'helper_added', subjectId: personId, detail: name }, () =>
          people.keepHelpers([...people.helpers(), { id: personId, name }]),
        );
        return reply.ok ? ok({ personId }) : reply;
      }),
    'people.remove': ({ personId }, callId) =>
      serial(async () => {
        const helper = people.helpers().find(({ id }) => id === personId);
        if (helper === undefined)
          return refuse({ code: find(personId) === undefined ? 'no_such_person' : 'not_a_helper' });
        return change({ callId, what: 'helper_removed', subjectId: personId, detail: helper.name }, async () => {
          await people.keepHelpers(people.helpers().filter(({ id }) => id !== personId));
          await pins.set(personId, null);
          const { allowed, ...rest } = access.now();
          await access.keep({ ...rest, allowed: allowed.filter((one) => one.personId !== personId) });
        });
      }),
    'people.allow': ({ personId, rights }, callId) =>
      serial(async () => {
        const person = find(personId);
        if (person === undefined) return refuse({ code: 'no_such_person' });
        const own = [...new Set(rights)];
        return change({ callId, what: 'rights', subjectId: personId, detail: own.join(' ') }, () => {
          const { guarded, allowed } = access.now();
          const others = allowed.filter((one) => one.personId !== personId);
          return access.keep({ guarded, allowed: own.length === 0 ? others : [...others, { personId, rights: own }] });
        });
      }),
    'people.guard': ({ rights }, callId) =>
      serial(() => {
        const guarded = [...new Set(rights)];
        return change({ callId, what: 'guarded', subjectId: people.current().id, detail: guarded.join(' ') }, () =>
          access.keep({ ...access.now(), guarded }),
        );
      }),
    'people.print_recovery': (_args, callId) =>
      serial(async () => {
        if (printer === null) return refuse({ code: 'no_printer' });
        const refusal = permits.use('people');
        if (refusal !== null) return refuse(refusal);
        const code = Array.from({ length: 12 }, () => randomInt(10)).join('');
        const outcome = await printer.print(recoverySlip(code, options.stallName(), now()));
        // What may be on paper must hold, or it is a slip that opens nothing.
        if (outcome.done === 'not_printed') {
          log.warn({ why: outcome.why }, 'the recovery code did not print');
          return refuse({ code: 'not_printed' });
        }
        await pins.set(RECOVERY, code);
        const untold = await note(callId, 'recovery_printed', people.current().id);
        onChange();
        return untold === null ? ok({}) : refuse(untold);
      }),
    'people.recover': ({ code, personId, pin }, callId) =>
      serial(async () => {
        if (find(personId)?.role !== 'owner' || !pins.has(RECOVERY))
          return refuse({ code: 'not_allowed', right: 'people' });
        const wrong = await pins.check(RECOVERY, code);
        if (wrong !== null) {
          await note(newId(), 'recovery_wrong', personId);
          return refuse(wrong);
        }
        const refusal = await note(callId, 'recovered', personId);
        if (refusal !== null) return refuse(refusal);
        await pins.set(personId, pin);
        await pins.set(RECOVERY, null);
        onChange();
        return ok({});
      }),
  };
  return {
    handlers,
    admit,
    view: () => ({
      sellerId: people.current().id,
      people: people.sellers().map((one) => ({
        ...one,
        listing: listingOf(one.validUntil, now()),
        hasPin: pins.has(one.id),
        rights: access.now().allowed.find(({ personId }) => personId === one.id)?.rights ?? [],
      })),
      isGuarding: people.sellers().some(({ id, role }) => role === 'owner' && pins.has(id)),
      guarded: access.now().guarded,
      hasRecovery: pins.has(RECOVERY),
    }),
    idle: () => serial.idle(),
  };
}
