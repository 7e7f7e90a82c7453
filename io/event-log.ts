// The event log of a solve: JSON Lines, one object per line, written as things happen, for programs that follow or
// analyse a search. docs/event-log.md is the description for its readers; the types here are the same in TypeScript.
//
//   {"type":"start",...}                what is solved, and how
//   {"type":"solution"|"bound",...}     every improvement, in the order of time
//   {"type":"end",...}                  the outcome; missing if the program was killed
//
// A log must not cost a schedule: if the file cannot be written any more (the disk is full), the log stops, and close()
// says so.

import { closeSync, openSync, writeSync } from 'node:fs';

export const EVENTS_FORMAT = 'moccasin-events/1';

/** Sizes and durations are in the units of the graph file; null stands for "none" where the field says so. */
export interface StartEvent {
  readonly type: 'start';
  readonly format: typeof EVENTS_FORMAT;
  readonly version: string;
  readonly graph: { readonly name: string; readonly nodes: number; readonly links: number };
  /** The input order, every node once. */
  readonly baseline: { readonly peak: number; readonly duration: number };
  readonly objective: 'duration' | 'memory';
  readonly mode: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  readonly precedence: string;
  /** Largest peak and duration allowed; null for no limit. */
  readonly budget: number | null;
  readonly durationLimit: number | null;
  /** Seconds. */
  readonly timeLimit: number;
  /** The limit is on work, and the same call gives the same events but for their seconds. */
  readonly deterministic: boolean;
  readonly seed: number;
  /** One per worker. */
  readonly strategies: readonly string[];
  readonly explanation: string;
  /** Engine options that were set. */
  readonly engine: Readonly<Record<string, unknown>>;
}

export interface SolutionEvent {
  readonly type: 'solution';
  /** Since the start of the search. */
  readonly seconds: number;
  readonly worker: string;
  readonly duration: number;
  readonly peak: number;
  /** Computations, repetitions included. */
  readonly steps: number;
  /** Proven lower bound of the objective at that time; null while there is none. */
  readonly bound: number | null;
  /** 100 * (objective - bound) / objective; null while there is no bound. */
  readonly gapPercent: number | null;
}

export interface BoundEvent {
  readonly type: 'bound';
  readonly seconds: number;
  readonly worker: string;
  /** Proven lower bound of the objective; null: proven that there is no schedule. */
  readonly bound: number | null;
  readonly gapPercent: number | null;
}

export interface EndEvent {
  readonly type: 'end';
  readonly seconds: number;
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  readonly stopReason: 'closed' | 'time' | 'aborted' | 'exhausted' | 'brake';
  /** Objective of the best schedule; null without one. */
  readonly objective: number | null;
  readonly bound: number | null;
  readonly gapPercent: number | null;
  readonly workers: readonly {
    readonly worker: string;
    readonly members: readonly { readonly name: string; readonly stats: Readonly<Record<string, number>> }[];
    /** Why it had to be started again, or was given up; empty for most. */
    readonly failures: readonly string[];
  }[];
}

export type SolveEvent = StartEvent | SolutionEvent | BoundEvent | EndEvent;

export class EventLog<E extends object = SolveEvent> {
  private readonly file: string;
  private readonly descriptor: number;
  private failure: string | null = null;

  /** Creates the file, or empties it; the caller has found it writable (assertWritable). */
  constructor(file: string) {
    this.file = file;
    this.descriptor = openSync(file, 'w');
  }

  /** Appends one line. Numbers that JSON has no word for (Infinity) become null. */
  write(event: E): void {
    if (this.failure !== null) return;
    try {
      writeSync(this.descriptor, `${JSON.stringify(event)}\n`);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Closes the file; the result says why the log is incomplete, null if it is complete. */
  close(): string | null {
    closeSync(this.descriptor);
    return this.failure === null ? null : `${this.file}: the event log is incomplete: ${this.failure}`;
  }
}
