// Many precedences in one propagator: suite, and its fixpoints against those of single propagators.

import { describe, expect, it } from 'vitest';
import { precedencesChecker } from '../../propagators/checkers/precedences.ts';
import { Precedence } from '../../propagators/precedence.ts';
import { type PrecedenceArc, Precedences } from '../../propagators/precedences.ts';
import { Kernel } from '../../solver/kernel.ts';
import { Random } from '../../solver/random.ts';
import { DECISION } from '../../solver/reasons.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { ge, Scene } from './scene.ts';

interface NetworkCase {
  arcs: PrecedenceArc[];
}

function randomArcs(rng: Random, variables: number, count: number): PrecedenceArc[] {
  return Array.from({ length: count }, () => {
    const x = rng.below(variables);
    const y = (x + 1 + rng.below(variables - 1)) % variables;
    return { before: 2 * x + rng.below(2), distance: rng.between(-4, 2), after: 2 * y + rng.below(2) };
  });
}

function post(kernel: Kernel, { arcs }: NetworkCase): void {
  kernel.post(new Precedences(arcs), precedencesChecker(arcs));
}

propagatorSuite<NetworkCase>({
  name: 'precedences',
  consistency: 'none',
  make(rng) {
    const n = rng.between(2, 5);
    return { arcs: randomArcs(rng, n, rng.between(1, 6)), domains: Array.from({ length: n }, () => randomDomain(rng)) };
  },
  post,
  satisfies({ arcs }, values) {
    const of = (sv: number): number => (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!);
    return arcs.every(({ before, distance, after }) => of(before) + distance <= of(after));
  },
});

describe('precedences', () => {
  it('arrive where single propagators do, along decisions and back, 200 networks', () => {
    let conflicts = 0;
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Random(`network:${seed}`);
      const n = rng.between(4, 10);
      const arcs = randomArcs(rng, n, rng.between(4, 20));
      const kernels = [new Kernel(), new Kernel()];
      for (const kernel of kernels) for (let x = 0; x < n; x++) kernel.newVar([-30, 30]);
      post(kernels[0]!, { arcs });
      for (const { before, distance, after } of arcs) kernels[1]!.post(new Precedence(before, distance, after));
      const settle = (): boolean => {
        const [together, apart] = kernels.map((kernel) => kernel.fixpoint());
        expect(together, `seed ${seed}`).toBe(apart);
        if (together) {
          const boxes = kernels.map(({ trail }) => [...trail.lb.subarray(0, 2 * n)]);
          expect(boxes[0], `seed ${seed}`).toEqual(boxes[1]);
        }
        return together!;
      };
      if (!settle()) continue;
      for (let step = 0; step < 15; step++) {
        const { level } = kernels[0]!.trail;
        // one bound alone never contradicts precedences
        const bounds = [0, 1, 2].map(() => {
          const sv = rng.below(2 * n);
          return { sv, k: rng.between(kernels[0]!.lb(sv), kernels[0]!.ub(sv)) };
        });
        for (const kernel of kernels) {
          kernel.newLevel();
          for (const { sv, k } of bounds) kernel.assume(sv, k, DECISION);
        }
        const ok = settle();
        if (!ok) conflicts++;
        const back = ok ? (rng.chance(0.2) ? rng.below(level + 1) : level + 1) : rng.below(level + 1);
        for (const kernel of kernels) kernel.backtrackTo(back);
      }
    }
    expect(conflicts).toBeGreaterThan(20);
  });

  it('need of the bound before only what the one after needs', () => {
    const scene = new Scene([
      [0, 9],
      [0, 20],
      [0, 30],
    ]);
    const arcs = [
      { before: 0, distance: 4, after: 2 },
      { before: 2, distance: 3, after: 4 },
    ];
    post(scene.kernel, { arcs });
    expect(scene.root()).toBe(true);
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.box()[2]).toEqual([13, 30]);
    expect(scene.why(ge(2, 13))).toEqual(['[x1 >= 10]']);
    expect(scene.why(ge(2, 9))).toEqual(['[x1 >= 6]']);
  });
});
