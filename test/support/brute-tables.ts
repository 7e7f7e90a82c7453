// Tables, automata and constraints on sequences by definition, for brute.ts: quantifiers over positions, all walks of an automaton, no shortcuts.

import type { Affine, AutomatonConstraint, Constraint } from '../../model/model.ts';

export const TABLE_KINDS = [
  'table',
  'automaton',
  'inverse',
  'lexOrder',
  'valuePrecedence',
  'globalCardinality',
  'binPacking',
] as const;

export type TableKind = (typeof TABLE_KINDS)[number];

/** Whether the constraint holds, if it is enforced; `at` is the value of an expression. */
export function tableHolds(constraint: Constraint & { kind: TableKind }, at: (expr: Affine) => number): boolean {
  switch (constraint.kind) {
    case 'table': {
      const row = String(constraint.exprs.map(at));
      return constraint.tuples.some((tuple) => String(tuple) === row) !== (constraint.negated ?? false);
    }
    case 'automaton':
      return accepts(constraint, constraint.startState, constraint.exprs.map(at));
    case 'inverse': {
      const { direct, inverse } = constraint;
      const n = direct.length;
      const inRange = [...direct, ...inverse].every((e) => 0 <= at(e) && at(e) < n);
      return inRange && direct.every((d, i) => inverse.every((e, j) => (at(d) === j) === (at(e) === i)));
    }
    case 'lexOrder':
      return precedes(constraint.left.map(at), constraint.right.map(at), constraint.strict ?? false);
    case 'valuePrecedence': {
      const { exprs, values } = constraint;
      return exprs.every((e, i) =>
        values.every(
          (t, k) => k === 0 || at(e) !== t || exprs.slice(0, i).some((earlier) => at(earlier) === values[k - 1]),
        ),
      );
    }
    case 'globalCardinality': {
      const { exprs, values, counts, closed } = constraint;
      const counted = values.every((value, k) => exprs.filter((e) => at(e) === value).length === at(counts[k]!));
      return counted && (closed !== true || exprs.every((e) => values.includes(at(e))));
    }
    case 'binPacking': {
      const { bins, sizes, loads } = constraint;
      const packed = bins.every((bin) => loads.some((_, b) => at(bin) === b));
      const inBin = (b: number): number[] => sizes.filter((_, i) => at(bins[i]!) === b);
      return packed && loads.every((load, b) => inBin(b).reduce((sum, size) => sum + size, 0) === at(load));
    }
  }
}

/** Whether some walk from the state spells the word and ends well. */
function accepts(automaton: AutomatonConstraint, state: number, word: readonly number[]): boolean {
  if (word.length === 0) return automaton.finalStates.includes(state);
  return automaton.transitions.some(
    ([tail, label, head]) => tail === state && label === word[0] && accepts(automaton, head, word.slice(1)),
  );
}

function precedes(left: readonly number[], right: readonly number[], strict: boolean): boolean {
  if (right.length === 0) return left.length === 0 && !strict;
  if (left.length === 0) return true;
  return left[0] === right[0] ? precedes(left.slice(1), right.slice(1), strict) : left[0]! < right[0]!;
}
