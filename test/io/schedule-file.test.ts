// The schedule file: round trip, layout, and every field's refusal.

import { describe, expect, it } from 'vitest';
import { InputError } from '../../io/input-error.ts';
import { formatSchedule, parseSchedule, type ScheduleFile } from '../../io/schedule-file.ts';
import { type Json, type JsonObject, sampleSchedule } from './samples.ts';

describe('schedule file', () => {
  it('is read back as it was written', () => {
    const schedule = sampleSchedule();
    expect(parseSchedule(formatSchedule(schedule), 's.json')).toEqual(schedule);
    const none: ScheduleFile = {
      ...schedule,
      ...{ status: 'infeasible', peak: null, duration: null, durationLowerBound: null, overheadPercent: null },
      ...{ order: [], frees: [], timeline: [] },
    };
    expect(parseSchedule(formatSchedule(none), 's.json')).toEqual(none);
  });

  it('has one key per line and one line per list of numbers', () => {
    const lines = formatSchedule(sampleSchedule()).split('\n');
    expect(lines.slice(0, 16)).toEqual([
      '{',
      '  "format": "moccasin-schedule/1",',
      '  "graph": "four",',
      '  "status": "feasible",',
      '  "mode": "input",',
      '  "budget": 6,',
      '  "maxComputations": 2,',
      '  "baseline": { "peak": 6, "duration": 100 },',
      '  "peak": 6,',
      '  "duration": 110,',
      '  "durationLowerBound": 100,',
      '  "overheadPercent": 10.000000000000009,',
      '  "order": [0, 1, 2, 0, 3],',
      '  "frees": [[], [0], [1], [], [0, 2, 3]],',
      '  "timeline": [4, 5, 2, 5, 6],',
      '  "solve": {',
    ]);
  });

  it('ignores unknown fields', () => {
    const text = JSON.stringify({ ...sampleSchedule(), note: [1] });
    expect(parseSchedule(text, 's.json')).toEqual(sampleSchedule());
  });

  const refusals: [place: string, path: (string | number)[], value: Json | undefined][] = [
    ['format', ['format'], 'moccasin-schedule/2'],
    ['graph', ['graph'], 3],
    ['status', ['status'], 'OPTIMAL'],
    ['mode', ['mode'], undefined],
    ['budget', ['budget'], -1],
    ['budget', ['budget'], null],
    ['maxComputations', ['maxComputations'], 1.5],
    ['baseline', ['baseline'], []],
    ['baseline.peak', ['baseline', 'peak'], '6'],
    ['peak', ['peak'], 2 ** 53],
    ['duration', ['duration'], undefined],
    ['durationLowerBound', ['durationLowerBound'], {}],
    ['overheadPercent', ['overheadPercent'], 'x'],
    ['order', ['order'], { length: 5 }],
    ['order[2]', ['order', 2], null],
    ['frees', ['frees'], [[]]],
    ['frees[1]', ['frees', 1], 0],
    ['frees[1][0]', ['frees', 1, 0], true],
    ['timeline', ['timeline'], [1]],
    ['timeline[4]', ['timeline', 4], 0.5],
    ['solve', ['solve'], undefined],
    ['solve.seconds', ['solve', 'seconds'], '1'],
    ['solve.incumbents[0]', ['solve', 'incumbents', 0], 5],
    ['solve.incumbents[0].worker', ['solve', 'incumbents', 0, 'worker'], 1],
    ['solve.bounds[0].duration', ['solve', 'bounds', 0, 'duration'], null],
  ];
  it.each(refusals)('refuses a wrong %s (%j = %j)', (place, path, value) => {
    const document = structuredClone(sampleSchedule()) as unknown as JsonObject;
    let holder: JsonObject = document;
    for (const key of path.slice(0, -1)) holder = holder[key] as JsonObject;
    const last = path[path.length - 1];
    if (value === undefined) delete holder[last];
    else holder[last] = value;
    const error = caught(() => parseSchedule(JSON.stringify(document), 's.json'));
    expect(error.place).toBe(place);
    expect(error.message).toMatch(/^s\.json: /);
  });

  it.each(['[]', '3', 'null', '"text"'])('refuses %s', (text) => {
    expect(caught(() => parseSchedule(text, 's.json')).message).toMatch(/expected an object/);
  });
});

function caught(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
