// The strategies of solve()'s workers by name: what each does, and the engine options it has. What they are made of is in strategies.ts.

import type { EngineOptions } from '../solver/options.ts';

export interface Strategy {
  readonly name: string;
  /** One line, for the commands' help. */
  readonly help: string;
  readonly engine: Partial<EngineOptions>;
}

/** The most useful ones first: so many workers, so many of them. */
export const STRATEGIES: readonly Strategy[] = [
  { name: 'default', help: 'search from above', engine: {} },
  {
    name: 'mixed',
    help: 'neighbourhoods of the best solution, bounds from below (as core has them, or probe) and the search from above in long strides; needs an objective',
    engine: { restartPolicy: 'luby', restartBase: 100, searchBranching: 'free' },
  },
  // radiation-2015-i6-21 ends after 3 s; its bound was 1143 of 1413 after 60 s
  {
    name: 'relaxation',
    help: 'the linear relaxation at nodes of the search from above (of many rows: as reduced-cost); needs an objective over several variables',
    engine: {},
  },
  // knapsack-like models of 50 variables that the others leave open after 8 s end in 1 s
  {
    name: 'reduced-cost',
    help: 'bounds and fixings from a Lagrangian dual of the linear rows, in turn with the search from above; needs an objective over several variables',
    engine: {},
  },
  {
    name: 'probe',
    help: 'refutes objective values from below, in turn with the search from above; needs an objective',
    engine: { restartPolicy: 'luby', phase: 'saved' },
  },
  {
    name: 'lns',
    help: 'neighbourhoods of the best solution, in turn with the two of probe; needs an objective',
    engine: { phase: 'best' },
  },
  // on vertex covers of 130 nodes the gap after 6 s is 0 to 3 %, for probe 40 to 50 %
  {
    name: 'core',
    help: 'cores over the terms of the objective on top of the bounds of reduced-cost; needs an objective over several variables',
    engine: { phase: 'saved' },
  },
  // without an objective: nonograms, grids and packings that one of the others solves late or not at all
  {
    name: 'target',
    help: 'search from above near the longest trails without conflict, with few and with many restarts in turn',
    engine: { restartPolicy: 'switch', phase: 'target', searchBranching: 'free' },
  },
  {
    name: 'luby',
    help: 'search from above, restarts after the Luby sequence',
    engine: { restartPolicy: 'luby', restartBase: 100, phase: 'saved', searchBranching: 'free' },
  },
  {
    name: 'fixed',
    help: 'follows the decision strategies of the model; needs some',
    engine: { searchBranching: 'fixed' },
  },
  {
    name: 'best',
    help: 'search near the best solution, with a long memory of activities and clauses',
    engine: { phase: 'best', variableDecay: 0.99, reduceInterval: 10_000 },
  },
  {
    name: 'random',
    help: 'search with random phases after some restarts',
    engine: { randomFrequency: 0.1, variableDecay: 0.9 },
  },
  {
    name: 'turns',
    help: 'what default and mixed do, in turn, for a single worker; needs an objective',
    engine: {},
  },
];
