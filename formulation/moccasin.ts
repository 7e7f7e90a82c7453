// The Moccasin model of tensor rematerialization (Bartan, Li, Teague, Lott & Dilkina, ICML 2023): graph and budget to constraint model. Symbols as in the
// paper: node v, its i-th retention interval [s, e) with presence a, duration w_v, size m_v, budget M, at most C computations; how many intervals a node is given, up to
// C, is settled in reductions.ts, and is one where the graph forbids recomputation.
//
//   (1) minimise the sum of w_v a_v^i, or the peak memory      (2) s < e                          (3) e_v^i <= s_v^(i+1)
//   (4) cumulative: the present intervals' m_v sum to at most M at every event
//   (5) each computation of v at event t, for each input u: some present interval of u has s + 1 <= t < e
//   (6) free order: starts differ         (7) the first computation is present         (8) domains: stages.ts and reductions.ts
//
// Input order: starts are staged events, the first computation of v is fixed at the last event of its own stage; the (6) is then implied.
// Free order: slots 0 .. S-1 with S the number of intervals that may be present; an absent copy is parked at a slot of its own after those.
// Deviation from the authors' code: ends are exact (next read), not a geometric list of lengths, so a proven optimum is an optimum of the problem itself.

import type { Affine, Constraint, Interval, LiteralRef, ModelData, VariableRef } from '../model/model.ts';
import { emptyModel, MAX_VALUE, negateRef } from '../model/model.ts';
import { floorDiv } from '../solver/arrays.ts';
import { gcdOf } from './gcd.ts';
import type { ComputeGraph } from './graph.ts';
import { constant, lowerBound, plus, upperBound, variableAffine } from './model-affine.ts';
import { earliestStage, freeCopies, type Reductions, reductions } from './reductions.ts';
import { event, eventCount } from './stages.ts';

export type OrderMode = 'input' | 'free';
export type PrecedenceMode = 'cover' | 'reservoir' | 'support';

export interface MoccasinOptions {
  readonly order: OrderMode;
  /** C >= 1. */
  readonly maxComputations: number;
  /** What (5) is said with: one cover constraint, one reservoir, or Booleans "interval i of u serves this read". */
  readonly precedence: PrecedenceMode;
  /** Keep the tensors of sinks to the end. */
  readonly keepOutputs: boolean;
  /** 'duration': least duration with peak memory <= memoryBound. 'memory': least peak, but never below memoryBound, with duration <= durationBound. */
  readonly objective: 'duration' | 'memory';
  /** In the unit of graph.sizes; Infinity for none (duration), 0 for none (memory). */
  readonly memoryBound: number;
  /** In the unit of graph.durations; only for objective 'memory'; Infinity for none. */
  readonly durationBound: number;
}

/** One retention interval in the model. The first copy of a node has no presence; with the input order its start is a constant. */
export interface Copy {
  readonly node: number;
  readonly start: Affine;
  readonly end: VariableRef;
  readonly presence: VariableRef | null;
}

export interface MoccasinModel {
  readonly data: ModelData;
  readonly graph: ComputeGraph;
  readonly options: MoccasinOptions;
  /** copies[v][i]: the i-th retention interval of node v. */
  readonly copies: readonly (readonly Copy[])[];
  /** The peak-memory variable of objective 'memory', in units of sizeUnit; null otherwise. */
  readonly peak: VariableRef | null;
  /** The gcd of all sizes, and of all durations: the model counts in these units. */
  readonly sizeUnit: number;
  readonly durationUnit: number;
}

/** Builds the model. The budget is rounded down to a multiple of the sizes' gcd, which loses nothing. */
export function buildMoccasin(graph: ComputeGraph, options: MoccasinOptions): MoccasinModel {
  const sizeUnit = gcdOf(graph.sizes);
  const durationUnit = gcdOf(graph.durations);
  const b = new Builder(graph, options, sizeUnit, durationUnit);
  const copies = options.order === 'input' ? b.stagedCopies() : b.freeCopies();
  b.orderCopies(copies);
  const peak = b.memory(copies);
  b.reads(copies);
  b.objective(copies, peak);
  return { data: b.data, graph, options, copies, peak, sizeUnit, durationUnit };
}

