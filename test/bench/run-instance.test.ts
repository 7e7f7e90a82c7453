// What the commands print, read back.

import { describe, expect, it } from 'vitest';
import {
  type InstanceRequest,
  instanceArguments,
  readFlatZincAnswer,
  readSatAnswer,
  readSchedule,
} from '../../bench/run-instance.ts';

describe('readSchedule', () => {
  const solve = { seconds: 1.5, conflicts: 70, incumbents: [{ seconds: 0.1 }, { seconds: 0.7 }] };

  it('reads makespan, bound, seconds and conflicts', () => {
    const text = JSON.stringify({ status: 'feasible', makespan: 90, lowerBound: 85, solve });
    expect(readSchedule(text)).toEqual({
      answer: { status: 'feasible', objective: 90, bound: 85 },
      measures: { objective: 90, bound: 85, solveSeconds: 1.5, conflicts: 70, bestSeconds: 0.7 },
    });
  });

  it('knows an answer without a schedule from no answer', () => {
    const text = JSON.stringify({
      ...{ status: 'infeasible', makespan: null, lowerBound: null },
      solve: { ...solve, incumbents: [] },
    });
    expect(readSchedule(text)).toMatchObject({ answer: { status: 'infeasible' }, measures: { bestSeconds: null } });
    expect(readSchedule('')).toBeNull();
  });
});

describe('readFlatZincAnswer', () => {
  const statistics = (...lines: string[]): string =>
    [...lines, 'failures=12', 'initTime=0.250', 'solveTime=1.500'].map((line) => `%%%mzn-stat: ${line}\n`).join('') +
    '%%%mzn-stat-end\n';

  it.each([
    ['optimal', `x = 1;\n----------\n==========\n${statistics('objective=-7', 'objectiveBound=-7')}`, -7, -7],
    ['feasible', `x = 1;\n----------\n${statistics('objective=9', 'objectiveBound=3')}`, 9, 3],
    ['optimal', `x = 1;\n----------\n${statistics()}`, null, null],
    ['infeasible', `=====UNSATISFIABLE=====\n${statistics()}`, null, null],
    ['unknown', `=====UNKNOWN=====\n${statistics('objectiveBound=3')}`, null, 3],
  ])('%s', (status, text, objective, bound) => {
    expect(readFlatZincAnswer(text)).toEqual({
      answer: { status, objective, bound },
      measures: { objective, bound, conflicts: 12, solveSeconds: 1.75 },
    });
  });

  it.each(['x = 1;\n----------\n', '', `=====UNBOUNDED=====\n${statistics()}`])('takes no answer from %j', (text) => {
    expect(readFlatZincAnswer(text)).toBeNull();
  });
});

describe('readSatAnswer', () => {
  it.each([
    ['SATISFIABLE', 'optimal'],
    ['UNSATISFIABLE', 'infeasible'],
    ['UNKNOWN', 'unknown'],
  ])('%s', (word, status) => {
    expect(readSatAnswer(`c x\nc 40 conflicts, 90 decisions, 0.25 s, completed\ns ${word}\nv 1 0\n`)).toEqual({
      answer: { status, objective: null, bound: null },
      measures: { conflicts: 40, solveSeconds: 0.25 },
    });
  });

  it('takes no answer where there is none', () => {
    expect(readSatAnswer('c 40 conflicts\n')).toBeNull();
  });
});

describe('instanceArguments', () => {
  const request: InstanceRequest = {
    ...{ cli: 'x', command: 'rcpsp', file: 'a.sm', limit: 10, workers: 2, seed: 3 },
    words: ['--set', 'a=1'],
  };

  it('hands on limit, workers, seed and the words of a variant', () => {
    expect(instanceArguments(request).join(' ')).toBe(
      'rcpsp a.sm --time-limit 10 --workers 2 --seed 3 --quiet --set a=1',
    );
    expect(instanceArguments({ ...request, command: 'fzn', words: [] })).toContain('--statistics');
  });

  it('leaves the number of workers to named strategies', () => {
    expect(instanceArguments({ ...request, words: ['--strategies', 'luby'] })).not.toContain('--workers');
  });
});
