// The covering rows of relaxation.ts over the presences of the constraint model: a node that is not live at a step that overflows is computed again.

import type { LinearRow } from '../solver/dual-bound.ts';
import type { MoccasinModel } from './moccasin.ts';
import { type CoverRow, coverRows } from './relaxation.ts';

/** Entries of rows that are worth their memory, some 100 MB with what is made of them. Beyond, the rows of the largest needs are taken. */
const MAX_ENTRIES = 3_000_000;

/**
 * For the input order and objective duration. A node that the model computes once at most cannot be given up, so it is not in the rows. With the first recomputation
 * in place of their number the rows still hold: a node that is given up has one.
 */
export function presenceRows(
  { graph, copies, options, sizeUnit }: MoccasinModel,
  maxEntries: number = MAX_ENTRIES,
): LinearRow[] {
  if (options.order !== 'input' || options.objective !== 'duration') return [];
  const rows = coverRows(graph, options.memoryBound, options.keepOutputs);
  return withinLimit(rows, maxEntries).map(({ need, nodes, sizes }) => {
    const entries: [number, number][] = [];
    for (const [i, u] of nodes.entries()) {
      const presence = copies[u]![1]?.presence ?? null;
      if (presence !== null) entries.push([2 * presence, Math.ceil(sizes[i]! / sizeUnit)]);
    }
    return {
      svs: Int32Array.from(entries, ([sv]) => sv),
      coeffs: Float64Array.from(entries, ([, size]) => size),
      least: Math.ceil(need / sizeUnit),
    };
  });
}

function withinLimit(rows: readonly CoverRow[], limit: number): readonly CoverRow[] {
  if (rows.reduce((total, { nodes }) => total + nodes.length, 0) <= limit) return rows;
  const byNeed = [...rows].sort((a, b) => b.need - a.need);
  let total = 0;
  return byNeed.filter(({ nodes }) => {
    total += nodes.length;
    return total <= limit;
  });
}
