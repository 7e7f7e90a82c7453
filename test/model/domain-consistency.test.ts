// Strength: what propagation alone leaves of the domains after random values have been taken away, against domain consistency by enumeration. Tables, automata, elements of constants
// and value precedence of two values or of all in order leave exactly that; lexicographic orders the bounds of it. The first three also under enforcement: enforced it is as strong, and with the
// enforcement open it is refuted as soon as no assignment is left.

import { describe, expect, it } from 'vitest';
import { type Affine, type Constraint, MODEL_FORMAT, type ModelData, type Transition } from '../../model/model.ts';
import { Random } from '../../solver/random.ts';
import { isSolution } from '../support/brute.ts';
import { consistentDomains, DomainProbe, type Domains } from '../support/domain-probe.ts';
import { rangesOf } from '../support/solution-table.ts';

type Make = (rng: Random, exprs: Affine[], domains: Domains) => Constraint;

interface Case {
  readonly domains: Domains;
  readonly constraint: Constraint;
  readonly rng: Random;
}

function makeCase(seed: string, make: Make): Case {
  const rng = new Random(seed);
  const isUniform = rng.chance(0.5);
  const domains = Array.from({ length: isUniform ? 4 : rng.between(1, 4) }, () => {
    if (isUniform) return [0, 1, 2, 3];
    const lo = rng.between(-3, 3);
    const values = [0, 1, 2, 3, 4].map((k) => lo + k).filter(() => rng.chance(0.85));
    return values.length === 0 ? [lo] : values;
  });
  const exprs = domains.map((_, x) => ({ vars: [x], coeffs: [rng.pick([1, 1, -1, 2])], offset: rng.between(-1, 1) }));
  return { domains, constraint: make(rng, exprs, domains), rng };
}

function modelOf(domains: Domains, constraint: Constraint): ModelData {
  return {
    format: MODEL_FORMAT,
    variables: domains.map((values) => ({ domain: rangesOf(values) })),
    intervals: [],
    constraints: [constraint],
  };
}

/** One of the values of some variables, at random, such that every variable keeps one. */
function randomRemoval(rng: Random, domains: Domains): number[][] {
  const share = rng.pick([0.1, 0.3, 0.6]);
  return domains.map((values) => {
    const kept = rng.pick(values);
    return values.filter((v) => v !== kept && rng.chance(share));
  });
}

const without = (domains: Domains, taken: Domains): number[][] =>
  domains.map((values, x) => values.filter((v) => !taken[x]!.includes(v)));

/** Five steps down from the root: the values left are those of an assignment; a conflict comes exactly when there is none. Number of values pruned. */
function expectConsistent({ domains, constraint, rng }: Case, label: string): number {
  const data = modelOf(domains, constraint);
  const holds = (values: readonly number[]): boolean => isSolution(data, values);
  const root = consistentDomains(domains, holds);
  const probe = new DomainProbe(data, root ?? domains.map(() => []));
  expect(probe.engine.kernel.refuted || !probe.engine.kernel.fixpoint(), `${label} root`).toBe(root === null);
  let now = root;
  let pruned = 0;
  for (let step = 0; step < 5 && now !== null; step++) {
    const taken = randomRemoval(rng, now);
    const before = without(now, taken);
    now = consistentDomains(before, holds);
    const message = `${label}: ${JSON.stringify(domains)} ${JSON.stringify(constraint)} at ${JSON.stringify(before)}`;
    expect(probe.remove(taken), message).toBe(now !== null);
    if (now === null) continue;
    expect(probe.left(), message).toEqual(now);
    for (const [x, values] of now.entries()) expect(probe.hull(x), message).toEqual([values[0], values.at(-1)]);
    pruned += before.flat().length - now.flat().length;
  }
  return pruned;
}

/** The same under an enforcement literal, over the values that a solution has: the enforcement is refuted exactly when no assignment is left. */
function expectEnforcedConsistent({ domains, constraint, rng }: Case, label: string): boolean {
  const plain = modelOf(domains, constraint);
  const holds = (values: readonly number[]): boolean => isSolution(plain, values.slice(0, domains.length));
  const root = consistentDomains(domains, holds);
  if (root === null) return false;
  const data = modelOf([...root, [0, 1]], { ...constraint, enforcement: [domains.length] });
  const probe = new DomainProbe(data, [...root, [0, 1]]);
  const enforced = (): number[] => probe.left()[domains.length]!;
  expect(probe.engine.kernel.fixpoint()).toBe(true);
  let before: number[][] = root;
  for (let step = 0; step < 4; step++) {
    const taken = randomRemoval(rng, before);
    before = without(before, taken);
    const now = consistentDomains(before, holds);
    const message = `${label}: ${JSON.stringify(data)} at ${JSON.stringify(before)}`;
    expect(probe.remove([...taken, []]), message).toBe(true);
    expect(probe.left().slice(0, domains.length), message).toEqual(before);
    expect(enforced(), message).toEqual(now === null ? [0] : [0, 1]);
    if (now === null) return true;
    const level = probe.engine.kernel.trail.level;
    expect(probe.remove([...root.map(() => []), [0]]), message).toBe(true);
    expect(probe.left(), message).toEqual([...now, [1]]);
    probe.engine.kernel.backtrackTo(level);
  }
  return false;
}

