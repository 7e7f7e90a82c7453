// From the working model back to data: what is left, over the variables that are left, numbered anew in their old order.
//
// Whatever state the rules have left a record in, references to replaced variables are read through here, so that presolve may stop anywhere. Linear constraints
// x - y <= c become precedences.

import type {
  Affine,
  Constraint,
  Hints,
  Interval,
  LinearConstraint,
  ModelData,
  PrecedenceConstraint,
  SearchStrategy,
  VariableRef,
} from '../model.ts';
import { MAX_VALUE, MODEL_FORMAT, negateRef, variableOfRef } from '../model.ts';
import { objectiveOf } from './objective.ts';
import { Postsolve } from './postsolve.ts';
import { named } from './records.ts';
import { eachVariable, eachVariableOfInterval, mapConstraint, mapInterval, type ReferenceMap } from './references.ts';
import { linearOfPrecedence, upToDate } from './simplify.ts';
import { linearOf, rowOf } from './simplify-linear.ts';
import type { WorkingModel } from './working-model.ts';

export interface Finished {
  readonly data: ModelData;
  readonly postsolve: Postsolve;
  /** The original variable of each variable; -1 for the constant. */
  readonly oldOf: readonly VariableRef[];
}

/** The presolved model. */
export function finish(model: WorkingModel): Finished {
  const { data, store } = model;
  const constraints = model.constraints.flatMap((c) => (c === null ? [] : current(model, c)));
  const numbers = new Numbering(model, constraints);
  const { newOf } = numbers;
  const map: ReferenceMap = {
    variable: (x) => newOf[x]!,
    affine: (e) => affineOver(newOf, e),
    literal: (l) => (l >= 0 ? newOf[l]! : negateRef(newOf[negateRef(l)]!)),
    interval: (i) => numbers.intervalOf[i]!,
  };
  const result: ModelData = {
    format: MODEL_FORMAT,
    variables: numbers.oldOf.map((x) => variableAt(model, x)),
    intervals: numbers.intervals.map((i) => mapInterval(presentInterval(model, model.intervals[i]!), map)),
    constraints: constraints.map((c) => mapConstraint(c, map)),
  };
  if (data.name !== undefined) result.name = data.name;
  if (model.objective !== undefined) {
    const objective = objectiveOf(store, model.objective);
    result.objective = { ...objective, vars: objective.vars.map((x) => newOf[x]!) };
  }
  const hints = hintsOver(model, newOf);
  if (hints !== null) result.hints = hints;
  const strategies = strategiesOver(model, newOf);
  if (strategies.length > 0) result.searchStrategies = strategies;
  if (data.assumptions !== undefined) result.assumptions = data.assumptions.map(map.literal);
  const decided = Array.from({ length: store.count }, (_, x) => (store.isFixed(x) ? store.lb(x) : 0));
  const oldOf = numbers.oldOf.map((x) => (x === store.yes ? -1 : x));
  return { data: result, postsolve: new Postsolve(decided, oldOf, store.steps), oldOf };
}

/** A model without solutions in the place of one that presolve has refuted. */
export function refutedModel({ data, store }: WorkingModel): Finished {
  const result: ModelData = {
    format: MODEL_FORMAT,
    variables: [],
    intervals: [],
    constraints: [{ kind: 'boolOr', literals: [] }],
  };
  if (data.objective !== undefined) result.objective = { ...data.objective, vars: [], coeffs: [] };
  return { data: result, postsolve: new Postsolve(new Array(store.count).fill(0), [], []), oldOf: [] };
}

/** The record over representatives, none if it holds anyway. */
function current(model: WorkingModel, c: Constraint): Constraint[] {
  if (c.kind !== 'linear' && c.kind !== 'precedence') {
    const enforcement = model.enforcementOf(c);
    if (enforcement === null) return [];
    const { enforcement: _, ...rest } = upToDate(model, c);
    return [(enforcement.length === 0 ? rest : { ...rest, enforcement }) as Constraint];
  }
  const enforcement = model.enforcementOf(c);
  const linear = c.kind === 'linear' ? c : linearOfPrecedence(c);
  const row = rowOf(model.store, linear);
  if (enforcement === null || row === null) return [];
  const { allowed, min, max } = row;
  if (allowed.length === 0) return [{ ...named(c), kind: 'boolOr', literals: enforcement.map(negateRef) }];
  if (allowed.length === 2 && allowed[0]! <= min && allowed[1]! >= max) return [];
  return [withPrecedence(linearOf(linear, row, enforcement))];
}

