// Neighbourhoods of solutions of any model: what they keep holds in the solution, they free as many variables or tasks as asked for, and with clause learning beside them the search ends
// with the optimum (bounding-members.test.ts).

import { describe, expect, it } from 'vitest';
import { compile } from '../../model/compile.ts';
import { followingVariables, tellingLiterals } from '../../model/following-variables.ts';
import { intervalNeighborhoods } from '../../model/interval-neighborhoods.ts';
import type { Constraint, ModelData } from '../../model/model.ts';
import { emptyModel, MAX_VALUE } from '../../model/model.ts';
import { modelNeighborhoods } from '../../model/neighborhoods.ts';
import { Engine } from '../../solver/engine.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';

function holdsIn(incumbent: Float64Array, { sv, k }: Fact): boolean {
  return (sv & 1 ? 0 - incumbent[sv >> 1]! : incumbent[sv >> 1]!) >= k;
}

/** Variables that the facts leave no choice. */
function fixedBy(facts: readonly Fact[]): Set<number> {
  const most = new Map<number, number>();
  const fixed = new Set<number>();
  for (const { sv, k } of facts) if (sv & 1) most.set(sv >> 1, 0 - k);
  for (const { sv, k } of facts) if ((sv & 1) === 0 && most.get(sv >> 1) === k) fixed.add(sv >> 1);
  return fixed;
}

/** Jobs with precedences and a choice of what they share; the makespan is the objective. */
function jobs(rng: Random, sharing: readonly Constraint['kind'][]): ModelData {
  const data = emptyModel();
  const n = rng.between(6, 10);
  for (let x = 0; x < n; x++) data.variables.push({ domain: [0, 60] });
  const makespan = data.variables.push({ domain: [0, 80] }) - 1;
  const one = (vars: number[], offset: number): { vars: number[]; coeffs: number[]; offset: number } => ({
    vars,
    coeffs: vars.map(() => 1),
    offset,
  });
  for (let x = 0; x < n; x++) {
    const size = rng.between(1, 5);
    data.intervals.push({ start: one([x], 0), size: one([], size), end: one([x], size) });
    data.constraints.push({ kind: 'precedence', before: x, after: makespan, delay: size });
    if (x > 0 && rng.chance(0.5))
      data.constraints.push({ kind: 'precedence', before: rng.below(x), after: x, delay: 2 });
  }
  const all = data.intervals.map((_, i) => i);
  for (const kind of sharing) {
    const intervals = all.filter(() => rng.chance(0.7));
    if (kind === 'noOverlap') data.constraints.push({ kind, intervals });
    else {
      const demands = intervals.map(() => one([], rng.between(1, 4)));
      data.constraints.push({ kind: 'cumulative', intervals, demands, capacity: one([], 5) });
    }
  }
  data.objective = { vars: [makespan], coeffs: [1], offset: 0 };
  return data;
}

describe('neighbourhoods of schedules', () => {
  it.each([
    ['cumulative', ['cumulative', 'cumulative']],
    ['noOverlap', ['noOverlap', 'noOverlap']],
    ['both', ['cumulative', 'noOverlap']],
  ] as const)('keep what the schedule has, and free as many tasks as asked for: %s', (_, sharing) => {
    const names = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(`schedules:${seed}`);
      const data = jobs(random, sharing);
      const compiled = compile(data, new Engine({}, seed));
      const { engine } = compiled;
      expect(engine.searchOnce()).toBe('SAT');
      const incumbent = engine.incumbent!;
      const n = data.intervals.length;
      for (const neighborhood of intervalNeighborhoods(data, compiled)) {
        names.add(neighborhood.name);
        const difficulty = random.float();
        const facts = neighborhood.propose(incumbent, difficulty, random)!;
        for (const fact of facts) expect(holdsIn(incumbent, fact), neighborhood.name).toBe(true);
        const size = Math.min(n, Math.max(4, Math.ceil(difficulty * n)));
        const bounded = new Set(facts.map(({ sv }) => sv >> 1));
        if (neighborhood.name.endsWith('shift')) {
          expect([...Array(n).keys()].filter((x) => !bounded.has(x)).length, neighborhood.name).toBe(size);
        } else {
          // the orders of two that are both kept, and no start
          for (const x of bounded) expect(x).toBeGreaterThan(n);
          const kept = compiled.orders.filter(({ before }) => bounded.has(before.sv >> 1));
          const touched = new Set(kept.flatMap(({ first, second }) => [first.start.sv >> 1, second.start.sv >> 1]));
          expect(n - touched.size).toBeGreaterThanOrEqual(size);
        }
        // the objective can get better
        expect(fixedBy(facts).has(n)).toBe(false);
      }
    }
    const kinds = sharing.includes('cumulative' as never) ? ['shift', 'order'] : ['order'];
    const expected = ['window', 'precedence', 'random'].flatMap((name) => kinds.map((kind) => `lns-${name}-${kind}`));
    expect([...names].sort()).toEqual(expected.sort());
  });

  it('are none where there are few tasks', () => {
    const data = emptyModel();
    data.variables.push({ domain: [0, 5] });
    data.intervals.push({ start: { vars: [0], coeffs: [1], offset: 0 }, end: { vars: [0], coeffs: [1], offset: 2 } });
    expect(intervalNeighborhoods(data, compile(data, new Engine()))).toEqual([]);
  });
});

