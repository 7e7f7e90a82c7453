// The block-wise memory profile against plain arrays, through random insertions, removals and range additions that split and empty its blocks.

import { describe, expect, it } from 'vitest';
import { StepProfile } from '../../formulation/search/step-profile.ts';
import { Random } from '../../solver/random.ts';

interface Step {
  e: number;
  v: number;
  memory: number;
  freed: number;
}

function check(profile: StepProfile, steps: readonly Step[], budget: number): void {
  expect(profile.steps).toBe(steps.length);
  expect(profile.overflow).toBe(steps.reduce((sum, { memory }) => sum + Math.max(0, memory - budget), 0));
  const seen: Omit<Step, 'freed'>[] = [];
  for (let p = profile.position(steps[0]!.e); p >= 0; p = profile.next(p))
    seen.push({ e: profile.eventAt(p), v: profile.nodeAt(p), memory: profile.memoryAt(p) });
  expect(seen).toEqual(steps.map(({ e, v, memory }) => ({ e, v, memory })));
  const most = Math.max(...steps.map(({ memory }) => memory));
  expect(profile.memoryAt(profile.highest())).toBe(most);
  expect(profile.overflowing(profile.somewhere(0.5)) >= 0).toBe(most > budget);
}

describe('StepProfile', () => {
  it.each([1, 2, 3, 4, 5, 6])('random changes, seed %d', (seed) => {
    const rng = new Random(`step-profile:${seed}`);
    const budget = 50;
    const n = rng.pick([1, 3, 200, 700]);
    let steps: Step[] = Array.from({ length: n }, (_, i) => ({
      e: 10 * i,
      v: i,
      memory: rng.below(80),
      freed: rng.below(10),
    }));
    const of = (key: keyof Step): Float64Array => Float64Array.from(steps, (step) => step[key]);
    const profile = new StepProfile(budget, of('e'), Int32Array.from(of('v')), of('memory'), of('freed'));
    check(profile, steps, budget);
    const at = (e: number): number => steps.filter((step) => step.e < e).length;
    // growing, then shrinking
    for (let turn = 0; turn < 1500; turn++) {
      const grows = turn < 700 ? rng.chance(0.75) : rng.chance(0.2);
      const kind = rng.below(3);
      if (kind === 0 && grows) {
        const e = rng.below(10 * n + 4000);
        if (steps.some((step) => step.e === e)) continue;
        const before = steps[at(e) - 1];
        profile.insert(e, turn);
        steps.splice(at(e), 0, { e, v: turn, memory: before ? before.memory - before.freed : 0, freed: 0 });
      } else if (kind === 0 && steps.length > 1) {
        // runs of steps, so that blocks empty
        const from = rng.below(steps.length);
        for (const { e } of steps.slice(from, from + rng.between(1, 6))) {
          if (steps.length === 1) break;
          profile.remove(e);
          steps = steps.filter((step) => step.e !== e);
        }
      } else if (kind === 1) {
        const [from, to] = [rng.pick(steps).e, rng.below(10 * n + 5000)];
        const amount = rng.between(-20, 20);
        profile.add(profile.position(from), profile.position(to), amount);
        for (const step of steps) if (step.e >= from && step.e < to) step.memory += amount;
      } else {
        const step = rng.pick(steps);
        const amount = rng.between(-3, 5);
        profile.free(profile.position(step.e), amount);
        step.freed += amount;
        const [from, to] = [rng.pick(steps).e, rng.below(10 * n + 5000)];
        const [more, most] = [rng.below(30), rng.between(1, 30)];
        const over = steps
          .filter(({ e }) => e >= from && e < to)
          .map(({ memory }) => Math.min(most, Math.max(0, memory + more - budget)));
        const all = over.reduce((sum, x) => sum + x, 0);
        const [p, q] = [profile.position(from), profile.position(to)];
        expect(profile.excess(p, q, more, most, Number.POSITIVE_INFINITY)).toBe(all);
        const enough = rng.below(200);
        expect(profile.excess(p, q, more, most, enough) >= enough).toBe(all >= enough);
      }
      if (turn % 20 === 0) check(profile, steps, budget);
    }
    check(profile, steps, budget);
    expect(profile.sequence()).toEqual(steps.map(({ v }) => v));
  });
});
