// The covering rows of relaxation.ts over the presences of the constraint model: a node that is not live at a step that overflows is computed again.

import type { LinearRow } from '../solver/dual-bound.ts';
import type { MoccasinModel } from './moccasin.ts';
import { coverRows } from './relaxation.ts';

/**
 * For the input order and objective duration. A node that the model computes once at most cannot be given up, so it is not in the rows. With the first recomputation
 * in place of their number the rows still hold: a node that is given up has one.
 */
export function presenceRows({ graph, copies, options, sizeUnit }: MoccasinModel): LinearRow[] {
  if (options.order !== 'input' || options.objective !== 'duration') return [];
  return coverRows(graph, options.memoryBound, options.keepOutputs).map(({ need, nodes, sizes }) => {
    const svs: number[] = [];
    const coeffs: number[] = [];
    for (const [i, u] of nodes.entries()) {
      const presence = copies[u]![1]?.presence ?? null;
      if (presence === null) continue;
      svs.push(2 * presence);
      coeffs.push(Math.ceil(sizes[i]! / sizeUnit));
    }
    return { svs, coeffs, least: Math.ceil(need / sizeUnit) };
  });
}
