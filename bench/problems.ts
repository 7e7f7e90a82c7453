// The fixed problems of the suite engine. Each is made from a seed of its own, which never changes: the seeds of the command line are those of the search.
//
// They cover what the engine spends its time on: clauses alone on Booleans (random 3-SAT near the threshold, pigeonhole), clauses on integer bounds, scheduling
// with cumulative resources, and a rematerialization proof.

import { buildMoccasin } from '../formulation/moccasin.ts';
import { simulateInputOrder } from '../formulation/schedule.ts';
import { CpModel } from '../model/build.ts';
import { compile } from '../model/compile.ts';
import { toEngineValue } from '../model/compile-objective.ts';
import { Engine } from '../solver/engine.ts';
import type { Fact } from '../solver/literal.ts';
import { Random } from '../solver/random.ts';
import { layeredGraph, RLG2 } from './layered-graph.ts';

export interface Problem {
  readonly name: string;
  /** The search ends after this many conflicts, or earlier with an answer. */
  readonly conflicts: number;
  /** A new engine with the problem in it. */
  make(seed: number): Engine;
}

/** Clauses per variable at which random 3-SAT is hardest. */
const THRESHOLD = 4.26;

export const PROBLEMS: readonly Problem[] = [
  { name: '3sat-200', conflicts: 60_000, make: (seed) => threeSat(200, 2, seed) },
  { name: '3sat-300', conflicts: 60_000, make: (seed) => threeSat(300, 1, seed) },
  { name: 'pigeons-10', conflicts: 60_000, make: (seed) => pigeonhole(10, seed) },
  { name: 'bounds-160', conflicts: 60_000, make: (seed) => boundClauses(160, 1, seed) },
  { name: 'rcpsp-60', conflicts: 10_000, make: (seed) => projectScheduling(60, 3, seed) },
  { name: 'rcpsp-120', conflicts: 10_000, make: (seed) => projectScheduling(120, 2, seed) },
  { name: 'remat-250', conflicts: 5000, make: (seed) => rematProof(1, seed) },
];

/** Random 3-SAT at the threshold. */
function threeSat(variables: number, instance: number, seed: number): Engine {
  const random = new Random(`3sat:${variables}:${instance}`);
  const engine = new Engine({}, seed);
  for (let x = 0; x < variables; x++) engine.newBool();
  for (let c = Math.round(THRESHOLD * variables); c > 0; c--) {
    engine.addClause(distinct(random, variables, 3).map((x) => booleanFact(x, random.chance(0.5))));
  }
  return engine;
}

/** n pigeons into n - 1 holes, by clauses. */
function pigeonhole(n: number, seed: number): Engine {
  const engine = new Engine({}, seed);
  const holes = n - 1;
  for (let x = 0; x < n * holes; x++) engine.newBool();
  for (let p = 0; p < n; p++)
    engine.addClause(Array.from({ length: holes }, (_, h) => booleanFact(p * holes + h, true)));
  for (let h = 0; h < holes; h++) {
    for (let p = 0; p < n; p++) {
      for (let q = 0; q < p; q++)
        engine.addClause([booleanFact(p * holes + h, false), booleanFact(q * holes + h, false)]);
    }
  }
  return engine;
}

/** Values of each variable of boundClauses(). */
const VALUES = 20;
/** Clauses per variable near which about half of such instances have no solution (found by trial). */
const BOUND_THRESHOLD = 10;

/** Random clauses of three bounds [x >= k] or [x <= k] of different variables. */
function boundClauses(variables: number, instance: number, seed: number): Engine {
  const random = new Random(`bounds:${variables}:${instance}`);
  const engine = new Engine({}, seed);
  for (let x = 0; x < variables; x++) engine.newVar([0, VALUES - 1]);
  for (let c = Math.round(BOUND_THRESHOLD * variables); c > 0; c--) {
    const facts = distinct(random, variables, 3).map((x): Fact => {
      const k = random.between(1, VALUES - 1);
      return random.chance(0.5) ? { sv: 2 * x, k } : { sv: 2 * x + 1, k: 1 - k };
    });
    engine.addClause(facts);
  }
  return engine;
}

const RESOURCES = 4;
const CAPACITY = 13;

/** A project: tasks with precedences and four cumulative resources, shortest makespan. Tasks need each resource with probability 1/2. */
function projectScheduling(tasks: number, instance: number, seed: number): Engine {
  const random = new Random(`rcpsp:${tasks}:${instance}`);
  const model = new CpModel();
  const durations = Array.from({ length: tasks }, () => random.between(1, 10));
  const horizon = durations.reduce((a, b) => a + b, 0);
  const starts = durations.map((d) => model.newIntVar(0, horizon - d));
  const intervals = durations.map((d, t) => model.newFixedSizeIntervalVar(starts[t], d));
  const makespan = model.newIntVar(0, horizon);
  for (let t = 0; t < tasks; t++) {
    for (let k = random.between(1, 3); k > 0; k--) {
      const other = t + random.between(1, tasks / 5);
      if (other < tasks) model.addPrecedence(starts[t], starts[other], durations[t]);
    }
    model.addPrecedence(starts[t], makespan, durations[t]);
  }
  for (let r = 0; r < RESOURCES; r++) {
    const demands = durations.map(() => (random.chance(0.5) ? random.between(1, 10) : 0));
    model.addCumulative(intervals, demands, CAPACITY);
  }
  model.minimize(makespan);
  const engine = new Engine({}, seed);
  compile(model.data, engine);
  return engine;
}

/** Share of the input order's peak that is the budget of the proof. */
const BUDGET_SHARE = 0.9;
/** Durations that are asked for: up to this multiple of the one without recomputation. */
const REFUTED = 1.01;

/** A rematerialization problem of rlg2's family, input order: is there a schedule that takes only a little longer than the input order? */
function rematProof(instance: number, seed: number): Engine {
  const graph = layeredGraph(RLG2, instance);
  const { peak, duration } = simulateInputOrder(graph, { keepOutputs: false });
  const model = buildMoccasin(graph, {
    order: 'input',
    maxComputations: 2,
    precedence: 'cover',
    keepOutputs: false,
    objective: 'duration',
    memoryBound: Math.floor(BUDGET_SHARE * peak),
    durationBound: Number.POSITIVE_INFINITY,
  });
  const engine = new Engine({}, seed);
  const { objective } = compile(model.data, engine);
  if (objective === null) throw new Error('the duration of every schedule is the same');
  engine.improveOn(toEngineValue(objective, Math.floor((REFUTED * duration) / model.durationUnit) + 1));
  return engine;
}

function booleanFact(x: number, value: boolean): Fact {
  return value ? { sv: 2 * x, k: 1 } : { sv: 2 * x + 1, k: 0 };
}

/** `count` different numbers below n. */
function distinct(random: Random, n: number, count: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.below(n));
  return [...chosen];
}
