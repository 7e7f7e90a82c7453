// The event log of the commands that search over a file other than a graph (fzn, sat, rcpsp, jobshop): JSON Lines like those of event-log.ts, without what only schedules
// under a memory budget have. docs/event-log.md is the description for its readers.

export const SEARCH_EVENTS_FORMAT = 'moccasin-search-events/1';

export interface SearchStartEvent {
  readonly type: 'start';
  readonly format: typeof SEARCH_EVENTS_FORMAT;
  readonly version: string;
  /** The command's name, and the file it reads. */
  readonly command: string;
  readonly file: string;
  /** Seconds; null for no limit. */
  readonly timeLimit: number | null;
  readonly deterministic: boolean;
  readonly seed: number;
  readonly workers: number;
  /** Options that were set by name, subsolvers among them. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A better solution, verified; without an objective, any. */
export interface SearchSolutionEvent {
  readonly type: 'solution';
  /** Since the start of the search. */
  readonly seconds: number;
  readonly worker: string;
  /** Null where there is no objective; so are the next two. */
  readonly objective: number | null;
  /** Proven at that time; null while there is none. */
  readonly bound: number | null;
  readonly gapPercent: number | null;
}

export interface SearchBoundEvent {
  readonly type: 'bound';
  readonly seconds: number;
  readonly worker: string;
  /** Null: proven that there is no solution. */
  readonly bound: number | null;
  readonly gapPercent: number | null;
}

export interface SearchEndEvent {
  readonly type: 'end';
  readonly seconds: number;
  /** optimal: proven best, or any solution where there is no objective. */
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  readonly stopReason: string;
  readonly objective: number | null;
  readonly bound: number | null;
  readonly gapPercent: number | null;
  /** Counters by name. */
  readonly stats: Readonly<Record<string, number>>;
}

export type SearchEvent = SearchStartEvent | SearchSolutionEvent | SearchBoundEvent | SearchEndEvent;