class Builder {
  readonly data: ModelData = emptyModel();
  private readonly graph: ComputeGraph;
  private readonly options: MoccasinOptions;
  private readonly sizeUnit: number;
  private readonly durationUnit: number;

  constructor(graph: ComputeGraph, options: MoccasinOptions, sizeUnit: number, durationUnit: number) {
    this.graph = graph;
    this.options = options;
    this.sizeUnit = sizeUnit;
    this.durationUnit = durationUnit;
    this.data.name = graph.name;
  }

  private variable(name: string, domain: readonly number[]): VariableRef {
    return this.data.variables.push({ name, domain }) - 1;
  }

  private add(c: Constraint): void {
    this.data.constraints.push(c);
  }

  // ---------------------------------------------------------------- (8) variables

  /** Input order: domains of stages, shrunk by reductions.ts. */
  stagedCopies(): Copy[][] {
    const { graph, options } = this;
    const { n, successors } = graph;
    // with the objective 'memory' the bound is what the peak need not go below, so rule C holds for it as well
    const r = reductions(graph, options.memoryBound, options.maxComputations, options.keepOutputs);
    const horizon = eventCount(n);
    const result: Copy[][] = [];
    for (let v = 0; v < n; v++) {
      const own = event(v, v);
      const keep = options.keepOutputs && successors[v]!.length === 0;
      const ends = keep ? [horizon] : readEvents(graph, r, v);
      // a first computation that nobody reads: it has no readers, or all of them read later copies
      const unread = ends.length === 0 || r.copies[v]! > 1 ? [own + 1] : [];
      const first: Copy = {
        node: v,
        start: constant(own),
        end: this.variable(`e${v}.0`, ranges([...unread, ...ends])),
        presence: null,
      };
      const list = [first];
      for (let i = 1; i < r.copies[v]!; i++) {
        const starts: number[] = [];
        for (let k = earliestStage(r, v, i); k <= r.lastStage[v]!; k++) starts.push(event(k, v));
        const from = starts[0]! + 2;
        list.push(this.optionalCopy(v, i, ranges(starts), ranges(ends.slice(lowerIndex(ends, from)))));
      }
      result.push(list);
    }
    return result;
  }

  /** Free order: every copy may be at any slot, but recomputations not at the first one. A kept output has one copy, which lives to the end. */
  freeCopies(): Copy[][] {
    const { graph, options } = this;
    const { n, successors } = graph;
    const counts = freeCopies(graph, options.maxComputations);
    let slots = 0;
    for (let v = 0; v < n; v++) slots += counts[v]!;
    let parking = slots;
    const result: Copy[][] = [];
    for (let v = 0; v < n; v++) {
      const isKept = options.keepOutputs && successors[v]!.length === 0;
      const start = this.variable(`s${v}.0`, [0, slots - 1]);
      const end = this.variable(`e${v}.0`, isKept ? [slots, slots] : [1, slots]);
      const list: Copy[] = [{ node: v, start: variableAffine(start), end, presence: null }];
      for (let i = 1; i < counts[v]!; i++) {
        const place = parking++;
        const domain = place === slots ? [1, slots] : [1, slots - 1, place, place];
        list.push(this.optionalCopy(v, i, domain, [1, slots], place));
      }
      result.push(list);
    }
    const exprs: Affine[] = [];
    for (const list of result) for (const c of list) exprs.push(c.start);
    this.add({ kind: 'allDifferent', name: '(6) starts differ', exprs });
    return result;
  }

  /** A copy that may be absent; it then sits at one fixed start and end, so that absence is one assignment and not many. */
  private optionalCopy(
    v: number,
    i: number,
    starts: readonly number[],
    ends: readonly number[],
    absentStart = starts[0]!,
  ): Copy {
    const presence = this.variable(`a${v}.${i}`, [0, 1]);
    const start = this.variable(`s${v}.${i}`, starts);
    const end = this.variable(`e${v}.${i}`, ends);
    const absent = [negateRef(presence)];
    this.add({ kind: 'linear', vars: [start], coeffs: [1], domain: [absentStart, absentStart], enforcement: absent });
    this.add({ kind: 'linear', vars: [end], coeffs: [1], domain: [ends[0]!, ends[0]!], enforcement: absent });
    if (absentStart !== starts[0]) {
      this.add({
        kind: 'linear',
        vars: [start],
        coeffs: [1],
        domain: [-MAX_VALUE, absentStart - 1],
        enforcement: [presence],
      });
    }
    return { node: v, start: variableAffine(start), end, presence };
  }

