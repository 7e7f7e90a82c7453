// Neighbourhoods of a solution of any model: which variables may change. All others keep their values, but those that follow from others (targets of functions, ends of intervals,
// an objective that is one variable): a neighbourhood that kept one of these would keep what it depends on as well.
//
//   lns-random      any variables
//   lns-constraint  the variables of a constraint, and of constraints next to it
//   lns-objective   terms of the objective that cost more than they must, and what stands in constraints with them
//   lns-changed     what differs between the best solution and the one before (with the rest kept where the two agree, as relaxation induced search keeps what solution and
//                   relaxation agree on: Danna, Rothberg, Le Pape, Mathematical Programming 102, 2005)
//
// Where room is left, random variables fill it.

import type { Fact } from '../solver/literal.ts';
import { FreeSet } from '../solver/lns/free-set.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Random } from '../solver/random.ts';
import type { Constraint, Linear, ModelData, VariableRef } from './model.ts';
import { eachVariable, eachVariableOfInterval } from './presolve/references.ts';

/** A neighbourhood with fewer variables is not worth a search. */
const LEAST_SIZE = 4;
/** Constraints that say something about nearly everything lead nowhere: larger ones are not walked through. */
const WIDEST = 200;

/** `isOpen`: whether a variable is still open at the root. */
export function modelNeighborhoods(data: ModelData, isOpen: (x: VariableRef) => boolean): Neighborhood[] {
  return new VariableNeighborhoods(data, isOpen).all();
}

class VariableNeighborhoods {
  private readonly data: ModelData;
  /** Variables that can be freed, and otherwise are kept. */
  private readonly open: readonly VariableRef[];
  /** Variables of each constraint and interval that has two at least, and those of each variable. */
  private readonly rows: readonly (readonly VariableRef[])[];
  private readonly rowsOf: readonly (readonly number[])[];
  private best: Float64Array | null = null;
  private previous: Float64Array | null = null;

  constructor(data: ModelData, isOpen: (x: VariableRef) => boolean) {
    const following = followingVariables(data);
    this.data = data;
    this.open = [...data.variables.keys()].filter((x) => isOpen(x) && !following.has(x));
    this.rows = rowsOf(data).filter((row) => row.length > 1);
    const around: number[][] = data.variables.map(() => []);
    for (const [r, row] of this.rows.entries()) if (row.length <= WIDEST) for (const x of row) around[x]!.push(r);
    this.rowsOf = around;
  }

  /** None if there is nothing to decide. */
  all(): Neighborhood[] {
    if (this.open.length === 0) return [];
    const kinds: [string, (incumbent: Float64Array, free: FreeSet, random: Random) => void][] = [
      ['lns-random', () => {}],
      ['lns-constraint', (_, free, random) => this.pickAround(this.anyRow(random), free, random)],
      ['lns-objective', (incumbent, free, random) => this.pickCostly(incumbent, free, random)],
      ['lns-changed', (_, free, random) => this.pickChanged(free, random)],
    ];
    return kinds.map(([name, pick]) => ({
      name,
      propose: (incumbent: Float64Array, difficulty: number, random: Random): Fact[] => {
        this.remember(incumbent);
        const size = Math.max(LEAST_SIZE, Math.ceil(difficulty * this.open.length));
        const free = new FreeSet(this.data.variables.length, this.open, size);
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
    return this.rows.length === 0 ? [] : random.pick(this.rows);
  }

  /** Frees these variables, and those that share constraints with what has been freed. */
  private pickAround(seeds: readonly VariableRef[], free: FreeSet, random: Random): void {
    const queue = [...seeds];
    random.shuffle(queue);
    const seen = new Set(queue);
    const walked = new Set<number>();
    for (let head = 0; head < queue.length && free.left > 0; head++) {
      free.add(queue[head]!);
      const rows = this.rowsOf[queue[head]!]!;
      if (rows.length === 0) continue;
      // a few constraints of each, so that the walk leaves the neighbourhood of the first one
      const r = random.pick(rows);
      if (walked.has(r)) continue;
      walked.add(r);
      const next = this.rows[r]!.filter((x) => !seen.has(x));
      random.shuffle(next);
      for (const x of next) {
        seen.add(x);
        queue.push(x);
      }
    }
  }

  private pickCostly(incumbent: Float64Array, free: FreeSet, random: Random): void {
    const { objective, variables } = this.data;
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

/** Variables that others determine, as the forms of constraints say. */
export function followingVariables(data: ModelData): Set<VariableRef> {
  const following = new Set<VariableRef>();
  const add = (e: Linear): void => {
    for (const x of e.vars) following.add(x);
  };
  const { objective } = data;
  if (objective !== undefined && objective.vars.length === 1) add(objective);
  for (const { start, end } of data.intervals) if (end.vars[0] !== start.vars[0]) add(end);
  for (const c of data.constraints) for (const e of targetsOf(c)) add(e);
  return following;
}

function targetsOf(c: Constraint): readonly Linear[] {
  switch (c.kind) {
    case 'max':
    case 'min':
    case 'element':
    case 'product':
    case 'division':
    case 'modulo':
      return [c.target];
    case 'globalCardinality':
      return c.counts;
    case 'binPacking':
      return c.loads;
    default:
      return [];
  }
}
