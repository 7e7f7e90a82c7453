// Neighbourhoods of a schedule: which tasks may move anywhere. What is kept of the others is one of
//   shift   each stays where it is or comes a little earlier, so that what follows a gain can follow up; those before a window stay
//   order   the order of each two of them that may not overlap; their starts are free (the partial order schedules of Godard, Laborie, Nuijten, ICAPS 2005, as far as
//           there are literals for it)
// and, with both, presence and size. Everything that is not part of an interval is free: propagation settles it, or the search does.
//
// Tasks are intervals that start at the same variable. They are chosen
//   window      by a stretch of time
//   precedence  around a task, by precedences and by being at the same time
//   random      at will

import type { Fact } from '../solver/literal.ts';
import { FreeSet } from '../solver/lns/free-set.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Random } from '../solver/random.ts';
import type { SVar } from '../solver/types.ts';
import type { Compiled } from './compile.ts';
import type { Interval, Linear, ModelData, VariableRef } from './model.ts';
import { keep } from './neighborhoods.ts';
import type { OrderLiteral } from './order-literals.ts';

/** A neighbourhood of fewer tasks is not worth a search, nor is a model of fewer. */
const LEAST_TASKS = 4;
/** Of the span of the schedule times the difficulty: how much earlier a task that is kept may come. */
const SHIFT_SHARE = 0.25;

interface TaskUnit {
  readonly start: VariableRef;
  /** Presences and sizes: what is kept as it is. */
  readonly others: readonly VariableRef[];
  /** Those that start there; the longest present one of a solution is the length of the task. */
  readonly intervals: readonly number[];
}

/** Tasks freed by a neighbourhood, by number; `span` is the time that the schedule takes. */
type Pick = (schedule: Schedule, free: FreeSet, random: Random) => void;

/** Empty for a model with few tasks. */
export function intervalNeighborhoods(data: ModelData, compiled: Compiled): Neighborhood[] {
  const found = new IntervalNeighborhoods(data, compiled);
  return found.tasks.length < LEAST_TASKS ? [] : found.all();
}

class Schedule {
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly first: number;
  readonly last: number;

  constructor(data: ModelData, tasks: readonly TaskUnit[], values: Float64Array) {
    this.begin = Float64Array.from(tasks, ({ start }) => values[start]!);
    this.end = Float64Array.from(tasks, ({ intervals, start }) =>
      intervals.reduce(
        (end, i) => Math.max(end, values[start]! + lengthIn(data.intervals[i]!, values)),
        values[start]!,
      ),
    );
    this.first = this.begin.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    this.last = this.end.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  }
}

class IntervalNeighborhoods {
  readonly tasks: readonly TaskUnit[];
  private readonly data: ModelData;
  private readonly orders: readonly {
    readonly first: number;
    readonly second: number;
    readonly literal: OrderLiteral;
  }[];
  private readonly hasCumulative: boolean;
  /** Tasks before and after each, by precedences between their variables. */
  private readonly near: readonly (readonly number[])[];
  /** Whether a start may only gain by coming earlier. */
  private readonly wantsEarlier: boolean;

  constructor(data: ModelData, compiled: Compiled) {
    const { lb } = compiled.engine.kernel.trail;
    this.data = data;
    this.tasks = tasksOf(data, (x) => lb[2 * x]! < 0 - lb[2 * x + 1]!);
    const taskOf = new Map(this.tasks.map(({ start }, t) => [start, t]));
    const taskBehind = (sv: SVar): number => taskOf.get(sv >> 1) ?? -1;
    this.orders = compiled.orders
      .map((literal) => ({
        first: taskBehind(literal.first.start.sv),
        second: taskBehind(literal.second.start.sv),
        literal,
      }))
      .filter(({ first, second }) => first >= 0 && second >= 0);
    this.hasCumulative = data.constraints.some(({ kind }) => kind === 'cumulative' || kind === 'noOverlap2D');
    this.near = precedenceNeighbors(data, taskOf);
    this.wantsEarlier = data.objective?.maximize !== true;
  }

  all(): Neighborhood[] {
    const picks: [string, Pick][] = [
      ['window', (schedule, free, random) => this.pickWindow(schedule, free, random)],
      ['precedence', (schedule, free, random) => this.pickAround(schedule, free, random)],
      ['random', () => {}],
    ];
    const found: Neighborhood[] = [];
    for (const [name, pick] of picks) {
      if (this.hasCumulative || this.orders.length === 0) {
        found.push(
          this.neighborhood(`lns-${name}-shift`, pick, (values, free, schedule, shift) =>
            this.keepNear(values, free, schedule, shift, name === 'window'),
          ),
        );
      }
      if (this.orders.length > 0) {
        found.push(this.neighborhood(`lns-${name}-order`, pick, (values, free) => this.keepOrder(values, free)));
      }
    }
    return found;
  }

