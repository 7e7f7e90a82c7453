// `moccasin fzn`: the conventions of MiniZinc for solutions, their number, the end of the search, statistics, limits and signals; bad input.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flatZincTask } from '../../formulation/flatzinc/flatzinc.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { FLATZINC_JSON } from '../io/flatzinc-samples.ts';
import { runCli } from './run-cli.ts';
import { Folder } from './solve-support.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

const PAIRS = `var 1..3: x :: output_var;
var 1..3: y :: output_var;
constraint int_lt(x, y);
`;

/** n holes for n + 1 pigeons: no solution, and long to prove for n >= 9. */
function pigeons(n: number): string {
  const names = Array.from({ length: n + 1 }, (_, i) => Array.from({ length: n }, (_, j) => `p_${i}_${j}`));
  const lines = names.flat().map((name) => `var bool: ${name};`);
  for (const holes of names) lines.push(`constraint bool_clause([${holes.join(',')}],[]);`);
  for (let j = 0; j < n; j++) {
    for (let a = 0; a <= n; a++) {
      for (let b = 0; b < a; b++) lines.push(`constraint bool_clause([],[${names[a]![j]},${names[b]![j]}]);`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Runs a model; stderr must be empty, the exit code 0. */
async function answer(text: string, ...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli('fzn', folder.write('model.fzn', text), ...options);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

const solutionsOf = (stdout: string): string[] => stdout.split('----------\n').slice(0, -1);

describe('a problem without an objective', () => {
  it('has one solution printed, and no word on completeness', async () => {
    expect(await answer(`${PAIRS}solve satisfy;`)).toMatch(/^x = [12];\ny = [23];\n----------\n$/);
  });

  it('has all of them printed with -a, and then the line that the search is complete', async () => {
    const stdout = await answer(`${PAIRS}solve satisfy;`, '-a');
    expect(solutionsOf(stdout).sort()).toEqual(['x = 1;\ny = 2;\n', 'x = 1;\ny = 3;\n', 'x = 2;\ny = 3;\n']);
    expect(stdout).toMatch(/----------\n==========\n$/);
  });

  it('has as many printed as -n says', async () => {
    const two = await answer(`${PAIRS}solve satisfy;`, '-n', '2');
    expect(new Set(solutionsOf(two)).size).toBe(2);
    expect(two).not.toContain('==========');
    const ten = await answer(`${PAIRS}solve satisfy;`, '-n', '10');
    expect(solutionsOf(ten)).toHaveLength(3);
    expect(ten).toMatch(/==========\n$/);
  });

  it('has none', async () => {
    expect(await answer(`${PAIRS}constraint int_gt(x, 2); solve satisfy;`)).toBe('=====UNSATISFIABLE=====\n');
    expect(await answer(`${pigeons(4)}solve satisfy;`, '-a')).toBe('=====UNSATISFIABLE=====\n');
  });
});

describe('a problem with an objective', () => {
  const text = `${PAIRS}var int: z :: output_var; constraint int_lin_eq([2,-1,-1],[x,y,z],0);\nsolve minimize z;`;

  it('has the best solution printed', async () => {
    expect(await answer(text)).toBe('x = 1;\ny = 3;\nz = -1;\n----------\n==========\n');
  });

  it.each(['-a', '-i'])('has each better one printed with %s', async (option) => {
    const stdout = await answer(
      `${PAIRS}solve :: int_search([x],input_order,indomain_min,complete) maximize x;`,
      option,
    );
    const values = solutionsOf(stdout).map((solution) => Number(/x = (\d)/.exec(solution)![1]));
    expect(values.length).toBeGreaterThan(1);
    expect(values).toEqual([...values].sort());
    expect(stdout).toMatch(/----------\n==========\n$/);
  });

  it('of a constant is the constant', async () => {
    expect(await answer(`${PAIRS}solve minimize 3;`)).toMatch(/----------\n==========\n$/);
  });

  it('may be unbounded', async () => {
    const { stdout, stderr } = await runCli(
      'fzn',
      folder.write('unbounded.fzn', 'var int: x :: output_var; constraint int_le(3, x); solve maximize x;'),
    );
    expect(stdout).toBe('=====UNBOUNDED=====\n');
    expect(stderr).toMatch(/^moccasin: warning: bounds [^\n]* are assumed: x <= 10000003\n$/);
    expect(await answer('var 0..7: x :: output_var; solve maximize x;')).toBe('x = 7;\n----------\n==========\n');
  });

  it('a solution beyond bounds that were merely assumed is not denied', async () => {
    const apart = 'constraint int_lin_eq([2,-3],[x,y],60000001);';
    const { stdout, stderr } = await runCli(
      'fzn',
      folder.write('apart.fzn', `var int: x; var int: y; ${apart} solve satisfy;`),
    );
    expect(stdout).toBe('=====UNKNOWN=====\n');
    expect(stderr).toMatch(/^moccasin: warning: bounds [^\n]* are assumed: [^\n]*\n$/);
    expect(await answer(`var 0..40000000: x; var int: y; ${apart} solve satisfy;`)).toBe('----------\n');
    expect(await answer(`var 0..9: x; var 0..9: y; ${apart} solve satisfy;`)).toBe('=====UNSATISFIABLE=====\n');
  });

  it('has one worker do in turn what two do, unless strategies are named', async () => {
    const file = folder.write('turns.fzn', text);
    expect((await runCli('fzn', file, '-v')).stderr).toMatch(/^turns#1 runs complete, lns, complete, /m);
    expect((await runCli('fzn', file, '-v', '--strategies', 'default')).stderr).toMatch(/^default#1 runs default$/m);
  });

  it('is the same with two workers, and with --deterministic', async () => {
    expect(await answer(text, '-p', '2')).toBe(await answer(text));
    expect(await answer(text, '--deterministic', '-r', '5')).toBe(await answer(text));
  });
});

describe('output', () => {
  it('has the index sets of arrays, constants in them, and Booleans as words', async () => {
    const text = `var 4..4: x; var bool: b :: output_var; constraint bool_eq(b, true);
array [1..4] of var int: grid :: output_array([1..2,0..1]) = [x,5,x,-6];
array [1..2] of var bool: flags :: output_array([1..2]) = [b,false];
array [1..0] of var int: none :: output_array([1..0]) = [];
array [1..2] of set of int: sets :: output_array([3..4]) = [1..2,{3,7}];
solve satisfy;`;
    expect(await answer(text)).toBe(
      'b = true;\ngrid = array2d(1..2, 0..1, [4, 5, 4, -6]);\nflags = array1d(1..2, [true, false]);\n' +
        'none = array1d(1..0, []);\nsets = array1d(3..4, [1..2, {3,7}]);\n----------\n',
    );
  });

  it('of FlatZinc-JSON is what its list names', async () => {
    const stdout = await answer(FLATZINC_JSON);
    expect(stdout).toBe('x = 9;\nb = false;\nxs = array1d(1..3, [9, 5, 4]);\n----------\n==========\n');
  });

  it('may be nothing at all', async () => {
    expect(await answer('var 1..3: x; solve satisfy;')).toBe('----------\n');
  });

  it('ends with statistics with -s', async () => {
    const stdout = await answer(`${PAIRS}solve minimize y;`, '-s');
    const [, statistics] = stdout.split('==========\n');
    expect(statistics).toMatch(/^(%%%mzn-stat: \w+=[-\d.]+\n)+%%%mzn-stat-end\n$/);
    const names = [
      'objective=2',
      'objectiveBound=2',
      'nodes',
      'failures',
      'restarts',
      'intVariables=2',
      'solveTime',
      'nSolutions',
    ];
    for (const name of names) expect(statistics).toContain(`%%%mzn-stat: ${name}`);
  });

  it('has a log on stderr with -v', async () => {
    const { stdout, stderr } = await runCli('fzn', folder.write('log.fzn', `${PAIRS}solve minimize y;`), '-v');
    expect(stderr).toMatch(/\n#Done [^\n]* OPTIMAL/);
    expect(stdout).toMatch(/^x = 1;\ny = 2;\n----------\n==========\n$/);
  });
});

describe('search annotations', () => {
  const strategies = (annotation: string): unknown => {
    const text = `var 0..9: x; var 0..9: y; var bool: a; var bool: b; constraint bool_not(a, b);
array [1..3] of var int: xs = [x,7,y]; solve :: ${annotation} satisfy;`;
    const { data, warnings } = flatZincTask(parseFlatZinc(text, 'f'));
    return [data.searchStrategies, data.hints, warnings];
  };

  it('become decision strategies; that of a negated literal is mirrored', () => {
    const search =
      'seq_search([int_search(xs,first_fail,indomain_max,complete),bool_search([a,b],input_order,indomain_min,complete)])';
    const [strategy] = strategies(search) as [unknown];
    expect(strategy).toEqual([
      { vars: [0, 1], variableSelection: 'chooseMinDomainSize', valueSelection: 'selectMaxValue' },
      { vars: [2], variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' },
    ]);
    const [mirrored] = strategies('bool_search([b],smallest,indomain_min,complete)') as [unknown];
    expect(mirrored).toEqual([{ vars: [2], variableSelection: 'chooseHighestMax', valueSelection: 'selectMaxValue' }]);
  });

  it('become hints', () => {
    const [, hints] = strategies('warm_start([x,y,b],[3,12,true])') as [unknown, unknown];
    expect(hints).toEqual({ vars: [0, 1, 2], values: [3, 12, 0] });
  });

  it('are left out where they make no sense, with a warning', () => {
    const [none, , warnings] = strategies('int_search(nobody,first_fail,indomain_max,complete)') as [
      unknown,
      unknown,
      string[],
    ];
    expect(none).toBeUndefined();
    expect(warnings.join()).toContain('there is no nobody');
    expect(strategies('some_search([x],unheard_of)')).toEqual([undefined, undefined, []]);
  });

  it('decide the first solution unless -f is given', async () => {
    const text = (choice: string): string =>
      `var 0..9: x :: output_var; var 0..9: y :: output_var; constraint int_lin_le([1,1],[x,y],15);
solve :: int_search([x,y],input_order,${choice},complete) satisfy;`;
    expect(await answer(text('indomain_max'))).toBe('x = 9;\ny = 6;\n----------\n');
    expect(await answer(text('indomain_min'))).toBe('x = 0;\ny = 0;\n----------\n');
  });
});

/** The easy half of the next model first. */
const SEARCH_LATE = 'solve :: bool_search([late],input_order,indomain_max,complete)';

describe('limits', () => {
  it.each([
    ['-t', '60'],
    ['--time-limit', '0.06'],
  ])('%s %s ends a long search', async (...options) => {
    expect(await answer(`${pigeons(12)}solve satisfy;`, ...options)).toBe('=====UNKNOWN=====\n');
  });

  it('leave the best solution so far', async () => {
    const text = `${pigeons(12).replaceAll(/bool_clause\(\[(p_\d+_)0/g, 'bool_clause([late,$10')}`;
    const model = `var bool: late; var 0..1: cost :: output_var; ${text}constraint bool2int(late, cost);
${SEARCH_LATE} minimize cost;`;
    const stdout = await answer(model, '--deterministic', '--time-limit', '0.5', '--strategies', 'default');
    expect(stdout).toBe('cost = 1;\n----------\n');
  });

  it('a signal ends the search with what is known', async () => {
    const file = folder.write('long.fzn', `${pigeons(12)}var 0..3: x :: output_var;\nsolve satisfy;`);
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/fzn-moccasin.ts', file, '-v'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
    });
    child.stderr.once('data', () => setTimeout(() => child.kill('SIGTERM'), 200));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toBe('=====UNKNOWN=====\n');
    expect(code).toBe(0);
  });
});

describe('bad input', () => {
  it.each([
    [['none.fzn'], /none.fzn: no such file/],
    [[], /MODEL is missing/],
    [['ok.fzn', '-n', '0'], /--num-solutions: 0 is out of range/],
    [['ok.fzn', '-t', 'x'], /--time-limit-ms: "x" is not a number/],
    [['ok.fzn', '-q'], /unknown option -q/],
    [['bad.fzn'], /bad.fzn: line 2, column 12: unsupported: constraint fzn_geost; /],
    [['broken.json'], /broken.json: line 1, column 2: not JSON/],
    [['large.fzn'], /large.fzn: line 2, column 12: a value could exceed 2\^53-1; /],
  ])('%j', async (argv, words) => {
    folder.write('ok.fzn', 'solve satisfy;');
    folder.write('bad.fzn', 'var 1..2: x;\nconstraint fzn_geost([x]); solve satisfy;');
    folder.write('broken.json', '{');
    folder.write(
      'large.fzn',
      'var 1..2: x; var 0..3: y; var 1..3: z;\nconstraint int_lin_le([9007199254740991,1,1],[x,y,z],5); solve satisfy;',
    );
    const { code, stdout, stderr } = await runCli(
      'fzn',
      ...argv.map((word) => (/\.(fzn|json)$/.test(word) ? folder.file(word) : word)),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^moccasin: [^\n]+; [^\n]+\n$/);
    expect(stderr).toMatch(words);
  });
});

describe('the library for MiniZinc', () => {
  const root = new URL('../../', import.meta.url);
  const configuration = JSON.parse(readFileSync(new URL('share/minizinc/solvers/moccasin.msc', root), 'utf8'));

  it('is of this version, and names what there is', () => {
    const { version, bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(configuration.version).toBe(version);
    expect(configuration.executable).toBe(`../../../${bin['fzn-moccasin']}`);
    expect(existsSync(new URL(`share/minizinc/solvers/${configuration.mznlib}/redefinitions.mzn`, root))).toBe(true);
  });

  it('declares only what is supported', async () => {
    const directory = new URL('share/minizinc/moccasin/', root);
    const texts = readdirSync(directory).map((name) => readFileSync(new URL(name, directory), 'utf8'));
    const declared = texts.join('\n').matchAll(/^predicate (\w+)\(([^=\n]*)\);$/gm);
    let count = 0;
    for (const [, id, parameters] of declared) {
      count++;
      const values = parameters!.split(/,(?![^[]*\])/).map(sampleOf);
      const text = `var 1..2: v; var bool: b;\nconstraint ${id}(${values.join(',')}); solve satisfy;`;
      expect(() => flatZincTask(parseFlatZinc(text, 'f')), text).not.toThrow();
    }
    expect(count).toBeGreaterThan(45);
  });
});

/** An argument for a parameter of a predicate. */
function sampleOf(parameter: string): string {
  const type = parameter.split(':')[0]!.trim();
  if (type.startsWith('array') && type.includes('of set')) return '[1..1]';
  const element = type.includes('bool') ? (type.includes('var') ? 'b' : 'true') : type.includes('var') ? 'v' : '1';
  if (type.startsWith('array')) return `[${element}]`;
  return type.startsWith('set') ? '1..1' : element;
}
