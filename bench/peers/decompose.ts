// A neutral problem in nothing but linear rows over integer variables, for solvers that know no other constraint: the usual formulations with Booleans and large constants,
// and a Boolean for each start of a task that needs a resource.

import type { NeutralConstraint, NeutralProblem, Task, Term } from './neutral.ts';

export interface LinearRow {
  readonly terms: readonly Term[];
  readonly lo: number | null;
  readonly hi: number | null;
}

export interface LinearProblem {
  /** Those of the problem come first. */
  readonly variables: readonly (readonly [lo: number, hi: number])[];
  readonly rows: readonly LinearRow[];
  readonly objective: NeutralProblem['objective'];
}

export function decompose({ variables, constraints, objective }: NeutralProblem): LinearProblem {
  const rows = new Rows(variables);
  for (const constraint of constraints) rows.post(constraint);
  return { variables: rows.variables, rows: rows.rows, objective };
}

class Rows {
  readonly variables: (readonly [number, number])[];
  readonly rows: LinearRow[] = [];

  constructor(variables: NeutralProblem['variables']) {
    this.variables = [...variables];
  }

  post(constraint: NeutralConstraint): void {
    switch (constraint.kind) {
      case 'linear':
        this.rows.push(constraint);
        break;
      case 'clause': {
        const { literals } = constraint;
        const terms = literals.map((literal): Term => [Math.sign(literal), Math.abs(literal) - 1]);
        this.rows.push({ terms, lo: 1 - literals.filter((literal) => literal < 0).length, hi: null });
        break;
      }
      case 'allDifferent':
        // a + offset > b + offset, or the other way round
        for (const [i, a] of constraint.terms.entries())
          for (const b of constraint.terms.slice(0, i))
            this.either(a.variable, b.variable, b.offset - a.offset + 1, a.offset - b.offset + 1);
        break;
      case 'noOverlap':
        for (const [i, a] of constraint.tasks.entries())
          for (const b of constraint.tasks.slice(0, i)) this.either(a.start, b.start, b.duration, a.duration);
        break;
      case 'cumulative':
        this.cumulative(constraint.tasks, constraint.capacity);
    }
  }

  /** a - b >= ifAfter or b - a >= ifBefore. */
  private either(a: number, b: number, ifAfter: number, ifBefore: number): void {
    const isAfter = this.boolean();
    const [[loA, hiA], [loB, hiB]] = [this.variables[a], this.variables[b]];
    const [slackAfter, slackBefore] = [ifAfter - (loA - hiB), ifBefore - (loB - hiA)];
    this.rows.push({
      terms: [
        [1, a],
        [-1, b],
        [-slackAfter, isAfter],
      ],
      lo: ifAfter - slackAfter,
      hi: null,
    });
    this.rows.push({
      terms: [
        [1, b],
        [-1, a],
        [slackBefore, isAfter],
      ],
      lo: ifBefore,
      hi: null,
    });
  }

  /** One Boolean for each task and start; at no time the tasks that run need more than there is. */
  private cumulative(tasks: readonly Task[], capacity: number): void {
    const use = new Map<number, Term[]>();
    for (const { start, duration, demand } of tasks) {
      const [lo, hi] = this.variables[start];
      const times = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
      const chosen = times.map(() => this.boolean());
      this.rows.push({ terms: chosen.map((z): Term => [1, z]), lo: 1, hi: 1 });
      this.rows.push({ terms: [[-1, start], ...chosen.map((z, i): Term => [times[i], z])], lo: 0, hi: 0 });
      for (const [i, time] of times.entries())
        for (let t = time; t < time + duration; t++) use.set(t, [...(use.get(t) ?? []), [demand, chosen[i]]]);
    }
    for (const terms of use.values()) this.rows.push({ terms, lo: null, hi: capacity });
  }

  private boolean(): number {
    this.variables.push([0, 1]);
    return this.variables.length - 1;
  }
}
