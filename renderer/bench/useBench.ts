import type { ArgsOf, CommandName } from '../../shared/contract.ts';
import { useStall } from '../stall.tsx';

type BenchCommand = Extract<CommandName, `bench.${string}`>;

/** Gives a command of the bench; what came of it is in the bench's own topic. */
export function useBench(): <N extends BenchCommand>(name: N, args: ArgsOf<N>) => void {
  const { client } = useStall();
  return (name, args) => {
    void client.call(name, args);
  };
}
