// Point 6 of the suite: the number of solutions found by a depth-first search that trusts the propagators, against the table of all solutions.

import type { Kernel } from '../../solver/kernel.ts';
import type { Random } from '../../solver/random.ts';
import { boxToString, decide, postCase, randomDecision } from './posted-case.ts';
import { factsToString, type SolutionTable } from './solution-table.ts';
import type { Case, Coverage, Subject } from './subject.ts';
import { must } from './suite-failure.ts';

/** Assignments in the box that the search is let loose on; larger boxes are narrowed by random decisions first. */
const LARGEST_BOX = 400;

/** Counts the solutions in a random part of the case, small enough to be searched to its end. */
export function countSolutions<C>(
  subject: Subject<C>,
  c: Case<C>,
  mode: string,
  table: SolutionTable,
  rng: Random,
  coverage: Coverage,
): void {
  const kernel = postCase(subject, c, mode);
  const within = table.all.slice();
  const decided: { sv: number; k: number }[] = [];
  let ok = kernel.fixpoint();
  while (ok && boxSize(kernel, table) > LARGEST_BOX) {
    const facts = randomDecision(kernel, rng)!;
    for (const f of facts) table.restrict(within, f.sv, f.k);
    decided.push(...facts);
    ok = decide(kernel, facts) && kernel.fixpoint();
  }
  const counted = ok ? countBelow(kernel, rng) : 0;
  coverage.counted += counted;
  const expected = table.size(within);
  must(counted === expected, 'count', () => {
    const box = boxToString(kernel.trail.lb, kernel.trail.varCount);
    return `search finds ${counted} solutions, there are ${expected}; decided ${factsToString(decided)}; box ${box}`;
  });
}

/** The number of leaves below the current fixpoint, by two-way branching on random bounds. */
function countBelow(kernel: Kernel, rng: Random): number {
  const level = kernel.trail.level;
  const facts = randomDecision(kernel, rng);
  if (facts === null) return 1;
  const { sv, k } = facts[0]!;
  const { lb } = kernel.trail;
  // a value is split off from below, or (when it is the lowest) from above, so that both branches are smaller
  const cut = k > lb[sv]! ? k : kernel.trail.canonical(sv, k + 1);
  let leaves = 0;
  for (const branch of [
    { sv, k: cut },
    { sv: sv ^ 1, k: 1 - cut },
  ]) {
    if (decide(kernel, [branch]) && kernel.fixpoint()) leaves += countBelow(kernel, rng);
    kernel.backtrackTo(level);
  }
  return leaves;
}

function boxSize(kernel: Kernel, table: SolutionTable): number {
  const { trail } = kernel;
  let size = 1;
  for (let x = 0; x < trail.varCount; x++) size *= table.width(x, trail.lb[2 * x]!, trail.ub(2 * x));
  return size;
}
