// What makes records of circuits and routes valid; see validate-constraint.ts.

import { show } from './arguments.ts';
import type { Rule } from './validate-constraint.ts';
import type { FieldChecker, Fields } from './validate-fields.ts';

const ARCS = ['tails', 'heads', 'literals'] as const;

export const CIRCUIT: Rule = {
  fields: ARCS,
  check: (checker, constraint) => {
    checkArcs(checker, constraint);
  },
};

export const MULTIPLE_CIRCUIT: Rule = {
  fields: ARCS,
  check: (checker, constraint) => {
    const { nodes, loops } = checkArcs(checker, constraint);
    if (loops.has(0)) checker.fail('the depot (node 0) has a loop');
    for (let v = 0; v < nodes.size; v++) if (!nodes.has(v)) checker.fail(`node ${v} has no arc, but higher ones have`);
  },
};

export const SUCCESSOR_CIRCUIT: Rule = {
  fields: ['successors', 'allowLoops'],
  check: (checker, { successors, allowLoops }) => {
    checker.affines(successors, 'successors');
    if (typeof allowLoops !== 'boolean') checker.fail(`allowLoops must be true or false, got ${show(allowLoops)}`);
  },
};

function checkArcs(checker: FieldChecker, constraint: Fields): { nodes: Set<number>; loops: Set<number> } {
  const tails = checker.integers(constraint['tails'], 'tails');
  const heads = checker.integers(constraint['heads'], 'heads');
  checker.sameLength(tails.length, heads.length, 'tails', 'heads');
  checker.sameLength(tails.length, checker.literals(constraint['literals'], 'literals'), 'tails', 'literals');
  const nodes = new Set<number>();
  const loops = new Set<number>();
  for (let k = 0; k < tails.length; k++) {
    const [tail, head] = [tails[k]!, heads[k]!];
    if (tail < 0) checker.fail(`tails[${k}] must be >= 0, got ${tail}`);
    if (head < 0) checker.fail(`heads[${k}] must be >= 0, got ${head}`);
    nodes.add(tail).add(head);
    if (tail !== head) continue;
    if (loops.has(tail)) checker.fail(`node ${tail} has two loops`);
    loops.add(tail);
  }
  return { nodes, loops };
}
