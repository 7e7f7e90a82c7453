// The ten problems, their judge, and what becomes of them on the way to each solver. Solvers from npm are not needed.

import { describe, expect, it } from 'vitest';
import { decompose } from '../../bench/peers/decompose.ts';
import { linearProgram } from '../../bench/peers/highs.ts';
import { miniZincText, answerOf as readMiniZinc } from '../../bench/peers/minizinc.ts';
import { loadMoccasin } from '../../bench/peers/moccasin.ts';
import { type NeutralConstraint, type NeutralProblem, wrongness } from '../../bench/peers/neutral.ts';
import { protocolModel } from '../../bench/peers/or-tools-wasm.ts';
import { tenProblems, warmUp } from '../../bench/peers/ten-problems.ts';
import { answerOf as readZ3, smtText } from '../../bench/peers/z3.ts';
import { peerSummary } from '../../bench/peers-tables.ts';
import { CpModel } from '../../model/build.ts';
import { weightedSum } from '../../model/expressions.ts';
import { solveSync } from '../../model/solve.ts';
import { Random } from '../../solver/random.ts';

function problem(
  variables: NeutralProblem['variables'],
  constraints: readonly NeutralConstraint[],
  more: Partial<NeutralProblem> = {},
): NeutralProblem {
  return { name: 'small', variables, constraints, objective: null, optimum: null, ...more };
}

/** All values that the judge accepts. */
function solutions(given: NeutralProblem): string[] {
  const found: string[] = [];
  const values: number[] = [];
  const choose = (v: number): void => {
    if (v === given.variables.length) {
      if (wrongness(given, { status: 'feasible', values }) === '') found.push(values.join());
      return;
    }
    const [lo, hi] = given.variables[v];
    for (let value = lo; value <= hi; value++) {
      values[v] = value;
      choose(v + 1);
    }
    values.length = v;
  };
  choose(0);
  return found;
}

const tasks = [
  { start: 0, duration: 2, demand: 2 },
  { start: 1, duration: 1, demand: 1 },
  { start: 2, duration: 3, demand: 2 },
];
const SMALL: readonly (readonly [string, NeutralProblem])[] = [
  [
    'linear',
    problem(
      [
        [0, 3],
        [-2, 2],
      ],
      [
        {
          kind: 'linear',
          terms: [
            [2, 0],
            [-1, 1],
          ],
          lo: 1,
          hi: 4,
        },
      ],
    ),
  ],
  [
    'clause',
    problem(
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      [{ kind: 'clause', literals: [1, -2, -3] }],
    ),
  ],
  [
    'allDifferent',
    problem(
      [
        [0, 3],
        [1, 4],
        [0, 2],
      ],
      [
        {
          kind: 'allDifferent',
          terms: [
            { variable: 0, offset: 0 },
            { variable: 1, offset: -1 },
            { variable: 2, offset: 1 },
          ],
        },
      ],
    ),
  ],
  [
    'noOverlap',
    problem(
      [
        [0, 4],
        [0, 4],
        [0, 3],
      ],
      [{ kind: 'noOverlap', tasks }],
    ),
  ],
  [
    'cumulative',
    problem(
      [
        [0, 4],
        [0, 4],
        [1, 3],
      ],
      [{ kind: 'cumulative', tasks, capacity: 3 }],
    ),
  ],
];

describe('wrongness', () => {
  const small = problem(
    [
      [0, 3],
      [0, 3],
    ],
    [
      {
        kind: 'linear',
        terms: [
          [1, 0],
          [1, 1],
        ],
        lo: 3,
        hi: null,
      },
    ],
    {
      ...{
        objective: {
          sense: 'min',
          terms: [
            [1, 0],
            [2, 1],
          ],
        },
        optimum: 3,
      },
    },
  );

  it.each([
    [{ status: 'optimal', values: [3, 0] }, ''],
    [{ status: 'feasible', values: [2, 1] }, ''],
    [{ status: 'unknown', values: null }, ''],
    [{ status: 'optimal', values: [2, 1] }, 'optimum 4, but 3 exists'],
    [{ status: 'feasible', values: [1, 1] }, 'constraint 0 (linear) is violated'],
    [{ status: 'feasible', values: [4, 0] }, 'variable 0 has the value 4'],
    [{ status: 'feasible', values: [2.5, 1] }, 'variable 0 has the value 2.5'],
    [{ status: 'feasible', values: [3] }, '1 values for 2 variables'],
    [{ status: 'infeasible', values: null }, 'infeasible, but there is a solution'],
    [{ status: 'optimal', values: null }, 'optimal without a solution'],
  ] as const)('%j: %s', (answer, complaint) => {
    expect(wrongness(small, answer)).toBe(complaint);
  });

  it('counts the solutions of each kind of constraint', () => {
    // by hand: 2x - y in 1..4; not (0, 1, 1); pairs that differ; three tasks in a row; two tasks of 2 never together
    expect(solutions(SMALL[0][1])).toHaveLength(10);
    expect(solutions(SMALL[1][1])).toHaveLength(7);
    const apart = ([a, b, c]: number[]): boolean => a !== b - 1 && a !== c + 1 && b - 1 !== c + 1;
    const ends = (s: number, d: number, t: number): boolean => s + d <= t;
    const disjoint = ([a, b, c]: number[]): boolean =>
      (ends(a, 2, b) || ends(b, 1, a)) && (ends(a, 2, c) || ends(c, 3, a)) && (ends(b, 1, c) || ends(c, 3, b));
    const split = (text: string): number[] => text.split(',').map(Number);
    for (const [i, holds] of [
      [2, apart],
      [3, disjoint],
      [4, ([a, , c]: number[]) => ends(a, 2, c) || ends(c, 3, a)],
    ] as const) {
      const given = SMALL[i][1];
      const all = solutions({ ...given, constraints: [] }).filter((text) => holds(split(text)));
      expect(solutions(given), given.constraints[0].kind).toEqual(all);
    }
  });
});

