// The disjunctive resource with many tasks on long domains: what the small cases of the suites never reach. Every inference is judged where CHECK >= 2.

import { describe, expect, it } from 'vitest';
import { disjunctiveChecker } from '../../propagators/checkers/disjunctive.ts';
import { disjunctivePairsChecker } from '../../propagators/checkers/disjunctive-pairs.ts';
import { Disjunctive } from '../../propagators/disjunctive.ts';
import { DisjunctiveOrder, type OrderedPair } from '../../propagators/disjunctive-order.ts';
import { DisjunctivePairs } from '../../propagators/disjunctive-pairs.ts';
import type { DisjunctiveTask } from '../../propagators/disjunctive-tasks.ts';
import { constant, view } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { RULE_SETS } from './disjunctive-case.ts';
import { ge, le, Scene, yes } from './scene.ts';

interface Crowd {
  readonly domains: number[][];
  readonly tasks: DisjunctiveTask[];
  readonly pairs: OrderedPair[];
}

/** n tasks of fixed size whose windows leave little room, some optional, with a literal for each pair or none. */
function crowd(rng: Random, n: number, optional: number, literals: boolean, room = 5): Crowd {
  const domains: number[][] = [];
  const tasks: DisjunctiveTask[] = [];
  for (let x = 0; x < n; x++) {
    const size = rng.between(1, 9);
    const from = rng.below((room - 1) * n);
    domains.push([from, from + rng.between(room, room * n)]);
    tasks.push({ start: view(2 * x), end: { ...view(2 * x), offset: size }, size: constant(size) });
  }
  for (let x = 0; x < n; x++) {
    if (!rng.chance(optional)) continue;
    domains.push([0, 1]);
    tasks[x] = { ...tasks[x]!, presence: yes(domains.length - 1) };
  }
  const pairs: OrderedPair[] = [];
  for (let second = 0; literals && second < n; second++) {
    for (let first = 0; first < second; first++) {
      domains.push([0, 1]);
      pairs.push({ first, second, before: yes(domains.length - 1) });
    }
  }
  return { domains, tasks, pairs };
}

function sceneOf({ domains, tasks, pairs }: Crowd, rules: string): Scene {
  const scene = new Scene(domains);
  let order: DisjunctiveOrder | null = null;
  if (pairs.length > 0) {
    order = new DisjunctiveOrder(tasks.length, pairs);
    scene.post(new DisjunctivePairs(tasks, order, []), disjunctivePairsChecker(tasks, pairs, []));
  }
  return scene.post(new Disjunctive(tasks, [], order, RULE_SETS[rules]!), disjunctiveChecker(tasks, [], pairs));
}

function randomFact(rng: Random, scene: Scene): Fact | null {
  const open = scene.box().flatMap(([lo, hi], x) => (lo < hi ? [x] : []));
  if (open.length === 0) return null;
  const x = rng.pick(open);
  const [lo, hi] = scene.box()[x]!;
  return rng.chance(0.5) ? ge(x, rng.between(lo + 1, hi)) : le(x, rng.between(lo, hi - 1));
}

/** Decides and backtracks at random; calls `visit` with every fixpoint, and whether it is free of conflicts. */
function walk(
  rng: Random,
  scene: Scene,
  steps: number,
  visit: (decisions: readonly Fact[], ok: boolean) => void,
): void {
  const decisions: Fact[] = [];
  if (!scene.root()) return;
  for (let step = 0; step < steps; step++) {
    const f = rng.chance(0.2) ? null : randomFact(rng, scene);
    if (f === null) {
      const level = rng.below(scene.kernel.trail.level + 1);
      scene.kernel.backtrackTo(level);
      decisions.length = level;
      continue;
    }
    decisions.push(f);
    const ok = scene.decide(f);
    visit(decisions, ok);
    if (ok) continue;
    decisions.pop();
    scene.kernel.backtrackTo(decisions.length);
  }
}

describe('a disjunctive resource with many tasks', () => {
  it('agrees with fresh propagators after every decision and backtrack, with literals', () => {
    let agreed = 0;
    for (let round = 0; round < 30; round++) {
      const rng = new Random(`crowd:${round}`);
      const c = crowd(rng, rng.between(5, 12), 0.3, true);
      const scene = sceneOf(c, 'all');
      walk(rng, scene, 25, (decisions, ok) => {
        const fresh = sceneOf(c, 'all');
        expect(fresh.decide(...decisions), `round ${round}`).toBe(ok);
        if (ok) expect(fresh.box()).toEqual(scene.box());
        agreed++;
      });
    }
    expect(agreed).toBeGreaterThan(300);
  });

  it('sees all that plain rules over all pairs and windows see', () => {
    let settled = 0;
    for (let round = 0; round < 60; round++) {
      const rng = new Random(`strength:${round}`);
      const c = crowd(rng, rng.between(3, 8), 0.2, false);
      const scene = sceneOf(c, 'all');
      const contradictory = disjunctiveChecker(c.tasks, []);
      walk(rng, scene, 25, (_decisions, ok) => {
        if (!ok) return;
        const { lb, varCount } = scene.kernel.trail;
        expect(contradictory(lb.slice(0, 2 * varCount)), `round ${round}`).toBe(false);
        settled++;
      });
    }
    expect(settled).toBeGreaterThan(300);
  });

  it('sees more with each rule', () => {
    const refuted = new Map<string, number>();
    for (let round = 0; round < 150; round++) {
      const rng = new Random(`rules:${round}`);
      const c = crowd(rng, 6, 0, false, 4);
      for (const rules of Object.keys(RULE_SETS)) {
        if (!sceneOf(c, rules).root()) refuted.set(rules, (refuted.get(rules) ?? 0) + 1);
      }
    }
    const { none, all, ...single } = Object.fromEntries(refuted) as Record<string, number>;
    for (const [rules, count] of Object.entries(single)) {
      expect(count, rules).toBeGreaterThanOrEqual(none!);
      expect(count, rules).toBeLessThanOrEqual(all!);
    }
    expect(single['overload']).toBeGreaterThan(none!);
    expect(single['edges']).toBeGreaterThan(single['overload']!);
  });
});
