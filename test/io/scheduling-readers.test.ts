// Readers of scheduling instances: what they read, how the format is found, and what they refuse, in one line that names the place and the mend.

import { describe, expect, it } from 'vitest';
import { InputError } from '../../io/input-error.ts';
import { parseFjsplib } from '../../io/parse-fjsplib.ts';
import { parseJsplib } from '../../io/parse-jsplib.ts';
import { parsePatterson } from '../../io/parse-patterson.ts';
import { parseProgen } from '../../io/parse-progen.ts';
import { parsePsplib } from '../../io/parse-psplib.ts';
import { parseTaillard } from '../../io/parse-taillard.ts';
import { parseJobShop, parseProject } from '../../io/scheduling-formats.ts';
import { FJSPLIB, JSPLIB, PATTERSON, PROGEN, PSPLIB, TAILLARD } from './instance-samples.ts';

const PROJECT = {
  name: 'tiny',
  firstJob: 1,
  durations: [0, 3, 2, 4, 0],
  demands: [
    [0, 0],
    [2, 1],
    [2, 0],
    [1, 1],
    [0, 0],
  ],
  capacities: [3, 1],
  lags: [
    { from: 0, to: 1, lag: 0 },
    { from: 0, to: 2, lag: 0 },
    { from: 1, to: 3, lag: 3 },
    { from: 2, to: 3, lag: 2 },
    { from: 3, to: 4, lag: 4 },
  ],
};

const SHOP = {
  name: 'shop',
  machineCount: 3,
  firstMachine: 0,
  jobs: [
    [[{ machine: 0, duration: 3 }], [{ machine: 1, duration: 2 }], [{ machine: 2, duration: 2 }]],
    [[{ machine: 0, duration: 2 }], [{ machine: 2, duration: 1 }], [{ machine: 1, duration: 4 }]],
  ],
};

const FLEXIBLE = {
  name: 'shop',
  machineCount: 3,
  firstMachine: 1,
  jobs: [
    [
      [
        { machine: 0, duration: 3 },
        { machine: 1, duration: 4 },
      ],
      [{ machine: 2, duration: 2 }],
    ],
    [
      [
        { machine: 0, duration: 5 },
        { machine: 1, duration: 6 },
        { machine: 2, duration: 1 },
      ],
    ],
  ],
};

