// `--no-presolve` of the commands that solve models: the same answers, and no presolve.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../solver/random.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

/** Too many random clauses to be satisfied, and too hard to be refuted before the formula is simplified; two variables stand beside, which simplification takes away. */
function cnf(): string {
  const random = new Random('no presolve');
  const variables = 210;
  const clauses = Array.from({ length: 940 }, () =>
    Array.from({ length: 3 }, () => (random.chance(0.5) ? 1 : -1) * random.between(1, variables)),
  );
  const x = variables + 1;
  clauses.push([-x, 1, 2], [x, -1], [-(x + 1), x, 3], [x + 1, -3]);
  return `p cnf ${x + 1} ${clauses.length}\n${clauses.map((clause) => `${clause.join(' ')} 0\n`).join('')}`;
}

const FZN = `var 0..9: x :: output_var;
var 0..20: y :: output_var;
constraint int_lin_eq([2,-1],[x,y],-3);
constraint int_lin_le([1,1],[x,y],20);
solve maximize y;
`;
const JOBSHOP = '2 2\n0 3 1 2\n1 4 0 1\n';

it('fzn answers the same with and without presolve', async () => {
  const file = folder.write('model.fzn', FZN);
  const presolved = await runCli('fzn', file, '--verbose');
  const plain = await runCli('fzn', file, '--verbose', '--no-presolve');
  for (const { code, stdout } of [presolved, plain]) {
    expect(code).toBe(0);
    expect(stdout).toMatch(/^y = 13;$/m);
  }
  expect(`${presolved.stdout}${presolved.stderr}`).toContain('presolve: ');
  expect(`${plain.stdout}${plain.stderr}`).not.toContain('presolve:');
});

it('sat answers the same with and without simplification', async () => {
  const file = folder.write('model.cnf', cnf());
  const simplified = await runCli('sat', file, '--log', '--workers', '1');
  const plain = await runCli('sat', file, '--log', '--workers', '1', '--no-presolve');
  for (const { code, stdout } of [simplified, plain]) {
    expect(code).toBe(20);
    expect(stdout).toMatch(/^s UNSATISFIABLE$/m);
  }
  expect(`${simplified.stdout}${simplified.stderr}`).toMatch(/simplified to .*: [1-9]\d* variables eliminated/);
  expect(`${plain.stdout}${plain.stderr}`).not.toMatch(/[1-9]\d* variables eliminated/);
});

it('jobshop has no presolve to switch off', async () => {
  const file = folder.write('model.jsp', JOBSHOP);
  for (const words of [['--no-presolve'], ['--set', 'cpModelPresolve=false']]) {
    const { code, stderr } = await runCli('jobshop', file, ...words);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/unknown option/);
  }
});
