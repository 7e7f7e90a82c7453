// FlatZinc to CpModel: all solutions of random small models against the judge, constraint by constraint; and by hand, what the reduction makes of a model.

import { describe, expect, it } from 'vitest';
import { FlatZincError } from '../../formulation/flatzinc/ast.ts';
import { DEFAULT_BOUND } from '../../formulation/flatzinc/bounds.ts';
import { flatZincTask } from '../../formulation/flatzinc/flatzinc.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { solveSync } from '../../model/solve.ts';
import { validate } from '../../model/validate.ts';
import { Random } from '../../solver/random.ts';
import { acceptedAssignments, bruteSolutions, solverSolutions } from '../support/flatzinc-solutions.ts';
import {
  BUILTIN_KINDS,
  GLOBAL_KINDS,
  type Kind,
  randomFlatZinc,
  SCHEDULING_KINDS,
} from '../support/random-flatzinc.ts';

const ALL_KINDS = [...BUILTIN_KINDS, ...GLOBAL_KINDS, ...SCHEDULING_KINDS];

describe('all solutions are those the judge accepts', () => {
  const cases = ALL_KINDS.map((kind, k): [string, Kind] => [`${kind.name} ${k}`, kind]);
  it.each(cases)('%s', (label, kind) => {
    let [satisfiable, total] = [0, 0];
    for (let seed = 0; seed < 25; seed++) {
      const text = randomFlatZinc(new Random(`${label}:${seed}`), kind, BUILTIN_KINDS);
      const expected = bruteSolutions(text);
      expect(solverSolutions(text), `seed ${seed}\n${text}`).toEqual(expected);
      if (expected.length > 0) satisfiable++;
      total += expected.length;
    }
    expect(satisfiable).toBeGreaterThan(3);
    expect(total).toBeGreaterThan(20);
  });
});

describe('the optimum is that of all solutions', () => {
  it.each(['minimize', 'maximize'] as const)('%s', (method) => {
    let solved = 0;
    for (let seed = 0; seed < 80; seed++) {
      const random = new Random(`${method}:${seed}`);
      const satisfy = randomFlatZinc(random, random.pick(ALL_KINDS), BUILTIN_KINDS);
      const text = satisfy
        .replace('solve satisfy', `solve ${method} goal`)
        .replace(/^/, 'var -9..9: goal :: output_var;\n');
      const free = /var [^:]*: ([xyz]) /.exec(text)?.[1];
      if (free === undefined) continue;
      const bound = text.replace('solve', `constraint int_plus(${free}, 1, goal);\nsolve`);
      const model = parseFlatZinc(bound, 'f');
      const best: number[] = [];
      for (const values of acceptedAssignments(model)) best.push(values[0]!);
      const task = flatZincTask(model);
      const result = solveSync(task.data);
      if (best.length === 0) {
        expect(result.status, `seed ${seed}\n${bound}`).toBe('INFEASIBLE');
        continue;
      }
      solved++;
      expect(result.status, `seed ${seed}\n${bound}`).toBe('OPTIMAL');
      expect(result.objective, `seed ${seed}\n${bound}`).toBe(
        method === 'minimize' ? Math.min(...best) : Math.max(...best),
      );
      expect(task.valuesOf(result.values!)[0]).toBe(result.objective);
    }
    expect(solved).toBeGreaterThan(25);
  });
});

/** Variables and constraints of the CpModel. */
function sizes(text: string): [variables: number, constraints: number] {
  const { data } = flatZincTask(parseFlatZinc(text, 'f'));
  expect(validate(data)).toBeNull();
  return [data.variables.length, data.constraints.length];
}