/** x - y <= c as x - c <= y. */
function withPrecedence(c: LinearConstraint): LinearConstraint | PrecedenceConstraint {
  const { kind: _, vars, coeffs, domain, ...rest } = c;
  if (vars.length !== 2 || coeffs[0] !== 1 || coeffs[1] !== -1 || domain.length !== 2) return c;
  const [x, y] = [vars[0]!, vars[1]!];
  const [lo, hi] = [domain[0]!, domain[1]!];
  if (lo === -MAX_VALUE) return { ...rest, kind: 'precedence', before: x, after: y, delay: 0 - hi };
  if (hi === MAX_VALUE) return { ...rest, kind: 'precedence', before: y, after: x, delay: lo };
  return c;
}

function affineOver(newOf: Int32Array, { vars, coeffs, offset }: Affine): Affine {
  return { vars: vars.map((x) => newOf[x]!), coeffs, offset };
}

/** Over representatives, without a presence that is decided to be true. */
function presentInterval({ store }: WorkingModel, interval: Interval): Interval {
  const { presence, ...rest } = mapInterval(interval, {
    variable: (x) => x,
    affine: (e) => store.affine(e),
    literal: (l) => store.literal(l),
    interval: (i) => i,
  });
  return presence === undefined || presence === store.yes ? rest : { ...rest, presence };
}

function variableAt({ data, store }: WorkingModel, x: VariableRef): ModelData['variables'][number] {
  const name = data.variables[x]?.name;
  return { ...(name === undefined ? {} : { name }), domain: store.domains[x]! };
}

/** Which variables and intervals stay, and their numbers. */
class Numbering {
  readonly oldOf: VariableRef[] = [];
  /** -1 for variables that are gone. */
  readonly newOf: Int32Array;
  readonly intervals: number[] = [];
  readonly intervalOf: Int32Array;

  constructor(model: WorkingModel, constraints: readonly Constraint[]) {
    const { store } = model;
    this.newOf = new Int32Array(store.domains.length).fill(-1);
    this.intervalOf = new Int32Array(model.intervals.length).fill(-1);
    const stays = new Uint8Array(store.domains.length);
    const keep = (x: VariableRef): void => {
      stays[x] = 1;
    };
    const intervals = model.intervals.map((interval) => presentInterval(model, interval));
    for (const c of constraints) eachVariable(c, intervals, keep);
    intervals.forEach((interval, i) => {
      if (model.dropped[i] === 1) return;
      this.intervalOf[i] = this.intervals.push(i) - 1;
      eachVariableOfInterval(interval, keep);
    });
    for (const l of model.data.assumptions ?? []) keep(variableOfRef(l));
    for (let x = 0; x < store.domains.length; x++) {
      const isOpen = store.isRepresentative(x) && !store.isFixed(x);
      if (stays[x] === 1 || isOpen) this.newOf[x] = this.oldOf.push(x) - 1;
    }
  }
}

function hintsOver({ data, store }: WorkingModel, newOf: Int32Array): Hints | null {
  if (data.hints === undefined) return null;
  const values = new Map<VariableRef, number>();
  for (const [k, x] of data.hints.vars.entries()) {
    const y = newOf[store.representative(x)]!;
    const value = (data.hints.values[k]! - store.offsetOf(x)) / store.scaleOf(x) + 0;
    if (y >= 0 && !values.has(y) && Number.isSafeInteger(value)) values.set(y, value);
  }
  return { vars: [...values.keys()], values: [...values.values()] };
}

/** Without what is decided. */
function strategiesOver({ data, store }: WorkingModel, newOf: Int32Array): SearchStrategy[] {
  return (data.searchStrategies ?? []).flatMap((strategy) => {
    const vars = new Set(strategy.vars.map((x) => newOf[store.representative(x)]!));
    vars.delete(-1);
    return vars.size === 0 ? [] : [{ ...strategy, vars: [...vars] }];
  });
}
