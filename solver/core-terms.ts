// The objective as core-guided search writes it: offset + sum of weight * sv over signed variables, weights > 0, with a lower bound read off the root. A core moves
// weight from its terms to a new variable, their sum; the value of the objective stays the same for every solution, its lower bound rises.

import { floorDiv } from './arrays.ts';
import type { Fact } from './literal.ts';
import type { Trail } from './trail.ts';
import type { SVar } from './types.ts';

/** One term of a linear objective. */
export interface ObjectiveTerm {
  readonly sv: SVar;
  /** Integer > 0. */
  readonly weight: number;
}

/** offset + the sum of the terms, each signed variable at most once and never with its mirror. */
export interface LinearObjective {
  readonly offset: number;
  readonly terms: readonly ObjectiveTerm[];
}

/** Diversity heuristic: the next stratum is the first with this many terms per different weight (RC2: 1.25). */
const TERMS_PER_WEIGHT = 1.25;

export class CoreTerms {
  private readonly trail: Trail;
  private readonly offset: number;
  private readonly weights: Map<SVar, number> = new Map();

  constructor(trail: Trail, objective: LinearObjective) {
    this.trail = trail;
    this.offset = objective.offset;
    for (const { sv, weight } of objective.terms) this.weights.set(sv, weight);
  }

  /** Number of terms whose variable is not fixed. O(terms). */
  get open(): number {
    let count = 0;
    for (const sv of this.weights.keys()) if (!this.isFixed(sv)) count++;
    return count;
  }

  /** What the root proves: every solution has at least this objective. O(terms). */
  lowerBound(): number {
    let bound = this.offset;
    for (const [sv, weight] of this.weights) bound += weight * this.trail.lb[sv]!;
    return bound;
  }

  weight(sv: SVar): number {
    return this.weights.get(sv) ?? 0;
  }

  /** "No open term of at least this weight is above its lower bound", without those in `except`. Precondition: at the root. */
  assumptions(leastWeight: number, except: ReadonlySet<SVar>): Fact[] {
    const facts: Fact[] = [];
    for (const [sv, weight] of this.weights)
      if (weight >= leastWeight && !this.isFixed(sv) && !except.has(sv))
        facts.push({ sv: sv ^ 1, k: 0 - this.trail.lb[sv]! });
    return facts;
  }

  /** The weight at which the next lower stratum begins, 0 if `above` is the last one. Strata hold several terms per different weight. O(terms log terms). */
  nextStratum(above: number): number {
    const below: number[] = [];
    for (const [sv, weight] of this.weights) if (weight < above && !this.isFixed(sv)) below.push(weight);
    below.sort((a, b) => b - a);
    let different = 0;
    for (let i = 0; i < below.length; i++) {
      if (i === 0 || below[i] !== below[i - 1]) different++;
      if (i + 1 === below.length || (below[i + 1] !== below[i] && i + 1 >= TERMS_PER_WEIGHT * different))
        return below[i]!;
    }
    return 0;
  }

  /** Writes weight * sv for `weight` of each of the terms anew as weight * sum, a variable that is their sum. */
  replace(svs: readonly SVar[], weight: number, sum: SVar): void {
    for (const sv of svs) {
      const rest = this.weights.get(sv)! - weight;
      if (rest > 0) this.weights.set(sv, rest);
      else this.weights.delete(sv);
    }
    this.weights.set(sum, weight);
  }

  /** Upper bounds of terms that an objective of at most `most` leaves no room above (hardening; reduced-cost fixing with the weights as reduced costs). */
  hardened(most: number): Fact[] {
    const { lb } = this.trail;
    const room = most - this.lowerBound();
    const facts: Fact[] = [];
    for (const [sv, weight] of this.weights) {
      const top = lb[sv]! + floorDiv(Math.max(room, 0), weight);
      if (top < -lb[sv ^ 1]!) facts.push({ sv: sv ^ 1, k: 0 - top });
    }
    return facts;
  }

  private isFixed(sv: SVar): boolean {
    const { lb } = this.trail;
    return lb[sv] === -lb[sv ^ 1]!;
  }
}
