import type { EnrolAnswer, EpochsAnswer, Resume } from '../../../shared/wire.ts';
import type { TerminalKey } from '../identity.ts';
import { enrol, openSession, WireFailure, type Client } from '../sync/client.ts';

/** The market, as a terminal that is being rebuilt sees it. */
export interface MarketSide {
  readonly server: string;
  readonly answer: EnrolAnswer;
  readonly epochs: EpochsAnswer['epochs'];
  page(epoch: number, from: number, limit: number): Promise<readonly unknown[]>;
}

const TRIES = 4;
const PAUSE_MS = 500;

/** A request that got no answer is asked again; a "no" is one. @throws WireFailure */
async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let no = 1; ; no += 1) {
    try {
      return await task();
    } catch (error) {
      if (no === TRIES || !(error instanceof WireFailure) || error.status !== null) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS * no);
      });
    }
  }
}

/**
 * Goes on as the terminal that the code was issued for, with a new key, and asks what the market holds of it. The same key with the same
 * code gets the same answer again. @throws WireFailure
 */
export async function joinAgain(options: {
  readonly server: string;
  readonly code: string;
  readonly key: TerminalKey;
  readonly resume: Resume | null;
  readonly version: string;
}): Promise<MarketSide> {
  const never = new AbortController().signal;
  const server = options.server.replace(/\/+$/, '');
  const answer = await patiently(() =>
    enrol(server, options.key, options.code, options.version, never, options.resume),
  );
  let session: Promise<Client> | null = null;
  const asked = <T>(task: (client: Client) => Promise<T>): Promise<T> =>
    patiently(async () => {
      session ??= openSession(server, answer.terminal, options.key, never);
      try {
        return await task(await session);
      } catch (error) {
        session = null;
        throw error;
      }
    });
  const { epochs } = await asked((client) => client.epochs());
  return {
    server,
    answer,
    epochs,
    page: async (epoch, from, limit) => (await asked((client) => client.journal(epoch, from, limit))).entries,
  };
}
