// Validation of a model: the first thing wrong with it, as one sentence that names the place.
//
// The argument may be anything, JSON from a stranger included; what passes has the types of model.ts, refers only to
// what exists, holds safe integers only and cannot overflow in any sum (design: rejected here, so that no propagator
// has to look). One pass, linear in the size of the model, and no recursion that data could drive: the depth of the
// records is fixed by their schema.

import { show } from './arguments.ts';
import { MODEL_FORMAT, VALUE_SELECTIONS, VARIABLE_SELECTIONS } from './model.ts';
import { checkConstraint } from './validate-constraint.ts';
import { FieldChecker, type Fields, Problem } from './validate-fields.ts';

const MODEL_FIELDS: readonly string[] = [
  'format',
  'name',
  'variables',
  'intervals',
  'constraints',
  'objective',
  'hints',
  'assumptions',
  'searchStrategies',
];

/** Null if `data` is a valid ModelData, else a message that names the record (index, kind, name) and the field. */
export function validate(data: unknown): string | null {
  try {
    checkModel(new FieldChecker(), data);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function checkModel(checker: FieldChecker, data: unknown): void {
  const model = checker.record(data, 'the model');
  if (model['format'] !== MODEL_FORMAT) {
    checker.fail(`format must be ${show(MODEL_FORMAT)}, got ${show(model['format'])}`);
  }
  checker.known(model, MODEL_FIELDS);
  if (model['name'] !== undefined) checker.text(model['name'], 'name');

  checkEach(checker, model, 'variables', 'variable', checkVariable);
  checkEach(checker, model, 'intervals', 'interval', checkInterval);
  checker.intervalCount = (model['intervals'] as unknown[]).length;
  checkEach(checker, model, 'constraints', 'constraint', checkConstraint);

  checker.at(() => 'objective');
  if (model['objective'] !== undefined) checkObjective(checker, checker.record(model['objective'], 'it'));
  checker.at(() => 'hints');
  if (model['hints'] !== undefined) checkHints(checker, checker.record(model['hints'], 'it'));
  checker.at(() => 'model');
  if (model['assumptions'] !== undefined) checker.literals(model['assumptions'], 'assumptions');
  if (model['searchStrategies'] !== undefined) {
    checkEach(checker, model, 'searchStrategies', 'search strategy', checkStrategy);
  }
}

function checkEach(
  checker: FieldChecker,
  model: Fields,
  field: string,
  noun: string,
  check: (checker: FieldChecker, record: Fields) => void,
): void {
  checker.at(() => 'model');
  const list = checker.list(model[field], field);
  for (let k = 0; k < list.length; k++) {
    checker.at(() => placeOf(noun, k, list[k]));
    check(checker, checker.record(list[k], 'it'));
  }
}

/** Like "constraint 3 (cumulative 'memory')". */
function placeOf(noun: string, index: number, record: unknown): string {
  const { kind, name } = (record ?? {}) as Fields;
  const words = [
    ...(typeof kind === 'string' ? [kind.slice(0, 40)] : []),
    ...(typeof name === 'string' ? [`'${name.slice(0, 40)}'`] : []),
  ];
  return `${noun} ${index}${words.length > 0 ? ` (${words.join(' ')})` : ''}`;
}

function checkVariable(checker: FieldChecker, variable: Fields): void {
  checker.known(variable, ['name', 'domain']);
  if (variable['name'] !== undefined) checker.text(variable['name'], 'name');
  checker.addVariable(checker.ranges(variable['domain'], 'domain'));
}

function checkInterval(checker: FieldChecker, interval: Fields): void {
  checker.known(interval, ['name', 'start', 'size', 'end', 'presence']);
  if (interval['name'] !== undefined) checker.text(interval['name'], 'name');
  const start = checker.largest(checker.affine(interval['start'], 'start'));
  const size = interval['size'] === undefined ? 0 : checker.largest(checker.affine(interval['size'], 'size'));
  const end = checker.largest(checker.affine(interval['end'], 'end'));
  if (interval['presence'] !== undefined) checker.literal(interval['presence'], 'presence');
  checker.limit(start + size + end, 'start + size - end');
}

function checkObjective(checker: FieldChecker, objective: Fields): void {
  checker.known(objective, ['vars', 'coeffs', 'offset', 'maximize']);
  const { vars, coeffs, offset, maximize } = objective;
  if (maximize !== undefined && typeof maximize !== 'boolean') {
    checker.fail(`maximize must be true or false, got ${show(maximize)}`);
  }
  checker.magnitude(vars, coeffs, checker.integer(offset, 'offset'), 'its value');
}

function checkHints(checker: FieldChecker, hints: Fields): void {
  checker.known(hints, ['vars', 'values']);
  const vars = checker.variables(hints['vars'], 'vars');
  const values = checker.integers(hints['values'], 'values');
  checker.sameLength(vars.length, values.length, 'vars', 'values');
  const seen = new Set<number>();
  for (const v of vars) {
    if (seen.has(v)) checker.fail(`variable ${v} is hinted twice`);
    seen.add(v);
  }
}

function checkStrategy(checker: FieldChecker, strategy: Fields): void {
  checker.known(strategy, ['vars', 'variableSelection', 'valueSelection']);
  checker.variables(strategy['vars'], 'vars');
  checkName(checker, strategy, 'variableSelection', VARIABLE_SELECTIONS);
  checkName(checker, strategy, 'valueSelection', VALUE_SELECTIONS);
}

function checkName(checker: FieldChecker, record: Fields, field: string, names: readonly string[]): void {
  const name = record[field];
  if (typeof name !== 'string' || !names.includes(name)) {
    checker.fail(`${field} must be one of ${names.join(', ')}, got ${show(name)}`);
  }
}
