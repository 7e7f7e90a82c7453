// What hints are worth, found out before the search begins.
//
// A hint for every variable that is a solution, by verify(), is the first solution at once. Any other is completed: the hinted values are assumed, and an engine of its
// own looks for the rest, for a short while. Where the values contradict each other, or the assumptions of the model, those that do are named; with repairHint they are
// given up, again and again until the others can be completed. Whatever comes out, the search tries the hinted values first, as ever.
//
// All of that is about the model as it was given: presolve would answer for solutions that are as good as the hinted ones, not for those.

import { preparationLimits } from './engine-setup.ts';
import { equals, Feasibility, type Premise } from './feasibility.ts';
import type { LiteralRef, ModelData, VariableRef } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { contains } from './presolve/ranges.ts';
import { type HintResult, NO_HINT } from './result.ts';
import { objectiveValue, verify } from './verify.ts';

/** Conflicts of the search for the rest. */
const HINT_CONFLICTS = 1000;

export interface HintFinding {
  readonly result: HintResult;
  /** A solution; null if there is none. */
  readonly values: readonly number[] | null;
  /** How it came about. */
  readonly info: string;
  /** Work done. */
  readonly ticks: number;
}

/** Looks at the hints of a model that has passed validate(), stopping every few milliseconds. At most a small share of the solve's time and work is spent on that. */
export function* examineHints(
  data: ModelData,
  parameters: SolveParameters,
  signal: AbortSignal | undefined,
): Generator<void, HintFinding> {
  const { hints } = data;
  if (hints === undefined || hints.vars.length === 0) return { result: NO_HINT, values: null, info: '', ticks: 0 };
  const solution = hintedSolution(data);
  if (solution !== null) {
    const result: HintResult = { status: 'feasible', objective: objectiveOf(data, solution), conflicting: [] };
    return { result, values: solution, info: 'hint', ticks: 0 };
  }
  const outside = new Set(hints.vars.filter((x, k) => !contains(data.variables[x]!.domain, hints.values[k]!)));
  const { hintConflictLimit: conflicts = HINT_CONFLICTS, fixVariablesToTheirHintedValue } = parameters;
  const mayRepair = parameters.repairHint === true && fixVariablesToTheirHintedValue !== true;
  const mayHelp = conflicts > 0 && (outside.size === 0 || mayRepair);
  const limits = { conflicts, ...preparationLimits(parameters), stopped: () => signal?.aborted === true };
  const search = mayHelp ? Feasibility.of(data, parameters, limits) : null;
  if (search === null) {
    const status = outside.size > 0 ? 'infeasible' : 'unknown';
    return { result: { status, objective: null, conflicting: [...outside] }, values: null, info: '', ticks: 0 };
  }
  return yield* new HintSearch(data, search, mayRepair, outside).run();
}

/** The hint as a solution, under the assumptions of the model too; null if it is none, or leaves a variable open. */
export function hintedSolution(data: ModelData): readonly number[] | null {
  // what has one value only needs no hint
  const values = data.variables.map(({ domain }) =>
    domain.length === 2 && domain[0] === domain[1] ? domain[0]! : Number.NaN,
  );
  data.hints?.vars.forEach((x, k) => {
    values[x] = data.hints!.values[k]!;
  });
  return values.some((v) => Number.isNaN(v)) || !holdsIn(data, values) ? null : values;
}

/** The model with another hint: all these values. */
export function withHint(data: ModelData, values: readonly number[]): ModelData {
  return { ...data, hints: { vars: values.map((_, x) => x), values } };
}

/** The model with the hinted variables fixed (fixVariablesToTheirHintedValue); without solutions where such a value is not in its domain. */
export function withHintsFixed(data: ModelData): ModelData {
  const { vars, values } = data.hints ?? { vars: [], values: [] };
  const variables = [...data.variables];
  const constraints = [...data.constraints];
  for (const [k, x] of vars.entries()) {
    const v = values[k]!;
    const variable = variables[x]!;
    if (contains(variable.domain, v)) variables[x] = { ...variable, domain: [v, v] };
    else constraints.push({ kind: 'boolOr', literals: [] });
  }
  return { ...data, variables, constraints };
}

