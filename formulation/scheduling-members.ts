// Who works on a scheduling problem: the members of a worker, by the name of its strategy.
//
//   local search   the problem's own (schedule-improver.ts), if it has one
//   complete       clause learning from above, probe: from below, lns: around the best schedule; on one engine
//
// By default the first worker looks for better schedules, and proves when there is nothing else to do, the second one proves. Strategies of general models
// (model/strategy-table.ts) may be named instead; those of them that have nothing to work on here are the search from above.

import { CompleteMember, ProbeMember } from '../model/core-members.ts';
import type { CoreOptions } from '../model/engine-core.ts';
import { LnsMember } from '../model/lns-member.ts';
import { STRATEGIES } from '../model/strategy-table.ts';
import type { EngineOptions } from '../solver/options.ts';
import type { Exchange, Member } from '../solver/portfolio/exchange.ts';
import { ImproverMember } from './improver-member.ts';
import { LazyMember } from './lazy-member.ts';
import { ScheduleCore } from './scheduling-core.ts';
import type { SchedulingProblem } from './scheduling-tasks.ts';

type MemberName = 'local-search' | 'complete' | 'probe' | 'lns';

interface Strategy {
  readonly name: string;
  /** One line, for the commands' help. */
  readonly help: string;
  /** They take turns in this order; one that is named twice has two turns. */
  readonly members: readonly MemberName[];
  readonly engine: Partial<EngineOptions>;
}

/** For the only worker: all of them. */
const ALONE: Strategy = {
  name: 'all',
  help: 'local search, search from above, from below and around the best schedule, in turn: what the only worker does',
  members: ['local-search', 'complete', 'probe', 'complete', 'lns', 'complete'],
  engine: {},
};

const PORTFOLIO: readonly Strategy[] = [
  {
    name: 'primal',
    help: 'local search and neighbourhoods, in turn with the search from above',
    members: ['local-search', 'complete', 'lns'],
    engine: {},
  },
  {
    name: 'dual',
    help: 'search from above, in turn with refutations from below',
    members: ['complete', 'probe'],
    engine: { restartPolicy: 'luby', phase: 'saved' },
  },
  {
    name: 'primal-best',
    help: 'primal, nearer to the best schedule',
    members: ['local-search', 'lns', 'complete'],
    engine: { phase: 'best' },
  },
  { name: 'dual-ema', help: 'dual with other restarts', members: ['probe', 'complete'], engine: {} },
];

/** Members of the general strategies that have others than the search from above. */
const GENERAL: Readonly<Record<string, readonly MemberName[]>> = {
  probe: ['probe', 'complete'],
  lns: ['lns', 'probe', 'complete'],
};

/** General strategies that say nothing here that the search from above does not say. */
const WITHOUT_USE: readonly string[] = ['reduced-cost', 'core', 'fixed'];

/** What --strategies may name. */
export const SCHEDULING_STRATEGIES: readonly { readonly name: string; readonly help: string }[] = [
  ...[ALONE, ...PORTFOLIO],
  ...STRATEGIES.filter(({ name }) => !WITHOUT_USE.includes(name)),
];

/** Names for as many workers, again from the beginning when there are no more: equal ones differ by their seed. */
export function schedulingStrategies(workers: number): string[] {
  if (workers === 1) return [ALONE.name];
  return Array.from({ length: workers }, (_, i) => PORTFOLIO[i % PORTFOLIO.length].name);
}

/** The members of a strategy, not yet built: the local search is done with small problems before a model is. `horizon`: no schedule that takes longer is looked for. */
export function schedulingMembers<S>(
  problem: SchedulingProblem<S>,
  horizon: number,
  name: string,
  exchange: Exchange<S>,
  options: CoreOptions,
): Member[] {
  const { members, engine } = strategyByName(name);
  let shared: ScheduleCore<S> | null = null;
  const core = (): ScheduleCore<S> => {
    shared ??= new ScheduleCore(problem, horizon, exchange, { ...options, engine: { ...engine, ...options.engine } });
    return shared;
  };
  const { improver } = problem;
  const makers: Record<MemberName, (() => Member) | null> = {
    'local-search': improver === null ? null : () => new ImproverMember(improver(options.seed), problem, exchange),
    complete: () => new CompleteMember(core()),
    probe: () => new ProbeMember(core()),
    lns: () => new LnsMember(core(), core().neighborhoods()),
  };
  const made = new Map<MemberName, Member>();
  return members.flatMap((member) => {
    const make = makers[member];
    if (make !== null && !made.has(member)) made.set(member, new LazyMember(member, make));
    return made.get(member) ?? [];
  });
}

function strategyByName(name: string): Strategy {
  const own = [ALONE, ...PORTFOLIO].find((strategy) => strategy.name === name);
  if (own !== undefined) return own;
  const general = STRATEGIES.find((strategy) => strategy.name === name);
  if (general === undefined) throw new RangeError(`unknown strategy ${name}`);
  return { ...general, members: GENERAL[name] ?? ['complete'] };
}
