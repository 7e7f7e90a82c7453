// The linear relaxation beside the one search of a solve in the calling thread (engine-run.ts): it gets a share of the work at visits to the root, in pieces no longer than a slice of
// the event loop. What it does depends on work alone, never on the clock, so that equal seeds give equal runs whoever asks for steps.

import type { Compiled } from './compile.ts';
import { TICKS_PER_STEP } from './engine-limits.ts';
import { linearRows } from './linear-rows.ts';
import type { ModelData } from './model.ts';
import { objectiveTerms } from './objective-terms.ts';
import { hasSeveralTerms, isRelaxable, MOST_ENTRIES, RootRelaxation } from './root-relaxation.ts';

/** Work of the search before there is a relaxation: models that end sooner need none. */
const FIRST_TICKS = 200_000;
/** Share of all work until a relaxation is made; what it does at nodes afterwards it limits itself. */
const SHARE = 0.3;

/** Has the engine of the compiled model, ready to be searched, make the relaxation of its rows, if it has one that may be of use. */
export function relaxBeside(data: ModelData, compiled: Compiled): void {
  const { engine } = compiled;
  const { kernel } = engine;
  const begin = kernel.ticks;
  let spent = 0;
  let relaxation: RootRelaxation | null = null;
  if (!mayRelax(data)) return;
  engine.onRoot = () => {
    const before = kernel.ticks;
    const done = before - begin;
    if (done < FIRST_TICKS || spent > SHARE * done) return;
    relaxation ??= relaxationOf(data, compiled);
    if (relaxation === null) {
      engine.onRoot = null;
      return;
    }
    const until = before + Math.min(SHARE * done, TICKS_PER_STEP);
    const state = relaxation.advance(() => kernel.ticks >= until);
    // its bound of the root counts for everything after
    if (state === 'posted' && !kernel.fixpoint()) kernel.refuted = true;
    spent += kernel.ticks - before;
  };
}

/** Not under assumptions: what is refuted under them is refuted under them only. */
function mayRelax({ objective, assumptions = [] }: ModelData): boolean {
  return objective !== undefined && assumptions.length === 0;
}

/** Null without rows, with too many, and for the makespan of tasks, of which rows say little. */
function relaxationOf(data: ModelData, compiled: Compiled): RootRelaxation | null {
  const { engine, objective } = compiled;
  const terms = objectiveTerms(data, compiled);
  if (objective === null || terms === null || terms.terms.length < 2 || entriesOf(data) > MOST_ENTRIES) return null;
  if (data.intervals.length > 0 && !hasSeveralTerms(terms)) return null;
  const rows = [...linearRows(data, terms), ...compiled.rows];
  return rows.length > 0 && isRelaxable(rows) ? new RootRelaxation(engine, objective.sv, terms, rows) : null;
}

/** Entries that the rows of sums and of Booleans will have, before they are made. */
function entriesOf({ constraints }: ModelData): number {
  return constraints.reduce((sum, constraint) => {
    if (constraint.kind === 'linear') return sum + constraint.vars.length;
    return sum + ('literals' in constraint ? constraint.literals.length : 0);
  }, 0);
}
