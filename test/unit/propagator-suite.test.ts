// The suite tested: it must let a correct propagator pass and reject each deliberate defect, at the point the defect breaks.

import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../solver/kernel.ts';
import { Random } from '../../solver/random.ts';
import { searchCase } from '../support/learning.ts';
import {
  type Case,
  newCoverage,
  propagatorSuite,
  runSuite,
  runSuiteCase,
  runTrace,
  type Subject,
} from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { shrinkDomains } from '../support/shrink.ts';
import { SolutionTable, valuesOf } from '../support/solution-table.ts';
import { type Defect, ToySum } from '../support/toy-sum.ts';
import { type Trace, tracesOf } from '../support/traces.ts';

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
    ['never decides', /leaf|search|count/],
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

  it('has a checker that always finds a contradiction', () => {
    const eager: Subject<Sum> = {
      ...subject('none'),
      post: (kernel, c) => void kernel.post(new ToySum(c.domains.length, c.limit, true, 'none'), () => true),
    };
    expect(() => runSuite(eager, { cases: 20 })).toThrow(/checker: the checker of toy-sum finds/);
  });

  it('makes a variable of its own', () => {
    const greedy: Subject<Sum> = { ...subject('none'), post: (kernel) => void kernel.newVar([0, 1]) };
    expect(() => runSuite(greedy, { cases: 1 })).toThrow(/variable of its own/);
  });
});

describe('the search part of the suite alone rejects a propagator that', () => {
  const search = (defect: Defect): void => {
    for (let i = 0; i < 200; i++) {
      const rng = new Random(`search:${i}`);
      const broken = subject(defect);
      const c = broken.make(rng);
      const table = new SolutionTable(c.domains, (values) => broken.satisfies(c, values));
      searchCase(broken, c, 'lazy', table, rng, newCoverage());
    }
  };

  it('none of them', () => {
    expect(() => search('none')).not.toThrow();
  });

  for (const defect of ['drops an antecedent', 'never decides', 'pushes too strongly'] as const) {
    it(defect, () => {
      expect(() => search(defect)).toThrow(/learned|search|count|core|E1|E2/);
    });
  }
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
    const text = report();
    expect(text).toMatch(/^toy sum that never decides, case \d+, mode lazy: (leaf|search|count): /);
    const index = Number(/again: CASE=(\d+) npx vitest run -t 'toy sum that never decides'/.exec(text)![1]);
    expect(() => runSuiteCase(subject('never decides', ['lazy']), 1, index, newCoverage())).toThrow(
      text.split('\n')[0],
    );
  });

  it('can be kept as a trace that fails again', () => {
    const broken = subject('never decides', ['lazy']);
    const trace = JSON.parse(
      report()
        .split('\n')
        .find((line) => line.startsWith('{'))!,
    ) as Trace;
    expect(() => runTrace(broken, trace)).toThrow(/leaf|search|count/);
    expect(() => runTrace(subject('none'), trace)).toThrow(/trace of toy sum that never decides/);
    expect(() => runTrace({ ...subject('none'), name: broken.name }, trace)).not.toThrow();
  });

  it('is found again by the name of its subject', () => {
    expect(tracesOf('toy sum').map(([file]) => file)).toEqual(['toy-sum-leaf.json']);
    expect(tracesOf('no such subject')).toEqual([]);
  });

  it('is the same at every run', () => {
    expect(report()).toBe(report());
  });
});

describe('shrinking', () => {
  it('leaves the values that matter', () => {
    const fails = (c: { domains: number[][] }): boolean =>
      valuesOf(c.domains[0]!).includes(3) && valuesOf(c.domains[1]!).some((v) => v < 0);
    const c = {
      domains: [
        [-2, 0, 2, 4],
        [-3, 2],
        [5, 8],
      ],
    };
    const shrunk = shrinkDomains(c, 'seed', fails);
    expect(shrunk.c.domains).toEqual([
      [3, 3],
      [-3, -3],
      [5, 5],
    ]);
  });

  it('keeps a case that only fails whole', () => {
    const c = { domains: [[0, 1, 3, 3]] };
    expect(shrinkDomains(c, 'seed', (smaller) => valuesOf(smaller.domains[0]!).length === 3).c).toEqual(c);
  });
});
