// The suite tested: it must let a correct propagator pass and reject each deliberate defect, at the point the defect breaks.

import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../solver/kernel.ts';
import { type Case, propagatorSuite, runSuite, type Subject } from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { type Defect, ToySum } from '../support/toy-sum.ts';

interface Sum {
  limit: number;
}

function checker(n: number, limit: number): (box: Float64Array) => boolean {
  return (box) => {
    let sum = 0;
    for (let x = 0; x < n; x++) {
      if (box[2 * x]! > -box[2 * x + 1]!) return true;
      sum += box[2 * x]!;
    }
    return sum > limit;
  };
}

function subject(
  defect: Defect,
  modes: readonly string[] = ['lazy', 'eager'],
  consistency: 'bounds' | 'none' = 'none',
): Subject<Sum> {
  return {
    name: `toy sum that ${defect}`,
    modes,
    consistency,
    make: (rng) => {
      const domains = Array.from({ length: rng.between(2, 4) }, () => randomDomain(rng));
      const least = domains.reduce((sum, d) => sum + d[0]!, 0);
      return { domains, limit: least + rng.between(-1, 6) };
    },
    post: (kernel: Kernel, c: Case<Sum>, mode: string) => {
      const n = c.domains.length;
      kernel.post(new ToySum(n, c.limit, mode === 'lazy', defect), checker(n, c.limit));
    },
    satisfies: (c, values) => values.reduce((sum, v) => sum + v, 0) <= c.limit,
  };
}

propagatorSuite({ ...subject('none', ['lazy', 'eager'], 'bounds'), name: 'toy sum' });

describe('the suite rejects a propagator that', () => {
  const defects: readonly [Defect, RegExp][] = [
    ['pushes too strongly', /sound|E2/],
    ['never decides', /leaf/],
    ['decides too much', /sound|E2/],
    ['drops an antecedent', /E2/],
    ['explains from current bounds', /timeless|E1/],
    ['ignores needed strength', /E2/],
    ['names a false antecedent', /E1/],
    ['names a later antecedent', /E1/],
    ['remembers across backtracking', /sound|leaf|twin|awake|E2/],
    ['sleeps on a bound', /awake/],
    ['drops an antecedent of a conflict', /E2/],
  ];
  for (const [defect, point] of defects) {
    it(defect, () => {
      expect(() => runSuite(subject(defect, ['lazy']), { cases: 200 })).toThrow(point);
    });
  }
});

describe('the suite rejects a subject that', () => {
  it('promises more consistency than its propagator has', () => {
    expect(() => runSuite(subject('pushes nothing', ['lazy'], 'bounds'), { cases: 50 })).toThrow(/consistency/);
    expect(runSuite(subject('pushes nothing', ['lazy'], 'none'), { cases: 50 }).cases).toBe(50);
  });

  it('registers no checker', () => {
    const careless: Subject<Sum> = {
      ...subject('none'),
      post: (kernel, c) => void kernel.post(new ToySum(c.domains.length, c.limit, true, 'none')),
    };
    expect(() => runSuite(careless, { cases: 5 })).toThrow(/has no checker/);
  });

  it('has a checker that never finds a contradiction', () => {
    const blind: Subject<Sum> = {
      ...subject('none'),
      post: (kernel, c) => void kernel.post(new ToySum(c.domains.length, c.limit, true, 'none'), () => false),
    };
    expect(() => runSuite(blind, { cases: 20 })).toThrow(/checker/);
  });

  it('makes a variable of its own', () => {
    const greedy: Subject<Sum> = { ...subject('none'), post: (kernel) => void kernel.newVar([0, 1]) };
    expect(() => runSuite(greedy, { cases: 1 })).toThrow(/variable of its own/);
  });
});

describe('a failure', () => {
  const report = (): string => {
    try {
      runSuite(subject('never decides', ['lazy']), { cases: 200 });
    } catch (thrown) {
      return (thrown as Error).message;
    }
    return 'nothing thrown';
  };

  it('is reported with mode, shrunk case and the line that runs it again', () => {
    const lines = report().split('\n');
    expect(lines[0]).toMatch(/^toy sum that never decides, case \d+, mode lazy: leaf: /);
    expect(lines.join('\n')).toMatch(/CASE=\d+ npx vitest run -t 'toy sum that never decides'/);
    const json = lines.find((line) => line.startsWith('{'))!;
    const c = JSON.parse(json) as Case<Sum>;
    // the smallest case that breaks at a leaf has nothing left to decide but one variable at most
    expect(c.domains.flat().length).toBeLessThanOrEqual(2 * c.domains.length);
  });

  it('is the same at every run', () => {
    expect(report()).toBe(report());
  });
});
