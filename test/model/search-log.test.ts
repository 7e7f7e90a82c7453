// The log of a model's solve: its lines, where they go, and that it changes nothing.

import { describe, expect, it, vi } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { solve, solveSync } from '../../model/solve.ts';

function knapsack(): CpModel {
  const model = new CpModel('sack');
  const x = model.newIntVar(0, 50, 'x');
  const y = model.newIntVar(0, 45, 'y');
  const b = model.newBoolVar('b');
  model.add(x.times(2).plus(y.times(7)).plus(b.times(9)).le(50));
  model.maximize(x.times(2).plus(y.times(2)).plus(b.times(8)));
  return model;
}

describe('logSearchProgress', () => {
  it('tells model, improvements and response to onLog', () => {
    const lines: string[] = [];
    const result = solveSync(knapsack(), { logSearchProgress: true, randomSeed: 7 }, { onLog: (l) => lines.push(l) });
    expect(lines[0]).toBe('Parameters: logSearchProgress=true randomSeed=7');
    expect(lines[1]).toBe('Model sack: 3 variables (1 Booleans), 0 intervals, 1 constraints, maximize');
    expect(lines[2]).toMatch(/^ {2}linear +1$/);
    const improvements = lines.filter((l) => /^#\d/.test(l));
    expect(improvements.length).toBe(result.solutionCount);
    expect(improvements.at(-1)).toContain(`best:${result.objective}`);
    expect(lines.some((l) => l.startsWith('#Done') && l.endsWith('OPTIMAL (completed)'))).toBe(true);
    expect(lines).toContain('status: OPTIMAL');
    expect(lines).toContain(`objective: ${result.objective}`);
    expect(lines).toContain(`best_bound: ${result.objective}`);
  });

  it('goes to the console without onLog, and nowhere by default', async () => {
    const written = vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await solve(knapsack());
      expect(written).not.toHaveBeenCalled();
      await solve(knapsack(), { logSearchProgress: true });
      expect(written.mock.calls.flat()).toContain('status: OPTIMAL');
    } finally {
      written.mockRestore();
    }
  });

  it('leaves events and answer as they are', async () => {
    const seen: (number | null)[][] = [[], []];
    const bounds: number[][] = [[], []];
    const results = [];
    for (const [i, logSearchProgress] of [false, true].entries()) {
      results.push(
        await solve(
          knapsack(),
          { logSearchProgress },
          {
            onLog: () => {},
            onSolution: (s) => seen[i]!.push(s.objective),
            onBound: (b) => bounds[i]!.push(b.value),
          },
        ),
      );
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(bounds[1]).toEqual(bounds[0]);
    expect(results[1]!.values).toEqual(results[0]!.values);
  });
});
