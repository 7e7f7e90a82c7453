// `moccasin sat`: answers against all assignments, lines and exit codes, bad input, limits, signals.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../solver/random.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

type Clauses = readonly (readonly number[])[];

function dimacs(variables: number, clauses: Clauses): string {
  return `p cnf ${variables} ${clauses.length}\n${clauses.map((clause) => `${clause.join(' ')} 0\n`).join('')}`;
}

function randomClauses(seed: string, variables: number, count: number): number[][] {
  const random = new Random(seed);
  const literal = () => random.between(1, variables) * (random.chance(0.5) ? 1 : -1);
  return Array.from({ length: count }, () => Array.from({ length: random.between(1, 3) }, literal));
}

/** Pigeons in one hole fewer: unsatisfiable. */
function pigeons(n: number): { variables: number; clauses: number[][] } {
  const at = (pigeon: number, hole: number): number => pigeon * (n - 1) + hole + 1;
  const holes = [...Array(n - 1).keys()];
  const clauses = Array.from({ length: n }, (_, pigeon) => holes.map((hole) => at(pigeon, hole)));
  for (const hole of holes)
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) clauses.push([-at(a, hole), -at(b, hole)]);
  return { variables: n * (n - 1), clauses };
}

/** Three random literals a clause, as many clauses as make it hard: minutes of search. */
function hard(): { variables: number; clauses: number[][] } {
  const random = new Random('hard');
  const literal = () => random.between(1, 500) * (random.chance(0.5) ? 1 : -1);
  return { variables: 500, clauses: Array.from({ length: 2300 }, () => [literal(), literal(), literal()]) };
}

/** The literals of the lines v, which must end with 0. */
function model(stdout: string): Set<number> {
  const words = stdout.split('\n').filter((line) => line.startsWith('v'));
  for (const line of words) expect(line.length).toBeLessThanOrEqual(78);
  const literals = words.flatMap((line) => line.slice(2).split(' ').map(Number));
  expect(literals.pop()).toBe(0);
  expect(literals).not.toContain(0);
  return new Set(literals);
}

describe('answers', () => {
  it('agree with all assignments of 150 random formulas', async () => {
    let satisfiable = 0;
    for (let seed = 0; seed < 150; seed++) {
      const variables = 1 + (seed % 6);
      const clauses = randomClauses(`sat:${seed}`, variables, 3 * variables);
      let count = 0;
      for (let mask = 0; mask < 1 << variables; mask++) {
        const holds = (l: number): boolean => ((mask >> (Math.abs(l) - 1)) & 1) === (l > 0 ? 1 : 0);
        if (clauses.every((clause) => clause.some(holds))) count++;
      }
      const file = folder.write('random.cnf', dimacs(variables, clauses));
      const { code, stdout, stderr } = await runCli('sat', file, '--quiet');
      expect(stderr).toBe('');
      expect(code, `seed ${seed}`).toBe(count > 0 ? 10 : 20);
      expect(stdout.split('\n')[0]).toBe(count > 0 ? 's SATISFIABLE' : 's UNSATISFIABLE');
      if (count === 0) continue;
      satisfiable++;
      const literals = model(stdout);
      expect([...literals].map(Math.abs).sort((a, b) => a - b)).toEqual(
        Array.from({ length: variables }, (_, v) => v + 1),
      );
      expect(
        clauses.every((clause) => clause.some((l) => literals.has(l))),
        `seed ${seed}`,
      ).toBe(true);
    }
    expect(satisfiable).toBeGreaterThan(30);
    expect(satisfiable).toBeLessThan(120);
  });

  it('are the same with two workers, and with --deterministic', async () => {
    const clauses = randomClauses('two', 40, 150);
    const file = folder.write('two.cnf', dimacs(40, clauses));
    const alone = await runCli('sat', file, '--quiet');
    expect((await runCli('sat', file, '--quiet', '--workers', '2')).code).toBe(alone.code);
    const first = await runCli('sat', file, '--quiet', '--deterministic');
    expect(await runCli('sat', file, '--quiet', '--deterministic')).toEqual(first);
    expect(first.code).toBe(alone.code);
  });

  it('wrap long models', async () => {
    const clauses = Array.from({ length: 500 }, (_, v) => [v % 3 === 0 ? v + 1 : -(v + 1)]);
    const { code, stdout } = await runCli('sat', folder.write('units.cnf', dimacs(500, clauses)), '--quiet');
    expect(code).toBe(10);
    expect([...model(stdout)]).toEqual(clauses.flat());
  });

  it.each([
    ['no variables and no clauses', 'p cnf 0 0', 10, 's SATISFIABLE\nv 0\n'],
    ['no clauses', 'p cnf 1 0', 10, /^s SATISFIABLE\nv -?1 0\n$/],
    ['an empty clause', 'p cnf 1 2\n1 0 0', 20, 's UNSATISFIABLE\n'],
    ['a clause that is always true', 'p cnf 1 1\n1 -1 0', 10, /^s SATISFIABLE\nv -?1 0\n$/],
    ['a literal twice', 'p cnf 1 1\n-1 -1 0', 10, 's SATISFIABLE\nv -1 0\n'],
  ])('%s', async (_, text, code, answer) => {
    const result = await runCli('sat', folder.write('edge.cnf', text), '--quiet');
    expect(result.code).toBe(code);
    if (typeof answer === 'string') expect(result.stdout).toBe(answer);
    else expect(result.stdout).toMatch(answer);
  });
});

