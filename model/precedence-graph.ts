// Precedences x + w <= y that hold in every solution, read off a model: unconditional precedences and linear constraints of that form, and the least sizes of intervals that are always there.
//
//   x --w--> y     a path from x to y of length l says x + l <= y; the longest one says most
//
// Longest paths by label correction with a queue (Bellman 1958, Ford 1956). They serve twice while the model is compiled: bounds at the root are tightened before anything is made
// of them, and two tasks that a path orders need no literal for their order. Nothing in the model is taken away, so there is nothing to undo in a solution.
//
// A cycle of positive length has no solution; bounds would creep around it. Work is limited: beyond the limit what has been found so far is true, only not all there is.

import type { Affine } from '../solver/affine.ts';
import type { Interval, Linear, LinearConstraint, ModelData } from './model.ts';
import { MAX_VALUE } from './model.ts';

/** Arcs looked at per arc of the graph when bounds are tightened. */
const PASSES = 50;
/** Arcs looked at, and lengths kept, for all paths between tasks together: some hundredths of a second, and as many megabytes. */
const PATH_LIMIT = 4_000_000;

interface Arc {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

export class PrecedenceGraph {
  private readonly count: number;
  /** Arcs by their tails. */
  private readonly out: readonly (readonly Arc[])[];
  private readonly arcCount: number;
  /** Longest paths from a variable to all others, -Infinity where there is none. */
  private readonly paths: Map<number, Float64Array> = new Map();
  private work = 0;
  private isCyclic = false;

  constructor(data: ModelData) {
    const arcs = arcsOf(data);
    const out: Arc[][] = data.variables.map(() => []);
    for (const arc of arcs) out[arc.from]!.push(arc);
    this.count = data.variables.length;
    this.out = out;
    this.arcCount = arcs.length;
  }

  /** Raises least[y] to least[x] + w, and lowers most[x] to most[y] - w, along all arcs. False if the precedences contradict each other: a cycle of positive length was met. */
  tighten(least: Float64Array, most: Float64Array): boolean {
    if (this.arcCount === 0) return true;
    this.relax(this.out, least, [...least.keys()], PASSES * this.arcCount);
    if (this.isCyclic) return false;
    const into: Arc[][] = this.out.map(() => []);
    for (const arcs of this.out) {
      for (const { from, to, length } of arcs) into[to]!.push({ from: to, to: from, length });
    }
    // mirrored: -x >= -y + w
    const negated = most.map((v) => 0 - v);
    this.relax(into, negated, [...negated.keys()], PASSES * this.arcCount);
    for (let x = 0; x < negated.length; x++) most[x] = 0 - negated[x]!;
    return true;
  }

  /** Whether a path says that `before` is at most `after`. Only views of plain variables are looked at. */
  implies(before: Affine, after: Affine): boolean {
    if (!isPlain(before) || !isPlain(after)) return false;
    const [x, y] = [before.sv >> 1, after.sv >> 1];
    return this.path(x, y) >= before.offset - after.offset;
  }

  /** Length of the longest path, as far as the limit allows to know it. */
  private path(x: number, y: number): number {
    if (x === y) return 0;
    // auxiliary variables have no arcs
    if (x >= this.count || y >= this.count || this.out[x]!.length === 0) return Number.NEGATIVE_INFINITY;
    let lengths = this.paths.get(x);
    if (lengths === undefined) {
      if (this.work > PATH_LIMIT) return Number.NEGATIVE_INFINITY;
      lengths = new Float64Array(this.count).fill(Number.NEGATIVE_INFINITY);
      lengths[x] = 0;
      this.work += this.relax(this.out, lengths, [x], PATH_LIMIT - this.work) + this.count;
      this.paths.set(x, lengths);
    }
    return lengths[y]!;
  }

  /** values[y] >= values[x] + w along all arcs, from the given variables on; returns the number of arcs looked at, at most about `limit`. */
  private relax(
    out: readonly (readonly Arc[])[],
    values: Float64Array,
    first: readonly number[],
    limit: number,
  ): number {
    const queue = [...first];
    const isQueued = new Uint8Array(this.count);
    for (const x of queue) isQueued[x] = 1;
    // arcs on the path that gave a variable its value: more than there are variables only around a cycle that lengthens it
    const steps = new Int32Array(this.count);
    let looked = 0;
    for (let head = 0; head < queue.length && looked < limit && !this.isCyclic; head++) {
      const x = queue[head]!;
      isQueued[x] = 0;
      for (const { to, length } of out[x]!) {
        looked++;
        const value = values[x]! + length;
        // sums beyond exact numbers prove nothing
        if (value <= values[to]! || Math.abs(value) > MAX_VALUE) continue;
        values[to] = value;
        steps[to] = steps[x]! + 1;
        if (steps[to]! > this.count) this.isCyclic = true;
        if (isQueued[to] === 1) continue;
        isQueued[to] = 1;
        queue.push(to);
      }
    }
    return looked;
  }
}

function isPlain({ sv, scale }: Affine): boolean {
  return sv >= 0 && (sv & 1) === 0 && scale === 1;
}

function arcsOf(data: ModelData): Arc[] {
  const arcs: Arc[] = [];
  for (const constraint of data.constraints) {
    if (constraint.enforcement !== undefined && constraint.enforcement.length > 0) continue;
    if (constraint.kind === 'precedence') {
      arcs.push({ from: constraint.before, to: constraint.after, length: constraint.delay });
    } else if (constraint.kind === 'linear') arcs.push(...arcsOfSum(constraint));
  }
  for (const interval of data.intervals) {
    const arc = arcOfInterval(data, interval);
    if (arc !== null) arcs.push(arc);
  }
  return arcs.filter(({ from, to }) => from !== to);
}

/** lo <= x - y <= hi. */
function arcsOfSum({ vars, coeffs, domain }: LinearConstraint): Arc[] {
  if (vars.length !== 2 || Math.abs(coeffs[0]!) !== 1 || coeffs[0]! + coeffs[1]! !== 0) return [];
  const [x, y] = coeffs[0] === 1 ? [vars[0]!, vars[1]!] : [vars[1]!, vars[0]!];
  const arcs: Arc[] = [];
  const [lo, hi] = [domain[0]!, domain.at(-1)!];
  if (lo > -MAX_VALUE) arcs.push({ from: y, to: x, length: lo });
  if (hi < MAX_VALUE) arcs.push({ from: x, to: y, length: 0 - hi });
  return arcs;
}

/** start + least size <= end, of an interval that is always there. */
function arcOfInterval({ variables }: ModelData, { start, end, size, presence }: Interval): Arc | null {
  if (presence !== undefined || !isVariable(start) || !isVariable(end)) return null;
  const least = size === undefined ? 0 : leastOf(size, (v) => variables[v]!.domain);
  return { from: start.vars[0]!, to: end.vars[0]!, length: start.offset + Math.max(0, least) - end.offset };
}

function isVariable({ vars, coeffs }: Linear): boolean {
  return vars.length === 1 && coeffs[0] === 1;
}

function leastOf({ vars, coeffs, offset }: Linear, domainOf: (v: number) => readonly number[]): number {
  let sum = offset;
  for (const [k, v] of vars.entries()) {
    const domain = domainOf(v);
    sum += coeffs[k]! * (coeffs[k]! > 0 ? domain[0]! : domain.at(-1)!);
  }
  return sum;
}
