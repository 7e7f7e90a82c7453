// Neighbourhoods of a solution of any model: which variables may change. All others keep their values, but those that follow from others
// (following-variables.ts): a neighbourhood that kept one of these would keep what it depends on as well.
//
//   lns-random      any variables
//   lns-constraint  the variables of a constraint, and of constraints next to it
//   lns-objective   terms of the objective that cost more than they must, and what stands in constraints with them
//   lns-changed     what differs between the best solution and the one before (with the rest kept where the two agree, as relaxation induced search keeps what solution and
//                   relaxation agree on: Danna, Rothberg, Le Pape, Mathematical Programming 102, 2005)
//
// Where room is left, random variables fill it. A model with decision strategies gets all of them twice: over the variables of the strategies alone (lns-decision-random, ...),
// from which all others should follow, too.

import type { Fact } from '../solver/literal.ts';
import { FreeSet } from '../solver/lns/free-set.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Random } from '../solver/random.ts';
import { expandedObjective } from './expanded-objective.ts';
import { followingVariables, tellingLiterals } from './following-variables.ts';
import type { ModelData, Objective, VariableRef } from './model.ts';
import { eachVariable, eachVariableOfInterval } from './presolve/references.ts';

/** A neighbourhood with fewer variables is not worth a search. */
const LEAST_SIZE = 4;
/** Constraints that say something about nearly everything lead nowhere: larger ones are not walked through. */
const WIDEST = 200;
/** Prefixes of names. */
const ANY = 'lns';
const DECISIONS = 'lns-decision';

/** `isOpen`: whether a variable is still open at the root. */
export function modelNeighborhoods(data: ModelData, isOpen: (x: VariableRef) => boolean): Neighborhood[] {
  const following = followingVariables(data);
  const telling = tellingLiterals(data);
  const open = [...data.variables.keys()].filter((x) => isOpen(x) && !following.has(x));
  const free = open.filter((x) => !telling.has(x));
  const graph = new ConstraintGraph(data);
  const any = new VariableNeighborhoods(data, graph, ANY, free).all();
  const named = new Set((data.searchStrategies ?? []).flatMap(({ vars }) => vars));
  const decisions = open.filter((x) => named.has(x));
  const areAll = decisions.length === free.length && !decisions.some((x) => telling.has(x));
  if (decisions.length <= LEAST_SIZE || areAll) return any;
  return [...new VariableNeighborhoods(data, graph, DECISIONS, decisions).all(), ...any];
}

/** Which variables stand in constraints together. */
class ConstraintGraph {
  /** The variables of each constraint and interval that has two at least, and those of each variable. */
  readonly rows: readonly (readonly VariableRef[])[];
  readonly rowsOf: readonly (readonly number[])[];

  constructor(data: ModelData) {
    this.rows = rowsOf(data).filter((row) => row.length > 1);
    const around: number[][] = data.variables.map(() => []);
    for (const [r, row] of this.rows.entries()) if (row.length <= WIDEST) for (const x of row) around[x]!.push(r);
    this.rowsOf = around;
  }
}

class VariableNeighborhoods {
  private readonly variables: ModelData['variables'];
  private readonly objective: Objective | undefined;
  private readonly graph: ConstraintGraph;
  private readonly prefix: string;
  /** Variables that can be freed, and otherwise are kept. */
  private readonly open: readonly VariableRef[];
  private best: Float64Array | null = null;
  private previous: Float64Array | null = null;

  constructor(data: ModelData, graph: ConstraintGraph, prefix: string, open: readonly VariableRef[]) {
    this.variables = data.variables;
    this.objective = expandedObjective(data);
    this.graph = graph;
    this.prefix = prefix;
    this.open = open;
  }

  /** None if there is nothing to decide. */
  all(): Neighborhood[] {
    if (this.open.length === 0) return [];
    const kinds: [string, (incumbent: Float64Array, free: FreeSet, random: Random) => void][] = [
      ['random', () => {}],
      ['constraint', (_, free, random) => this.pickAround(this.anyRow(random), free, random)],
      ['objective', (incumbent, free, random) => this.pickCostly(incumbent, free, random)],
      ['changed', (_, free, random) => this.pickChanged(free, random)],
    ];
    return kinds.map(([name, pick]) => ({
      name: `${this.prefix}-${name}`,
      propose: (incumbent: Float64Array, difficulty: number, random: Random): Fact[] => {
        this.remember(incumbent);
        const size = Math.max(LEAST_SIZE, Math.ceil(difficulty * this.open.length));
        const free = new FreeSet(this.variables.length, this.open, size);
        pick(incumbent, free, random);
        free.fill(random);
        return this.open.flatMap((x) => (free.has(x) ? [] : keep(x, incumbent)));
      },
    }));
  }

  private remember(incumbent: Float64Array): void {
    if (incumbent === this.best) return;
    this.previous = this.best;
    this.best = incumbent;
  }

  private anyRow(random: Random): readonly VariableRef[] {
    const { rows } = this.graph;
    return rows.length === 0 ? [] : random.pick(rows);
  }

  /** Frees these variables, and those that share constraints with what has been freed. */
  private pickAround(seeds: readonly VariableRef[], free: FreeSet, random: Random): void {
    const queue = [...seeds];
    random.shuffle(queue);
    const seen = new Set(queue);
    const walked = new Set<number>();
    for (let head = 0; head < queue.length && free.left > 0; head++) {
      free.add(queue[head]!);
      const rows = this.graph.rowsOf[queue[head]!]!;
      if (rows.length === 0) continue;
      // a few constraints of each, so that the walk leaves the neighbourhood of the first one
      const r = random.pick(rows);
      if (walked.has(r)) continue;
      walked.add(r);
      const next = this.graph.rows[r]!.filter((x) => !seen.has(x));
      random.shuffle(next);
      for (const x of next) {
        seen.add(x);
        queue.push(x);
      }
    }
  }

  private pickCostly(incumbent: Float64Array, free: FreeSet, random: Random): void {
    const { objective, variables } = this;
    if (objective === undefined) return;
    const { vars, coeffs, maximize } = objective;
    const costly = vars.filter((x, k) => {
      const { domain } = variables[x]!;
      const wantsLess = coeffs[k]! > 0 !== (maximize === true);
      return incumbent[x] !== (wantsLess ? domain[0] : domain.at(-1));
    });
    random.shuffle(costly);
    // some of them, for the others have to take up what these give
    this.pickAround(costly.slice(0, Math.max(1, free.left >> 2)), free, random);
  }

  private pickChanged(free: FreeSet, random: Random): void {
    const { best, previous } = this;
    if (best === null || previous === null) return;
    const changed = this.open.filter((x) => best[x] !== previous[x]);
    random.shuffle(changed);
    for (const x of changed) free.add(x);
  }
}

/** The variables of each constraint and each interval, once each. */
function rowsOf(data: ModelData): VariableRef[][] {
  const collected = (each: (visit: (x: VariableRef) => void) => void): VariableRef[] => {
    const found = new Set<VariableRef>();
    each((x) => found.add(x));
    return [...found];
  };
  return [
    ...data.constraints.map((c) => collected((visit) => eachVariable(c, data.intervals, visit))),
    ...data.intervals.map((interval) => collected((visit) => eachVariableOfInterval(interval, visit))),
  ];
}

/** Facts that keep a variable at its value. */
export function keep(x: VariableRef, incumbent: Float64Array): Fact[] {
  return [
    { sv: 2 * x, k: incumbent[x]! },
    { sv: 2 * x + 1, k: 0 - incumbent[x]! },
  ];
}
