import type { ConsoleTexts } from './text.ts';

/** One figure with what it is and what to make of it; `kind` colours the note. */
export const tile = (label: string, figure: string, note: string, kind: string): string =>
  `<div class="tile ${kind}"><span class="label">${label}</span><span class="figure">${figure}</span><span class="note">${note}</span></div>`;

/** The same page in the other language. `query`: what else its address says. */
export const languageLink = ({ other }: ConsoleTexts, query = ''): string =>
  `<a href="?${query}lang=${other.language}" hreflang="${other.language}" lang="${other.language}">${other.name}</a>`;
