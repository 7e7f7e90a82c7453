// Shrinks a failing model: drops constraints, enforcement, objective, hints and strategies, then values of domains, as long as it still fails. References stay as
// they are (variables and intervals are never dropped), so that every smaller model is valid.

import type { ModelData } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';

const BUDGET = 3_000;

export function shrinkModel(data: ModelData, fails: (smaller: ModelData) => boolean): ModelData {
  let best = data;
  let runs = 0;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of smaller(best)) {
      if (runs++ === BUDGET) return best;
      if (validate(candidate) !== null || !fails(candidate)) continue;
      best = candidate;
      progress = true;
      break;
    }
  }
  return best;
}

function* smaller(data: ModelData): Generator<ModelData> {
  for (let c = 0; c < data.constraints.length; c++) {
    yield { ...data, constraints: data.constraints.filter((_, k) => k !== c) };
  }
  for (const field of ['objective', 'hints', 'searchStrategies', 'assumptions'] as const) {
    const { [field]: value, ...rest } = data;
    if (value !== undefined) yield rest;
  }
  for (const [c, constraint] of data.constraints.entries()) {
    const { enforcement, ...rest } = constraint;
    if (enforcement !== undefined) yield { ...data, constraints: data.constraints.with(c, rest as typeof constraint) };
  }
  for (const [i, { presence, ...rest }] of data.intervals.entries()) {
    if (presence !== undefined) yield { ...data, intervals: data.intervals.with(i, rest) };
  }
  for (const [v, { domain }] of data.variables.entries()) {
    const values: number[] = [];
    for (let k = 0; k < domain.length; k += 2) for (let x = domain[k]!; x <= domain[k + 1]!; x++) values.push(x);
    if (values.length === 1) continue;
    const subsets = [[values[0]!], [values[values.length - 1]!], ...values.map((x) => values.filter((y) => y !== x))];
    for (const subset of subsets) yield { ...data, variables: data.variables.with(v, { domain: rangesOf(subset) }) };
  }
}

function rangesOf(values: readonly number[]): number[] {
  const ranges: number[] = [];
  for (const v of values) {
    if (ranges.length > 0 && ranges[ranges.length - 1]! + 1 === v) ranges[ranges.length - 1] = v;
    else ranges.push(v, v);
  }
  return ranges;
}
