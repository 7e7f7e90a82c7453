// The optional fields of a schedule file: the bound of the peak and who proved a bound. Old files without them stay readable.

import { describe, expect, it } from 'vitest';
import { formatSchedule, parseSchedule, type ScheduleFile } from '../../io/schedule-file.ts';

const PLAIN: ScheduleFile = {
  format: 'moccasin-schedule/1',
  graph: 'g',
  status: 'feasible',
  mode: 'input',
  budget: 5,
  maxComputations: 2,
  baseline: { peak: 5, duration: 2 },
  peak: 5,
  duration: 2,
  durationLowerBound: 1,
  overheadPercent: 0,
  order: [0],
  frees: [[0]],
  timeline: [5],
  solve: { seconds: 1, seed: 1, workers: 1, incumbents: [], bounds: [{ seconds: 0, duration: 1 }] },
};

describe('optional fields of a schedule file', () => {
  it('are left out when they are not given', () => {
    const text = formatSchedule(PLAIN);
    expect(text).not.toContain('peakLowerBound');
    expect(text).not.toContain('worker"');
    expect(parseSchedule(text, 'f')).toEqual(PLAIN);
  });

  it('survive writing and reading', () => {
    const full: ScheduleFile = {
      ...PLAIN,
      peakLowerBound: 4,
      solve: { ...PLAIN.solve, bounds: [{ seconds: 0, duration: 1, worker: 'probe' }] },
    };
    expect(parseSchedule(formatSchedule(full), 'f')).toEqual(full);
  });

  it('are checked like all others', () => {
    const broken = (extra: object): string => JSON.stringify({ ...PLAIN, ...extra });
    expect(() => parseSchedule(broken({ peakLowerBound: -1 }), 'f')).toThrow('peakLowerBound');
    const bounds = [{ seconds: 0, duration: 1, worker: 7 }];
    expect(() => parseSchedule(broken({ solve: { ...PLAIN.solve, bounds } }), 'f')).toThrow('solve.bounds[0].worker');
  });
});
