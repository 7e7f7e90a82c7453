// The part of the builder that posts tables, automata and constraints on sequences. The meaning of each is documented at its record in records-tables.ts and
// records-sequence.ts.

import { checkInteger, checkList, checkSameLength, ModelError, show } from './arguments.ts';
import { ArithmeticConstraintBuilder } from './build-arithmetic.ts';
import type { LinearExprLike } from './expressions.ts';
import type { ConstraintHandle } from './handles.ts';
import type { Transition } from './model.ts';

export class SequenceConstraintBuilder extends ArithmeticConstraintBuilder {
  /** The values of the expressions are one of the tuples. */
  addAllowedAssignments(exprs: readonly LinearExprLike[], tuples: readonly (readonly number[])[]): ConstraintHandle {
    return this.addTable(exprs, tuples, false, 'addAllowedAssignments');
  }

  /** The values of the expressions are none of the tuples. */
  addForbiddenAssignments(exprs: readonly LinearExprLike[], tuples: readonly (readonly number[])[]): ConstraintHandle {
    return this.addTable(exprs, tuples, true, 'addForbiddenAssignments');
  }

  /**
   * The automaton reads the values of the expressions from `startState` to one of `finalStates`. A transition is [tail, label, head]; it need not be
   * deterministic.
   */
  addAutomaton(
    exprs: readonly LinearExprLike[],
    startState: number,
    finalStates: readonly number[],
    transitions: readonly Transition[],
  ): ConstraintHandle {
    return this.post({
      kind: 'automaton',
      exprs: this.lowering.affines(exprs, 'addAutomaton: exprs'),
      startState: checkInteger(startState, 'addAutomaton: startState'),
      finalStates: this.lowering.integers(finalStates, 'addAutomaton: finalStates'),
      transitions: this.rows(transitions, 3, 'addAutomaton: transitions').map(
        ([tail, label, head]): Transition => [tail!, label!, head!],
      ),
    });
  }

  /** direct[i] = j iff inverse[j] = i, over positions from 0. */
  addInverse(direct: readonly LinearExprLike[], inverse: readonly LinearExprLike[]): ConstraintHandle {
    const there = this.lowering.affines(direct, 'addInverse: direct');
    const back = this.lowering.affines(inverse, 'addInverse: inverse');
    checkSameLength(there, back, 'addInverse: direct', 'inverse');
    return this.post({ kind: 'inverse', direct: there, inverse: back });
  }

  /** left <= right in lexicographic order (strict: left < right). A proper prefix is smaller. */
  addLexicographicOrder(
    left: readonly LinearExprLike[],
    right: readonly LinearExprLike[],
    { strict }: { readonly strict?: boolean } = {},
  ): ConstraintHandle {
    return this.post({
      kind: 'lexOrder',
      left: this.lowering.affines(left, 'addLexicographicOrder: left'),
      right: this.lowering.affines(right, 'addLexicographicOrder: right'),
      ...flagField('strict', strict, 'addLexicographicOrder: strict'),
    });
  }

  /** For consecutive values s and t, t comes only after an s. */
  addValuePrecedence(exprs: readonly LinearExprLike[], values: readonly number[]): ConstraintHandle {
    return this.post({
      kind: 'valuePrecedence',
      exprs: this.lowering.affines(exprs, 'addValuePrecedence: exprs'),
      values: this.lowering.integers(values, 'addValuePrecedence: values'),
    });
  }

  /** counts[k] is the number of expressions with the value values[k]; closed: there are no other values. */
  addGlobalCardinality(
    exprs: readonly LinearExprLike[],
    values: readonly number[],
    counts: readonly LinearExprLike[],
    { closed }: { readonly closed?: boolean } = {},
  ): ConstraintHandle {
    const sought = this.lowering.integers(values, 'addGlobalCardinality: values');
    const lowered = this.lowering.affines(counts, 'addGlobalCardinality: counts');
    checkSameLength(sought, lowered, 'addGlobalCardinality: values', 'counts');
    return this.post({
      kind: 'globalCardinality',
      exprs: this.lowering.affines(exprs, 'addGlobalCardinality: exprs'),
      values: sought,
      counts: lowered,
      ...flagField('closed', closed, 'addGlobalCardinality: closed'),
    });
  }

  /** Item i lies in bin bins[i] of 0..loads.length-1; the load of a bin is the sum of the sizes in it. */
  addBinPacking(
    bins: readonly LinearExprLike[],
    sizes: readonly number[],
    loads: readonly LinearExprLike[],
  ): ConstraintHandle {
    const items = this.lowering.affines(bins, 'addBinPacking: bins');
    const amounts = this.lowering.integers(sizes, 'addBinPacking: sizes');
    checkSameLength(items, amounts, 'addBinPacking: bins', 'sizes');
    return this.post({
      kind: 'binPacking',
      bins: items,
      sizes: amounts,
      loads: this.lowering.affines(loads, 'addBinPacking: loads'),
    });
  }

  private addTable(
    exprs: readonly LinearExprLike[],
    tuples: readonly (readonly number[])[],
    negated: boolean,
    method: string,
  ): ConstraintHandle {
    const lowered = this.lowering.affines(exprs, `${method}: exprs`);
    const rows = this.rows(tuples, lowered.length, `${method}: tuples`);
    return this.post({ kind: 'table', exprs: lowered, tuples: rows, ...(negated ? { negated } : {}) });
  }

  /** A copy of lists of `width` integers each. */
  private rows(rows: readonly (readonly number[])[], width: number, what: string): number[][] {
    return checkList(rows, what).map((row, k) => {
      if (checkList(row, `${what}[${k}]`).length !== width) {
        throw new ModelError(`${what}[${k}] has ${row.length} entries, expected ${width}`);
      }
      return this.lowering.integers(row, `${what}[${k}]`);
    });
  }
}

/** The field of a flag: none unless it is true. */
function flagField<K extends string>(name: K, value: boolean | undefined, what: string): { [key in K]?: true } {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new ModelError(`${what} must be true or false, got ${show(value)}`);
  }
  return value === true ? ({ [name]: true } as { [key in K]?: true }) : {};
}
