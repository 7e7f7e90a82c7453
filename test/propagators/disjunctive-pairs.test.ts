// Pairs of a disjunctive resource: suites of the literals alone, and together with the rules that conclude from them.

import { disjunctiveChecker } from '../../propagators/checkers/disjunctive.ts';
import { disjunctivePairsChecker } from '../../propagators/checkers/disjunctive-pairs.ts';
import { Disjunctive } from '../../propagators/disjunctive.ts';
import { DisjunctiveOrder } from '../../propagators/disjunctive-order.ts';
import { DisjunctivePairs } from '../../propagators/disjunctive-pairs.ts';
import type { Kernel } from '../../solver/kernel.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { type DisjunctiveCase, orderedCase, postIntervals, RULE_SETS, satisfies } from './disjunctive-case.ts';

function post(kernel: Kernel, { tasks, enforcement, pairs }: DisjunctiveCase, mode: string): void {
  postIntervals(kernel, { tasks, enforcement, pairs });
  const order = new DisjunctiveOrder(tasks.length, pairs);
  kernel.post(new DisjunctivePairs(tasks, order, enforcement), disjunctivePairsChecker(tasks, pairs, enforcement));
  kernel.post(
    new Disjunctive(tasks, enforcement, order, RULE_SETS[mode]!),
    disjunctiveChecker(tasks, enforcement, pairs),
  );
}

for (const mode of ['none', 'precedences', 'all']) {
  propagatorSuite<DisjunctiveCase>({
    name: `disjunctive-pairs-${mode}`,
    modes: [mode],
    consistency: 'none',
    make: orderedCase,
    post,
    satisfies,
  });
}
