// Moccasin itself, through its library as the others are: in the calling thread, which it shares with timers.

import { CpModel } from '../../model/build.ts';
import { type IntVar, weightedSum } from '../../model/expressions.ts';
import type { IntervalVar } from '../../model/handles.ts';
import { solve } from '../../model/solve.ts';
import type { NeutralAnswer, NeutralProblem, NeutralSolver, Task, Term } from './neutral.ts';

/** Farther than every sum here. */
const FAR = 1e9;

export async function loadMoccasin(): Promise<NeutralSolver> {
  return async (problem, limit) => {
    const { status, values } = await solve(modelOf(problem), { maxTimeInSeconds: limit });
    return { status: status.toLowerCase() as NeutralAnswer['status'], values };
  };
}

function modelOf({ variables, constraints, objective }: NeutralProblem): CpModel {
  const model = new CpModel();
  const x: IntVar[] = variables.map(([lo, hi]) =>
    lo >= 0 && hi <= 1 && lo < hi ? model.newBoolVar() : model.newIntVar(lo, hi),
  );
  const sum = (terms: readonly Term[]) =>
    weightedSum(
      terms.map(([, v]) => x[v]),
      terms.map(([coefficient]) => coefficient),
    );
  const intervals = (tasks: readonly Task[]): IntervalVar[] =>
    tasks.map(({ start, duration }) => model.newFixedSizeIntervalVar(x[start], duration));
  for (const constraint of constraints) {
    switch (constraint.kind) {
      case 'linear':
        model.addLinearConstraint(sum(constraint.terms), constraint.lo ?? -FAR, constraint.hi ?? FAR);
        break;
      case 'allDifferent':
        model.addAllDifferent(constraint.terms.map(({ variable, offset }) => x[variable].plus(offset)));
        break;
      case 'clause':
        model.addBoolOr(
          constraint.literals.map((literal) => {
            const variable = model.boolVarAt(Math.abs(literal) - 1);
            return literal > 0 ? variable : variable.not();
          }),
        );
        break;
      case 'noOverlap':
        model.addNoOverlap(intervals(constraint.tasks));
        break;
      case 'cumulative': {
        const demands = constraint.tasks.map(({ demand }) => demand);
        model.addCumulative(intervals(constraint.tasks), demands, constraint.capacity);
      }
    }
  }
  if (objective !== null) {
    if (objective.sense === 'min') model.minimize(sum(objective.terms));
    else model.maximize(sum(objective.terms));
  }
  return model;
}
