// A problem in a form that belongs to no solver: integer variables and a few kinds of constraints that every solver either has or can be given in other words
// (decompose.ts). Written once, posted to each of them, and solutions are judged here, by the definition.

/** Coefficient and variable. */
export type Term = readonly [coefficient: number, variable: number];

export interface Task {
  /** Variable of its start. */
  readonly start: number;
  readonly duration: number;
  /** What it needs of the resource while it runs. */
  readonly demand: number;
}

export type NeutralConstraint =
  /** lo <= sum <= hi; null for no limit. */
  | { readonly kind: 'linear'; readonly terms: readonly Term[]; readonly lo: number | null; readonly hi: number | null }
  /** The values of variable + offset are all different. */
  | { readonly kind: 'allDifferent'; readonly terms: readonly { readonly variable: number; readonly offset: number }[] }
  /** No two tasks run at the same time. */
  | { readonly kind: 'noOverlap'; readonly tasks: readonly Task[] }
  /** At no time the tasks that run need more than the capacity. */
  | { readonly kind: 'cumulative'; readonly tasks: readonly Task[]; readonly capacity: number }
  /** One of the literals is true: variable v (0 or 1) as v + 1, its negation as -(v + 1). */
  | { readonly kind: 'clause'; readonly literals: readonly number[] };

export interface NeutralProblem {
  readonly name: string;
  /** Least and largest value. */
  readonly variables: readonly (readonly [lo: number, hi: number])[];
  readonly constraints: readonly NeutralConstraint[];
  /** Null: any solution will do. */
  readonly objective: { readonly sense: 'min' | 'max'; readonly terms: readonly Term[] } | null;
  /** The best value, known from elsewhere or found by two solvers that have nothing in common; null without an objective. */
  readonly optimum: number | null;
}

export interface NeutralAnswer {
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  /** One per variable; null without a solution. */
  readonly values: readonly number[] | null;
}

/** A solver that is loaded and warm. */
export type NeutralSolver = (problem: NeutralProblem, limitSeconds: number) => Promise<NeutralAnswer>;

export function sumOf(terms: readonly Term[], values: readonly number[]): number {
  return terms.reduce((sum, [coefficient, variable]) => sum + coefficient * values[variable], 0);
}

/** What is wrong with an answer; empty if nothing is. */
export function wrongness(problem: NeutralProblem, { status, values }: NeutralAnswer): string {
  if (status === 'infeasible') return 'infeasible, but there is a solution';
  if (values === null) return status === 'unknown' ? '' : `${status} without a solution`;
  if (values.length !== problem.variables.length)
    return `${values.length} values for ${problem.variables.length} variables`;
  const outside = problem.variables.findIndex(
    ([lo, hi], v) => !(Number.isInteger(values[v]) && values[v] >= lo && values[v] <= hi),
  );
  if (outside >= 0) return `variable ${outside} has the value ${values[outside]}`;
  const broken = problem.constraints.findIndex((constraint) => !holds(constraint, values));
  if (broken >= 0) return `constraint ${broken} (${problem.constraints[broken].kind}) is violated`;
  if (problem.objective === null || problem.optimum === null) return '';
  const value = sumOf(problem.objective.terms, values);
  const missing = problem.objective.sense === 'min' ? value - problem.optimum : problem.optimum - value;
  if (missing < 0) return `objective ${value} better than the best, ${problem.optimum}`;
  return missing > 0 && status === 'optimal' ? `optimum ${value}, but ${problem.optimum} exists` : '';
}

function holds(constraint: NeutralConstraint, values: readonly number[]): boolean {
  switch (constraint.kind) {
    case 'linear': {
      const sum = sumOf(constraint.terms, values);
      return sum >= (constraint.lo ?? Number.NEGATIVE_INFINITY) && sum <= (constraint.hi ?? Number.POSITIVE_INFINITY);
    }
    case 'allDifferent':
      return (
        new Set(constraint.terms.map(({ variable, offset }) => values[variable] + offset)).size ===
        constraint.terms.length
      );
    case 'noOverlap':
      return fits(
        constraint.tasks.map((task) => ({ ...task, demand: 1 })),
        1,
        values,
      );
    case 'cumulative':
      return fits(constraint.tasks, constraint.capacity, values);
    case 'clause':
      return constraint.literals.some((literal) => values[Math.abs(literal) - 1] === (literal > 0 ? 1 : 0));
  }
}

/** Use changes upwards at starts only: it is enough to look there. */
function fits(tasks: readonly Task[], capacity: number, values: readonly number[]): boolean {
  return tasks.every(({ start }) => {
    const now = values[start];
    const running = tasks.filter((task) => values[task.start] <= now && now < values[task.start] + task.duration);
    return running.reduce((sum, { demand }) => sum + demand, 0) <= capacity;
  });
}