/** A line for the log; empty if there is nothing to tell. */
export function hintLine(data: ModelData, { result: { status, objective, conflicting }, values }: HintFinding): string {
  const worth = objective === null ? '' : `, objective ${objective}`;
  const names = conflicting.slice(0, MOST_NAMED).map((x) => data.variables[x]!.name ?? `x${x}`);
  const list = `${names.join(', ')}${conflicting.length > MOST_NAMED ? `, ... (${conflicting.length})` : ''}`;
  switch (status) {
    case 'none':
      return '';
    case 'feasible':
      return `hint: a solution${worth}`;
    case 'completed':
      return `hint: completed${worth}`;
    case 'infeasible':
      return `hint: impossible${list === '' ? '' : `, by ${list}`}${values === null ? '' : '; repaired'}`;
    case 'unknown':
      return 'hint: neither completed nor refuted within the limits';
  }
}

const MOST_NAMED = 8;

class HintSearch {
  private readonly data: ModelData;
  private readonly search: Feasibility;
  private readonly mayRepair: boolean;
  /** Variables whose hinted values are not in their domains. */
  private readonly outside: ReadonlySet<VariableRef>;
  /** The hinted values, and those of them that are still assumed. */
  private readonly hinted: ReadonlySet<Premise>;
  private readonly kept: Set<Premise>;

  constructor(data: ModelData, search: Feasibility, mayRepair: boolean, outside: ReadonlySet<VariableRef>) {
    this.data = data;
    this.search = search;
    this.mayRepair = mayRepair;
    this.outside = outside;
    const { vars, values } = data.hints!;
    const premises = vars.map((x, k): Premise => ({ id: x, facts: equals(x, values[k]!) }));
    this.hinted = new Set(premises.filter(({ id }) => !outside.has(id)));
    this.kept = new Set(this.hinted);
  }

  *run(): Generator<void, HintFinding> {
    const { data, search, hinted, kept, outside } = this;
    let isRefuted = outside.size > 0;
    let firstCore: readonly Premise[] = [];
    for (;;) {
      // assumptions come first: a hint that says the same is not to blame
      const { values, core } = yield* search.ask([...search.assumptions, ...kept]);
      if (values !== null && !holdsIn(data, values)) {
        throw new Error('internal error: the completion of a hint violates the model');
      }
      if (values !== null && !isRefuted) {
        const result: HintResult = { status: 'completed', objective: objectiveOf(data, values), conflicting: [] };
        return { result, values, info: 'hint (completed)', ticks: search.ticks };
      }
      if (core !== null && !isRefuted) {
        isRefuted = true;
        firstCore = core;
      }
      const blamed = (core ?? []).filter((premise) => hinted.has(premise));
      if (values === null && blamed.length > 0 && this.mayRepair) {
        for (const premise of blamed) kept.delete(premise);
        continue;
      }
      const conflicting = outside.size > 0 ? [...outside] : yield* this.reduced(firstCore);
      const result: HintResult = { status: isRefuted ? 'infeasible' : 'unknown', objective: null, conflicting };
      return { result, values, info: values === null ? '' : 'hint (repaired)', ticks: search.ticks };
    }
  }

  /** The hinted variables of a core, as few as the limits allow. */
  private *reduced(core: readonly Premise[]): Generator<void, VariableRef[]> {
    const left = yield* this.search.reduce(core);
    return left.filter((premise) => this.hinted.has(premise)).map(({ id }) => id);
  }
}

function objectiveOf(data: ModelData, values: readonly number[]): number | null {
  return data.objective === undefined ? null : objectiveValue(data, values);
}

/** Whether these values are a solution under the assumptions of the model. */
function holdsIn(data: ModelData, values: readonly number[]): boolean {
  const isTrue = (l: LiteralRef): boolean => (l >= 0 ? values[l] === 1 : values[-l - 1] === 0);
  return (data.assumptions ?? []).every(isTrue) && verify(data, values).length === 0;
}
