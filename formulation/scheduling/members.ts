// Who works on a scheduling problem: the members of a worker, by the name of its strategy.
//
//   local search   the problem's own (schedule-improver.ts), if it has one
//   complete       clause learning from above, probe: from below, lns: around the best schedule; on one engine
//
// By default the first worker looks for better schedules and at the bound, and the second one does nothing but search from above: proofs of hard projects (PSPLIB j30) that it ended in 6
// seconds of its own were open after 8 when it had turns with others (2026-11-22). Job shops have a portfolio of their own: their local
// search is so good that what is left is the proof. Strategies of general models
// (model/strategy-table.ts) may be named instead; those of them that have nothing to work on here are the search from above.

import { CompleteMember, ProbeMember } from '../../model/core-members.ts';
import type { CoreOptions } from '../../model/engine-core.ts';
import { LnsMember } from '../../model/lns-member.ts';
import type { SchedulingOptions } from '../../model/scheduling-options.ts';
import { STRATEGIES } from '../../model/strategy-table.ts';
import type { EngineOptions } from '../../solver/options.ts';
import type { Exchange, Member } from '../../solver/portfolio/exchange.ts';
import { LazyMember } from '../lazy-member.ts';
import { ScheduleCore } from './core.ts';
import { ImproverMember } from './improver-member.ts';
import type { SchedulingInstance, SchedulingProblem } from './tasks.ts';

type MemberName = 'local-search' | 'complete' | 'probe' | 'lns';

interface Strategy {
  readonly name: string;
  /** One line, for the commands' help. */
  readonly help: string;
  /** They take turns in this order; one that is named twice has two turns. */
  readonly members: readonly MemberName[];
  readonly engine: Partial<EngineOptions>;
  readonly constraints?: SchedulingOptions;
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
    help: 'local search, neighbourhoods and refutations from below, in turn with the search from above',
    members: ['local-search', 'lns', 'probe', 'complete'],
    engine: { restartPolicy: 'luby', phase: 'saved' },
  },
  { name: 'dual', help: 'search from above, undisturbed', members: ['complete'], engine: {} },
  {
    name: 'primal-best',
    help: 'local search and neighbourhoods, in turn with a search from above near the best schedule',
    members: ['local-search', 'lns', 'complete'],
    engine: { phase: 'best' },
  },
  {
    name: 'dual-luby',
    help: 'search from above, in turn with refutations from below, restarts after the Luby sequence',
    members: ['complete', 'probe'],
    engine: { restartPolicy: 'luby', phase: 'saved' },
  },
];

const SHOP_ALONE: Strategy = {
  name: 'shop',
  help: 'all, with more of the local search and less of neighbourhoods: what the only worker does on a job shop',
  members: ['local-search', 'complete', 'lns', 'complete', 'local-search', 'complete', 'probe', 'complete'],
  engine: {},
};

/**
 * Without not-first, not-last and edge finding the proofs of la21, la24, la36, orb01 and orb03 took 0.65 to 0.85 times the seconds, with 1.2 to 1.6 times the conflicts (2026-11-22): one
 * of two workers does without. Without gain were, on the same shops and ft10: shaving of starts and orders at the root before (as long as it saves), transitivity of the orders as clauses (0.97 to
 * 1.2 times the conflicts), and learning over orders alone (1.6 times the conflicts on ft10).
 */
const LIGHT: SchedulingOptions = { useNotFirstNotLastInDisjunctive: false, useEdgeFindingInDisjunctive: false };

const SHOP_PORTFOLIO: readonly Strategy[] = [
  {
    name: 'shop-primal',
    help: 'local search, in turn with the search from above and few neighbourhoods',
    members: ['local-search', 'complete', 'local-search', 'complete', 'lns', 'complete'],
    engine: {},
  },
  {
    name: 'shop-dual',
    help: 'search from above without not-first, not-last and edge finding, now and then from below',
    members: ['complete', 'complete', 'complete', 'complete', 'complete', 'probe'],
    engine: {},
    constraints: LIGHT,
  },
  {
    name: 'shop-luby',
    help: 'search from above, restarts after the Luby sequence',
    members: ['complete'],
    engine: { restartPolicy: 'luby', phase: 'saved' },
    constraints: LIGHT,
  },
  {
    name: 'shop-probe',
    help: 'refutations from below, in turn with the search from above',
    members: ['probe', 'complete'],
    engine: {},
  },
];

/** Members of the general strategies that have others than the search from above. */
const GENERAL: Readonly<Record<string, readonly MemberName[]>> = {
  probe: ['probe', 'complete'],
  lns: ['lns', 'probe', 'complete'],
};

/** General strategies that say nothing here that the search from above does not say. */
const WITHOUT_USE: readonly string[] = ['reduced-cost', 'core', 'fixed'];

/** Operations of a job shop beyond which forLargeShops() applies, and the turns of the local search for one of each other member. */
const MOST_MODELLED = 3000;
const LARGE_TURNS = 8;

const OWN: readonly Strategy[] = [ALONE, ...PORTFOLIO, SHOP_ALONE, ...SHOP_PORTFOLIO];

/** What --strategies may name. */
export const SCHEDULING_STRATEGIES: readonly { readonly name: string; readonly help: string }[] = [
  ...OWN,
  ...STRATEGIES.filter(({ name }) => !WITHOUT_USE.includes(name)),
];

/** Names for as many workers, again from the beginning when there are no more: equal ones differ by their seed. */
export function schedulingStrategies(workers: number, kind: SchedulingInstance['kind']): string[] {
  const [alone, portfolio] = kind === 'jobshop' ? [SHOP_ALONE, SHOP_PORTFOLIO] : [ALONE, PORTFOLIO];
  if (workers === 1) return [alone.name];
  return Array.from({ length: workers }, (_, i) => portfolio[i % portfolio.length].name);
}

/** The members of a strategy, not yet built: the local search is done with small problems before a model is. `horizon`: no schedule that takes longer is looked for. */
export function schedulingMembers<S>(
  problem: SchedulingProblem<S>,
  horizon: number,
  name: string,
  exchange: Exchange<S>,
  options: CoreOptions,
): Member[] {
  const { members: usual, engine, constraints } = strategyByName(name);
  const members = isLarge(problem.instance) ? forLargeShops(usual) : usual;
  let shared: ScheduleCore<S> | null = null;
  const core = (): ScheduleCore<S> => {
    const core = { ...constraints, ...options, engine: { ...engine, ...options.engine } };
    shared ??= new ScheduleCore(problem, horizon, exchange, core);
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

function isLarge(instance: SchedulingInstance): boolean {
  return instance.kind === 'jobshop' && instance.shop.jobs.reduce((sum, { length }) => sum + length, 0) > MOST_MODELLED;
}

/** The model takes seconds to build: the local search has most of the turns, and the first ones. */
function forLargeShops(members: readonly MemberName[]): readonly MemberName[] {
  if (!members.includes('local-search')) return members;
  const others = new Set(members.filter((member) => member !== 'local-search'));
  return [...Array<MemberName>(LARGE_TURNS).fill('local-search'), ...others];
}

function strategyByName(name: string): Strategy {
  const own = OWN.find((strategy) => strategy.name === name);
  if (own !== undefined) return own;
  const general = STRATEGIES.find((strategy) => strategy.name === name);
  if (general === undefined) throw new RangeError(`unknown strategy ${name}`);
  return { ...general, members: GENERAL[name] ?? ['complete'] };
}
