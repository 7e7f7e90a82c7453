// or-tools-wasm (npm), CP-SAT in WebAssembly: takes a problem as the object form of its protocol buffer.

import type { NeutralAnswer, NeutralConstraint, NeutralProblem, NeutralSolver, Task, Term } from './neutral.ts';

interface Response {
  readonly status: string | number;
  /** 64-bit integers, in whatever form the protocol buffers come. */
  readonly solution?: readonly unknown[];
}

interface CpSat {
  createModel(model: unknown): Promise<Uint8Array>;
  solve(model: Uint8Array, options: Readonly<Record<string, number>>): Promise<{ readonly response: Response | null }>;
}

const STATUS: Readonly<Record<string, NeutralAnswer['status']>> = {
  ...{ OPTIMAL: 'optimal', FEASIBLE: 'feasible', INFEASIBLE: 'infeasible' },
  ...{ 4: 'optimal', 2: 'feasible', 3: 'infeasible' },
};

export async function loadOrToolsWasm(library: Readonly<Record<string, unknown>>): Promise<NeutralSolver> {
  const cpSat = library.CpSat as CpSat;
  return async (problem, limit) => {
    const model = await cpSat.createModel(protocolModel(problem));
    const { response } = await cpSat.solve(model, { maxTimeInSeconds: limit, numWorkers: 1 });
    const status = STATUS[String(response?.status)] ?? 'unknown';
    const values = (response?.solution ?? []).slice(0, problem.variables.length).map((value) => Number(String(value)));
    return { status, values: values.length === problem.variables.length ? values : null };
  };
}

interface Expression {
  readonly vars: readonly number[];
  readonly coeffs: readonly number[];
  readonly offset: number;
}

const constant = (offset: number): Expression => ({ vars: [], coeffs: [], offset });
const plus = (variable: number, offset: number): Expression => ({ vars: [variable], coeffs: [1], offset });
/** Far enough for every sum here. */
const FAR = 1e9;

/** Its objectives are minimised. */
export function protocolModel({ name, variables, constraints, objective }: NeutralProblem): unknown {
  const all: unknown[] = [];
  for (const constraint of constraints) all.push(...posted(constraint, all.length));
  const sign = objective?.sense === 'max' ? -1 : 1;
  return {
    name,
    variables: variables.map(([lo, hi], v) => ({ name: `x${v}`, domain: [lo, hi] })),
    constraints: all,
    ...(objective === null ? {} : { objective: linear(objective.terms, sign) }),
  };
}

function linear(terms: readonly Term[], sign = 1): { vars: number[]; coeffs: number[] } {
  return { vars: terms.map(([, v]) => v), coeffs: terms.map(([coefficient]) => sign * coefficient) };
}

/** The constraint, after the intervals it needs; `first`: the number of constraints before. */
function posted(constraint: NeutralConstraint, first: number): unknown[] {
  switch (constraint.kind) {
    case 'linear': {
      const domain = [constraint.lo ?? -FAR, constraint.hi ?? FAR];
      return [{ linear: { ...linear(constraint.terms), domain } }];
    }
    case 'allDifferent':
      return [{ allDiff: { exprs: constraint.terms.map(({ variable, offset }) => plus(variable, offset)) } }];
    case 'clause':
      return [{ boolOr: { literals: constraint.literals.map((literal) => (literal > 0 ? literal - 1 : literal)) } }];
    case 'noOverlap':
      return withIntervals(constraint.tasks, first, (intervals) => ({ noOverlap: { intervals } }));
    case 'cumulative': {
      const demands = constraint.tasks.map(({ demand }) => constant(demand));
      const capacity = constant(constraint.capacity);
      return withIntervals(constraint.tasks, first, (intervals) => ({ cumulative: { capacity, intervals, demands } }));
    }
  }
}

function withIntervals(tasks: readonly Task[], first: number, constraint: (intervals: number[]) => unknown): unknown[] {
  const intervals = tasks.map(({ start, duration }) => ({
    interval: { start: plus(start, 0), size: constant(duration), end: plus(start, duration) },
  }));
  return [...intervals, constraint(tasks.map((_, i) => first + i))];
}
