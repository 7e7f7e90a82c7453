// All solutions of a small FlatZinc model: by the solver, and by trying every assignment with the judge.

import type { FlatZinc } from '../../formulation/flatzinc/ast.ts';
import { FlatZincJudge } from '../../formulation/flatzinc/check.ts';
import { flatZincTask } from '../../formulation/flatzinc/flatzinc.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { solveSync } from '../../model/solve.ts';

/** One line of values per solution, sorted; a line that comes twice is there twice. */
export function solverSolutions(text: string): string[] {
  const task = flatZincTask(parseFlatZinc(text, 'model.fzn'));
  const lines: string[] = [];
  const onSolution = ({ values }: { readonly values: readonly number[] }): void => {
    lines.push(task.valuesOf(values).join(' '));
  };
  const result = solveSync(task.data, { enumerateAllSolutions: true }, { onSolution });
  if (result.validationError !== null) throw new Error(result.validationError);
  return lines.sort();
}

/** Every assignment that the judge accepts. */
export function bruteSolutions(text: string): string[] {
  const lines: string[] = [];
  for (const values of acceptedAssignments(parseFlatZinc(text, 'model.fzn'))) lines.push(values.join(' '));
  return lines.sort();
}

/** In place: the list that is yielded is changed afterwards. */
export function* acceptedAssignments(model: FlatZinc): Generator<readonly number[]> {
  const judge = new FlatZincJudge(model);
  const domains = model.variables.map(({ type, domain }) => valuesOf(type === 'bool' ? [0, 1] : domain!));
  const values = domains.map(() => 0);
  function* from(i: number): Generator<readonly number[]> {
    if (i === domains.length) {
      if (judge.violation(values) === null) yield values;
      return;
    }
    for (const v of domains[i]!) {
      values[i] = v;
      yield* from(i + 1);
    }
  }
  yield* from(0);
}

function valuesOf(ranges: readonly number[]): number[] {
  const values: number[] = [];
  for (let k = 0; k < ranges.length; k += 2) for (let v = ranges[k]!; v <= ranges[k + 1]!; v++) values.push(v);
  return values;
}