  // ---------------------------------------------------------------- (2), (3)

  orderCopies(copies: readonly (readonly Copy[])[]): void {
    for (const list of copies) {
      for (const copy of list) this.beNonEmpty(copy);
      for (let i = 1; i < list.length; i++) {
        const copy = list[i]!;
        const previous = list[i - 1]!;
        const enforcement = [copy.presence!];
        this.add({ kind: 'precedence', before: previous.end, after: copy.start.vars[0]!, delay: 0, enforcement });
        if (previous.presence !== null)
          this.add({ kind: 'boolOr', literals: [negateRef(copy.presence!), previous.presence] });
      }
      if (this.options.keepOutputs && this.graph.successors[list[0]!.node]!.length === 0) this.keepLast(list);
    }
  }

  /** (2). With the input order only node 0 needs it: an end is one above a reader's event, and that is no event of a node before the reader but 0, in the next stage. */
  private beNonEmpty({ node, start, end, presence }: Copy): void {
    if (start.vars.length === 0 || (this.options.order === 'input' && node > 0)) return;
    const base = { kind: 'precedence' as const, before: start.vars[0]!, after: end, delay: 1 };
    this.add(presence === null ? base : { ...base, enforcement: [presence] });
  }

  /** A kept output lives to the end: its second copy in any case, by its domain, the first one when there is no second. */
  private keepLast([first, second]: readonly Copy[]): void {
    if (first === undefined || second === undefined) return;
    const last = upperBound(this.data, variableAffine(first.end));
    const enforcement = [negateRef(second.presence!)];
    this.add({ kind: 'linear', vars: [first.end], coeffs: [1], domain: [last, last], enforcement });
  }

  // ---------------------------------------------------------------- (4)

  /** Posts the cumulative; the variable of its capacity when memory is the objective. */
  memory(copies: readonly (readonly Copy[])[]): VariableRef | null {
    const { graph, options, sizeUnit, data } = this;
    let most = 0;
    const intervals: number[] = [];
    const demands: Affine[] = [];
    for (const list of copies) {
      for (const c of list) {
        const size = graph.sizes[c.node]! / sizeUnit;
        const interval: Interval = { start: c.start, end: variableAffine(c.end) };
        intervals.push(data.intervals.push(c.presence === null ? interval : { ...interval, presence: c.presence }) - 1);
        demands.push(constant(size));
      }
    }
    for (let v = 0; v < graph.n; v++) most += graph.sizes[v]! / sizeUnit;
    const bound = inUnits(options.memoryBound, sizeUnit);
    let peak: VariableRef | null = null;
    if (options.objective === 'memory') peak = this.variable('peak', [Math.min(Math.max(0, bound), most), most]);
    const capacity = peak === null ? constant(Math.min(bound, most)) : variableAffine(peak);
    this.add({ kind: 'cumulative', name: '(4) memory', intervals, demands, capacity });
    return peak;
  }

  // ---------------------------------------------------------------- (5)

  reads(copies: readonly (readonly Copy[])[]): void {
    const { graph, options } = this;
    for (let v = 0; v < graph.n; v++) {
      for (const u of graph.predecessors[v]!) {
        for (const reader of copies[v]!) {
          const latest = upperBound(this.data, reader.start);
          const writers = copies[u]!.filter((w) => lowerBound(this.data, w.start) < latest);
          if (options.precedence === 'cover') this.cover(reader, writers);
          else if (options.precedence === 'reservoir') this.reservoir(reader, writers);
          else this.support(reader, writers);
        }
      }
    }
  }

  private cover(reader: Copy, writers: readonly Copy[]): void {
    const writes = writers.map((w) => {
      const write = { start: w.start, end: variableAffine(w.end) };
      return w.presence === null ? write : { ...write, active: w.presence };
    });
    const base = { kind: 'cover' as const, readTime: reader.start, writes };
    this.add(reader.presence === null ? base : { ...base, readActive: reader.presence });
  }