describe('output', () => {
  it('has comments, or a log in comments, or nothing but the answer', async () => {
    const { variables, clauses } = pigeons(5);
    const file = folder.write('pigeons.cnf', dimacs(variables, clauses));
    const plain = await runCli('sat', file);
    expect(plain.stdout).toMatch(
      /^c moccasin \d[^\n]*\nc [^\n]*: 20 variables, 45 clauses\nc \d+ conflicts, [^\n]* completed\ns UNSATISFIABLE\n$/,
    );
    const logged = await runCli('sat', file, '--log');
    expect(logged.stdout).toMatch(/\nc #Done [^\n]*INFEASIBLE/);
    for (const line of logged.stdout.trimEnd().split('\n')) expect(line).toMatch(/^[csv]( |$)/);
    expect((await runCli('sat', file, '--quiet')).stdout).toBe('s UNSATISFIABLE\n');
  });

  it('goes to --output', async () => {
    const file = folder.write('one.cnf', 'p cnf 2 2\n1 0\n-2 0');
    const { code, stdout } = await runCli('sat', file, '--quiet', '--output', folder.file('one.txt'));
    expect({ code, stdout }).toEqual({ code: 10, stdout: '' });
    expect(folder.read('one.txt')).toBe('s SATISFIABLE\nv 1 -2 0\n');
  });

  it('is 0 and UNKNOWN at a limit', async () => {
    const { variables, clauses } = hard();
    const file = folder.write('many.cnf', dimacs(variables, clauses));
    const { code, stdout } = await runCli('sat', file, '--time-limit', '0.05');
    expect(code).toBe(0);
    expect(stdout).toMatch(/, time\ns UNKNOWN\n$/);
  });

  it('is 0 and UNKNOWN after SIGINT', async () => {
    const { variables, clauses } = hard();
    const file = folder.write('interrupted.cnf', dimacs(variables, clauses));
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'sat', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    let isSent = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
      // once: a second one would end the program at once
      if (isSent || !stdout.includes('clauses')) return;
      isSent = true;
      setTimeout(() => child.kill('SIGINT'), 200);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toMatch(/, aborted\ns UNKNOWN\n$/);
    expect(code).toBe(0);
  });
});

describe('bad input', () => {
  it.each([
    [['none.cnf'], /none.cnf: no such file/],
    [[], /FILE is missing/],
    [['ok.cnf', '--workers', '0'], /--workers: 0 is out of range/],
    [['ok.cnf', '--time-limit', '-1'], /--time-limit: -1 is out of range/],
    [['ok.cnf', '--quiet', '--log'], /--quiet: contradicts --log/],
    [['ok.cnf', '--output', 'ok.cnf'], /--output: is the file that is read/],
    [['ok.cnf', '--output', 'no/where.txt'], /where.txt: no such file or folder/],
    [['bad.cnf'], /bad.cnf: line 2: "x" is not a literal; give integers/],
  ])('%j', async (argv, words) => {
    folder.write('ok.cnf', 'p cnf 1 1\n1 0');
    folder.write('bad.cnf', 'p cnf 1 1\nx 0');
    const { code, stdout, stderr } = await runCli(
      'sat',
      ...argv.map((word) => (word.endsWith('.cnf') || word.endsWith('.txt') ? folder.file(word) : word)),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });
});
