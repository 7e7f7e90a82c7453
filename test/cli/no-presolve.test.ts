// `--no-presolve` of the commands that solve models: the same answers, and no presolve.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const CNF = 'p cnf 4 4\n1 0\n-1 2 0\n-2 3 4 0\n-3 4 0\n';
const FZN = `var 0..9: x :: output_var;
var 0..20: y :: output_var;
constraint int_lin_eq([2,-1],[x,y],-3);
constraint int_lin_le([1,1],[x,y],20);
solve maximize y;
`;
const JOBSHOP = '2 2\n0 3 1 2\n1 4 0 1\n';

describe.each([
  ['sat', 'model.cnf', CNF, '--log', /^s SATISFIABLE$/m],
  ['fzn', 'model.fzn', FZN, '--verbose', /^y = 13;$/m],
  ['jobshop', 'model.jsp', JOBSHOP, '--log', /"makespan": ?6/],
] as const)('%s', (command, name, text, log, answer) => {
  it('answers the same with and without presolve', async () => {
    const file = folder.write(name, text);
    const presolved = await runCli(command, file, log);
    const plain = await runCli(command, file, log, '--no-presolve');
    expect(plain.code).toBe(presolved.code);
    for (const { stdout } of [presolved, plain]) expect(stdout).toMatch(answer);
    expect(`${plain.stdout}${plain.stderr}`).not.toContain('presolve:');
    if (command !== 'jobshop') expect(`${presolved.stdout}${presolved.stderr}`).toContain('presolve: ');
  });
});
