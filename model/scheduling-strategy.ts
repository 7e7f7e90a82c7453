// A decision strategy for models with intervals that brings no strategy of its own: the task that can start earliest starts then (Kolisch's serial scheme, as a branching rule), ties to the
// task whose next bound has been in conflicts lately, then to the one that must start first. A start that fails is postponed by what is learned from it.
//
// Free search and this rule take turns between restarts: "hot restart" of Schutt, Feydy, Stuckey, Wallace (Journal of Scheduling 16, 2013), where neither alone was as good.

import type { SearchStrategy } from '../solver/decide.ts';
import type { Engine } from '../solver/engine.ts';
import type { ModelData, VariableRef } from './model.ts';

/** With fewer tasks there is nothing to schedule. */
const LEAST_TASKS = 2;

/** Whether the rule applies: resources are shared by tasks, and nothing else is asked for. */
export function isScheduling(data: ModelData): boolean {
  return (
    data.searchStrategies === undefined &&
    data.intervals.length >= LEAST_TASKS &&
    data.constraints.some(({ kind }) => kind === 'cumulative' || kind === 'noOverlap')
  );
}

/** The rule for a model that has been compiled on the engine. */
export function schedulingStrategy(data: ModelData, engine: Engine): SearchStrategy {
  const { lb } = engine.kernel.trail;
  const starts = new Set<VariableRef>();
  for (const { start } of data.intervals) if (start.vars.length > 0 && start.coeffs[0]! > 0) starts.add(start.vars[0]!);
  const latest = (x: VariableRef): number => 0 - lb[2 * x + 1]!;
  const vars = [...starts].sort((x, y) => latest(x) - latest(y) || x - y);
  return { vars, variableSelection: 'chooseLowestMinActive', valueSelection: 'selectMinValue' };
}
