// From FlatZinc to a CpModel, and from its solutions back.
//
//   1. reduce      domains, equal and opposite variables, literals [x = v] and [x <= v]: out of the constraints (flatzinc/reduce.ts)
//   2. bounds      for integers that were declared without (flatzinc/bounds.ts)
//   3. post        what is left, constraint by constraint: statements in one form (flatzinc/relations.ts), others by rules
//                  (flatzinc/functions.ts, flatzinc/globals.ts, flatzinc/scheduling.ts)
//   4. search      annotations become decision strategies and hints (flatzinc/search.ts)

import type { ModelData } from '../../model/model.ts';
import { emptyModel } from '../../model/model.ts';
import type { FlatZinc } from './ast.ts';
import { type Assumed, boundVariables } from './bounds.ts';
import type { Term } from './classes.ts';
import { FUNCTION_RULES } from './functions.ts';
import { GLOBAL_RULES } from './globals.ts';
import { Posting } from './posting.ts';
import { reduce } from './reduce.ts';
import { linear, statementOf } from './relations.ts';
import { type FznRules, postByRule, postStatement } from './rules.ts';
import { SCHEDULING_RULES } from './scheduling.ts';
import { FlatZincScope } from './scope.ts';
import { postSearch } from './search.ts';

export interface FlatZincTask {
  readonly data: ModelData;
  /** Values of the variables of the FlatZinc model, by their numbers, for values of the model's. */
  readonly valuesOf: (values: readonly number[]) => number[];
  /** What the user should know: assumed bounds, annotations left out. */
  readonly warnings: readonly string[];
  /** Whether some variable has bounds that were merely assumed: that there is no solution then says nothing about the model. */
  readonly assumesBounds: boolean;
  /** The value the objective has at an end of its range that was merely assumed; null if it has no such end. */
  readonly assumedObjective: number | null;
}

const RULES: readonly FznRules[] = [FUNCTION_RULES, GLOBAL_RULES, SCHEDULING_RULES];

/** Throws FlatZincError for what is not supported, does not fit, or could overflow. */
export function flatZincTask(model: FlatZinc): FlatZincTask {
  const scope = new FlatZincScope(model);
  const { classes } = scope;
  const { constraints, definitions } = reduce(model, scope);
  const assumed = boundVariables(model, constraints, scope);
  scope.place = model.solve.place;
  const objective = model.solve.objective === null ? null : scope.term(model.solve.objective);
  if (classes.contradictory) return impossible(assumed.size > 0);

  const posting = new Posting(
    scope,
    model.variables.map(({ name }) => name),
  );
  for (const { variable, set, literal } of definitions) {
    const relation = linear([[classes.current(variable), 1]], set);
    postStatement(posting, { relation, truth: classes.current(literal), isHalf: false });
  }
  for (const c of constraints) {
    const constraint = model.constraints[c]!;
    scope.place = constraint.place;
    const statement = statementOf(scope, constraint);
    if (statement !== null) postStatement(posting, statement);
    else if (!RULES.some((rules) => postByRule(posting, rules, constraint))) {
      scope.fail(
        `unsupported: constraint ${constraint.id.slice(0, 60)}`,
        'flatten the model with the library of moccasin',
      );
    }
  }
  const { data } = posting;
  if (objective !== null) {
    data.objective = { ...posting.affine(objective), ...(model.solve.method === 'maximize' ? { maximize: true } : {}) };
  }
  scope.place = model.solve.place;
  const warnings = [...assumptions(model, assumed), ...postSearch(posting, model.solve.annotations)];
  return {
    data,
    valuesOf: (values) => model.variables.map((_, i) => classes.valueOf(i, (root) => posting.valueOf(root, values))),
    warnings,
    assumesBounds: assumed.size > 0,
    assumedObjective: objective === null ? null : assumedEnd(objective, assumed, model.solve.method === 'maximize'),
  };
}

function impossible(assumesBounds: boolean): FlatZincTask {
  const data = emptyModel();
  data.constraints.push({ kind: 'boolOr', literals: [] });
  return { data, valuesOf: () => [], warnings: [], assumesBounds, assumedObjective: null };
}

const MOST_NAMES = 5;

function assumptions(model: FlatZinc, assumed: Assumed): string[] {
  if (assumed.size === 0) return [];
  const ends = [...assumed]
    .slice(0, MOST_NAMES)
    .flatMap(([i, { least, most }]) => [
      ...(least === null ? [] : [`${model.variables[i]!.name} >= ${least}`]),
      ...(most === null ? [] : [`${model.variables[i]!.name} <= ${most}`]),
    ]);
  const more = assumed.size > MOST_NAMES ? ` and those of ${assumed.size - MOST_NAMES} more` : '';
  return [`bounds that are not given and do not follow are assumed: ${ends.join(', ')}${more}`];
}

function assumedEnd({ root, sign, offset }: Term, assumed: Assumed, maximize: boolean): number | null {
  const bounds = assumed.get(root);
  const end = (sign === 1) === maximize ? bounds?.most : bounds?.least;
  return end === undefined || end === null ? null : sign * end + offset;
}
