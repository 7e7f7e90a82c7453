// Z3 (npm: z3-solver), a solver of satisfiability modulo theories, in WebAssembly: takes a problem as text in SMT-LIB 2.

import type { NeutralAnswer, NeutralConstraint, NeutralProblem, NeutralSolver, Term } from './neutral.ts';

interface LowLevel {
  mk_config(): unknown;
  mk_context(config: unknown): unknown;
  eval_smtlib2_string(context: unknown, text: string): Promise<string>;
}

export async function loadZ3(library: Readonly<Record<string, unknown>>): Promise<NeutralSolver> {
  const { init } = library.default as { readonly init: () => Promise<{ readonly Z3: LowLevel }> };
  const { Z3: z3 } = await init();
  return async (problem, limit) => {
    const context = z3.mk_context(z3.mk_config());
    return answerOf(problem, await z3.eval_smtlib2_string(context, smtText(problem, limit)));
  };
}

/** What it printed: sat, unsat or unknown, then a value of each variable, where there is one. */
export function answerOf(problem: NeutralProblem, printed: string): NeutralAnswer {
  const [word] = printed.trim().split(/\s/);
  if (word === 'unsat') return { status: 'infeasible', values: null };
  const found = new Map(
    [...printed.matchAll(/\(x(\d+) (?:(\d+)|\(- (\d+)\))\)/g)].map(([, v, plus, minus]) => [
      Number(v),
      plus === undefined ? -Number(minus) : Number(plus),
    ]),
  );
  const values = problem.variables.map((_, v) => found.get(v));
  if (values.includes(undefined)) return { status: 'unknown', values: null };
  return { status: word === 'sat' ? 'optimal' : 'feasible', values: values as number[] };
}

export function smtText({ variables, constraints, objective }: NeutralProblem, limitSeconds: number): string {
  return [
    `(set-option :timeout ${Math.round(1000 * limitSeconds)})`,
    ...variables.flatMap(([lo, hi], v) => [
      `(declare-const x${v} Int)`,
      `(assert (and (>= x${v} ${integer(lo)}) (<= x${v} ${integer(hi)})))`,
    ]),
    ...constraints.flatMap((constraint) => formulas(constraint).map((formula) => `(assert ${formula})`)),
    ...(objective === null ? [] : [`(${objective.sense}imize ${sum(objective.terms)})`]),
    '(check-sat)',
    `(get-value (${variables.map((_, v) => `x${v}`).join(' ')}))\n`,
  ].join('\n');
}

function formulas(constraint: NeutralConstraint): string[] {
  switch (constraint.kind) {
    case 'linear': {
      const { terms, lo, hi } = constraint;
      if (lo !== null && lo === hi) return [`(= ${sum(terms)} ${integer(lo)})`];
      return [
        ...(lo === null ? [] : [`(>= ${sum(terms)} ${integer(lo)})`]),
        ...(hi === null ? [] : [`(<= ${sum(terms)} ${integer(hi)})`]),
      ];
    }
    case 'allDifferent':
      return [
        `(distinct ${constraint.terms.map(({ variable, offset }) => `(+ x${variable} ${integer(offset)})`).join(' ')})`,
      ];
    case 'noOverlap':
      return constraint.tasks.flatMap((a, i) =>
        constraint.tasks.slice(0, i).map((b) => {
          const before = (p: typeof a, q: typeof a): string => `(<= (+ x${p.start} ${p.duration}) x${q.start})`;
          return `(or ${before(a, b)} ${before(b, a)})`;
        }),
      );
    case 'cumulative':
      // use is highest at the start of a task
      return constraint.tasks.map(({ start }) => {
        const running = constraint.tasks.map((task) => {
          const isOn = `(and (<= x${task.start} x${start}) (< x${start} (+ x${task.start} ${task.duration})))`;
          return `(ite ${isOn} ${task.demand} 0)`;
        });
        return `(<= (+ 0 ${running.join(' ')}) ${constraint.capacity})`;
      });
    case 'clause': {
      const literals = constraint.literals.map((literal) => `(= x${Math.abs(literal) - 1} ${literal > 0 ? 1 : 0})`);
      return [`(or ${literals.join(' ')})`];
    }
  }
}

function sum(terms: readonly Term[]): string {
  return `(+ 0 ${terms.map(([coefficient, v]) => `(* ${integer(coefficient)} x${v})`).join(' ')})`;
}

function integer(value: number): string {
  return value < 0 ? `(- ${-value})` : String(value);
}
