import { ok, refuse, commands, isCommandName } from '../../shared/contract.ts';
import type { Call, Reply } from '../../shared/contract.ts';
import type { ViewEvent } from '../../shared/view.ts';
import type { Role } from '../../shared/role.ts';
import type { Core } from '../../electron/core/core.ts';

/** A core that only keeps the contract's table of roles: enough to see what a transport hands over, and to whom. */
export interface FakeCore extends Core {
  readonly calls: { role: Role; call: Call }[];
  emit(role: Role, event: ViewEvent): void;
  listeners(role: Role): number;
  /** The next dispatch does this instead. */
  next: (() => Promise<Reply<unknown>>) | null;
  stops: number;
}

export function fakeCore({ hasBench = true }: { hasBench?: boolean } = {}): FakeCore {
  const listening = new Map<Role, Set<(event: ViewEvent) => void>>();
  const of = (role: Role): Set<(event: ViewEvent) => void> => {
    const set = listening.get(role) ?? new Set();
    listening.set(role, set);
    return set;
  };
  const core: FakeCore = {
    calls: [],
    hasBench,
    next: null,
    stops: 0,
    dispatch({ role }, call) {
      core.calls.push({ role, call });
      const { next } = core;
      core.next = null;
      if (next !== null) return next();
      if (!isCommandName(call.name)) return Promise.resolve(refuse({ code: 'unknown_command' }));
      if (!commands[call.name].roles.includes(role)) return Promise.resolve(refuse({ code: 'forbidden' }));
      return Promise.resolve(ok({ did: call.name }));
    },
    on(role, listener) {
      of(role).add(listener);
      return () => of(role).delete(listener);
    },
    emit: (role, event) => of(role).forEach((listener) => listener(event)),
    listeners: (role) => of(role).size,
    stop() {
      core.stops += 1;
      return Promise.resolve();
    },
  };
  return core;
}

/** An event as the core sends it. */
export const stallEvent = (no: number): ViewEvent => ({
  no,
  topic: 'stall',
  value: {
    marketName: '示范菜场',
    stallNo: '12',
    stallName: '王记蔬菜',
    seller: '王姐',
    publicScale: '大门口',
    mode: 'live',
    rounding: 'jiao',
    paper: 'asked',
    live: false,
    basisG: 500,
    bags: { A: null, B: null, C: null },
  },
});
