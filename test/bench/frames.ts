import type { Browser, Page } from 'playwright-core';

/**
 * Chromium's own trace: what a page marked, and when the frame that shows it was presented. Trace timestamps are CLOCK_MONOTONIC, as
 * Node's hrtime is.
 */
interface TraceEvent {
  readonly name: string;
  readonly cat?: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly id2?: { readonly local?: string };
  readonly args?: { readonly frame_reporter?: { readonly state?: string } };
}

interface Frame {
  readonly pid: number;
  readonly state: string;
  /** End of the commit of the main thread's part, and presentation; trace time, µs. */
  commit: number | null;
  presented: number | null;
}

/** A user-timing mark of the page, by its name; trace time, µs. */
export interface Mark {
  readonly ts: number;
  readonly pid: number;
}

export interface Trace {
  /** The first mark of each name. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** When the first frame was presented that holds what the page had done at `mark`; trace time, µs. */
  presented(mark: Mark): number | null;
  /** Frames of the page's process: presented, and dropped though they had something to show. */
  frames(pid: number): { readonly presented: number; readonly dropped: number };
}

const CATEGORIES = ['blink.user_timing', 'cc,benchmark', 'benchmark', 'cc', 'viz'];

/** Traces the page while `work` goes on. */
export async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  const text = (await browser.stopTracing()).toString();
  return readTrace((JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents);
}

/**
 * A mark lies on the renderer's main thread; the first main frame whose commit ends after it holds what was done; that frame's
 * presentation is what counts.
 */
function readTrace(events: readonly TraceEvent[]): Trace {
  const marks = new Map<string, Mark>();
  for (const { name, ts, pid, cat } of events)
    if (cat === 'blink.user_timing' && !marks.has(name)) marks.set(name, { ts, pid });
  const frames: Frame[] = [];
  const open = new Map<string, Frame>();
  // The exporter reuses a local id as soon as its slice has ended, so the slices of an id follow each other in time.
  for (const event of events
    .filter(({ ph, id2 }) => (ph === 'b' || ph === 'e') && id2?.local !== undefined)
    .toSorted((a, b) => a.ts - b.ts)) {
    const id = `${event.pid}/${event.id2?.local}`;
    if (event.name === 'PipelineReporter' && event.ph === 'b') {
      const frame: Frame = {
        pid: event.pid,
        state: event.args?.frame_reporter?.state ?? '',
        commit: null,
        presented: null,
      };
      open.set(id, frame);
      frames.push(frame);
    }
    const frame = open.get(id);
    if (frame === undefined || event.ph !== 'e') continue;
    if (event.name === 'Commit') frame.commit = event.ts;
    else if (event.name === 'SubmitCompositorFrameToPresentationCompositorFrame') frame.presented = event.ts;
    else if (event.name === 'PipelineReporter') open.delete(id);
  }
  const shown = frames
    .flatMap(({ pid, state, commit, presented: end }) =>
      state === 'STATE_PRESENTED_ALL' && commit !== null && end !== null ? [{ pid, commit, end }] : [],
    )
    .toSorted((a, b) => a.commit - b.commit);
  return {
    marks,
    presented: (mark) => shown.find(({ pid, commit }) => pid === mark.pid && commit >= mark.ts)?.end ?? null,
    frames: (pid) => {
      const own = frames.filter((frame) => frame.pid === pid);
      return {
        presented: own.filter(({ state }) => state === 'STATE_PRESENTED_ALL').length,
        dropped: own.filter(({ state }) => state === 'STATE_DROPPED').length,
      };
    },
  };
}