const at = (e: Affine, values: readonly number[]): number => e.offset + e.coeffs[0]! * values[e.vars[0]!]!;

/** A random value of each expression. */
const randomRow = (rng: Random, exprs: readonly Affine[], domains: Domains): number[] =>
  exprs.map((e) =>
    at(
      e,
      domains.map((values) => rng.pick(values)),
    ),
  );

const table: Make = (rng, exprs, domains) => {
  // dense tables have rows to be merged, sparse ones values to be pruned
  const count = rng.pick([3, 8, 30, 120]);
  return { kind: 'table', exprs, tuples: Array.from({ length: count }, () => randomRow(rng, exprs, domains)) };
};

/** Made of a few accepted words, which share states. */
const automaton: Make = (rng, exprs, domains) => {
  const states = [0, 1, 2, 3].slice(0, rng.between(1, 4));
  const transitions: Transition[] = [];
  const finalStates: number[] = [];
  for (let words = rng.between(2, 6); words > 0; words--) {
    let state = 0;
    for (const label of randomRow(rng, exprs, domains)) {
      const head = rng.pick(states);
      transitions.push([state, label, head]);
      state = head;
    }
    finalStates.push(state);
  }
  return { kind: 'automaton', exprs, startState: 0, finalStates, transitions };
};

const deterministic: Make = (rng, exprs, domains) => {
  const drawn = automaton(rng, exprs, domains);
  if (drawn.kind !== 'automaton') throw new Error('not an automaton');
  const transitions = [...new Map(drawn.transitions.map((t) => [`${t[0]} ${t[1]}`, t])).values()];
  return { ...drawn, transitions };
};

/** Expressions with values from 0 on. */
const shifted = (exprs: readonly Affine[], domains: Domains): Affine[] =>
  exprs.map(({ vars }, x) => ({ vars, coeffs: [1], offset: 0 - domains[x]![0]! }));

const precedenceOfTwo: Make = (rng, exprs, domains) => {
  const values = [0, 1, 2, 3];
  rng.shuffle(values);
  return { kind: 'valuePrecedence', exprs: shifted(exprs, domains), values: values.slice(0, 2) };
};

const precedenceInOrder: Make = (rng, exprs, domains) => {
  return { kind: 'valuePrecedence', exprs: shifted(exprs, domains), values: [0, 1, 2, 3, 4].slice(rng.below(3)) };
};

/** Of constants; the index may be out of range. */
const element: Make = (rng, exprs, domains) => {
  const [index, target = { vars: [], coeffs: [], offset: rng.between(-2, 2) }] = exprs;
  const fixed = (offset: number): Affine => ({ vars: [], coeffs: [], offset });
  const length = rng.between(1, 7);
  const values = exprs.length > 1 ? (domains[1] as number[]) : [0];
  const constants = Array.from({ length }, () =>
    fixed(exprs.length > 1 ? at(target, [0, rng.pick(values)]) : rng.between(-2, 2)),
  );
  return { kind: 'element', index: index!, exprs: constants, target };
};

const KINDS: [string, Make][] = [
  ['tables', table],
  ['automata', automaton],
  ['deterministic automata', deterministic],
  ['elements of constants', element],
  ['precedences of two values', precedenceOfTwo],
  ['precedences of all values in increasing order', precedenceInOrder],
];

describe.each(KINDS)('%s', (name, make) => {
  it('leave the values that domain consistency leaves, 400 cases', () => {
    let pruned = 0;
    for (let seed = 0; seed < 400; seed++)
      pruned += expectConsistent(makeCase(`${name}:${seed}`, make), `seed ${seed}`);
    expect(pruned).toBeGreaterThan(100);
  });
});

describe.each(KINDS.slice(0, 4))('enforced %s', (name, make) => {
  it('are as strong when enforced, and refuted as soon as nothing is left, 300 cases', () => {
    let refuted = 0;
    for (let seed = 0; seed < 300; seed++) {
      if (expectEnforcedConsistent(makeCase(`enforced ${name}:${seed}`, make), `seed ${seed}`)) refuted++;
    }
    expect(refuted).toBeGreaterThan(20);
  });
});

