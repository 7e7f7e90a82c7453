// Variables that a single constraint mentions, an equation in which their coefficient is 1 or -1: the equation gives their value, so they go, and what is left of it is that
// the other terms leave them a value of their domain. A variable of the objective takes its terms there: minimise z with z = Σ c x becomes minimise Σ c x, which
// bounds from linear rows and from cores can see through. (Free and implied free column singletons, Andersen & Andersen 1995; "expand objective" in CP-SAT.)

import type { LinearConstraint, VariableRef } from '../model.ts';
import { objectiveOf } from './objective.ts';
import { magnitudeOf, preimage } from './ranges.ts';
import { eachVariable, eachVariableOfInterval } from './references.ts';
import { type Definition, FREE, type VariableStore } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

/** The objective must stay below this. */
const LARGEST = 2 ** 50;

/** Precondition: nothing waits in the queue. */
export function removeDefinedVariables(model: WorkingModel): void {
  model.ticks += model.constraints.length >> 3;
  if (!model.constraints.some((c) => c?.kind === 'linear' && isEquation(c))) return;
  const uses = usesOf(model);
  const objective = new ExpandedObjective(model);
  for (let c = 0; c < model.constraints.length; c++) {
    const constraint = model.constraints[c]!;
    model.ticks++;
    if (model.over) return;
    if (constraint?.kind === 'linear' && isEquation(constraint)) removeFrom(model, c, constraint, uses, objective);
  }
}

/** How many constraints mention a variable, by representative; those of intervals count as more than one. */
function usesOf(model: WorkingModel): Int32Array {
  const { constraints, intervals, dropped, store } = model;
  const uses = new Int32Array(store.domains.length);
  const last = new Int32Array(store.domains.length).fill(-1);
  for (const [c, constraint] of constraints.entries()) {
    if (constraint === null) continue;
    eachVariable(constraint, intervals, (x) => {
      model.ticks++;
      const y = store.representative(x);
      if (last[y] === c) return;
      last[y] = c;
      uses[y]!++;
    });
  }
  intervals.forEach((interval, i) => {
    if (dropped[i] === 1) return;
    eachVariableOfInterval(interval, (x) => {
      uses[store.representative(x)]! += 2;
    });
  });
  return uses;
}

function isEquation({ enforcement, vars, domain }: LinearConstraint): boolean {
  const unconditional = enforcement === undefined || enforcement.length === 0;
  return unconditional && vars.length > 2 && domain.length === 2 && domain[0] === domain[1];
}

function removeFrom(
  model: WorkingModel,
  c: number,
  row: LinearConstraint,
  uses: Int32Array,
  objective: ExpandedObjective,
): void {
  const { store } = model;
  const { vars, coeffs, domain } = row;
  model.ticks += vars.length;
  if (vars.some((x) => !store.isRepresentative(x) || store.isFixed(x))) return;
  const candidates = vars.filter((x, k) => {
    const simple = store.domains[x]!.length === 2 && Math.abs(coeffs[k]!) === 1;
    return simple && uses[x] === 1 && store.keepOf(x) === FREE;
  });
  if (candidates.length === 0) return;
  // the widest domain is the one most likely to leave nothing to say
  const width = (x: VariableRef): number => store.ub(x) - store.lb(x);
  const z = candidates.reduce((widest, x) => (width(x) > width(widest) ? x : widest));
  const at = vars.indexOf(z);
  const sign = coeffs[at]!;
  const total = domain[0]!;
  const others = vars.filter((x) => x !== z);
  const weights = coeffs.filter((_, k) => k !== at);
  // sign * z + others = total
  const definition = { x: z, vars: others, coeffs: weights.map((w) => 0 - sign * w), offset: sign * total + 0 };
  const left = preimage(store.domains[z]!, 0 - sign, sign * total);
  const [least, most] = spanOf(store, others, weights);
  // the domain of a variable of the objective is a bound, which a sum would not show
  if (objective.has(z) && (left.length > 2 || left[0]! > least || left[1]! < most)) return;
  if (!objective.take(definition)) return;
  const { name } = row;
  model.replace(c, {
    ...(name === undefined ? {} : { name }),
    kind: 'linear',
    vars: others,
    coeffs: weights,
    domain: left,
  });
  model.revisit(c);
  store.define(definition);
}

/** Least and largest value of a sum over open representatives. */
function spanOf(
  store: VariableStore,
  vars: readonly VariableRef[],
  coeffs: readonly number[],
): [least: number, most: number] {
  let [least, most] = [0, 0];
  for (const [k, x] of vars.entries()) {
    const [lo, hi] = store.hull({ vars: [x], coeffs: [coeffs[k]!], offset: 0 });
    least += lo;
    most += hi;
  }
  return [least, most];
}

/** The objective of a model, in which variables are replaced by their definitions. */
class ExpandedObjective {
  private readonly model: WorkingModel;
  /** Variables it has, and perhaps some more. */
  private readonly vars: Set<VariableRef>;

  constructor(model: WorkingModel) {
    this.model = model;
    if (model.objective !== undefined) model.objective = objectiveOf(model.store, model.objective);
    this.vars = new Set(model.objective?.vars);
  }

  has(x: VariableRef): boolean {
    return this.vars.has(x) && this.model.objective!.vars.includes(x);
  }

  /** False, and nothing happens, if it would get too large. */
  take({ x, vars, coeffs, offset }: Definition): boolean {
    const { model } = this;
    const { store, objective } = model;
    if (objective === undefined || !this.has(x)) return true;
    const at = objective.vars.indexOf(x);
    const factor = objective.coeffs[at]!;
    const longer = objectiveOf(store, {
      ...objective,
      vars: [...objective.vars.toSpliced(at, 1), ...vars],
      coeffs: [...objective.coeffs.toSpliced(at, 1), ...coeffs.map((c) => factor * c)],
      offset: objective.offset + factor * offset,
    });
    model.ticks += longer.vars.length;
    const size = longer.vars.reduce(
      (sum, y, k) => sum + Math.abs(longer.coeffs[k]!) * magnitudeOf(store.domains[y]!),
      Math.abs(longer.offset),
    );
    if (size > LARGEST) return false;
    model.objective = longer;
    for (const y of vars) this.vars.add(y);
    return true;
  }
}