/** What a reader says about a text that it refuses. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('was read');
}

describe('what is read', () => {
  it('PSPLIB', () => {
    expect(parsePsplib(PSPLIB, 'some/folder/tiny.sm')).toEqual(PROJECT);
    expect(parsePsplib(PSPLIB.replaceAll('\n', '\r\n'), 'tiny.sm')).toEqual(PROJECT);
    expect(parsePsplib(PSPLIB.slice(PSPLIB.indexOf('PRECEDENCE')), 'tiny.sm')).toEqual(PROJECT);
  });

  it('Patterson, whatever its line breaks', () => {
    expect(parsePatterson(PATTERSON, 'tiny.rcp')).toEqual(PROJECT);
    expect(parsePatterson(PATTERSON.replace(/\s+/g, '\n'), 'tiny.rcp')).toEqual(PROJECT);
    expect(parsePatterson(PATTERSON.replace(/\s+/g, '\t').trim(), 'tiny.rcp')).toEqual(PROJECT);
  });

  it('ProGen/max', () => {
    const lags = [...PROJECT.lags.slice(0, 4), { from: 2, to: 1, lag: -1 }, PROJECT.lags[4]];
    const expected = { ...PROJECT, name: 'psp', firstJob: 0, capacities: [4, 1], lags };
    expect(parseProgen(PROGEN, 'psp.sch')).toEqual(expected);
    expect(parseProgen(PROGEN.replaceAll('[', ' [ ').replaceAll(']', ' ] '), 'psp.sch')).toEqual(expected);
  });

  it('JSPLIB and FJSPLIB', () => {
    expect(parseJsplib(JSPLIB, 'shop.txt')).toEqual(SHOP);
    expect(parseFjsplib(FJSPLIB, 'shop.txt')).toEqual(FLEXIBLE);
    expect(parseFjsplib(FJSPLIB.replace(' 1.5', ''), 'shop.txt')).toEqual(FLEXIBLE);
    expect(parseJsplib('0 0\n', 'shop.txt')).toEqual({ ...SHOP, machineCount: 0, jobs: [] });
  });

  it('Taillard, with words or without', () => {
    const plain = '2 3\n3 2 2\n2 1 4\n1 2 3\n1 3 2';
    for (const text of [TAILLARD, TAILLARD.replaceAll('\n', '\r\n'), plain]) {
      expect(parseTaillard(text, 'shop.txt')).toEqual({ ...SHOP, firstMachine: 1 });
      expect(parseJobShop(text, 'shop.txt')).toEqual({ ...SHOP, firstMachine: 1 });
    }
    const fromZero = '2 3\n3 2 2\n2 1 4\n0 1 2\n0 2 1\n';
    expect(parseTaillard(fromZero, 'shop.txt')).toEqual(SHOP);
  });

  it('names without folders and extensions', () => {
    for (const [file, name] of [
      ['a/b.c/d.e.rcp', 'd.e'],
      ['a\\b.rcp', 'b'],
      ['.rcp', '.rcp'],
      ['plain', 'plain'],
    ]) {
      expect(parsePatterson(PATTERSON, file).name).toBe(name);
    }
  });
});

describe('the format', () => {
  it.each([
    ['tiny.sm', PSPLIB, 1],
    ['TINY.SM', PSPLIB, 1],
    ['tiny.rcp', PATTERSON, 1],
    ['tiny.SCH', PROGEN, 0],
    ['tiny.txt', PSPLIB, 1],
    ['tiny', PATTERSON, 1],
    ['tiny.data', PROGEN, 0],
  ])('of %s', (file, text, firstJob) => {
    expect(parseProject(text, file)).toMatchObject({ firstJob, durations: PROJECT.durations });
  });

  it('follows the extension, not the content', () => {
    expect(refusal(() => parseProject(PSPLIB, 'a.rcp'))).toMatch(/the number of jobs is "\*+\.\.\."/);
    expect(refusal(() => parseProject(PATTERSON, 'a.sm'))).toMatch(/has no section "PRECEDENCE RELATIONS"/);
  });

  it.each([
    ['JSPLIB', JSPLIB, 0],
    ['FJSPLIB with an average', FJSPLIB, 1],
    ['FJSPLIB without', FJSPLIB.replace(' 1.5', ''), 1],
    ['JSPLIB whose first job could be one of FJSPLIB', '1 3\n2 1 1 1 0 7', 0],
    ['FJSPLIB whose first job could be one of JSPLIB', '1 3\n1 2 2 7 3 9', 1],
    ['JSPLIB with a job over two lines', '1 2\n0 3\n1 4', 0],
    ['Taillard', TAILLARD, 1],
    ['Taillard without words', TAILLARD.replace(/[A-Z].*/g, ''), 1],
    ['Taillard with machines from 0', '2 2\n1 5\n7 3\n1 0\n0 1', 0],
    ['JSPLIB with each job over two lines', '2 2\n0 3\n1 4\n1 5\n0 1', 0],
  ])('of a shop: %s', (_, text, firstMachine) => {
    expect(parseJobShop(text, 'shop')).toMatchObject({ firstMachine });
  });
});

type Case = [what: string, from: string | RegExp, to: string, words: RegExp];