describe('the reduction', () => {
  it.each([
    [
      'bool2int and copies are one variable',
      'var bool: b; var 0..5: x; var int: y; constraint bool2int(b, x); constraint int_eq(x, y);',
      1,
      0,
    ],
    ['a declared copy is one variable', 'var 0..5: x; var int: y = x;', 1, 0],
    [
      'not, xor and unequal Booleans are one literal',
      'var bool: a; var bool: b; var bool: c; constraint bool_not(a, b); constraint bool_xor(b, c);',
      1,
      0,
    ],
    ['x + y = 3 is one variable', 'var 0..9: x; var 0..9: y; constraint int_lin_eq([1,1],[x,y],3);', 1, 0],
    [
      'bounds and sets are domains',
      'var 0..9: x; constraint int_le(x, 7); constraint int_ne(x, 3); constraint set_in(x, {1,3,5,9});',
      1,
      0,
    ],
    [
      'a fixed variable is none',
      'var 0..9: x; var 0..9: y; constraint int_eq(x, 4); constraint int_lin_le([2,3],[x,y],20);',
      1,
      0,
    ],
    [
      '[x = 3] is defined once',
      'var 0..9: x; var bool: a; var bool: b; constraint int_eq_reif(x,3,a); constraint int_eq_reif(3,x,b);',
      2,
      2,
    ],
    [
      'and its negation is not defined again',
      'var 0..9: x; var bool: a; var bool: b; constraint int_eq_reif(x,3,a); constraint int_ne_reif(x,3,b);',
      2,
      2,
    ],
    [
      '[x <= 3] and [x >= 4] are one',
      'var 0..9: x; var bool: a; var bool: b; constraint int_le_reif(x,3,a); constraint int_le_reif(4,x,b);',
      2,
      2,
    ],
    [
      '[x <= 3] over {3, 7} is [x = 3]',
      'var {3,7}: x; var bool: a; var bool: b; constraint int_le_reif(x,5,a); constraint int_eq_reif(x,3,b);',
      2,
      2,
    ],
    ['[x = 1] of a Boolean is the Boolean', 'var 0..1: x; var bool: a; constraint int_eq_reif(x,1,a);', 1, 0],
    ['a comparison that is decided is a constant', 'var 0..9: x; var bool: a; constraint int_le_reif(x,9,a);', 1, 0],
    [
      'a true reified comparison is a domain',
      'var 0..9: x; constraint int_le_reif(x,4,true); constraint int_eq_reif(x,2,false);',
      1,
      0,
    ],
    [
      'a conjunction that is true fixes its literals',
      'var bool: a; var bool: b; constraint array_bool_and([a,b],true);',
      0,
      0,
    ],
    ['a pair of Booleans is a clause', 'var bool: a; var bool: b; var bool: r; constraint bool_le_reif(a,b,r);', 3, 3],
  ])('%s', (_, text, variables, constraints) => {
    expect(sizes(`${text} solve satisfy;`)).toEqual([variables, constraints]);
  });

  it('finds contradictions', () => {
    const text = 'var bool: a; var bool: b; constraint bool_eq(a,b); constraint bool_not(a,b); solve satisfy;';
    expect(solverSolutions(text)).toEqual([]);
  });
});

describe('variables without bounds', () => {
  const domains = (text: string): readonly (readonly number[])[] =>
    flatZincTask(parseFlatZinc(`${text} solve satisfy;`, 'f')).data.variables.map(({ domain }) => domain);

  it('take those of what they are defined by', () => {
    const text =
      'var -3..4: x; var int: y; var int: z; var int: w; constraint int_times(x,x,y); constraint int_lin_eq([2,1,-1],[x,y,z],5);' +
      ' constraint int_abs(z,w);';
    const [, y, z, w] = domains(text);
    expect(y).toEqual([-12, 16]);
    expect(z).toEqual([-23, 19]);
    expect(w).toEqual([0, 23]);
  });

  it('and else a default, with a warning', () => {
    const task = flatZincTask(parseFlatZinc('var int: x :: output_var; solve satisfy;', 'f'));
    expect(task.data.variables[0]!.domain).toEqual([-DEFAULT_BOUND, DEFAULT_BOUND]);
    expect(task.warnings.join()).toContain('x >= -10000000, x <= 10000000');
  });
});

describe('what is not supported is named', () => {
  it.each([
    ['constraint float_plus(1.0, 2.0, 3.0);', 'unsupported: constraint float_plus'],
    ['constraint fzn_all_different_int_reif([x], true);', 'unsupported: constraint fzn_all_different_int_reif'],
    ['constraint int_le(x);', 'int_le has 1 arguments, not 2'],
    ['constraint int_le(x, nobody);', 'there is no nobody'],
    ['constraint int_le(x, [x]);', 'an array of 1 where an integer or a Boolean should be'],
    ['constraint array_bool_and([x], true);', 'x where a Boolean should be'],
    ['constraint int_lin_le([1], [x,x], 3);', '1 coefficients for 2 variables'],
    ['constraint int_lin_eq([9007199254740991,1], [x,y], 3);', 'a value could exceed 2^53-1'],
    ['constraint set_in(x, y);', 'y where a constant set should be'],
  ])('%s', (constraint, problem) => {
    const text = `var 0..9: x;\nvar 0..9: y;\n${constraint} solve satisfy;`;
    let message = '';
    try {
      flatZincTask(parseFlatZinc(text, 'f'));
    } catch (error) {
      expect(error).toBeInstanceOf(FlatZincError);
      message = (error as FlatZincError).message;
    }
    expect(message).toContain(problem);
    expect(message).toMatch(/^line 3, column \d+: /);
  });
});
