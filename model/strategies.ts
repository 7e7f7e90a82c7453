// Named strategies for the workers of solve(): which engine options each has, and whether it works on the bound as well. All search the same model, so any of them
// may find the answer; they differ so that one of them does soon.

import type { EngineOptions } from '../solver/options.ts';
import type { Exchange, Member } from '../solver/portfolio/exchange.ts';
import type { Task } from '../solver/portfolio/protocol.ts';
import { CoreGuidedMember } from './core-guided-member.ts';
import { CompleteMember, ProbeMember } from './core-members.ts';
import { linearRows } from './linear-rows.ts';
import { LnsMember } from './lns-member.ts';
import type { ModelData } from './model.ts';
import { ModelCore } from './model-core.ts';
import type { SolveParameters } from './parameters.ts';
import { ReducedCostMember } from './reduced-cost-member.ts';

interface Strategy {
  readonly name: string;
  readonly engine: Partial<EngineOptions>;
}

const STRATEGIES: readonly Strategy[] = [
  { name: 'default', engine: {} },
  // bounds and fixings from the linear rows, in turn with the search from above: knapsack-like models of 50 variables that the others leave open after 8 s end in 1 s
  { name: 'reduced-cost', engine: {} },
  // refutes objective values from below, in turn with the search from above
  { name: 'probe', engine: { restartPolicy: 'luby', phase: 'saved' } },
  // neighbourhoods of the best solution, in turn with refutations from below and the search from above
  { name: 'lns', engine: { phase: 'best' } },
  // cores over the terms of the objective on top of those bounds: on vertex covers of 130 nodes the gap after 6 s is 0 to 3 %, for probe 40 to 50 %
  { name: 'core', engine: { phase: 'saved' } },
  { name: 'luby', engine: { restartPolicy: 'luby', restartBase: 100, phase: 'saved' } },
  { name: 'fixed', engine: { searchBranching: 'fixed' } },
  { name: 'best', engine: { phase: 'best', variableDecay: 0.99, reduceInterval: 10_000 } },
  { name: 'random', engine: { randomFrequency: 0.1, variableDecay: 0.9 } },
];

/** What the workers of a solve have in common. Structured-cloneable. */
export interface ModelPayload {
  readonly data: ModelData;
  readonly parameters: SolveParameters;
}

/** Names for as many workers, the most useful ones first, again from the beginning when there are no more; equal ones differ by their seed. */
export function modelStrategies(data: ModelData, workers: number): string[] {
  // a bound that was refuted under assumptions holds under assumptions only: it cannot be kept
  const mayProbe = data.objective !== undefined && (data.assumptions ?? []).length === 0;
  const hasTerms = mayProbe && data.objective!.vars.length > 1;
  const applies: Readonly<Record<string, boolean>> = {
    'reduced-cost': hasTerms && linearRows(data).length > 0,
    probe: mayProbe,
    lns: mayProbe,
    core: hasTerms,
    fixed: data.searchStrategies !== undefined,
  };
  const names = STRATEGIES.map(({ name }) => name).filter((name) => applies[name] !== false);
  return Array.from({ length: workers }, (_, i) => names[i % names.length]!);
}

/** The members of a strategy. Throws ModelError where compile() does. */
export function modelMembers(
  { payload: { data, parameters }, strategy, seed }: Task<ModelPayload>,
  exchange: Exchange<readonly number[]>,
): Member[] {
  const { engine } = STRATEGIES.find(({ name }) => name === strategy)!;
  const core = new ModelCore(data, exchange, { ...parameters, engine: { ...engine, ...parameters.engine } }, seed);
  if (strategy === 'probe') return [new ProbeMember(core), new CompleteMember(core)];
  if (strategy === 'lns')
    return [new LnsMember(core, core.neighborhoods()), new ProbeMember(core), new CompleteMember(core)];
  if (strategy === 'core')
    return [
      new ReducedCostMember(core, linearRows(data, core.terms)),
      new CoreGuidedMember(core),
      new CompleteMember(core),
    ];
  if (strategy === 'reduced-cost')
    return [new ReducedCostMember(core, linearRows(data, core.terms)), new CompleteMember(core)];
  return [new CompleteMember(core, strategy)];
}