  /** The authors' reservoir (their option 2): +1 at s_u + 1, -1 at e_u for each interval of u; -1 at s_v, +1 at s_v + 1; never below 0. */
  private reservoir(reader: Copy, writers: readonly Copy[]): void {
    const times: Affine[] = [];
    const levelChanges: number[] = [];
    const actives: LiteralRef[] = [];
    const always = this.alwaysTrue();
    const put = (time: Affine, change: number, presence: VariableRef | null): void => {
      times.push(time);
      levelChanges.push(change);
      actives.push(presence ?? always);
    };
    for (const w of writers) {
      put(plus(w.start, 1), 1, w.presence);
      put(variableAffine(w.end), -1, w.presence);
    }
    put(reader.start, -1, reader.presence);
    put(plus(reader.start, 1), 1, reader.presence);
    this.add({ kind: 'reservoir', times, levelChanges, actives, min: 0, max: writers.length + 1 });
  }

  /** One Boolean per writer: it serves this read. */
  private support(reader: Copy, writers: readonly Copy[]): void {
    const literals: LiteralRef[] = [];
    for (const w of writers) {
      const x = this.variable(`x${w.node}.${reader.node}`, [0, 1]);
      literals.push(x);
      if (w.presence !== null) this.add({ kind: 'boolOr', literals: [negateRef(x), w.presence] });
      this.lessBy(w.start, reader.start, 1, x);
      this.lessBy(reader.start, variableAffine(w.end), 1, x);
    }
    const base = { kind: 'boolOr' as const, literals };
    this.add(reader.presence === null ? base : { ...base, enforcement: [reader.presence] });
  }

  /** before + delay <= after under a literal, for affine views that may be constants. */
  private lessBy(before: Affine, after: Affine, delay: number, literal: LiteralRef): void {
    const vars = [...before.vars, ...after.vars];
    const coeffs = [...before.coeffs, ...after.coeffs.map((a) => -a)];
    this.add({
      kind: 'linear',
      vars,
      coeffs,
      domain: [-MAX_VALUE, after.offset - before.offset - delay],
      enforcement: [literal],
    });
  }

  private trueVariable: VariableRef | null = null;

  private alwaysTrue(): LiteralRef {
    this.trueVariable ??= this.variable('true', [1, 1]);
    return this.trueVariable;
  }

  // ---------------------------------------------------------------- (1)

  objective(copies: readonly (readonly Copy[])[], peak: VariableRef | null): void {
    const { graph, options, durationUnit, data } = this;
    const vars: VariableRef[] = [];
    const coeffs: number[] = [];
    let offset = 0;
    for (let v = 0; v < graph.n; v++) {
      const w = graph.durations[v]! / durationUnit;
      offset += w;
      for (const c of copies[v]!) {
        if (c.presence === null || w === 0) continue;
        vars.push(c.presence);
        coeffs.push(w);
      }
    }
    if (peak === null) {
      data.objective = { vars, coeffs, offset };
      return;
    }
    data.objective = { vars: [peak], coeffs: [1], offset: 0 };
    const spare = inUnits(options.durationBound, durationUnit) - offset;
    if (spare !== Number.POSITIVE_INFINITY)
      this.add({ kind: 'linear', name: 'duration', vars, coeffs, domain: [-MAX_VALUE, spare] });
  }
}

// ---------------------------------------------------------------- helpers

/** The possible ends of copies of v: every event at which it may be read, plus one. Ascending. */
function readEvents(graph: ComputeGraph, r: Reductions, v: number): number[] {
  const ends: number[] = [];
  for (const w of graph.successors[v]!) {
    ends.push(event(w, w) + 1);
    if (r.copies[w]! > 1) for (let k = earliestStage(r, w, 1); k <= r.lastStage[w]!; k++) ends.push(event(k, w) + 1);
  }
  return ends.sort((a, b) => a - b);
}

/** Ascending distinct values as closed ranges. */
function ranges(values: readonly number[]): number[] {
  const result: number[] = [];
  for (const x of values) {
    if (result.length > 0 && result[result.length - 1] === x - 1) result[result.length - 1] = x;
    else result.push(x, x);
  }
  return result;
}

/** First position whose value is >= x. */
function lowerIndex(values: readonly number[], x: number): number {
  let lo = 0;
  let hi = values.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (values[mid]! < x) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** A bound rounded down to whole units; Infinity stays. */
function inUnits(bound: number, unit: number): number {
  return bound === Number.POSITIVE_INFINITY ? bound : floorDiv(bound, unit);
}
