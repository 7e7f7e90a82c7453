// Compilation of tables, automata and constraints on sequences: what is posted for what, that only values that matter get literals, and known numbers of
// solutions of sizes that enumeration of all assignments does not reach.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { Domain } from '../../model/domain.ts';
import type { IntVar } from '../../model/expressions.ts';
import type { Transition } from '../../model/model.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';

/** Names of the propagators, number of clauses and of auxiliary variables. */
function posted(model: CpModel): { propagators: string[]; clauses: number; auxiliaries: number } {
  expect(model.validate()).toBe(null);
  const { engine, variableCount } = compile(model.data, new Engine());
  const { propagators, clauses, trail } = engine.kernel;
  return {
    propagators: propagators.map(({ name }) => name),
    clauses: clauses.original.length,
    auxiliaries: trail.varCount - variableCount,
  };
}

/** Number of solutions, each found once. */
function solutions(model: CpModel): number {
  const found = new Set<string>();
  const { solutionCount, status } = solveSync(
    model,
    { enumerateAllSolutions: true },
    { onSolution: ({ values }) => found.add(String(values)) },
  );
  expect(found.size).toBe(solutionCount);
  expect(status).toBe(solutionCount === 0 ? 'INFEASIBLE' : 'OPTIMAL');
  return solutionCount;
}

function integers(model: CpModel, count: number, lo: number, hi: number): IntVar[] {
  return Array.from({ length: count }, () => model.newIntVar(lo, hi));
}

const NOTHING = { propagators: [], clauses: 0, auxiliaries: 0 };
const pairs = (n: number): number[][] => Array.from({ length: n * n }, (_, k) => [Math.floor(k / n), k % n]);

describe('an allowed table', () => {
  it('that allows everything, or a product of ranges, is bounds', () => {
    const model = new CpModel();
    const exprs = integers(model, 2, 0, 3);
    model.addAllowedAssignments(exprs, pairs(4));
    expect(posted(model)).toEqual(NOTHING);
    const wide = new CpModel();
    wide.addAllowedAssignments(
      integers(wide, 3, 0, 1_000_000),
      pairs(4).map(([a, b]) => [a! + 5, b!, 7]),
    );
    expect(posted(wide)).toEqual(NOTHING);
    expect(solutions(wide)).toBe(16);
  });

  it('of one column is a set of values', () => {
    const model = new CpModel();
    const [x] = integers(model, 1, 0, 9);
    model.addAllowedAssignments([x!], [[2], [4], [3], [8], [8]]);
    // [x <= 4 or x >= 8]
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 1 });
    expect(solutions(model)).toBe(4);
  });

  it('of two columns has literals for listed values only, and none for tuples', () => {
    const model = new CpModel();
    const exprs = integers(model, 2, 0, 1_000_000);
    model.addAllowedAssignments(exprs, [
      [0, 10],
      [5, 20],
      [5, 30],
      [1_000_000, 20],
    ]);
    // x: 0 and 1 000 000 are bounds, y: 10 and 30 are; [x = 5], [y = 20] are Booleans
    expect(posted(model).auxiliaries).toBe(2);
    expect(posted(model).propagators).toEqual([]);
    expect(solutions(model)).toBe(4);
  });

  it('of more columns is compressed to rows with sets of values', () => {
    const model = new CpModel();
    const exprs = integers(model, 3, 0, 9);
    // z = 0 whatever x and y, or x = y = z > 0: 1 + 9 rows, of which the first is the literal [z = 0]
    const tuples = pairs(10).map(([a, b]) => [a!, b!, 0]);
    for (let v = 1; v < 10; v++) tuples.push([v, v, v]);
    model.addAllowedAssignments(exprs, tuples);
    const literals = 3 * 8;
    expect(posted(model).auxiliaries).toBe(literals + 9);
    expect(solutions(model)).toBe(109);
  });

  it('drops tuples outside the domains, constant and repeated columns', () => {
    const model = new CpModel();
    const x = model.newIntVarFromDomain(Domain.fromValues([0, 2, 4]));
    const y = model.newIntVar(0, 9);
    const tuples = [
      [0, 3, 1, 0],
      [1, 3, 3, 1],
      [2, 3, 5, 2],
      [2, 4, 5, 2],
      [4, 3, 9, 5],
      [4, 3, 9, 4],
      [4, 3, 5, 6],
    ];
    // columns: x, 3, 2x + 1, y
    model.addAllowedAssignments([x, 3, x.times(2).plus(1), y], tuples);
    expect(solutions(model)).toBe(4);
    model.addAllowedAssignments(
      [x, x],
      [
        [0, 2],
        [4, 0],
      ],
    );
    expect(solutions(model)).toBe(0);
  });

  it('under enforcement leaves everything free while it is not enforced', () => {
    const model = new CpModel();
    const exprs = integers(model, 3, 0, 3);
    const b = model.newBoolVar();
    model
      .addAllowedAssignments(exprs, [
        [0, 1, 2],
        [1, 1, 2],
        [3, 0, 0],
      ])
      .onlyEnforceIf(b);
    expect(solutions(model)).toBe(64 + 3);
    const empty = new CpModel();
    const [x] = integers(empty, 1, 0, 3);
    empty.addAllowedAssignments([x!], []).onlyEnforceIf(empty.newBoolVar());
    expect(solutions(empty)).toBe(4);
  });
});

