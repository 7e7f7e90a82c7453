// Reader of FlatZinc-JSON (minizinc.org/schemas/fznjson).
//
//   { "variables": { "x": { "type": "int", "domain": [[0, 9]], "rhs": 3, "ann": [] } },
//     "arrays": { "xs": { "a": ["x", 5] } },
//     "constraints": [ { "id": "int_lin_le", "args": [[3, 4], "xs", 12], "ann": ["domain"] } ],
//     "output": ["x"],
//     "solve": { "method": "maximize", "objective": "x", "ann": [ { "id": "int_search", "args": [...] } ] } }
//
// Strings are names, texts are { "string": "..." }, sets { "set": [[1, 3], [5, 5]] }. Variables over floats and over sets are turned away by name.

import type { FlatZinc, FznArray, FznConstraint, FznExpr, FznSolve, FznVariable } from '../formulation/flatzinc/ast.ts';
import type { DomainRanges } from '../model/model.ts';
import { unionOf } from './flatzinc-sets.ts';
import { describeValue, InputError, shortened } from './input-error.ts';
import { parseJson } from './parse-json.ts';

type Fields = Readonly<Record<string, unknown>>;

const SHAPE = 'give FlatZinc-JSON as MiniZinc writes it';
const DEEPEST = 100;

/** Parse the text of a file; `file` is only for messages. Throws InputError. */
export function parseFlatZincJson(text: string, file: string): FlatZinc {
  return new FlatZincJsonReader(file).read(parseJson(text, file));
}

class FlatZincJsonReader {
  private readonly file: string;
  constructor(file: string) {
    this.file = file;
  }

  read(document: unknown): FlatZinc {
    const model = this.record(document, 'the file');
    const variables = Object.entries(this.record(model['variables'] ?? {}, 'variables'));
    const arrays = Object.entries(this.record(model['arrays'] ?? {}, 'arrays'));
    const constraints = this.list(model['constraints'] ?? [], 'constraints');
    const twice = arrays.find(([name]) => Object.hasOwn((model['variables'] ?? {}) as Fields, name));
    if (twice !== undefined) this.fail(`arrays.${shortened(twice[0])}`, 'is also the name of a variable', 'rename one');
    return {
      variables: variables.map(([name, variable]) => this.variable(name, variable)),
      arrays: arrays.map(([name, array]) => this.array(name, array)),
      parameters: [],
      constraints: constraints.map((constraint, k) => this.constraint(constraint, `constraints[${k}]`)),
      solve: this.solve(model['solve']),
      output: this.list(model['output'] ?? [], 'output').map((name, k) => this.text(name, `output[${k}]`)),
    };
  }

  private variable(name: string, value: unknown): FznVariable {
    const place = `variables.${shortened(name)}`;
    const fields = this.record(value, place);
    const type = this.text(fields['type'], `${place}.type`);
    if (type !== 'int' && type !== 'bool') {
      const what = type.startsWith('set') ? 'sets of integers' : `${shortened(type)}s`;
      const problem = `unsupported: ${shortened(name)} is a variable over ${what}`;
      this.fail(place, problem, 'state the model with integers and Booleans');
    }
    const { domain, rhs } = fields;
    return {
      name,
      type,
      domain: domain === undefined || type === 'bool' ? null : this.ranges(domain, `${place}.domain`),
      value: rhs === undefined ? null : this.expression(rhs, `${place}.rhs`, 0),
      annotations: this.annotations(fields, place),
      place,
    };
  }

  private array(name: string, value: unknown): FznArray {
    const place = `arrays.${shortened(name)}`;
    const fields = this.record(value, place);
    const elements = this.list(fields['a'], `${place}.a`).map((e) => this.expression(e, place, 0));
    return { name, elements, annotations: this.annotations(fields, place), place };
  }

  private constraint(value: unknown, place: string): FznConstraint {
    const fields = this.record(value, place);
    return {
      id: this.text(fields['id'], `${place}.id`),
      args: this.list(fields['args'], `${place}.args`).map((a) => this.expression(a, place, 0)),
      annotations: this.annotations(fields, place),
      place,
    };
  }

  private solve(value: unknown): FznSolve {
    const place = 'solve';
    const fields = this.record(value, place);
    const method = this.text(fields['method'], 'solve.method');
    const annotations = this.annotations(fields, place);
    if (method === 'satisfy') return { method, objective: null, annotations, place };
    if (method !== 'minimize' && method !== 'maximize') {
      this.fail('solve.method', `"${shortened(method)}" is none`, 'give satisfy, minimize or maximize');
    }
    const objective = this.expression(fields['objective'], 'solve.objective', 0);
    return { method, objective, annotations, place };
  }

  private annotations(fields: Fields, place: string): FznExpr[] {
    const list = this.list(fields['ann'] ?? [], `${place}.ann`);
    return list.map((a) => this.expression(a, place, 0));
  }

  private expression(value: unknown, place: string, depth: number): FznExpr {
    if (typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'number') return this.number(value, place);
    if (depth > DEEPEST) this.fail(place, 'is nested too deeply', SHAPE);
    if (Array.isArray(value)) return value.map((item) => this.expression(item, place, depth + 1));
    const fields = this.record(value, place);
    if (fields['set'] !== undefined) return this.set(fields['set'], place);
    if (fields['string'] !== undefined) return { text: this.text(fields['string'], `${place}.string`) };
    const call = this.text(fields['id'], `${place}.id`);
    const args = this.list(fields['args'] ?? [], `${place}.args`);
    return { call, args: args.map((a) => this.expression(a, place, depth + 1)) };
  }

  private number(value: number, place: string): FznExpr {
    if (Number.isSafeInteger(value)) return value + 0;
    if (Number.isInteger(value)) this.fail(place, `${value} is over 2^53-1`, 'scale the numbers of the model down');
    return { float: String(value) };
  }

  private set(value: unknown, place: string): FznExpr {
    const items = this.list(value, `${place}.set`);
    const numbers = items.flat().filter((item) => typeof item === 'number');
    return numbers.every(Number.isInteger) ? { set: this.ranges(items, `${place}.set`) } : { float: '{...}' };
  }

  /** [[1, 3], [5, 5]]; plain numbers stand for themselves. */
  private ranges(value: unknown, place: string): DomainRanges {
    const pairs = this.list(value, place).map((item, k): [number, number] => {
      const pair = Array.isArray(item) && item.length === 2 ? item : [item, item];
      for (const end of pair) {
        if (!Number.isSafeInteger(end)) {
          this.fail(
            `${place}[${k}]`,
            `${describeValue(end)} is no safe integer`,
            'give ranges of integers, like [[1, 3]]',
          );
        }
      }
      return [(pair[0] as number) + 0, (pair[1] as number) + 0];
    });
    return unionOf(pairs);
  }

  private record(value: unknown, place: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(place, `expected an object, found ${describeValue(value)}`, SHAPE);
    }
    return value as Fields;
  }

  private list(value: unknown, place: string): readonly unknown[] {
    if (!Array.isArray(value)) this.fail(place, `expected a list, found ${describeValue(value)}`, SHAPE);
    return value;
  }

  private text(value: unknown, place: string): string {
    if (typeof value !== 'string') this.fail(place, `expected a text, found ${describeValue(value)}`, SHAPE);
    return value;
  }

  private fail(place: string, problem: string, mend: string): never {
    throw new InputError({ file: this.file, place, problem, mend });
  }
}
