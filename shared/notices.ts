import type { Notice } from './records/market.ts';

/** What the market has to say, and which of it was acknowledged. Newest first. */
export interface NoticesView {
  readonly notices: readonly (Pick<Notice, 'id' | 'kind' | 'title' | 'text' | 'at'> & { readonly seen: boolean })[];
}

const MOST = 50;

/** The notices that hold now; one whose time is over is gone from the list. */
export function noticesOf(all: readonly Notice[], seen: ReadonlySet<string>, now: number): NoticesView {
  return {
    notices: all
      .filter(({ validUntil }) => validUntil === null || validUntil > now)
      .toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
      .slice(0, MOST)
      .map(({ id, kind, title, text, at }) => ({ id, kind, title, text, at, seen: seen.has(id) })),
  };
}
