const counts = ['wipes', 'acknowledged', 'missing', 'late', 'verified'] as const;
const wrongs = ['lost', 'doubled', 'broken', 'unreported', 'cartsLost', 'notUploaded'] as const;

/** Figures of a campaign: what must be zero, and what is told. */
export interface Tally {
  count(what: (typeof counts)[number]): void;
  fault(what: (typeof wrongs)[number], example: string): void;
  wrong(): number;
  figures(): Readonly<Record<string, number>>;
  readonly examples: readonly string[];
}

export function createTally(): Tally {
  const figures = new Map<string, number>([...counts, ...wrongs].map((name) => [name, 0]));
  const examples: string[] = [];
  const add = (name: string): void => {
    figures.set(name, (figures.get(name) ?? 0) + 1);
  };
  return {
    count: add,
    fault: (what, example) => {
      add(what);
      if (examples.length < 20) examples.push(`${what}: ${example}`);
    },
    wrong: () => wrongs.reduce((sum, name) => sum + (figures.get(name) ?? 0), 0),
    figures: () => ({
      wipes: figures.get('wipes') ?? 0,
      acknowledged: figures.get('acknowledged') ?? 0,
      missing: figures.get('missing') ?? 0,
      late: figures.get('late') ?? 0,
      lost: figures.get('lost') ?? 0,
      doubled: figures.get('doubled') ?? 0,
      broken: figures.get('broken') ?? 0,
      unreported: figures.get('unreported') ?? 0,
      carts_lost: figures.get('cartsLost') ?? 0,
      not_uploaded: figures.get('notUploaded') ?? 0,
      days_verified: figures.get('verified') ?? 0,
    }),
    examples,
  };
}