/** Choose k of n things, the sum of their costs small, with pairs that cannot be. */
function selection(rng: Random): ModelData {
  const data = emptyModel();
  const n = rng.between(8, 14);
  const vars = Array.from({ length: n }, (_, x) => x);
  for (let x = 0; x < n; x++) data.variables.push({ domain: [0, 1] });
  data.variables.push({ domain: [0, 9] });
  data.constraints.push({ kind: 'linear', vars, coeffs: vars.map(() => 1), domain: [3, MAX_VALUE] });
  for (let k = 0; k < 4; k++) {
    const [a, b] = [rng.below(n), rng.below(n)];
    if (a !== b) data.constraints.push({ kind: 'atMostOne', literals: [a, b] });
  }
  const exprs = vars.slice(0, 3).map((x) => ({ vars: [x], coeffs: [3], offset: 0 }));
  data.constraints.push({ kind: 'max', target: { vars: [n], coeffs: [1], offset: 0 }, exprs });
  data.objective = { vars, coeffs: vars.map(() => rng.between(1, 9)), offset: 0 };
  return data;
}

describe('neighbourhoods of variables', () => {
  it('keep what the solution has, never what follows from other variables, and free as many as asked for', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(`selection:${seed}`);
      const data = selection(random);
      const n = data.variables.length - 1;
      const { engine } = compile(data, new Engine({}, seed));
      const neighborhoods = modelNeighborhoods(data, () => true);
      expect(neighborhoods.map(({ name }) => name)).toEqual([
        'lns-random',
        'lns-constraint',
        'lns-objective',
        'lns-changed',
      ]);
      for (let round = 0; round < 3 && engine.searchOnce() === 'SAT'; round++) {
        const incumbent = engine.incumbent!;
        for (const { name, propose } of neighborhoods) {
          const difficulty = random.float();
          const facts = propose(incumbent, difficulty, random)!;
          for (const fact of facts) expect(holdsIn(incumbent, fact), name).toBe(true);
          const fixed = fixedBy(facts);
          expect(fixed.has(n)).toBe(false);
          expect(n - fixed.size, name).toBe(Math.min(n, Math.max(4, Math.ceil(difficulty * n))));
        }
      }
    }
  });

  it('start with what changed last, and with what costs', () => {
    const data = selection(new Random('changed'));
    const n = data.variables.length - 1;
    const neighborhoods = modelNeighborhoods(data, () => true);
    const named = (name: string) => neighborhoods.find((neighborhood) => neighborhood.name === name)!;
    const first = new Float64Array(n + 1);
    const second = first.slice();
    for (const x of [1, 2, 5, 6]) second[x] = 1;
    const random = new Random(7);
    named('lns-changed').propose(first, 0, random);
    const changed = fixedBy(named('lns-changed').propose(second, 0, random)!);
    for (const x of [1, 2, 5, 6]) expect(changed.has(x)).toBe(false);
    let costly = 0;
    for (let round = 0; round < 50; round++) {
      const kept = fixedBy(named('lns-objective').propose(second, 0, random)!);
      if ([1, 2, 5, 6].some((x) => !kept.has(x))) costly++;
    }
    expect(costly).toBe(50);
  });

  it('are none where nothing is open', () => {
    const data = selection(new Random('closed'));
    expect(modelNeighborhoods(data, () => false)).toEqual([]);
  });
});

describe('variables', () => {
  it('that follow from others are targets, ends, and an objective of one variable', () => {
    const data = jobs(new Random('following'), ['cumulative']);
    expect([...followingVariables(data)]).toEqual([data.variables.length - 1]);
    const end = data.variables.push({ domain: [0, 99] }) - 1;
    data.intervals.push({ start: { vars: [0], coeffs: [1], offset: 0 }, end: { vars: [end], coeffs: [1], offset: 0 } });
    expect(followingVariables(data).has(end)).toBe(true);
  });
});

describe('literals', () => {
  it('that tell whether something holds, and outputs of gates', () => {
    const data = emptyModel();
    for (let x = 0; x < 8; x++) data.variables.push({ domain: x === 7 ? [0, 9] : [0, 1] });
    const about = (domain: number[], literal: number): Constraint => ({
      kind: 'linear',
      vars: [7],
      coeffs: [1],
      domain,
      enforcement: [literal],
    });
    // 0 tells whether x7 >= 5, 1 only asks for something
    data.constraints.push(about([5, 9], 0), about([0, 4], -1), about([2, 9], 1));
    // 2 <=> 3 or 4; 5 and 6 are only said to be there
    data.constraints.push(
      { kind: 'boolOr', literals: [3, 4], enforcement: [2] },
      { kind: 'boolAnd', literals: [2], enforcement: [3] },
      { kind: 'boolOr', literals: [-5, 2] },
      { kind: 'boolOr', literals: [3, 5, 6] },
    );
    expect([...tellingLiterals(data)].sort()).toEqual([0, 2]);
  });

  it('stay out of neighbourhoods, unless a strategy names them', () => {
    const data = emptyModel();
    for (let x = 0; x < 6; x++) data.variables.push({ domain: [0, 9] }, { domain: [0, 1] });
    for (let x = 0; x < 12; x += 2) {
      const side = (domain: number[], literal: number): Constraint => ({
        kind: 'linear',
        vars: [x],
        coeffs: [1],
        domain,
        enforcement: [literal],
      });
      data.constraints.push(side([5, 9], x + 1), side([0, 4], -x - 2));
    }
    data.objective = { vars: [0, 2], coeffs: [1, 1], offset: 0 };
    const incumbent = new Float64Array(12);
    const keptBy = (name: string): number[] => {
      const { propose } = modelNeighborhoods(data, () => true).find((n) => n.name === name)!;
      return [...fixedBy(propose(incumbent, 0, new Random(1))!)];
    };
    expect(keptBy('lns-random').every((x) => x % 2 === 0)).toBe(true);
    data.searchStrategies = [
      { vars: [1, 3, 5, 7, 9, 11], variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' },
    ];
    expect(keptBy('lns-decision-random').every((x) => x % 2 === 1)).toBe(true);
    expect(keptBy('lns-decision-random')).toHaveLength(2);
  });
});
