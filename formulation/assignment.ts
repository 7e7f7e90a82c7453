// Between a sequence of computations and an assignment of the model: encode makes values (hints, incumbents), decode makes the sequence.

import type { Affine } from '../model/model.ts';
import type { Copy, MoccasinModel } from './moccasin.ts';
import { event } from './stages.ts';

/**
 * The values of the copies' variables for a sequence that is valid for the model's order mode, by variable; NaN for variables it does not determine.
 * Null when the model cannot express it: more computations than it has copies, a recomputation in a stage or order that was reduced away.
 * With the input order, recomputations of one stage must be in input order. O(variables + T + reads).
 */
export function encode(model: MoccasinModel, sequence: ArrayLike<number>): Float64Array | null {
  const { graph, copies, data } = model;
  const { n, predecessors, successors } = graph;
  const values = new Float64Array(data.variables.length).fill(Number.NaN);
  const staged = model.options.order === 'input';
  const latest: (Copy | null)[] = new Array(n).fill(null);
  const used = new Int32Array(n);
  const horizon = new Map<Copy, number>();
  let stage = 0;
  let last = -1;
  for (let j = 0; j < sequence.length; j++) {
    const v = sequence[j]!;
    const copy = copies[v]![used[v]!++];
    if (copy === undefined) return null;
    let at = j;
    if (staged) {
      at = event(stage, v);
      if (at <= last || v > stage) return null;
      if (v === stage) stage++;
      last = at;
    }
    for (const u of predecessors[v]!) {
      const writer = latest[u]!;
      if (writer === null) return null;
      horizon.set(writer, at + 1);
    }
    latest[v] = copy;
    horizon.set(copy, at + 1);
    if (copy.presence !== null) values[copy.presence] = 1;
    if (copy.start.vars.length > 0) values[copy.start.vars[0]!] = at - copy.start.offset;
    else if (copy.start.offset !== at) return null;
  }
  if (model.options.keepOutputs) {
    for (let v = 0; v < n; v++) {
      const copy = latest[v]!;
      if (copy !== null && successors[v]!.length === 0) horizon.set(copy, data.variables[copy.end]!.domain.at(-1)!);
    }
  }
  for (const list of copies) {
    for (const copy of list) {
      const end = horizon.get(copy);
      const domain = data.variables[copy.end]!.domain;
      if (end === undefined) {
        if (copy.presence === null) return null;
        values[copy.presence] = 0;
        values[copy.end] = domain[0]!;
        values[copy.start.vars[0]!] = absentStart(model, copy);
      } else {
        values[copy.end] = end;
      }
    }
  }
  for (let x = 0; x < values.length; x++)
    if (!Number.isNaN(values[x]!) && !contains(data.variables[x]!.domain, values[x]!)) return null;
  return values;
}

/** The sequence of computations of an assignment: node numbers, in order of their starts. */
export function decode(model: MoccasinModel, values: ArrayLike<number>): number[] {
  const steps: { at: number; node: number }[] = [];
  for (const list of model.copies) {
    for (const copy of list) {
      if (copy.presence === null || values[copy.presence] === 1)
        steps.push({ at: affineValue(copy.start, values), node: copy.node });
    }
  }
  steps.sort((a, b) => a.at - b.at);
  return steps.map((s) => s.node);
}

/** Where the start of an absent copy sits: the only value left to it, see optionalCopy() in moccasin.ts. */
function absentStart(model: MoccasinModel, copy: Copy): number {
  const { domain } = model.data.variables[copy.start.vars[0]!]!;
  return model.options.order === 'input' ? domain[0]! : domain[domain.length - 1]!;
}

function affineValue(e: Affine, values: ArrayLike<number>): number {
  return e.vars.length === 0 ? e.offset : e.coeffs[0]! * values[e.vars[0]!]! + e.offset;
}

function contains(domain: readonly number[], v: number): boolean {
  let lo = 0;
  let hi = domain.length >> 1;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (domain[2 * mid + 1]! < v) lo = mid + 1;
    else hi = mid;
  }
  return 2 * lo < domain.length && domain[2 * lo]! <= v;
}
