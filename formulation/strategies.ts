// Named strategies: which members a worker runs, and with which engine. A portfolio of N workers takes the first N of the list for its number of workers; a
// user may name them.

import { CoreGuidedMember } from '../model/core-guided-member.ts';
import { CompleteMember, ProbeMember } from '../model/core-members.ts';
import { LnsMember } from '../model/lns-member.ts';
import { ReducedCostMember } from '../model/reduced-cost-member.ts';
import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import type { EngineOptions } from '../solver/options.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import { ConstraintCore } from './constraint-core.ts';
import { FreeOrderMember } from './free-order-member.ts';
import { LazyMember } from './lazy-member.ts';
import { LeastPeakMember } from './least-peak-member.ts';
import { MAX_MODEL_SIZE, modelSize } from './model-size.ts';
import { moccasinNeighborhoods } from './neighborhoods.ts';
import { PhaseOneMember } from './phase-one-member.ts';
import { presenceRows } from './presence-rows.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { RelaxationMember } from './relaxation-member.ts';
import { annealingMember, ruinRecreateMember } from './staged-search-member.ts';

export type MemberName =
  | 'ruin-recreate'
  | 'annealing'
  | 'free-order'
  | 'least-peak'
  | 'relaxation'
  | 'phase-1'
  | 'complete'
  | 'probe'
  | 'core'
  | 'reduced-cost'
  | 'lns';

export interface Strategy {
  readonly name: string;
  readonly help: string;
  /** They take turns in this order; one that is named twice has two turns. Those that do not apply to the problem are left out. */
  readonly members: readonly MemberName[];
  readonly engine: Partial<EngineOptions>;
}

export const STRATEGIES: readonly Strategy[] = [
  {
    name: 'all',
    help: 'every member in turn: for one worker',
    members: [
      'ruin-recreate',
      'annealing',
      'free-order',
      'least-peak',
      'relaxation',
      'reduced-cost',
      'phase-1',
      'complete',
      'probe',
      'lns',
    ],
    engine: {},
  },
  {
    name: 'primal',
    help: 'better schedules: local search and large neighbourhoods',
    members: [
      'ruin-recreate',
      'free-order',
      'ruin-recreate',
      'free-order',
      'annealing',
      'ruin-recreate',
      'free-order',
      'phase-1',
      'lns',
    ],
    engine: {},
  },
  {
    name: 'dual',
    help: 'proofs: relaxation, clause learning from above and from below',
    members: [
      'least-peak',
      'relaxation',
      'relaxation',
      'reduced-cost',
      'relaxation',
      'relaxation',
      'complete',
      'relaxation',
      'relaxation',
      'probe',
    ],
    engine: {},
  },
  { name: 'complete', help: 'clause learning from above only', members: ['complete'], engine: {} },
  { name: 'probe', help: 'lower bounds by probing from below only', members: ['probe'], engine: {} },
  { name: 'core', help: 'lower bounds by cores of the objective only', members: ['core'], engine: {} },
  {
    name: 'reduced-cost',
    help: 'bounds and fixings from covering rows, with clause learning from above',
    members: ['reduced-cost', 'complete'],
    engine: {},
  },
  { name: 'lns', help: 'large-neighbourhood search only, after phase 1', members: ['phase-1', 'lns'], engine: {} },
  { name: 'least-peak', help: 'the lower bound of the peak only', members: ['least-peak'], engine: {} },
  { name: 'relaxation', help: 'the lower bound of what must be evicted only', members: ['relaxation'], engine: {} },
  {
    name: 'local-search',
    help: 'local search on the sequence only',
    members: ['ruin-recreate', 'ruin-recreate', 'annealing', 'free-order'],
    engine: {},
  },
  {
    name: 'ruin-recreate',
    help: 'ruin and recreate on staged schedules only',
    members: ['ruin-recreate'],
    engine: {},
  },
  {
    name: 'annealing',
    help: 'annealing only; in free order with ruin and recreate in turns',
    members: ['annealing', 'free-order'],
    engine: {},
  },
  {
    name: 'dual-luby',
    help: 'as dual, with Luby restarts and saved phases',
    members: ['reduced-cost', 'probe', 'complete'],
    engine: { restartPolicy: 'luby', restartBase: 100, phase: 'saved' },
  },
  {
    name: 'dual-slow',
    help: 'as dual, with slower decay and a larger clause database',
    members: ['reduced-cost', 'complete', 'probe'],
    engine: { variableDecay: 0.99, reduceInterval: 10_000, phase: 'best' },
  },
];

