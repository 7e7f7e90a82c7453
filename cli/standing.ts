// How a solve stands: what was found and proven so far. Everything that reports on a running solve reads it here.

import type { RematProblem, Sequence } from '../formulation/problem.ts';
import { simulate } from '../formulation/schedule.ts';
import type { RematResult } from '../formulation/solve.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';

/** A better schedule as it was found. */
export interface Incumbent {
  readonly seconds: number;
  /** Its duration or its peak, whichever is minimised. */
  readonly objective: number;
  readonly duration: number;
  readonly peak: number;
  /** Computations, repetitions included. */
  readonly steps: number;
  readonly worker: string;
}

/** Is told of every improvement, after the standing has taken it up. */
export interface Watcher {
  onSolution(standing: Standing, incumbent: Incumbent): void;
  onBound(standing: Standing, bound: Finding): void;
}

export class Standing {
  readonly incumbents: Incumbent[] = [];
  readonly bounds: Finding[] = [];
  private readonly problem: RematProblem;

  constructor(problem: RematProblem) {
    this.problem = problem;
  }

  /** The best schedule so far. */
  get best(): Incumbent | null {
    return this.incumbents.at(-1) ?? null;
  }

  /** Infinity before the first schedule. */
  get objective(): number {
    return this.best?.objective ?? Number.POSITIVE_INFINITY;
  }

  /** Proven; Infinity if there is no schedule, -Infinity while nothing is known. */
  get bound(): number {
    return this.bounds.at(-1)?.value ?? Number.NEGATIVE_INFINITY;
  }

  /** Replays a schedule and takes it up. */
  addSolution(sequence: Sequence, { seconds, value, worker }: Finding): Incumbent {
    const replay = simulate(this.problem.graph, sequence, this.problem);
    if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
    const { duration, peak } = replay;
    const incumbent = { seconds, objective: value, duration, peak, steps: sequence.length, worker };
    this.incumbents.push(incumbent);
    return incumbent;
  }
}

/** The proven gap in percent, 100 * (objective - bound) / objective; null while one of them is unknown. */
export function gapPercent(objective: number, bound: number): number | null {
  if (!Number.isFinite(objective) || !Number.isFinite(bound)) return null;
  return objective === 0 ? 0 : (100 * (objective - bound)) / objective;
}

/** Why a solve ended, in words. */
export const STOP_REASONS: Readonly<Record<RematResult['stopReason'], string>> = {
  closed: 'proof complete',
  time: 'time limit',
  aborted: 'interrupted',
  exhausted: 'nothing left to try',
  brake: 'ended by the clock, far beyond the time limit',
};
