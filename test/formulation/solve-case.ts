// One solve of the Moccasin model, checked as far as it can be without knowing the answer: the model is valid, the solution satisfies it, and the sequence it
// decodes to costs what the objective says. Also the choice of budgets at which something can go wrong.

import { expect } from 'vitest';
import { decode } from '../../formulation/assignment.ts';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { buildMoccasin, type MoccasinModel, type MoccasinOptions } from '../../formulation/moccasin.ts';
import { compile } from '../../model/compile.ts';
import { validate } from '../../model/validate.ts';
import { objectiveValue, verify } from '../../model/verify.ts';
import { Engine } from '../../solver/engine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { type Front, replay } from '../support/brute-schedule.ts';
import { type ShapedGraphOptions, shapedGraph, structuralLowerBound } from '../support/random-graph.ts';

export const PRECEDENCES = ['cover', 'reservoir', 'support'] as const;

export const DEFAULTS: MoccasinOptions = {
  order: 'input',
  maxComputations: 2,
  precedence: 'cover',
  keepOutputs: false,
  objective: 'duration',
  memoryBound: Number.POSITIVE_INFINITY,
  durationBound: Number.POSITIVE_INFINITY,
};

export interface Answer {
  /** In the unit of the graph's durations, or sizes for objective 'memory'. */
  readonly objective: number;
  readonly sequence: number[];
  readonly values: Float64Array;
}

/** Solves to the end. Null: proven infeasible. */
export function solveCase(graph: ComputeGraph, options: MoccasinOptions, seed = 1): Answer | null {
  return solveModel(buildMoccasin(graph, options), [], seed);
}

/** As solveCase, with some variables fixed: pairs of variable and value. */
export function solveModel(
  model: MoccasinModel,
  fixed: readonly (readonly [number, number])[],
  seed = 1,
): Answer | null {
  const { graph, options, data } = model;
  const label = labelOf(graph, options);
  expect(validate(data), label).toBeNull();
  const engine = new Engine({}, seed);
  const { variableCount, objective } = compile(data, engine);
  const assumptions: Fact[] = fixed.flatMap(([x, v]) => [
    { sv: 2 * x, k: v },
    { sv: 2 * x + 1, k: -v },
  ]);
  const status = engine.solve({ assumptions });
  if (engine.incumbent === null) {
    expect(status, label).toBe('INFEASIBLE');
    return null;
  }
  expect(status, label).toBe(objective === null ? 'FEASIBLE' : 'OPTIMAL');
  const values = engine.incumbent.slice(0, variableCount);
  expect(verify(data, values), label).toEqual([]);
  const sequence = decode(model, values);
  const inUnits = objectiveValue(data, values);
  const cost = replay(graph, sequence, options.keepOutputs);
  expect(cost, `${label}: ${sequence} can be executed`).not.toBeNull();
  if (options.objective === 'duration') {
    expect(cost!.duration, label).toBe(inUnits * model.durationUnit);
    expect(cost!.peak, label).toBeLessThanOrEqual(options.memoryBound);
    return { objective: cost!.duration, sequence, values };
  }
  expect(cost!.duration, label).toBeLessThanOrEqual(options.durationBound);
  expect(cost!.peak, label).toBeLessThanOrEqual(inUnits * model.sizeUnit);
  return { objective: inUnits * model.sizeUnit, sequence, values };
}

/** Names a case well enough to repeat it. */
export function labelOf(graph: ComputeGraph, o: MoccasinOptions): string {
  const bounds = `memory<=${o.memoryBound} duration<=${o.durationBound}`;
  const links = graph.predecessors.flatMap((list, v) => Array.from(list, (u) => `${u}>${v}`)).join(' ');
  return `${graph.name} sizes [${graph.sizes}] durations [${graph.durations}] links [${links}] C=${o.maxComputations} ${o.order} ${o.precedence} ${
    o.objective
  } ${bounds}${o.keepOutputs ? ' keep' : ''}`;
}

/** `count` different budgets around the values at which the answer changes, from just infeasible to none at all. */
export function criticalBudgets(rng: Random, graph: ComputeGraph, front: Front, count: number): number[] {
  const budgets = new Set([structuralLowerBound(graph), structuralLowerBound(graph) - 1, Number.POSITIVE_INFINITY]);
  for (const { peak } of front) for (const budget of [peak - 1, peak, peak + 1]) budgets.add(budget);
  const list = [...budgets].filter((budget) => budget >= 0);
  rng.shuffle(list);
  // the least feasible budget is the hardest one, one below it the hardest to refute, and one below the next step is the first again, less tight
  const edge = [front[0]!.peak, front[0]!.peak - 1, (front[1]?.peak ?? 0) - 1].filter((budget) => budget >= 0);
  return [...new Set([...edge, ...list])].slice(0, count);
}

/** A random graph with a trade-off between memory and duration if a few draws find one; without, nothing needs to be computed twice. */
export function graphWithTradeOff(
  rng: Random,
  options: ShapedGraphOptions,
  frontOf: (graph: ComputeGraph) => Front,
): { graph: ComputeGraph; front: Front } {
  for (let draws = 1; ; draws++) {
    const graph = shapedGraph(rng, options);
    const front = frontOf(graph);
    if (front.length > 1 || draws === 12) return { graph, front };
  }
}