  private neighborhood(
    name: string,
    pick: Pick,
    keepOthers: (values: Float64Array, free: FreeSet, schedule: Schedule, shift: number) => Fact[],
  ): Neighborhood {
    const { data, tasks } = this;
    return {
      name,
      propose: (incumbent: Float64Array, difficulty: number, random: Random): Fact[] => {
        const schedule = new Schedule(data, tasks, incumbent);
        const size = Math.max(LEAST_TASKS, Math.ceil(difficulty * tasks.length));
        const free = new FreeSet(tasks.length, [...tasks.keys()], size);
        pick(schedule, free, random);
        free.fill(random);
        const reach = Math.ceil(difficulty * SHIFT_SHARE * (schedule.last - schedule.first));
        const facts = keepOthers(incumbent, free, schedule, 1 + random.below(Math.max(1, reach)));
        for (const [t, { others }] of tasks.entries()) {
          if (!free.has(t)) for (const x of others) facts.push(...keep(x, incumbent));
        }
        return facts;
      },
    };
  }

  /** Tasks that touch a stretch of time, which is widened until it holds enough of them. */
  private pickWindow({ begin, end, first, last }: Schedule, free: FreeSet, random: Random): void {
    const middle = first + random.float() * (last - first);
    const distance = (t: number): number => Math.max(0, begin[t]! - middle, middle - end[t]!);
    const order = [...begin.keys()].sort((a, b) => distance(a) - distance(b) || a - b);
    for (const t of order) free.add(t);
  }

  private pickAround({ begin, end }: Schedule, free: FreeSet, random: Random): void {
    const queue = [random.below(begin.length)];
    const seen = new Set(queue);
    for (let head = 0; head < queue.length && free.left > 0; head++) {
      const t = queue[head]!;
      free.add(t);
      const next = [...this.near[t]!];
      for (let u = 0; u < begin.length; u++) if (begin[u]! <= end[t]! && begin[t]! <= end[u]!) next.push(u);
      random.shuffle(next);
      for (const u of next) {
        if (seen.has(u)) continue;
        seen.add(u);
        queue.push(u);
      }
    }
  }

  /** `isWindow`: what lies before everything that is free stays where it is. */
  private keepNear(
    values: Float64Array,
    free: FreeSet,
    { begin, end }: Schedule,
    shift: number,
    isWindow: boolean,
  ): Fact[] {
    let from = Number.POSITIVE_INFINITY;
    for (let t = 0; t < begin.length; t++) if (free.has(t)) from = Math.min(from, begin[t]!);
    const facts: Fact[] = [];
    for (const [t, { start }] of this.tasks.entries()) {
      if (free.has(t)) continue;
      const stays = isWindow && end[t]! <= from;
      const value = values[start]!;
      facts.push({ sv: 2 * start, k: stays ? value : value - shift });
      facts.push({ sv: 2 * start + 1, k: 0 - (stays || this.wantsEarlier ? value : value + shift) });
    }
    return facts;
  }

  private keepOrder(values: Float64Array, free: FreeSet): Fact[] {
    const facts: Fact[] = [];
    for (const { first, second, literal } of this.orders) {
      if (free.has(first) || free.has(second)) continue;
      const { sv, k } = literal.before;
      const isBefore = (sv & 1 ? 0 - values[sv >> 1]! : values[sv >> 1]!) >= k;
      facts.push(isBefore ? { sv, k } : { sv: sv ^ 1, k: 1 - k });
    }
    return facts;
  }
}

function tasksOf(data: ModelData, isOpen: (x: VariableRef) => boolean): TaskUnit[] {
  const intervalsAt = new Map<VariableRef, number[]>();
  for (const [i, { start }] of data.intervals.entries()) {
    if (start.vars.length === 0) continue;
    const x = start.vars[0]!;
    const others = intervalsAt.get(x);
    if (others === undefined) intervalsAt.set(x, [i]);
    else others.push(i);
  }
  const tasks: TaskUnit[] = [];
  for (const [start, intervals] of intervalsAt) {
    const others = new Set<VariableRef>();
    for (const i of intervals) {
      const { presence, size } = data.intervals[i]!;
      if (presence !== undefined) others.add(presence >= 0 ? presence : -presence - 1);
      for (const x of size?.vars ?? []) others.add(x);
    }
    const open = [...others].filter(isOpen);
    if (isOpen(start) || open.length > 0) tasks.push({ start, others: open, intervals });
  }
  return tasks;
}

function precedenceNeighbors(data: ModelData, taskOf: ReadonlyMap<VariableRef, number>): number[][] {
  const near: number[][] = Array.from({ length: taskOf.size }, () => []);
  for (const c of data.constraints) {
    const ends =
      c.kind === 'precedence' ? [c.before, c.after] : c.kind === 'linear' && c.vars.length === 2 ? c.vars : [];
    const [a, b] = ends.map((x) => taskOf.get(x));
    if (a === undefined || b === undefined || a === b) continue;
    near[a]!.push(b);
    near[b]!.push(a);
  }
  return near;
}

/** 0 for an absent one. */
function lengthIn({ start, end, presence }: Interval, values: Float64Array): number {
  const isAbsent = presence !== undefined && (presence >= 0 ? values[presence] === 0 : values[-presence - 1] === 1);
  return isAbsent ? 0 : valueIn(end, values) - valueIn(start, values);
}

function valueIn({ vars, coeffs, offset }: Linear, values: Float64Array): number {
  return vars.reduce((sum, x, k) => sum + coeffs[k]! * values[x]!, offset);
}
