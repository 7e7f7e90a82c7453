// Solving with a plan: what is announced fits, nothing is lost on the way, and an interruption gets the best pair.

import { describe, expect, it } from 'vitest';
import type { RematProblem } from '../../formulation/problem.ts';
import { checkSchedule, simulateInputOrder } from '../../formulation/schedule.ts';
import { solvePlanned } from '../../formulation/solve-planned.ts';
import { Random } from '../../solver/random.ts';
import { graphOf } from '../support/random-graph.ts';

/** Layers that read two of those before, and their mirror image. */
function layered(layers: number): RematProblem {
  const random = new Random(`planned ${layers}`);
  const n = 2 * layers;
  const links: [number, number][] = [];
  for (let v = 1; v < n; v++) {
    links.push([v - 1, v]);
    if (v >= layers && n - 1 - v < v - 1) links.push([n - 1 - v, v]);
    else if (v > 2) links.push([random.between(Math.max(0, v - 6), v - 2), v]);
  }
  const draw = (): number[] => Array.from({ length: n }, () => random.between(100, 999));
  const graph = graphOf(draw(), links, draw());
  const { peak } = simulateInputOrder(graph);
  return {
    ...{ graph, order: 'input', maxComputations: 2, keepOutputs: false, objective: 'duration', precedence: 'cover' },
    ...{ memoryBound: Math.floor(0.75 * peak), durationBound: Number.POSITIVE_INFINITY },
  };
}

const anneal = { seed: 1, strategies: ['ruin-recreate'] };

describe('solving with a plan', () => {
  it('announces shorter and shorter schedules, the last of which is the result', async () => {
    const problem = layered(25);
    const announced: number[] = [];
    const onSolution = (_: unknown, { value }: { readonly value: number }) => announced.push(value);
    const parameters = { ...anneal, timeLimit: 1, deterministic: true };
    const { sequence, plan, objective, lowerBound } = await solvePlanned(problem, parameters, 1, { onSolution });
    expect(announced.length).toBeGreaterThan(0);
    expect(announced).toEqual([...announced].sort((a, b) => b - a));
    expect(announced.at(-1)).toBe(objective);
    expect(plan!.arena).toBeLessThanOrEqual(problem.memoryBound);
    expect(lowerBound).toBeLessThanOrEqual(objective);
    const { graph, memoryBound: budget } = problem;
    expect(checkSchedule(graph, sequence!, { budget, mode: 'input', maxComputations: 2 })).toEqual([]);
  });

  it('gives the best pair when it is interrupted', async () => {
    const controller = new AbortController();
    const onSolution = (): void => controller.abort();
    const parameters = { ...anneal, timeLimit: 20 };
    const watching = { onSolution, signal: controller.signal };
    const timer = setTimeout(() => controller.abort(), 500);
    const { stopReason, plan, status } = await solvePlanned(layered(25), parameters, 1, watching);
    clearTimeout(timer);
    expect({ stopReason, status }).toEqual({ stopReason: 'aborted', status: 'feasible' });
    expect(plan).not.toBeNull();
  });

  it('refuses the objective memory', async () => {
    const problem: RematProblem = { ...layered(5), objective: 'memory', memoryBound: 0 };
    await expect(solvePlanned(problem, { ...anneal, timeLimit: 1 }, 1)).rejects.toThrow(RangeError);
  });
});