describe('a forbidden table', () => {
  it('is a clause per row, with two bounds for a run of values', () => {
    const model = new CpModel();
    const exprs = integers(model, 2, 0, 9);
    // 2 <= x <= 6 and y >= 5
    const tuples = pairs(10).filter(([a, b]) => 2 <= a! && a! <= 6 && b! >= 5);
    model.addForbiddenAssignments(exprs, tuples);
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 1 });
    expect(solutions(model)).toBe(100 - 25);
  });

  it('takes neighbours in a domain with holes as a run', () => {
    const model = new CpModel();
    const x = model.newIntVarFromDomain(Domain.fromValues([0, 2, 4, 8, 9]));
    const y = model.newIntVar(0, 1);
    model.addForbiddenAssignments(
      [x, y],
      [
        [2, 0],
        [4, 0],
        [8, 0],
        [3, 1],
      ],
    );
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 1 });
    expect(solutions(model)).toBe(7);
  });

  it('of all assignments has no solution', () => {
    const model = new CpModel();
    model.addForbiddenAssignments(integers(model, 2, 0, 3), pairs(4));
    expect(solutions(model)).toBe(0);
  });
});

describe('an automaton', () => {
  const noTwoOnes: Transition[] = [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 0],
  ];

  it('accepts a Fibonacci number of words without two ones in a row', () => {
    const model = new CpModel();
    model.addAutomaton(integers(model, 10, 0, 1), 0, [0, 1], noTwoOnes);
    expect(solutions(model)).toBe(144);
  });

  it('that does not look at the values needs no literals', () => {
    const model = new CpModel();
    const exprs = integers(model, 6, 0, 2);
    // counts the positions; all states of a layer are one
    const transitions = [0, 1, 2, 3, 4, 5].flatMap((s) => [0, 1, 2].map((v): Transition => [s, v, s + 1]));
    model.addAutomaton(exprs, 0, [6], transitions);
    expect(posted(model)).toEqual(NOTHING);
  });

  it('has equivalent states merged', () => {
    const [first, second] = [new CpModel(), new CpModel()];
    first.addAutomaton(integers(first, 8, 0, 1), 0, [0, 1], noTwoOnes);
    // state 2 does what state 0 does, states 3 and 4 lead nowhere
    const more: Transition[] = [
      [0, 0, 2],
      [2, 0, 0],
      [2, 1, 1],
      [0, 1, 1],
      [1, 0, 2],
      [1, 1, 3],
      [3, 0, 4],
    ];
    second.addAutomaton(integers(second, 8, 0, 1), 0, [0, 1, 2], more);
    expect(posted(second)).toEqual(posted(first));
    expect(solutions(second)).toBe(55);
  });

  it('counts a word once that several walks spell', () => {
    const model = new CpModel();
    // contains 1 1: guesses where
    const transitions: Transition[] = [
      [0, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
      [1, 1, 2],
      [2, 0, 2],
      [2, 1, 2],
    ];
    model.addAutomaton(integers(model, 8, 0, 1), 0, [2], transitions);
    expect(solutions(model)).toBe(256 - 55);
  });

  it('that accepts nothing is false, and is switched off by its enforcement', () => {
    const model = new CpModel();
    const exprs = integers(model, 3, 0, 1);
    model.addAutomaton(exprs, 0, [5], noTwoOnes).onlyEnforceIf(model.newBoolVar());
    expect(solutions(model)).toBe(8);
    model.addAutomaton(exprs, 0, [5], noTwoOnes);
    expect(solutions(model)).toBe(0);
  });
});