describe.each<[format: string, read: (text: string, file: string) => unknown, text: string, cases: Case[]]>([
  [
    'PSPLIB',
    parsePsplib,
    PSPLIB,
    [
      [
        'no successors',
        /PRECEDENCE RELATIONS/,
        'PRECEDENCES',
        /^f: has no section "PRECEDENCE RELATIONS"; give a PSPLIB/,
      ],
      ['no requests', /REQUESTS/, 'Requests', /^f: has no section "REQUESTS\/DURATIONS"/],
      [
        'no capacities',
        /RESOURCEAVAILABILITIES[\s\S]*/,
        'RESOURCEAVAILABILITIES:\n',
        /^f: RESOURCEAVAILABILITIES has not one line/,
      ],
      ['no jobs', / {3}1 {8}1[\s\S]*?\*/, '*', /^f: PRECEDENCE RELATIONS lists no jobs/],
      [
        'a job less than announced',
        'sink ):  5',
        'sink ):  6',
        /lists 5 jobs, the head announces 6; give the whole file/,
      ],
      [
        'a job less in one table',
        '  5      1     0       0    0\n',
        '',
        /REQUESTS\/DURATIONS lists 4 jobs, PRECEDENCE RELATIONS 5/,
      ],
      [
        'jobs out of order',
        '   2        1          1 ',
        '   3        1          1 ',
        /^f: line 20: job 3 where job 2 should be/,
      ],
      [
        'several modes',
        '   3        1          1 ',
        '   3        2          1 ',
        /^f: line 21: the number of modes of job 3 is "2"; only 1 /,
      ],
      ['another mode', '  3      1     2', '  3      2     2', /^f: line 30: the mode of job 3 is "2"/],
      [
        'an unknown successor',
        '           4\n',
        '           6\n',
        /^f: line 20: a successor of job 2 is "6"; give an integer from 1 to 5/,
      ],
      ['its own successor', '           4\n', '           2\n', /^f: line 20: job 2 is its own successor/],
      [
        'a successor too few',
        '2           2   3',
        '2           2',
        /^f: line 19: has 4 numbers, not 5; give 2 successors of job 1/,
      ],
      [
        'a demand too few',
        '3       2    1',
        '3       2',
        /^f: line 29: has 4 numbers, not 5; give a duration and 2 demands of job 2/,
      ],
      [
        'a negative duration',
        '  2      1     3',
        '  2      1    -3',
        /the duration of job 2 is "-3"; give an integer from 0 to 1000000000/,
      ],
      [
        'a duration beyond the limit',
        '  2      1     3',
        '  2      1     1000000001',
        /the duration of job 2 is "1000000001"/,
      ],
      ['a fraction', '3       2    1', '3       2.5    1', /demand 1 of job 2 is "2.5"/],
      ['a word', '    3    1\n', '    3    x\n', /^f: line 36: the capacity of resource 2 is "x"/],
      [
        'nonrenewable resources',
        'nonrenewable              :  0',
        'nonrenewable              :  2',
        /^f: line 10: 2 nonrenewable resources/,
      ],
      [
        'several projects',
        'projects                      :  1',
        'projects                      :  2',
        /^f: line 5: 2 projects/,
      ],
      [
        'a release date',
        '3      0        7',
        '3      4        7',
        /^f: line 15: the release date of the project is "4"; only 0 is known/,
      ],
    ],
  ],
  [
    'Patterson',
    parsePatterson,
    PATTERSON,
    [
      [
        'an empty file',
        /[\s\S]*/,
        '',
        /^f: line 1: the file ends where the number of jobs should be; give the whole file/,
      ],
      ['a file cut off', '0 0 0 0\n', '0 0', /^f: line 8: the file ends where demand 2 of job 5 should be/],
      ['more than it should have', '0 0 0 0\n', '0 0 0 0\n\n7', /^f: line 10: "7" is more than the file should have/],
      ['no jobs', '5 2', '0 2', /^f: line 1: the number of jobs is 0; give an integer from 1 to 100000/],
      ['too many jobs', '5 2', '100001 2', /^f: line 1: the number of jobs is 100001/],
      ['an unknown successor', '1 1 4', '1 1 6', /^f: line 5: a successor of job 2 is 6; give an integer from 1 to 5/],
      ['its own successor', '1 1 4', '1 1 2', /^f: line 5: job 2 is its own successor/],
      ['a word', '3 1\n', '3 one\n', /^f: line 2: the capacity of resource 2 is "one", not an integer/],
      ['a number that is none', '3 1\n', '3 0x1\n', /"0x1", not an integer/],
      ['a bracket', '3 1\n', '3 [1\n', /"\[", not an integer/],
    ],
  ],
  [
    'ProGen/max',
    parseProgen,
    PROGEN,
    [
      ['other resources', '3	2	0	0', '3	2	1	0', /^f: line 1: the number of nonrenewable resources is 1; give 0/],
      ['several modes', '1	1	1	3', '1	2	1	3', /^f: line 3: the number of modes of job 1 is 2; give 1/],
      [
        'jobs out of order',
        '3	1	1	4',
        '2	1	1	4',
        /^f: line 5: job 2 where job 3 should be; list the jobs from 0/,
      ],
      ['a lag without brackets', '[3]', '3', /^f: line 3: "3" where "\[" of the lag from job 1 to 3 should be/],
      ['an open bracket', '[3]', '[3', /^f: line 4: "2" where "\]" of the lag from job 1 to 3 should be/],
      ['a lag per mode', '[3]', '[3 4]', /^f: line 3: "4" where "\]"/],
      ['its own successor', '1	1	1	3', '1	1	1	1', /^f: line 3: job 1 is its own successor/],
      ['a lag beyond the limit', '[3]', '[-1000000001]', /the lag from job 1 to 3 is -1000000001/],
      ['a file cut off', '4	1\n', '4', /^f: line 12: the file ends where the capacity of resource 2 should be/],
    ],
  ],
  [
    'JSPLIB',
    parseJsplib,
    JSPLIB,
    [
      [
        'machines counted from 1',
        '1 2  2 2',
        '1 2  3 2',
        /^f: line 3: the machine of operation 3 of job 1 is 3; give an integer from 0 to 2/,
      ],
      [
        'a file cut off',
        '  1 4\n',
        '',
        /^f: line 4: the file ends where the machine of operation 3 of job 2 should be/,
      ],
      ['a job more', '1 4\n', '1 4\n0 1 1 1 2 1\n', /^f: line 5: "0" is more than the file should have/],
      ['a negative duration', '0 3', '0 -3', /^f: line 3: the duration of operation 1 of job 1 is -3/],
      [
        'too many operations',
        '2 3\n',
        '2000 51\n',
        /^f: line 2: 2000 times 51 operations are too many; give at most 100000/,
      ],
    ],
  ],
  [
    'Taillard',
    parseTaillard,
    TAILLARD,
    [
      [
        'a machine beyond the last',
        '1  3  2',
        '1  4  2',
        /^f: line 8: the machine of operation 2 of job 2 is 4; give an integer from 0 to 3/,
      ],
      [
        'machines from 0 and from 1',
        '1  3  2',
        '0  3  2',
        /^f: line 8: machines 0 and 3 of 3; count them from 0 or from 1/,
      ],
      ['a negative duration', '2  1  4', '2 -1  4', /^f: line 5: the duration of operation 2 of job 2 is -1/],
      ['a file cut off', '  1  3  2\n', '', /the file ends where the machine of operation 1 of job 2 should be/],
      ['a second instance', /$/, '2 3\n', /^f: line 9: "2" is more than the file should have/],
      ['a word for a seed', '840612802', 'seed', /^f: line 2: a seed or a bound is "seed", not an integer/],
    ],
  ],
  [
    'FJSPLIB',
    parseFjsplib,
    FJSPLIB,
    [
      [
        'machines counted from 0',
        '1 3 2\n',
        '1 0 2\n',
        /^f: line 2: a machine of operation 2 of job 1 is 0; give an integer from 1 to 3/,
      ],
      ['no machine', '1 3 2\n', '0\n', /^f: line 2: the number of machines of operation 2 of job 1 is 0/],
      [
        'a machine twice',
        '2 1 3 2 4',
        '2 1 3 1 4',
        /^f: line 2: machine 1 twice for operation 1 of job 1; list each machine once/,
      ],
      ['words in the head', '1.5', 'about 1.5', /^f: line 1: "about 1.5" after the numbers of jobs and machines/],
      ['too many operations', '2  2 1', '100001  2 1', /^f: line 2: the number of operations of job 1 is 100001/],
    ],
  ],
])('%s refuses', (_, read, text, cases) => {
  it.each(cases)('%s', (_what, from, to, words) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(refusal(() => read(changed, 'f'))).toMatch(words);
  });
});
