// Readers of FlatZinc and of FlatZinc-JSON: what is read, what is turned away and with which words, and that both forms of a model are the same.

import { describe, expect, it } from 'vitest';
import type { FlatZinc, FznExpr } from '../../formulation/flatzinc/ast.ts';
import { InputError } from '../../io/input-error.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { parseFlatZincJson } from '../../io/parse-flatzinc-json.ts';
import { Random } from '../../solver/random.ts';
import { BUILTIN_KINDS, GLOBAL_KINDS, randomFlatZinc } from '../support/random-flatzinc.ts';
import { FLATZINC, FLATZINC_JSON } from './flatzinc-samples.ts';

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  return '';
}

describe('FlatZinc', () => {
  it('is read whole', () => {
    const model = parseFlatZinc(FLATZINC, 'f');
    expect(model.parameters.map(({ name, value }) => [name, value])).toEqual([
      ['tax', { float: '0.25' }],
      ['most', 12],
      ['small', { set: [1, 3, 7, 7] }],
      ['yes', true],
    ]);
    expect(model.arrays.map(({ name, elements }) => [name, elements])).toEqual([
      ['weights', [3, -4]],
      ['sets', [{ set: [1, 2] }, { set: [3, 3, 5, 5] }]],
      ['prices', [{ float: '1.5e3' }]],
      ['xs', ['x', 5, 'y']],
      ['none', []],
    ]);
    expect(model.variables.map(({ name, type, domain, value }) => [name, type, domain, value])).toEqual([
      ['x', 'int', [0, 9], null],
      ['y', 'int', [2, 2, 4, 4, 6, 6], null],
      ['b', 'bool', null, null],
      ['copy', 'int', null, 'x'],
      ['n', 'int', [-3, -1], null],
    ]);
    expect(model.variables[1]!.annotations).toEqual(['var_is_introduced', 'is_defined_var']);
    expect(model.arrays[3]!.annotations).toEqual([
      { call: 'output_array', args: [[{ set: [1, 1] }, { set: [0, 2] }]] },
    ]);
    expect(model.constraints[0]).toEqual({
      id: 'int_lin_le',
      args: ['weights', ['x', 'y'], 'most'],
      annotations: ['domain', { call: 'name', args: [{ text: 'a \\"b\\"; c' }] }],
      place: 'line 17, column 12',
    });
    expect(model.solve.method).toBe('maximize');
    expect(model.solve.objective).toBe('x');
    const search = (call: string, ...args: FznExpr[]): FznExpr => ({ call, args });
    expect(model.solve.annotations).toEqual([
      search('seq_search', [
        search('int_search', 'xs', 'first_fail', 'indomain_min', 'complete'),
        search('bool_search', ['b'], 'input_order', 'indomain_max', 'complete'),
      ]),
    ]);
  });

  it.each([
    ['var 0..3: x; solve satisfy', 'line 1, column 27: the end of the file where ";" should be'],
    ['var 0..3: x;', 'the file ends without a solve item'],
    ['', 'the file ends without a solve item'],
    ['var 0..3: x;\nvar 0..3: x; solve satisfy;', 'line 2, column 11: x is declared twice'],
    ['var float: x; solve satisfy;', 'unsupported: x is a variable over floats'],
    ['var 0.0..1.0: x; solve satisfy;', 'unsupported: x is a variable over floats'],
    ['var set of 1..3: x; solve satisfy;', 'unsupported: x is a variable over sets of integers'],
    ['array [1..1] of var float: x = [1.0]; solve satisfy;', 'unsupported: x is a variable over floats'],
    ['array [1..2] of int: a = [1]; solve satisfy;', 'array a of 2 has 1 elements'],
    ['int: a = 9007199254740993; solve satisfy;', '9007199254740993 is over 2^53-1'],
    ['int: a = 12x; solve satisfy;', '"12x" is not a number'],
    ['int: a = 0xg; solve satisfy;', 'is not a number'],
    ['constraint int_le(x[1], 3); solve satisfy;', 'unsupported: an element of an array by its index'],
    ['constraint int_le(x, 3; solve satisfy;', '";" where "," or ")" should be'],
    ['constraint int_le 3; solve satisfy;', '"3" where "(" should be'],
    ['constraint c("abc); solve satisfy;', 'a text without its closing quote'],
    ['solve satisfy; solve satisfy;', 'a second solve item'],
    ['solve optimize x;', '"optimize" where "satisfy", "minimize" or "maximize" should be'],
    ['var 3: x; solve satisfy;', '":" where ".." should be'],
    ['var 1..2: x #; solve satisfy;', '"#" is no part of FlatZinc'],
    [`constraint c(${'['.repeat(200)}); solve satisfy;`, 'nested too deeply'],
  ])('turns away %s', (text, problem) => {
    const message = messageOf(() => parseFlatZinc(text, 'f'));
    expect(message).toContain(problem);
    expect(message).toMatch(/^f: line \d+, column \d+: .*; /);
  });

  it('reads in time linear in its length', () => {
    const line = 'constraint int_lin_le([1,2,3],[x,y,z],4); % comment\n';
    const text = `var 1..3: x; var 1..3: y; var 1..3: z;\n${line.repeat(20_000)}solve satisfy;`;
    expect(parseFlatZinc(text, 'f').constraints).toHaveLength(20_000);
  });
});

