import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AnswerOf, ArgsOf, CommandName, Reply } from '../../../shared/contract.ts';
import type { Content } from './checker.ts';
import type { Expectation } from './expectation.ts';
import { openTill } from './opening.ts';

/** A run after all others, so that its clock is later. */
const LATER = 1_000;
const CHAIN = '0-0';

/**
 * Starts the real core on an image, repeats the last answered sale, sells once more and stops.
 * @throws when it does not start, answers the repeat differently, gives a wrong number, or leaves something broken behind.
 */
export async function sellOn({
  dir,
  before,
  expectation,
  read,
}: {
  readonly dir: string;
  readonly before: Content;
  readonly expectation: Expectation;
  readonly read: () => Content;
}): Promise<void> {
  const core = await openTill(dir, LATER);
  const id = randomUUID();
  let no = '';
  try {
    const call = async <N extends CommandName>(
      name: N,
      args: ArgsOf<N>,
      callId = randomUUID(),
    ): Promise<AnswerOf<N>> => {
      const reply = (await core.dispatch({ role: 'vendor' }, { id: callId, name, args })) as Reply<AnswerOf<N>>;
      if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.refusal)}`);
      return reply.value;
    };
    const last = expectation.lastSale();
    if (last !== null) {
      const again = await core.dispatch({ role: 'vendor' }, last.call);
      if (!again.ok || !isDeepStrictEqual(again.value, last.value))
        throw new Error(`a repeated sale was answered ${JSON.stringify(again)}, first ${JSON.stringify(last.value)}`);
    }
    await call('goods.portion', { productId: null, category: '01', amountFen: 230 });
    const carts = (await call('view.snapshot', {})).topics.carts;
    const front = carts?.carts.find((cart) => cart.id === carts.frontId);
    if (front === undefined) throw new Error('no cart is in front');
    const { id: cartId, payableFen } = front;
    ({ no } = await call(
      'sale.complete',
      {
        cartId,
        payableFen,
        tenders: [{ kind: 'cash', amountFen: payableFen, tenderedFen: null }],
        concedeFen: 0,
        paper: 'none',
      },
      id,
    ));
  } finally {
    await core.stop();
  }
  const expected = (before.heads.get(CHAIN) ?? 0) + 1;
  const after = read();
  const { lost, cartChangesLost, doubled, faults } = expectation.judge(after);
  if (no !== `${CHAIN}-${expected}` || after.entries.get(id)?.seq !== expected)
    throw new Error(`the next sale got ${no} where ${CHAIN}-${expected} was next`);
  if (lost + cartChangesLost + doubled + faults.length > 0)
    throw new Error(`afterwards: ${JSON.stringify({ lost, cartChangesLost, doubled, faults })}`);
}
