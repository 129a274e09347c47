import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Rooms whose files take a minute and more each, the longest first. */
const LONG = ['test/faults/', 'test/vm/', 'test/pictures/', 'test/stories/'] as const;

/** Long files begin first, so that none is left to run alone at the end; their size, by which files go otherwise, says nothing of it. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((room) => moduleId.includes(`/${room}`));
      return place < 0 ? LONG.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