const PORTFOLIO: readonly string[] = [
  'primal',
  'dual',
  'local-search',
  'dual-luby',
  'lns',
  'dual-slow',
  'core',
  'local-search',
];

/** The strategies of a portfolio of `workers`, by default. */
export function defaultStrategies(workers: number): string[] {
  if (workers === 1) return ['all'];
  return Array.from({ length: workers }, (_, i) => PORTFOLIO[i % PORTFOLIO.length]!);
}

export function strategyByName(name: string): Strategy {
  const found = STRATEGIES.find((s) => s.name === name);
  if (found === undefined)
    throw new RangeError(`unknown strategy ${name}; known are ${STRATEGIES.map((s) => s.name).join(', ')}`);
  return found;
}

/** Members that search the constraint model, with an engine. */
const ON_THE_MODEL: readonly MemberName[] = ['phase-1', 'complete', 'probe', 'core', 'reduced-cost', 'lns'];

/** Whether it makes a difference to any of these strategies how the model and its engine are set up. */
export function searchModel(names: readonly string[]): boolean {
  return names.some((name) => strategyByName(name).members.some((member) => ON_THE_MODEL.includes(member)));
}

export interface MemberOptions {
  readonly seed: string;
  readonly engine: Partial<EngineOptions>;
  readonly explanation: ExplanationStyle;
}

/** The members of a strategy that apply to the problem (those on the constraint model only where it fits into memory), not yet built: building a large model takes a second, and another member may be done before. */
export function makeMembers(
  strategy: Strategy,
  problem: RematProblem,
  exchange: RematExchange,
  options: MemberOptions,
): Member[] {
  const { seed, explanation } = options;
  const constraint = { engine: { ...strategy.engine, ...options.engine }, explanation, seed };
  let shared: ConstraintCore | null = null;
  const core = (): ConstraintCore => {
    shared ??= new ConstraintCore(problem, exchange, constraint);
    return shared;
  };
  const modelled = modelSize(problem) <= MAX_MODEL_SIZE;
  const isFreeDuration = problem.order === 'free' && problem.objective === 'duration';
  // phase 1 is needed where no local search runs beside it, or can
  const hasLocalSearch =
    (isFreeDuration && strategy.members.includes('free-order')) ||
    (localSearchApplies(problem) && strategy.members.includes('ruin-recreate'));
  const makers: Record<MemberName, (() => Member) | null> = {
    'ruin-recreate': localSearchApplies(problem) ? () => ruinRecreateMember(problem, exchange, seed) : null,
    annealing: localSearchApplies(problem) ? () => annealingMember(problem, exchange, seed) : null,
    'free-order': isFreeDuration ? () => new FreeOrderMember(problem, exchange, seed) : null,
    'least-peak': problem.order === 'input' ? () => new LeastPeakMember(problem, exchange) : null,
    relaxation: stagedDuration(problem) ? () => new RelaxationMember(problem, exchange) : null,
    'phase-1':
      modelled && problem.objective === 'duration' && !hasLocalSearch
        ? () => new PhaseOneMember(problem, exchange, constraint)
        : null,
    complete: modelled ? () => new CompleteMember(core()) : null,
    probe: modelled ? () => new ProbeMember(core()) : null,
    core: modelled ? () => new CoreGuidedMember(core()) : null,
    'reduced-cost':
      modelled && stagedDuration(problem) ? () => new ReducedCostMember(core(), presenceRows(core().model)) : null,
    lns: modelled ? () => new LnsMember(core(), moccasinNeighborhoods(core().model)) : null,
  };
  const members = new Map<MemberName, Member>();
  for (const name of strategy.members) {
    const make = makers[name];
    if (make !== null && !members.has(name)) members.set(name, new LazyMember(name, make));
  }
  return strategy.members.flatMap((name) => members.get(name) ?? []);
}

function stagedDuration(problem: RematProblem): boolean {
  return problem.order === 'input' && problem.objective === 'duration';
}

function localSearchApplies(problem: RematProblem): boolean {
  return stagedDuration(problem) && problem.maxComputations > 1;
}
