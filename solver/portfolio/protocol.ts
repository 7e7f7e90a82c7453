// The messages between the coordinator of a portfolio and its worker threads. P is what describes the problem, S what the upper layer calls a solution; both are
// structured-cloneable.

import type { SharedClause } from './clause-channel.ts';

/** What the members of a worker say about themselves, by name. */
export interface MemberReport {
  readonly name: string;
  readonly stats: Record<string, number>;
}

/** One worker in the final report. */
export interface WorkerReport {
  /** Its strategy and number, `dual#2`; the strategies joined by `+` if it had several one after the other. */
  readonly worker: string;
  readonly members: readonly MemberReport[];
  /** Why it had to be started again, or was given up, in order; empty for most. */
  readonly failures: readonly string[];
}

/** What a worker is to do. */
export interface Task<P> {
  readonly payload: P;
  readonly strategy: string;
  readonly seed: string;
}

export type ToWorker<P, S> =
  /** Build the members of the strategy and run them. With `buffer` null, the messages `bound` and `stop` stand in for shared memory. */
  | {
      readonly type: 'job';
      readonly task: Task<P>;
      readonly buffer: ArrayBufferLike | null;
      readonly lower: number;
      /** Work only when told so by `epoch` messages; the messages `incumbent` and `bound` are not sent. */
      readonly inEpochs: boolean;
      /** Which of the rings in the buffer is the worker's own. */
      readonly ring: number;
    }
  /** Work so many ticks. With what all know by now, the incumbent only if the worker does not have it. */
  | {
      readonly type: 'epoch';
      readonly ticks: number;
      readonly incumbent: { readonly solution: S; readonly objective: number } | null;
      readonly lower: number;
      /** Those that the others sent in the last epoch, by their numbers. */
      readonly clauses: readonly SharedClause[];
    }
  /** A better solution, verified by the coordinator. Sent before the shared upper bound changes, so that who sees that bound finds this message. */
  | { readonly type: 'incumbent'; readonly solution: S; readonly objective: number }
  | { readonly type: 'bound'; readonly lower: number }
  /** Clauses of another worker, without shared memory. */
  | { readonly type: 'clauses'; readonly clauses: readonly SharedClause[] }
  | { readonly type: 'stop' };

export type FoundInEpoch<S> =
  | { readonly type: 'solution'; readonly solution: S; readonly objective: number; readonly member: string }
  | {
      readonly type: 'bound';
      readonly bound: number;
      readonly member: string;
      readonly core: readonly number[] | undefined;
    };

export type FromWorker<S> =
  | FoundInEpoch<S>
  /** The ticks of an epoch are worked off, or there was a reason to end it sooner. `exhausted`: nothing is left to do. */
  | {
      readonly type: 'epoch';
      readonly found: readonly FoundInEpoch<S>[];
      readonly clauses: readonly SharedClause[];
      readonly exhausted: boolean;
      readonly members: readonly MemberReport[];
    }
  /** For the other workers, without shared memory. */
  | { readonly type: 'clauses'; readonly clauses: readonly SharedClause[] }
  /** Sent every few seconds, so that not everything is lost with a worker. */
  | { readonly type: 'stats'; readonly members: readonly MemberReport[] }
  /** The members are exhausted, or were told to stop; the worker waits for another job. */
  | { readonly type: 'done'; readonly members: readonly MemberReport[] }
  /** A member threw. `building`: while the members were made, before they did anything. */
  | { readonly type: 'error'; readonly text: string; readonly building: boolean }
  | { readonly type: 'log'; readonly text: string };
