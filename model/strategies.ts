// The named strategies of strategy-table.ts as members of workers. All search the same model, so any of them may find the answer; they differ so that one of them does soon.

import type { Exchange, Member } from '../solver/portfolio/exchange.ts';
import type { Task } from '../solver/portfolio/protocol.ts';
import { CoreGuidedMember } from './core-guided-member.ts';
import { CompleteMember, ProbeMember } from './core-members.ts';
import { DescentMember } from './descent-member.ts';
import { expandedObjective } from './expanded-objective.ts';
import { LinearRelaxationMember } from './linear-relaxation-member.ts';
import { linearRows } from './linear-rows.ts';
import { LnsMember } from './lns-member.ts';
import type { ModelData } from './model.ts';
import { ModelCore } from './model-core.ts';
import type { SolveParameters } from './parameters.ts';
import { ReducedCostMember } from './reduced-cost-member.ts';
import { hasSeveralTerms, isRelaxable } from './root-relaxation.ts';
import { STRATEGIES } from './strategy-table.ts';

/** What the workers of a solve have in common. Structured-cloneable. */
export interface ModelPayload {
  readonly data: ModelData;
  readonly parameters: SolveParameters;
}

/**
 * Names for as many workers, the most useful ones first, or those asked for in their order; again from the beginning when there are no more: equal ones differ by their
 * seed. Names that do not apply to the model are left out; where none does, all that do take their place.
 */
export function modelStrategies(data: ModelData, workers: number, asked: readonly string[] = []): string[] {
  // a bound that was refuted under assumptions holds under assumptions only: it cannot be kept
  const mayProbe = data.objective !== undefined && (data.assumptions ?? []).length === 0;
  const hasTerms = mayProbe && expandedObjective(data)!.vars.length > 1;
  const hasRows = hasTerms && linearRows(data).length > 0;
  const applies: Readonly<Record<string, boolean>> = {
    relaxation: hasRows,
    'reduced-cost': hasRows,
    mixed: mayProbe,
    turns: mayProbe,
    probe: mayProbe,
    lns: mayProbe,
    core: hasTerms,
    fixed: data.searchStrategies !== undefined,
  };
  const known = STRATEGIES.map(({ name }) => name).filter((name) => applies[name] !== false);
  const wanted = asked.filter((name) => known.includes(name));
  const names = wanted.length > 0 ? wanted : known;
  return Array.from({ length: workers }, (_, i) => names[i % names.length]!);
}

/** The members of a strategy. Throws ModelError where compile() does. */
export function modelMembers(
  { payload: { data, parameters }, strategy, seed }: Task<ModelPayload>,
  exchange: Exchange<readonly number[]>,
): Member[] {
  const { engine } = STRATEGIES.find(({ name }) => name === strategy)!;
  const core = new ModelCore(data, exchange, { ...parameters, engine: { ...engine, ...parameters.engine } }, seed);
  if (strategy === 'mixed')
    return [new LnsMember(core, core.neighborhoods()), ...fromBelow(core, data), new DescentMember(core)];
  if (strategy === 'turns') {
    // twice: it alone looks for a first solution
    const complete = new CompleteMember(core);
    return [complete, new LnsMember(core, core.neighborhoods()), complete, ...fromBelow(core, data)];
  }
  if (strategy === 'probe') return [new ProbeMember(core), new CompleteMember(core)];
  if (strategy === 'lns')
    return [new LnsMember(core, core.neighborhoods()), new ProbeMember(core), new CompleteMember(core)];
  if (strategy === 'core') return [...fromBelow(core, data), new CompleteMember(core)];
  if (strategy === 'relaxation') return [fromRows(core), new CompleteMember(core)];
  if (strategy === 'reduced-cost') return [new ReducedCostMember(core, core.linearRows()), new CompleteMember(core)];
  return [new CompleteMember(core, strategy)];
}

/** Bounds by rows, and by cores for an objective of several terms, else by refutations. Rows say little about the makespan of tasks. */
function fromBelow(core: ModelCore, data: ModelData): Member[] {
  if (!hasSeveralTerms(core.terms)) {
    const probe = new ProbeMember(core);
    return data.intervals.length > 0 || core.terms === null ? [probe] : [fromRows(core), probe];
  }
  return [fromRows(core), new CoreGuidedMember(core)];
}

/** The relaxation of the rows, or of too many rows its dual alone. */
function fromRows(core: ModelCore): Member {
  const rows = core.linearRows();
  return isRelaxable(rows) ? new LinearRelaxationMember(core, rows) : new ReducedCostMember(core, rows);
}