describe('decompose', () => {
  it.each(SMALL)('keeps the solutions of %s', (_, given) => {
    const { variables, rows } = decompose(given);
    const model = new CpModel();
    const x = variables.map(([lo, hi]) => model.newIntVar(lo, hi));
    for (const { terms, lo, hi } of rows) {
      const sum = weightedSum(
        terms.map(([, v]) => x[v]),
        terms.map(([coefficient]) => coefficient),
      );
      model.addLinearConstraint(sum, lo ?? -1000, hi ?? 1000);
    }
    const found = new Set<string>();
    solveSync(
      model,
      { enumerateAllSolutions: true },
      {
        onSolution: ({ values }) => found.add(values.slice(0, given.variables.length).join()),
      },
    );
    expect([...found].toSorted()).toEqual(solutions(given).toSorted());
  });
});

describe('the ten problems', () => {
  const ten = tenProblems();

  it('are ten, of a name each', () => {
    expect(new Set(ten.map(({ name }) => name)).size).toBe(10);
  });

  it('get no wrong answer here, however short the time', { timeout: 120_000 }, async () => {
    const solver = await loadMoccasin();
    expect(await solver(warmUp(), 10)).toMatchObject({ status: 'optimal' });
    for (const given of [warmUp(), ...ten]) {
      const answer = await solver(given, 1);
      expect([given.name, wrongness(given, answer)]).toEqual([given.name, '']);
    }
  });

  it.each(['highs', 'z3', 'minizinc', 'or-tools'] as const)('reach %s without holes', (name) => {
    const write = { highs: linearProgram, z3: (p: NeutralProblem) => smtText(p, 5), minizinc: miniZincText }[
      name as 'highs'
    ];
    for (const given of ten) {
      const text = name === 'or-tools' ? JSON.stringify(protocolModel(given)) : write(given);
      expect(text, given.name).not.toMatch(/NaN|undefined|null|Infinity/);
      for (const v of given.variables.keys()) if (!text.includes(`x${v}`)) expect.fail(`${given.name}: no x${v}`);
    }
  });
});

describe('answers as texts', () => {
  const small = SMALL[0][1];

  it('are read from SMT-LIB', () => {
    expect(readZ3(small, 'sat\n((x0 1)\n (x1 (- 2)))\n')).toEqual({ status: 'optimal', values: [1, -2] });
    expect(readZ3(small, 'unknown\n((x0 1)\n (x1 0))\n')).toEqual({ status: 'feasible', values: [1, 0] });
    expect(readZ3(small, 'unsat\n(error "no model")\n')).toEqual({ status: 'infeasible', values: null });
    expect(readZ3(small, 'unknown\n(error "no model")\n')).toEqual({ status: 'unknown', values: null });
  });

  it('are read from MiniZinc, the last solution counting', () => {
    const best = { ...small, objective: { sense: 'min', terms: [[1, 0]] } } as const;
    expect(readMiniZinc(best, '2 0\n----------\n1 -2\n----------\n==========\n')).toEqual({
      status: 'optimal',
      values: [1, -2],
    });
    expect(readMiniZinc(best, '2 0\n----------\n')).toEqual({ status: 'feasible', values: [2, 0] });
    expect(readMiniZinc(small, '2 0\n----------\n')).toEqual({ status: 'optimal', values: [2, 0] });
    expect(readMiniZinc(small, '=====UNKNOWN=====\n')).toEqual({ status: 'unknown', values: null });
    expect(readMiniZinc(small, '=====UNSATISFIABLE=====\n')).toEqual({ status: 'infeasible', values: null });
  });

  it('has random problems that are the same every time', () => {
    expect(JSON.stringify(tenProblems())).toBe(JSON.stringify(tenProblems()));
    expect(new Random('bins').between(0, 1e9)).toBe(new Random('bins').between(0, 1e9));
  });
});

describe('peerSummary', () => {
  it('puts solvers beside each other', () => {
    const row = (solver: string, name: string, status: string, solveSeconds: number | null) => ({
      ...{ name: `${solver} ${name}`, settings: { solver, version: '1', problem: name }, status, aim: '', seeds: [] },
      measures: { solveSeconds, startSeconds: 0.5, blockedSeconds: 0.02, peakMiB: 80, diskMiB: 3 },
    });
    const rows = [row('a', 'p', 'optimal', 1), row('a', 'q', 'optimal', 4), row('b', 'p', 'no answer', null)];
    const [solvers, times] = peerSummary(rows, false);
    expect(solvers).toMatch(/^a +1 +3\.0 +0\.50 +80 +20 +2 of 2 +1\.00$/m);
    expect(solvers).toMatch(/^b +1 .* 0 of 1 +-$/m);
    expect(times).toMatch(/^p +1\.000 +no answer$/m);
    expect(times).toMatch(/^q +4\.000 +-$/m);
  });
});