/** The text of a model as FlatZinc-JSON. */
function asJson({ variables, arrays, constraints, solve }: FlatZinc): string {
  const expression = (e: FznExpr): unknown => {
    if (typeof e !== 'object') return e;
    if (Array.isArray(e)) return e.map(expression);
    if ('set' in e) return { set: pairs(e.set) };
    if ('call' in e) return { id: e.call, args: e.args.map(expression) };
    return 'text' in e ? { string: e.text } : Number((e as { float: string }).float);
  };
  const pairs = (ranges: readonly number[]): number[][] =>
    ranges.flatMap((lo, k) => (k % 2 === 0 ? [[lo, ranges[k + 1]!]] : []));
  return JSON.stringify({
    variables: Object.fromEntries(
      variables.map(({ name, type, domain, value, annotations }) => [
        name,
        {
          type,
          ...(domain === null ? {} : { domain: pairs(domain) }),
          ...(value === null ? {} : { rhs: expression(value) }),
          ann: annotations.map(expression),
        },
      ]),
    ),
    arrays: Object.fromEntries(
      arrays.map(({ name, elements, annotations }) => [
        name,
        { a: elements.map(expression), ann: annotations.map(expression) },
      ]),
    ),
    constraints: constraints.map(({ id, args, annotations }) => ({
      id,
      args: args.map(expression),
      ann: annotations.map(expression),
    })),
    output: [],
    solve: { method: solve.method, objective: solve.objective, ann: solve.annotations.map(expression) },
  });
}

/** Without places, parameters and the list of what is printed, which only one of the forms has. */
function content({ variables, arrays, constraints, solve }: FlatZinc): unknown {
  const placeless = <T extends { readonly place: string }>({ place: _, ...rest }: T): unknown => rest;
  return [variables.map(placeless), arrays.map(placeless), constraints.map(placeless), placeless(solve)];
}

describe('FlatZinc-JSON', () => {
  it('is read whole', () => {
    const model = parseFlatZincJson(FLATZINC_JSON, 'f');
    expect(model.output).toEqual(['x', 'b', 'xs']);
    expect(model.variables.map(({ name, domain, value }) => [name, domain, value])).toEqual([
      ['x', [0, 9], null],
      ['y', [2, 2, 4, 4, 6, 6], null],
      ['b', null, null],
      ['copy', null, 'x'],
    ]);
    expect(model.constraints[0]!.annotations).toEqual(['domain', { call: 'name', args: [{ text: 's' }] }]);
    expect(model.constraints[1]!.args).toEqual(['x', { set: [1, 3, 7, 7] }, 'b']);
    expect(model.constraints[2]!.place).toBe('constraints[2]');
    expect(model.solve.objective).toBe('x');
  });

  it('is the same as the text form', () => {
    const texts = [FLATZINC.replace(/float: tax.*|.*prices.*/g, '')];
    const kinds = [...BUILTIN_KINDS, ...GLOBAL_KINDS];
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(`json:${seed}`);
      texts.push(randomFlatZinc(random, random.pick(kinds), kinds));
    }
    for (const text of texts) {
      const model = parseFlatZinc(text, 'f');
      expect(content(parseFlatZincJson(asJson(model), 'f')), text).toEqual(content(model));
    }
  });

  it.each([
    ['[]', 'the file: expected an object, found a list'],
    ['{', 'not JSON'],
    ['{"solve": {}}', 'solve.method: expected a text'],
    [
      '{"solve": {"method": "satisfy"}, "variables": {"x": {"type": "float"}}}',
      'unsupported: x is a variable over floats',
    ],
    [
      '{"solve": {"method": "satisfy"}, "variables": {"x": {"type": "set of int"}}}',
      'unsupported: x is a variable over sets',
    ],
    [
      '{"solve": {"method": "satisfy"}, "variables": {"x": {"type": "int", "domain": [[1, 2.5]]}}}',
      '2.5 is no safe integer',
    ],
    [
      '{"solve": {"method": "satisfy"}, "variables": {"x": {"type": "int"}}, "arrays": {"x": {"a": []}}}',
      'is also the name',
    ],
    ['{"solve": {"method": "satisfy"}, "constraints": [{"id": "c", "args": [1e17]}]}', 'is over 2^53-1'],
    [
      '{"solve": {"method": "satisfy"}, "constraints": [{"id": "c", "args": [null]}]}',
      'expected an object, found null',
    ],
    ['{"solve": {"method": "improve"}}', '"improve" is none'],
  ])('turns away %s', (text, problem) => {
    expect(messageOf(() => parseFlatZincJson(text, 'f'))).toContain(problem);
  });
});
