// Solutions of a FlatZinc model as MiniZinc reads them: a line for each variable and array with an output annotation (of FlatZinc-JSON: on the list "output").
//
//   x = 3;
//   b = true;
//   grid = array2d(1..2, 0..1, [1, 2, 3, 4]);      with the index sets of its annotation, where it has one

import type { DomainRanges } from '../../model/model.ts';
import { type FlatZinc, FlatZincError, type FznArray, type FznExpr, findAnnotation, isList, isSet } from './ast.ts';

export const SOLUTION_END = '----------\n';

/** From values of the variables, by their numbers, to the lines of a solution. */
export type SolutionPrinter = (values: ArrayLike<number>) => string;

type Part = (values: ArrayLike<number>) => string;

/** Throws FlatZincError for names that do not exist. */
export function solutionPrinter(model: FlatZinc): SolutionPrinter {
  const parts = new Map<string, Part>();
  const printer = new ExpressionPrinter(model);
  for (const [i, { name, annotations, type }] of model.variables.entries()) {
    if (isPrinted(model, name, annotations, 'output_var')) {
      parts.set(name, (values) => `${name} = ${scalar(type, values[i]!)};\n`);
    }
  }
  for (const array of model.arrays) {
    if (isPrinted(model, array.name, array.annotations, 'output_array'))
      parts.set(array.name, arrayPart(array, printer));
  }
  for (const name of model.output ?? []) {
    if (!parts.has(name)) throw new FlatZincError('output', `there is no ${name.slice(0, 60)}`, 'declare it');
  }
  const inOrder = model.output === null ? [...parts.values()] : model.output.map((name) => parts.get(name)!);
  return (values) => inOrder.map((part) => part(values)).join('');
}

function isPrinted(model: FlatZinc, name: string, annotations: readonly FznExpr[], annotation: string): boolean {
  return model.output === null ? findAnnotation(annotations, annotation) !== null : model.output.includes(name);
}

function arrayPart({ name, elements, annotations, place }: FznArray, printer: ExpressionPrinter): Part {
  const parts = elements.map((e) => printer.part(e, place));
  const sets = findAnnotation(annotations, 'output_array')?.args[0];
  const indices = sets !== undefined && isList(sets) ? sets.map((s) => (isSet(s) ? indexSet(s.set) : null)) : [];
  const list = (values: ArrayLike<number>): string => `[${parts.map((part) => part(values)).join(', ')}]`;
  if (indices.length === 0 || indices.includes(null)) return (values) => `${name} = ${list(values)};\n`;
  return (values) => `${name} = array${indices.length}d(${indices.join(', ')}, ${list(values)});\n`;
}

/** What stands at a place of an array. */
class ExpressionPrinter {
  private readonly variables: ReadonlyMap<string, number>;
  private readonly model: FlatZinc;
  private readonly parameters: ReadonlyMap<string, FznExpr>;

  constructor(model: FlatZinc) {
    this.model = model;
    this.variables = new Map(model.variables.map(({ name }, i) => [name, i]));
    this.parameters = new Map(model.parameters.map(({ name, value }) => [name, value]));
  }

  part(e: FznExpr, place: string): Part {
    if (typeof e !== 'string') {
      const text = constantText(e);
      return () => text;
    }
    const i = this.variables.get(e);
    if (i !== undefined) {
      const { type } = this.model.variables[i]!;
      return (values) => scalar(type, values[i]!);
    }
    const value = this.parameters.get(e);
    if (value === undefined) throw new FlatZincError(place, `there is no ${e.slice(0, 60)}`, 'declare it');
    const text = constantText(value);
    return () => text;
  }
}

function scalar(type: 'bool' | 'int', value: number): string {
  return type === 'int' ? String(value) : value === 1 ? 'true' : 'false';
}

function constantText(e: FznExpr): string {
  if (typeof e !== 'object') return String(e);
  if (isList(e)) return `[${e.map(constantText).join(', ')}]`;
  if (isSet(e)) return setText(e.set);
  if ('float' in e) return e.float;
  return 'text' in e ? `"${e.text}"` : e.call;
}

function setText(ranges: DomainRanges): string {
  if (ranges.length === 2) return `${ranges[0]}..${ranges[1]}`;
  const parts: string[] = [];
  for (let k = 0; k < ranges.length; k += 2) {
    for (let v = ranges[k]!; v <= ranges[k + 1]!; v++) parts.push(String(v));
  }
  return `{${parts.join(',')}}`;
}

/** The index set of an array without elements is 1..0. */
function indexSet(ranges: DomainRanges): string {
  return ranges.length === 0 ? '1..0' : setText(ranges);
}
