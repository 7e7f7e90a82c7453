// What the tests of presolve have in common: both sides by brute force, and what must hold between them.

import { type Constraint, type LinearConstraint, MAX_VALUE, MODEL_FORMAT, type ModelData } from '../../model/model.ts';
import { type Presolved, type PresolveOptions, presolve } from '../../model/presolve/presolve.ts';
import { validate } from '../../model/validate.ts';
import { objectiveValue, verify } from '../../model/verify.ts';
import { allSolutions } from '../support/brute.ts';

export const BOOL: readonly number[] = [0, 1];
/** As an end of a linear constraint: none. */
export const INF = MAX_VALUE;
/** The false model. */
export const FALSE: readonly Constraint[] = [{ kind: 'boolOr', literals: [] }];

export function linear(vars: number[], coeffs: number[], domain: number[], enforcement?: number[]): LinearConstraint {
  return { kind: 'linear', vars, coeffs, domain, ...(enforcement === undefined ? {} : { enforcement }) };
}

export const clause = (...literals: number[]): Constraint => ({ kind: 'boolOr', literals });
export const not = (v: number): number => -v - 1;
export const domainsOf = (data: ModelData): (readonly number[])[] => data.variables.map(({ domain }) => domain);

/** A model from domains, lo..hi each, and constraints. */
export function modelOf(
  domains: readonly (readonly number[])[],
  constraints: readonly Constraint[],
  rest: Partial<ModelData> = {},
): ModelData {
  const variables = domains.map((domain) => ({ domain }));
  return { format: MODEL_FORMAT, variables, intervals: [], constraints: [...constraints], ...rest };
}

/** All solutions; a model without variables has one or none. */
export function solutionsOf(data: ModelData): number[][] {
  if (data.variables.length > 0) return allSolutions(data);
  return verify(data, []).length === 0 ? [[]] : [];
}

/** All solutions of the presolved model, led back. */
export function restoredSolutions({ data, restore }: Presolved): number[][] {
  return solutionsOf(data).map((values) => [...restore(values)]);
}

/** Presolves without ceremony: no probing, so that a rule can be seen alone. */
export function byRules(data: ModelData, options: PresolveOptions = {}): ModelData {
  return presolve(data, { probing: false, enumerating: true, ...options }).data;
}

/** What is wrong with the presolved model as such and with each of its solutions; null if nothing is. */
function problemOfSolutions(data: ModelData, presolved: Presolved): string | null {
  const invalid = validate(presolved.data);
  if (invalid !== null) return `presolved to an invalid model: ${invalid}`;
  for (const values of solutionsOf(presolved.data)) {
    const full = presolved.restore(values);
    const [violation] = verify(data, full);
    if (violation !== undefined) return `${values} leads to ${full}: ${violation}`;
    if (full.some((v) => Object.is(v, -0))) return `${values} leads to a negative zero`;
    const [inner, outer] = [objectiveValue(presolved.data, values), objectiveValue(data, full)];
    if (inner !== outer) return `${values} has the objective ${inner}, ${full} has ${outer}`;
  }
  return null;
}

/** For enumerations: the solutions correspond one to one. */
export function enumerationProblem(data: ModelData, options: PresolveOptions = {}): string | null {
  const presolved = presolve(data, { ...options, enumerating: true });
  const problem = problemOfSolutions(data, presolved);
  if (problem !== null) return problem;
  const expected = solutionsOf(data).map(String).sort();
  const found = restoredSolutions(presolved).map(String).sort();
  return String(found) === String(expected) ? null : `${found.length} solutions of ${expected.length}`;
}

/** Else: there is a solution iff there was one, and the best one is as good. */
export function optimumProblem(data: ModelData, options: PresolveOptions = {}): string | null {
  const presolved = presolve(data, options);
  const problem = problemOfSolutions(data, presolved);
  if (problem !== null) return problem;
  const [before, after] = [bestOf(data), bestOf(presolved.data)];
  return before === after ? null : `the best is ${after}, was ${before}`;
}

/** The best objective, 0 without one; null without solution. */
function bestOf(data: ModelData): number | null {
  const sign = data.objective?.maximize === true ? -1 : 1;
  const values = solutionsOf(data).map((solution) => sign * objectiveValue(data, solution));
  return values.length === 0 ? null : sign * values.reduce((a, b) => Math.min(a, b)) + 0;
}