describe('constraints on sequences', () => {
  it('inverse: permutations', () => {
    const model = new CpModel();
    const [direct, inverse] = [integers(model, 4, -9, 9), integers(model, 4, 0, 99)];
    model.addInverse(direct, inverse);
    expect(solutions(model)).toBe(24);
    // its own inverse
    model.addInverse(direct, direct);
    expect(solutions(model)).toBe(10);
  });

  it('lexOrder: triples in order', () => {
    const model = new CpModel();
    const [left, right] = [integers(model, 3, 0, 2), integers(model, 3, 0, 2)];
    model.addLexicographicOrder(left, right, { strict: true });
    expect(solutions(model)).toBe((27 * 26) / 2);
    model.addLexicographicOrder(left, right);
    expect(solutions(model)).toBe((27 * 26) / 2);
    model.addLexicographicOrder(right, left);
    expect(solutions(model)).toBe(0);
  });

  it('lexOrder over Booleans is clauses', () => {
    const model = new CpModel();
    model.addLexicographicOrder(integers(model, 5, 0, 1), integers(model, 5, 0, 1));
    expect(posted(model)).toMatchObject({ propagators: [], auxiliaries: 4 });
    expect(solutions(model)).toBe((32 * 33) / 2);
  });

  it('valuePrecedence: partitions of a set', () => {
    const model = new CpModel();
    const exprs = integers(model, 6, 0, 5);
    model.addValuePrecedence(exprs, [0, 1, 2, 3, 4, 5]);
    expect(solutions(model)).toBe(203);
  });

  it('globalCardinality: a sequence that counts its own values', () => {
    const model = new CpModel();
    const exprs = integers(model, 10, 0, 9);
    const values = exprs.map((_, v) => v);
    model.addGlobalCardinality(exprs, values, exprs, { closed: true });
    expect(solutions(model)).toBe(1);
  });

  it('globalCardinality: values of a million get literals only if they are listed', () => {
    const model = new CpModel();
    const exprs = integers(model, 20, 0, 1_000_000);
    model.addGlobalCardinality(exprs, [17, 500_000], integers(model, 2, 0, 20));
    expect(posted(model)).toMatchObject({ auxiliaries: 40, clauses: 120 });
    // enough of the listed ones to leave no others
    model.addGlobalCardinality(exprs, [17, 500_000], [10, 10]);
    const result = solveSync(model);
    expect(new Set(result.values!.slice(0, 20))).toEqual(new Set([17, 500_000]));
  });

  it('globalCardinality: counts that cannot add up are refuted without search', () => {
    const model = new CpModel();
    const exprs = integers(model, 30, 0, 3);
    const counts = integers(model, 4, 0, 7);
    model.addGlobalCardinality(exprs, [0, 1, 2, 3], counts, { closed: true });
    const { status, stats } = solveSync(model, { maxNumberOfConflicts: 100 });
    expect([status, stats.branches]).toEqual(['INFEASIBLE', 0]);
  });

  it('globalCardinality: a value listed twice has two equal counts', () => {
    const model = new CpModel();
    const exprs = integers(model, 3, 0, 1);
    model.addGlobalCardinality(exprs, [1, 1], integers(model, 2, 0, 9));
    expect(solutions(model)).toBe(8);
  });

  it('binPacking: loads that cannot add up are refuted without search', () => {
    const model = new CpModel();
    model.addBinPacking(integers(model, 12, 0, 2), new Array(12).fill(5), integers(model, 3, 0, 19));
    const { status, stats } = solveSync(model, { maxNumberOfConflicts: 100 });
    expect([status, stats.branches]).toEqual(['INFEASIBLE', 0]);
  });

  it('binPacking: items of size zero lie anywhere and need no literals', () => {
    const model = new CpModel();
    const bins = integers(model, 3, -5, 50);
    model.addBinPacking(bins, [4, 0, 3], [7, 0, 0]);
    expect(solutions(model)).toBe(3);
    const idle = new CpModel();
    idle.addBinPacking(integers(idle, 9, 0, 8), new Array(9).fill(0), new Array(9).fill(0));
    expect(posted(idle)).toEqual(NOTHING);
  });
});
