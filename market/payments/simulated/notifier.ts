import type { Http } from '../http.ts';
import type { Faults, NoticeFault } from './faults.ts';

/** A notice on its way: how it is written for one sending. */
export interface Outgoing {
  readonly url: string;
  readonly write: (fault: NoticeFault | null) => {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}
export interface Notifier {
  send(notice: Outgoing): void;
  /** Sends what is due; resolves when all of it was answered. */
  pump(): Promise<void>;
  /** Epoch ms of the next one; null when none waits. */
  next(): number | null;
  forget(): void;
}

/** Sends notices until they are taken, by the channel's schedule of waits (seconds), like the real ones do. */
export function createNotifier(options: {
  readonly http: Http;
  readonly now: () => number;
  readonly faults: () => Faults;
  readonly schedule: readonly number[];
  readonly isTaken: (status: number, body: string) => boolean;
  /** Waits are this much shorter; 1 for the real ones. */
  readonly speed: number;
}): Notifier {
  const { http, now, schedule, isTaken, speed } = options;
  let queue: { readonly notice: Outgoing; readonly at: number; readonly tries: number }[] = [];
  const after = (seconds: number): number => now() + (seconds * 1_000) / speed;

  const deliver = async (notice: Outgoing, fault: NoticeFault | null): Promise<boolean> => {
    const { headers, body } = notice.write(fault);
    const answer = await http({ method: 'POST', url: notice.url, headers, body, timeoutMs: 5_000 });
    return answer.ok && isTaken(answer.status, answer.body.toString('utf8'));
  };
  const once = async ({ notice, tries }: (typeof queue)[number]): Promise<void> => {
    const fault = options.faults().notice();
    const wait = schedule[tries];
    const later = (seconds: number | undefined): void => {
      if (seconds !== undefined) queue.push({ notice, at: after(seconds), tries: tries + 1 });
    };
    if (fault === 'lost' || fault === 'late') return later(fault === 'late' ? (schedule[tries + 1] ?? wait) : wait);
    let taken = await deliver(notice, fault);
    if (fault === 'twice') taken = (await deliver(notice, null)) && taken;
    // A spoilt one is sent again whatever the other side said: it has not heard the truth.
    if (!taken || (fault !== null && fault !== 'twice')) later(wait);
  };
  return {
    send: (notice) => void queue.push({ notice, at: now(), tries: 0 }),
    async pump() {
      const due = queue.filter(({ at }) => at <= now());
      queue = queue.filter((one) => !due.includes(one));
      await Promise.all(due.map(once));
    },
    next: () => queue.reduce<number | null>((first, { at }) => (first === null || at < first ? at : first), null),
    forget: () => void (queue = []),
  };
}
