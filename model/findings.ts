// What a solve has found: the best solution, the histories of objective and bound, and whether that is enough. Tells the user of it.
//
// Limits on what is found, not on what is done: the number of solutions, and how far the best one may be from the bound. One whose objective has met its bound comes to
// its own end.

import type { SolveEvents } from './events.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { type HistoryEntry, relativeGap, type SolveEnd } from './result.ts';
import { objectiveValue } from './verify.ts';

export class Findings {
  /** The best solution, without objective the last one; null before the first. */
  values: readonly number[] | null = null;
  /** Its objective. */
  objective: number | null = null;
  /** Who found it. */
  foundBy = '';
  solutionCount = 0;
  /** The limit on what is found that has been reached. */
  enough: Extract<SolveEnd, 'solutions' | 'gap'> | null = null;
  readonly objectiveHistory: HistoryEntry[] = [];
  readonly boundHistory: HistoryEntry[] = [];
  private readonly parameters: SolveParameters;
  private readonly events: SolveEvents;
  private readonly bestBound: () => number | null;

  /** `bestBound` is asked when a solution has been taken. */
  constructor(parameters: SolveParameters, events: SolveEvents, bestBound: () => number | null) {
    this.parameters = parameters;
    this.events = events;
    this.bestBound = bestBound;
  }

  /** Takes a verified solution, unless it is no better than the one that is known, or one too many. Throws what a callback throws. */
  takeSolution(data: ModelData, values: readonly number[], worker: string, seconds: number): void {
    if (this.enough === 'solutions') return;
    if (data.objective !== undefined) {
      const objective = objectiveValue(data, values);
      const known = this.objective;
      const { maximize } = data.objective;
      if (known !== null && (maximize === true ? objective <= known : objective >= known)) return;
      this.objective = objective;
      this.objectiveHistory.push({ seconds, value: objective, worker });
    }
    this.values = values;
    this.foundBy = worker;
    this.solutionCount++;
    const bestBound = this.bestBound();
    this.enough ??= this.limitReached(bestBound);
    this.events.onSolution?.({ values, objective: this.objective, bestBound, seconds, worker });
  }

  /** Takes a better bound. Throws what a callback throws. */
  takeBound(entry: HistoryEntry): void {
    this.boundHistory.push(entry);
    this.enough ??= this.limitReached(entry.value);
    this.events.onBound?.(entry);
  }

  private limitReached(bestBound: number | null): Findings['enough'] {
    const { objective, solutionCount } = this;
    if (objective !== null && objective === bestBound) return null;
    const { stopAfterFirstSolution, solutionLimit = Number.POSITIVE_INFINITY } = this.parameters;
    if (solutionCount >= (stopAfterFirstSolution === true ? 1 : solutionLimit)) return 'solutions';
    if (objective === null || bestBound === null) return null;
    const { absoluteGapLimit = 0, relativeGapLimit = 0 } = this.parameters;
    const distance = Math.abs(objective - bestBound);
    return distance <= absoluteGapLimit || relativeGap(objective, bestBound) <= relativeGapLimit ? 'gap' : null;
  }
}
