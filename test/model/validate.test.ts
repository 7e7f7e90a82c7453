// validate: one broken field at a time, with the message it must give; and arbitrary damage, which must never get
// through or crash.

import { describe, expect, it } from 'vitest';
import type { ModelData } from '../../model/model.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { randomModel } from '../support/random-model.ts';

const affine = (v: number) => ({ vars: [v], coeffs: [1], offset: 0 });
const constant = (offset: number) => ({ vars: [], coeffs: [], offset });

/** A valid model with every kind of record: integers 0 and 1 (0..9), Booleans 2 and 3, a wide variable 4. */
function complete() {
  return {
    format: MODEL_FORMAT,
    name: 'complete',
    variables: [
      { name: 'x', domain: [0, 9] },
      { domain: [0, 3, 5, 9] },
      { domain: [0, 1] },
      { domain: [1, 1] },
      { name: 'wide', domain: [-MAX_VALUE, MAX_VALUE] },
    ],
    intervals: [{ name: 'task', start: affine(0), size: constant(2), end: affine(1), presence: 2 }],
    constraints: [
      { kind: 'linear', name: 'sum', vars: [0, 1], coeffs: [1, 2], domain: [-MAX_VALUE, 7], enforcement: [-3] },
      { kind: 'boolOr', literals: [2, -4] },
      { kind: 'allDifferent', exprs: [affine(0), affine(1)] },
      { kind: 'element', index: affine(0), exprs: [affine(1)], target: constant(3) },
      { kind: 'max', target: affine(0), exprs: [affine(1)] },
      { kind: 'precedence', before: 0, after: 1, delay: -3 },
      { kind: 'cumulative', name: 'memory', intervals: [0], demands: [affine(1)], capacity: affine(0) },
      { kind: 'noOverlap', intervals: [0] },
      { kind: 'reservoir', times: [affine(0)], levelChanges: [-2], actives: [2], min: -2, max: 0 },
      { kind: 'cover', readTime: affine(0), readActive: 2, writes: [{ start: affine(1), end: affine(0), active: 3 }] },
    ],
    objective: { vars: [0], coeffs: [3], offset: 1, maximize: true },
    hints: { vars: [0, 1], values: [20, 3] },
    assumptions: [2],
    searchStrategies: [{ vars: [1, 0], variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' }],
  };
}

/** The complete model with the value at a path like "constraints.3.index" replaced, or removed if it is undefined. */
function broken(path: string, value: unknown): unknown {
  const model: unknown = complete();
  const keys = path.split('.');
  const lastKey = keys.pop()!;
  const parent = keys.reduce((record, key) => (record as Record<string, unknown>)[key], model) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete parent[lastKey];
  else parent[lastKey] = value;
  return model;
}

describe('validate', () => {
  it('accepts a model with everything, and one with only what is required', () => {
    expect(validate(complete())).toBe(null);
    expect(validate({ format: MODEL_FORMAT, variables: [], intervals: [], constraints: [] })).toBe(null);
    expect(validate(broken('intervals.0.size', undefined))).toBe(null);
  });

  it.each<[string, unknown, string]>([
    ['format', 'moccasin-model/0', 'model: format must be "moccasin-model/1", got "moccasin-model/0"'],
    ['format', undefined, 'model: format must be "moccasin-model/1", got undefined'],
    ['name', 3, 'model: name must be a text, got 3'],
    ['extra', 3, 'model: unknown field "extra"'],
    ['variables', undefined, 'model: variables must be a list, got undefined'],
    ['constraints', {}, 'model: constraints must be a list, got an object'],
    ['constraints.1', null, 'constraint 1: it must be an object, got null'],
    ['constraints.1', [], 'constraint 1: it must be an object, got a list of 0'],

    ['variables.0.domain', undefined, "variable 0 ('x'): domain must be a list, got undefined"],
    ['variables.0.domain', [], "variable 0 ('x'): domain is empty"],
    ['variables.0.domain', [1, 2, 3], "variable 0 ('x'): domain has an odd number of entries (3)"],
    ['variables.0.domain', [3, 2], "variable 0 ('x'): domain has an empty range 3..2"],
    ['variables.1.domain', [0, 3, 4, 9], 'variable 1: domain: 4..9 must start above 4'],
    ['variables.1.domain', [5, 9, 0, 3], 'variable 1: domain: 0..3 must start above 10'],
    ['variables.0.domain.1', 9.5, "variable 0 ('x'): domain[1] must be a safe integer, got 9.5"],
    ['variables.0.domain.1', 2 ** 53, "variable 0 ('x'): domain[1] must be a safe integer, got 9007199254740992"],
    ['variables.0.domain.1', '9', 'variable 0 (\'x\'): domain[1] must be a safe integer, got "9"'],
    ['variables.0.lb', 0, 'variable 0 (\'x\'): unknown field "lb"'],
    ['variables.1.name', 7, 'variable 1: name must be a text, got 7'],

    ['intervals.0.start', undefined, "interval 0 ('task'): start must be an object, got undefined"],
    ['intervals.0.size', 2, "interval 0 ('task'): size must be an object, got 2"],
    ['intervals.0.end.vars', [0, 1], "interval 0 ('task'): end.vars has 2 entries but end.coeffs has 1"],
    ['intervals.0.presence', 0, "interval 0 ('task'): presence: variable 0 is not Boolean"],
    ['intervals.0.presence', -9, "interval 0 ('task'): presence: there is no variable 8"],
    ['intervals.0.length', 2, 'interval 0 (\'task\'): unknown field "length"'],
    ['intervals.0.start.vars', [4], "interval 0 ('task'): start + size - end could overflow"],
    ['intervals.0.start.coeffs', [2e15], "interval 0 ('task'): start could overflow"],

    ['constraints.0.kind', 'toString', 'constraint 0 (toString \'sum\'): unknown kind "toString"'],
    ['constraints.0.kind', undefined, "constraint 0 ('sum'): unknown kind undefined"],
    ['constraints.0.name', {}, 'constraint 0 (linear): name must be a text, got an object'],
    ['constraints.0.enforcment', [2], 'constraint 0 (linear \'sum\'): unknown field "enforcment"'],
    ['constraints.0.enforcement', [2, 1], "constraint 0 (linear 'sum'): enforcement[1]: variable 1 is not Boolean"],
    ['constraints.0.enforcement', 2, "constraint 0 (linear 'sum'): enforcement must be a list, got 2"],
    ['constraints.0.vars.1', 5, "constraint 0 (linear 'sum'): vars[1]: there is no variable 5"],
    ['constraints.0.vars.1', -1, "constraint 0 (linear 'sum'): vars[1]: there is no variable -1"],
    ['constraints.0.coeffs', [1], "constraint 0 (linear 'sum'): vars has 2 entries but coeffs has 1"],
    ['constraints.0.coeffs.0', null, "constraint 0 (linear 'sum'): coeffs[0] must be a safe integer, got null"],
    ['constraints.0.coeffs.0', 1.5, "constraint 0 (linear 'sum'): coeffs[0] must be a safe integer, got 1.5"],
    [
      'constraints.0.coeffs.0',
      -2e15,
      "constraint 0 (linear 'sum'): the sum could overflow: it may reach 18000000000000018",
    ],
    ['constraints.0.vars.0', 4, "constraint 0 (linear 'sum'): the sum could overflow"],
    ['constraints.0.domain', [7, 5], "constraint 0 (linear 'sum'): domain has an empty range 7..5"],

    ['constraints.1.literals.1', 9, 'constraint 1 (boolOr): literals[1]: there is no variable 9'],
    ['constraints.1.literals.1', 0.5, 'constraint 1 (boolOr): literals[1] must be a safe integer, got 0.5'],
    ['constraints.1.literals.0', -1, 'constraint 1 (boolOr): literals[0]: variable 0 is not Boolean'],
    [
      'constraints.2.exprs.1',
      { vars: [0, 1], coeffs: [1, 1], offset: 0 },
      'constraint 2 (allDifferent): exprs[1] has 2 variables, at most one is allowed',
    ],
    [
      'constraints.2.exprs.1.offset',
      undefined,
      'constraint 2 (allDifferent): exprs[1].offset must be a safe integer, got undefined',
    ],
    ['constraints.2.exprs.1.scale', 1, 'constraint 2 (allDifferent): unknown field "scale"'],
    ['constraints.2.exprs.1.coeffs.0', MAX_VALUE, 'constraint 2 (allDifferent): exprs[1] could overflow'],
    ['constraints.3.index', undefined, 'constraint 3 (element): index must be an object, got undefined'],
    ['constraints.3.exprs', undefined, 'constraint 3 (element): exprs must be a list, got undefined'],
    ['constraints.3.target', [], 'constraint 3 (element): target must be an object, got a list of 0'],
    ['constraints.4.exprs', [], 'constraint 4 (max): exprs is empty'],
    ['constraints.4.target', undefined, 'constraint 4 (max): target must be an object'],
    ['constraints.5.before', 7, 'constraint 5 (precedence): before: there is no variable 7'],
    ['constraints.5.after', undefined, 'constraint 5 (precedence): after must be a safe integer, got undefined'],
    ['constraints.5.delay', 0.5, 'constraint 5 (precedence): delay must be a safe integer, got 0.5'],
    ['constraints.5.before', 4, 'constraint 5 (precedence): before + delay could overflow'],
    ['constraints.5.after', 4, 'constraint 5 (precedence): after - delay could overflow'],
    ['constraints.6.intervals.0', 1, "constraint 6 (cumulative 'memory'): intervals[0]: there is no interval 1"],
    [
      'constraints.6.intervals',
      [0, 0],
      "constraint 6 (cumulative 'memory'): intervals has 2 entries but demands has 1",
    ],
    [
      'constraints.6.demands.0.coeffs.0',
      -1,
      "constraint 6 (cumulative 'memory'): demands[0] may be negative (down to -9)",
    ],
    [
      'constraints.6.demands.0.offset',
      -1,
      "constraint 6 (cumulative 'memory'): demands[0] may be negative (down to -1)",
    ],
    [
      'constraints.6.demands.0.offset',
      MAX_VALUE - 9,
      "constraint 6 (cumulative 'memory'): the sum of the demands and the capacity could overflow",
    ],
    ['constraints.6.capacity', 3, "constraint 6 (cumulative 'memory'): capacity must be an object, got 3"],
    ['constraints.7.intervals.0', -1, 'constraint 7 (noOverlap): intervals[0]: there is no interval -1'],
    ['constraints.8.levelChanges', [1, 2], 'constraint 8 (reservoir): times has 1 entries but levelChanges has 2'],
    ['constraints.8.levelChanges.0', 0.5, 'constraint 8 (reservoir): levelChanges[0] must be a safe integer, got 0.5'],
    [
      'constraints.8.levelChanges.0',
      -MAX_VALUE,
      'constraint 8 (reservoir): the sum of the level changes and the bounds could overflow',
    ],
    ['constraints.8.actives', [], 'constraint 8 (reservoir): times has 1 entries but actives has 0'],
    ['constraints.8.min', 1, 'constraint 8 (reservoir): min must be <= 0, the level before all events, got 1'],
    ['constraints.8.max', -1, 'constraint 8 (reservoir): max must be >= 0, the level before all events, got -1'],
    ['constraints.8.min', undefined, 'constraint 8 (reservoir): min must be a safe integer, got undefined'],
    ['constraints.9.readTime', undefined, 'constraint 9 (cover): readTime must be an object, got undefined'],
    ['constraints.9.readTime', constant(MAX_VALUE), 'constraint 9 (cover): readTime + 1 could overflow'],
    ['constraints.9.readActive', 1, 'constraint 9 (cover): readActive: variable 1 is not Boolean'],
    ['constraints.9.writes.0', 3, 'constraint 9 (cover): writes[0] must be an object, got 3'],
    ['constraints.9.writes.0.end', undefined, 'constraint 9 (cover): writes[0].end must be an object, got undefined'],
    ['constraints.9.writes.0.start.vars.0', 4, 'constraint 9 (cover): writes[0].start + 1 could overflow'],
    ['constraints.9.writes.0.active', 0, 'constraint 9 (cover): writes[0].active: variable 0 is not Boolean'],
    ['constraints.9.writes.0.presence', 2, 'constraint 9 (cover): unknown field "presence"'],

    ['objective', 3, 'objective: it must be an object, got 3'],
    ['objective.maximize', 1, 'objective: maximize must be true or false, got 1'],
    ['objective.offset', undefined, 'objective: offset must be a safe integer, got undefined'],
    ['objective.coeffs.0', 2e15, 'objective: its value could overflow'],
    ['objective.offset', MAX_VALUE, 'objective: its value could overflow'],
    ['objective.sense', 'min', 'objective: unknown field "sense"'],
    ['hints.vars.1', 0, 'hints: variable 0 is hinted twice'],
    ['hints.values', [1], 'hints: vars has 2 entries but values has 1'],
    ['hints.values.0', 0.5, 'hints: values[0] must be a safe integer, got 0.5'],
    ['assumptions.0', 0, 'model: assumptions[0]: variable 0 is not Boolean'],
    ['searchStrategies.0.vars.0', 11, 'search strategy 0: vars[0]: there is no variable 11'],
    [
      'searchStrategies.0.variableSelection',
      'first',
      'search strategy 0: variableSelection must be one of chooseFirst, ',
    ],
    [
      'searchStrategies.0.valueSelection',
      undefined,
      'search strategy 0: valueSelection must be one of selectMinValue, ',
    ],
  ])('%s = %j', (path, value, message) => {
    expect(validate(broken(path, value))).toContain(message);
  });

  it('a sum may reach 2^53 - 1 exactly, not more', () => {
    const model = (coeff: number, ub: number) => ({
      format: MODEL_FORMAT,
      variables: [{ domain: [0, ub] }, { domain: [-1, 0] }],
      intervals: [],
      constraints: [{ kind: 'linear', vars: [0, 1], coeffs: [coeff, -1], domain: [0, 0] }],
    });
    expect(validate(model(1, MAX_VALUE - 1))).toBe(null);
    expect(validate(model(2, (MAX_VALUE - 1) / 2))).toBe(null);
    expect(validate(model(1, MAX_VALUE))).toContain('could overflow');
    expect(validate(model(2, (MAX_VALUE + 1) / 2))).toContain('could overflow');
    expect(validate(model(MAX_VALUE, MAX_VALUE))).toContain('could overflow');
  });

  it.each([null, undefined, 3, 'model', [], true, () => 3, Number.NaN])('rejects %s', (value) => {
    expect(validate(value)).toContain('model: the model must be an object, got');
  });

  it('a sparse list is no list of integers', () => {
    expect(validate(broken('constraints.0.vars', new Array(2)))).toContain(
      'vars[0] must be a safe integer, got undefined',
    );
  });

  it('names of any length do not blow up the message', () => {
    const model = broken('variables.0.name', 'n'.repeat(1e6)) as ModelData;
    expect(validate({ ...model, variables: [{ ...model.variables[0], domain: [] }] })!.length).toBeLessThan(100);
  });

  it('deep nesting is not followed', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(validate(broken('constraints.0.vars', JSON.parse(text)))).toContain('vars[0] must be a safe integer');
  });
});

describe('random damage', () => {
  const JUNK = [
    null,
    undefined,
    -1,
    0,
    1,
    7,
    0.5,
    2 ** 53,
    1e300,
    '',
    'linear',
    true,
    [],
    [0],
    [[]],
    {},
    { vars: [0] },
  ];

  it('is reported as a sentence or leaves a model that verify can judge, 2000 times', () => {
    const rng = new Random('damage');
    let reported = 0;
    for (let round = 0; round < 2000; round++) {
      const model = randomModel(`damage:${round}`) as unknown as Record<string, unknown>;
      damage(model, rng);
      const problem = validate(model);
      if (problem !== null) {
        expect(problem).toMatch(/^(model|variable|interval|constraint|objective|hints|search strategy)[^:]*: ./);
        reported++;
        continue;
      }
      const data = model as unknown as ModelData;
      const values = data.variables.map(({ domain }) => domain[0]!);
      for (const sentence of verify(data, values)) expect(sentence).not.toMatch(/NaN|undefined/);
    }
    expect(reported).toBeGreaterThan(1000);
  });

  /** Replaces or removes one value somewhere in the record. */
  function damage(record: Record<string, unknown>, rng: Random): void {
    let parent = record;
    for (;;) {
      const key = rng.pick(Object.keys(parent));
      const child = parent[key];
      const descends = typeof child === 'object' && child !== null && Object.keys(child).length > 0 && rng.chance(0.85);
      if (descends) {
        parent = child as Record<string, unknown>;
        continue;
      }
      if (rng.chance(0.2) && !Array.isArray(parent)) delete parent[key];
      else parent[key] = rng.pick(JUNK);
      return;
    }
  }
});
