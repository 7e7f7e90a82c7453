// Strategies, options by name and events of the commands that search over a file.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchEvent } from '../../io/search-events.ts';
import { Random } from '../../solver/random.ts';
import { JSPLIB, PSPLIB } from '../io/instance-samples.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.write('shop.txt', JSPLIB);
  folder.write('tiny.sm', PSPLIB);
  folder.write('two.cnf', 'p cnf 2 2\n1 2 0\n-1 0\n');
  folder.write(
    'max.fzn',
    'var 0..9: x :: output_var;\nvar 0..9: y;\nconstraint int_lin_le([1,1],[x,y],7);\nsolve maximize x;\n',
  );
});
afterAll(() => folder.remove());

const FILES: Readonly<Record<string, string>> = {
  jobshop: 'shop.txt',
  rcpsp: 'tiny.sm',
  sat: 'two.cnf',
  fzn: 'max.fzn',
};
const COMMANDS = Object.keys(FILES);
const OK: Readonly<Record<string, number>> = { jobshop: 0, rcpsp: 0, sat: 10, fzn: 0 };

function run(command: string, ...words: string[]): ReturnType<typeof runCli> {
  return runCli(command, folder.file(FILES[command]!), ...words);
}

function eventsOf(name: string): SearchEvent[] {
  return folder
    .read(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SearchEvent);
}

describe.each(COMMANDS)('%s', (command) => {
  it('writes events from start to end', async () => {
    const file = `${command}.jsonl`;
    const words = [
      '--events',
      folder.file(file),
      '--set',
      'restartPolicy=luby',
      '--set',
      'variableDecay=0.9',
      '--seed',
      '3',
    ];
    const { code } = await run(command, ...words, '--workers', '1');
    expect(code).toBe(OK[command]);
    const events = eventsOf(file);
    expect(events[0]).toMatchObject({
      ...{ type: 'start', format: 'moccasin-search-events/1', command, seed: 3, workers: 1, deterministic: false },
      parameters: { engine: { restartPolicy: 'luby', variableDecay: 0.9 } },
    });
    expect(events.at(-1)).toMatchObject({ type: 'end', status: 'optimal', stopReason: 'completed' });
    const seconds = events.flatMap((event) => (event.type === 'start' ? [] : [event.seconds]));
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    const solutions = events.filter((event) => event.type === 'solution');
    expect(solutions.length).toBeGreaterThan(0);
    if (command === 'sat') expect(solutions[0]).toMatchObject({ objective: null, bound: null, gapPercent: null });
    else expect(events.at(-1)).toMatchObject({ objective: solutions.at(-1)!.objective, gapPercent: 0 });
    if (command === 'fzn') expect(events.at(-1)).toMatchObject({ objective: 7, bound: 7 });
  });

  it('takes strategies, one per worker', async () => {
    const file = `${command}-strategies.jsonl`;
    const { code } = await run(command, '--strategies', 'luby,random', '--events', folder.file(file));
    expect(code).toBe(OK[command]);
    expect(eventsOf(file)[0]).toMatchObject({ workers: 2, parameters: { subsolvers: ['luby', 'random'] } });
    const alone = await run(command, '--strategies', 'luby');
    expect(alone.code).toBe(OK[command]);
  });

  it('tells strategies and options in its help', async () => {
    const { stdout } = await runCli(command, '--help');
    for (const word of ['--set NAME=VALUE', '--strategies A,B', '--events FILE', 'random', 'restartPolicy'])
      expect(stdout, word).toContain(word);
  });

  it('has no options and no strategies that mean nothing', async () => {
    const { stdout } = await runCli(command, '--help');
    const isFormula = command === 'sat';
    expect(/^ {2}walk=/m.test(stdout)).toBe(isFormula);
    expect(/^ {2}elimination=/m.test(stdout)).toBe(isFormula);
    expect(/^ {2}useEdgeFindingInDisjunctive=true\|false \(true\)$/m.test(stdout)).toBe(!isFormula);
    expect(/^ {2}lns /m.test(stdout)).toBe(!isFormula);
    expect(/^ {2}explanation=/m.test(stdout)).toBe(command === 'rcpsp' || command === 'fzn');
    expect(/^ {2}useTimetablingInNoOverlap2d=/m.test(stdout)).toBe(command === 'fzn');
    const meaningless = isFormula ? 'useEdgeFindingInDisjunctive=false' : 'walk=false';
    const { code, stderr } = await run(command, '--set', meaningless);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^moccasin: --set: unknown option /) });
  });

  it.each([
    [['--set', 'none=1'], /^moccasin: --set: unknown option none; known are .*; see moccasin \w+ --help\n$/],
    [['--set', 'restartBase=x'], /--set: option restartBase: expected a number/],
    [['--set', 'restartBase'], /--set: option "restartBase" is not of the form name=value/],
    [['--strategies', 'lbuy'], /--strategies: unknown strategy "lbuy"; did you mean luby\?/],
    [['--strategies', 'luby,random', '--workers', '3'], /--workers: 3 workers for 2 strategies/],
  ])('refuses %j', async (words, message) => {
    const { code, stdout, stderr } = await run(command, ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('does not write events over its input', async () => {
    const { code, stderr } = await run(command, '--events', folder.file(FILES[command]!));
    expect(code).toBe(2);
    expect(stderr).toMatch(/--events: is the file that is read/);
  });
});

describe('options of constraints', () => {
  it('must have a value of their kind', async () => {
    const { code, stderr } = await run('rcpsp', '--set', 'useEdgeFindingInDisjunctive=5');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--set: parameter useEdgeFindingInDisjunctive must be true or false/);
  });
});

describe('a strategy of the only worker', () => {
  it('is another search in a formula', async () => {
    const random = new Random('strategies');
    const clauses = Array.from({ length: 340 }, () =>
      Array.from({ length: 3 }, () => (random.chance(0.5) ? 1 : -1) * random.between(1, 75)),
    );
    folder.write('random.cnf', `p cnf 75 340\n${clauses.map((clause) => `${clause.join(' ')} 0\n`).join('')}`);
    const stats: unknown[] = [];
    for (const name of ['luby', 'random', 'best']) {
      await runCli('sat', folder.file('random.cnf'), '--strategies', name, '--events', folder.file('one.jsonl'));
      const end = eventsOf('one.jsonl').at(-1)!;
      stats.push(end.type === 'end' ? end.stats : null);
    }
    expect(new Set(stats.map((entry) => JSON.stringify(entry))).size).toBe(3);
  });
});

describe('events beside an output', () => {
  it('are another file', async () => {
    const file = folder.file('both.json');
    const { code, stderr } = await run('rcpsp', '--output', file, '--events', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--events: is the file of --output/);
  });
});
