// The one-tree bound of circuits through all nodes (held-karp.ts) as one inequality between the objective and its variables: a bound from the start, and at
// every node of the search the arcs that would pass the best solution are false. A consequence of the model, put together by solver/dual-bound.ts. With it alone
// one thread closes TSPLIB instances of up to 52 nodes that it otherwise leaves at the bound 0.

import { linearChecker } from '../propagators/checkers/linear.ts';
import { Linear } from '../propagators/linear.ts';
import type { LinearObjective } from '../solver/core-terms.ts';
import { DualBound } from '../solver/dual-bound.ts';
import type { SVar } from '../solver/types.ts';
import type { CompileContext } from './compile-context.ts';
import { linearRows } from './linear-rows.ts';

/** Posts the inequality for the signed variable `sv`, which is at least `objective`; nothing without such a circuit, or if its numbers are too large. */
export function postRoutingBound(
  { data, engine, refuted }: CompileContext,
  sv: SVar,
  objective: LinearObjective,
): void {
  const circuits = data.constraints.filter(({ kind }) => kind === 'circuit');
  if (circuits.length === 0 || refuted) return;
  const rows = linearRows({ ...data, constraints: circuits }, objective).filter(({ multiplier }) => multiplier !== 0);
  if (rows.length === 0) return;
  const { lb } = engine.kernel.trail;
  const inequality = new DualBound(lb, objective, rows).inequality(sv, lb);
  if (inequality === null) return;
  const { svs, coeffs, most } = inequality;
  engine.post(new Linear(svs, coeffs, most), linearChecker(svs, coeffs, most, []));
}