describe('lexicographic orders', () => {
  it('leave the bounds that domain consistency leaves; enforced ones are refuted when nothing is left, 400 cases', () => {
    let pruned = 0;
    let refuted = 0;
    for (let seed = 0; seed < 400; seed++) {
      const rng = new Random(`lex:${seed}`);
      const domains = Array.from({ length: rng.between(1, 5) }, () => {
        const lo = rng.between(0, 2);
        return [lo, lo + 1, lo + 2].slice(0, rng.between(1, 3));
      });
      const exprs = domains.map((_, x) => ({ vars: [x], coeffs: [1], offset: 0 }));
      rng.shuffle(exprs);
      const cut = rng.chance(0.6) ? Math.floor(exprs.length / 2) : rng.between(0, exprs.length);
      const [left, right] = [exprs.slice(0, cut), exprs.slice(cut)];
      const constraint = { kind: 'lexOrder' as const, left, right, strict: rng.chance(0.5) };
      const data = modelOf(domains, constraint);
      const expected = consistentDomains(domains, (values) => isSolution(data, values));
      const probe = new DomainProbe(data, []);
      const holds = !probe.engine.kernel.refuted && probe.engine.kernel.fixpoint();
      expect(holds, JSON.stringify(data)).toBe(expected !== null);
      for (const [x, values] of (expected ?? []).entries()) {
        expect(probe.hull(x), JSON.stringify(data)).toEqual([values[0], values.at(-1)]);
        pruned += domains[x]!.length - values.length;
      }
      const enforcement = domains.length;
      const optional = modelOf([...domains, [0, 1]], { ...constraint, enforcement: [enforcement] });
      const other = new DomainProbe(optional, []);
      expect(other.engine.kernel.fixpoint()).toBe(true);
      expect(other.hull(enforcement), JSON.stringify(optional)).toEqual(expected === null ? [0, 0] : [0, 1]);
      if (expected === null) refuted++;
    }
    expect(pruned).toBeGreaterThan(100);
    expect(refuted).toBeGreaterThan(20);
  });
});

describe('an inverse', () => {
  it.each([{ enforcement: [] }, { enforcement: [8] }])(
    'tells the other side what is taken or fixed, $enforcement',
    ({ enforcement }) => {
      const list = (first: number): Affine[] =>
        [0, 1, 2, 3].map((i) => ({ vars: [first + i], coeffs: [1], offset: 0 }));
      const constraint: Constraint = { kind: 'inverse', direct: list(0), inverse: list(4), enforcement };
      const domains = [...Array.from({ length: 8 }, () => [0, 1, 2, 3]), [0, 1]];
      const probe = new DomainProbe(modelOf(domains, constraint), domains);
      expect(probe.engine.kernel.fixpoint()).toBe(true);
      // [x = v] <=> [y = w]
      const pairs = [
        [0, 2, 6, 0],
        [6, 0, 0, 2],
        [1, 1, 5, 1],
        [7, 2, 2, 3],
      ] as const;
      for (const [x, v, y, w] of pairs) {
        const without = [0, 1, 2, 3].filter((u) => u !== v);
        expect(probe.remove(domains.map((_, z) => (z === x ? [v] : z === 8 ? [0] : [])))).toBe(true);
        expect(probe.left()[y]).toEqual([0, 1, 2, 3].filter((u) => u !== w));
        probe.engine.kernel.backtrackTo(0);
        expect(probe.remove(domains.map((_, z) => (z === x ? without : z === 8 ? [0] : [])))).toBe(true);
        expect(probe.left()[y]).toEqual([w]);
        probe.engine.kernel.backtrackTo(0);
      }
    },
  );
});

describe('an element of variables', () => {
  it('takes positions out of the middle of the index, and hands single values on', () => {
    // x0 the index, x1 to x3 the elements, x4 the target
    const list = [1, 2, 3].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const [index, target] = [0, 4].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const constraint: Constraint = { kind: 'element', index: index!, exprs: list, target: target! };
    const domains = [[0, 1, 2], ...Array.from({ length: 4 }, () => [0, 1, 2, 3, 4])];
    const probe = new DomainProbe(modelOf(domains, constraint), domains);
    expect(probe.engine.kernel.fixpoint()).toBe(true);
    expect(probe.remove([[], [], [3, 4], [], [0, 1, 2]])).toBe(true);
    expect(probe.left()[0]).toEqual([0, 2]);
    probe.engine.kernel.backtrackTo(0);
    expect(probe.remove([[0, 2], [], [2], [], []])).toBe(true);
    expect(probe.left()[4]).toEqual([0, 1, 3, 4]);
    expect(probe.remove([[], [], [], [], [1]])).toBe(true);
    expect(probe.left()[2]).toEqual([0, 3, 4]);
  });
});

describe('allDifferent', () => {
  const expectations: [string, number, number[][], number[][]][] = [
    ['makes a hole of a value that is taken', 5, [[0, 1, 3, 4], [], []], [[2], [0, 1, 3, 4], [0, 1, 3, 4]]],
    ['gives a value to the only one that can have it', 3, [[], [1], [1]], [[1], [0, 2], [0, 2]]],
  ];
  it.each(expectations)('%s', (_, size, taken, left) => {
    const domains = [0, 1, 2].map(() => Array.from({ length: size }, (_value, v) => v));
    const exprs = [0, 1, 2].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const probe = new DomainProbe(modelOf(domains, { kind: 'allDifferent', exprs }), domains);
    expect(probe.engine.kernel.fixpoint()).toBe(true);
    expect(probe.remove(taken)).toBe(true);
    expect(probe.left()).toEqual(left);
  });
});
