import { randomUUID } from 'node:crypto';
import type { Call, Reply } from '../shared/contract.ts';
import { refuse } from '../shared/contract.ts';
import type { Log } from '../shared/log.ts';
import type { Role } from '../shared/role.ts';
import type { Core } from './core/core.ts';

/** A call as it came over a transport, or null when it is not one. Names, roles and arguments are the core's to check. */
export function parseCall(raw: unknown): Call | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { id, name, args } = raw as Record<string, unknown>;
  if (typeof id !== 'string' || id.length === 0 || id.length > 64) return null;
  if (typeof name !== 'string' || name.length === 0 || name.length > 64) return null;
  return { id, name, args };
}

/** Hands a call to the core. The role is the transport's word, never the caller's. A bug in the core comes back as one, with an id that is in the log. */
export async function answer(core: Core, role: Role, call: Call, log: Log): Promise<Reply<unknown>> {
  try {
    return await core.dispatch({ role }, call);
  } catch (error) {
    const callId = randomUUID();
    log.error(
      { callId, call: call.name, role, error: error instanceof Error ? error.stack : String(error) },
      'a command threw',
    );
    return refuse({ code: 'bug', callId });
  }
}

/** The roles a host opens windows for. The bench is there only with virtual devices. */
export function windowRoles(core: Core): readonly Role[] {
  return core.hasBench ? ['vendor', 'customer', 'bench'] : ['vendor', 'customer'];
}
