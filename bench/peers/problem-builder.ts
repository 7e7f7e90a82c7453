// Makes neutral problems; variables are numbered as they are added.

import type { NeutralConstraint, NeutralProblem, Term } from './neutral.ts';

export class Builder {
  readonly variables: [number, number][] = [];
  readonly constraints: NeutralConstraint[] = [];

  add(lo: number, hi: number): number {
    this.variables.push([lo, hi]);
    return this.variables.length - 1;
  }

  many(count: number, lo: number, hi: number): number[] {
    return Array.from({ length: count }, () => this.add(lo, hi));
  }

  linear(terms: readonly Term[], lo: number | null, hi: number | null): void {
    this.constraints.push({ kind: 'linear', terms, lo, hi });
  }

  /** later - earlier >= gap. */
  apart(later: number, earlier: number, gap: number): void {
    this.linear([...sum([later]), ...sum([earlier], -1)], gap, null);
  }

  different(variables: readonly number[], offsetOf: (i: number) => number = () => 0): void {
    const terms = variables.map((variable, i) => ({ variable, offset: offsetOf(i) }));
    this.constraints.push({ kind: 'allDifferent', terms });
  }

  problem(name: string, objective: NeutralProblem['objective'], optimum: number | null): NeutralProblem {
    return { name, variables: this.variables, constraints: this.constraints, objective, optimum };
  }
}

export function sum(variables: readonly number[], coefficient = 1): Term[] {
  return variables.map((v) => [coefficient, v]);
}
