// What the arguments of FlatZinc constraints stand for: names looked up, and lists, terms, numbers and sets taken out with a message where something else is
// given. `place` is that of the item being read; the messages name it.

import type { DomainRanges } from '../../model/model.ts';
import { type FlatZinc, FlatZincError, type FznExpr, isList, isSet } from './ast.ts';
import { constantTerm, type Term, VariableClasses } from './classes.ts';
import { ALL, BOOLEAN } from './ranges.ts';

export class FlatZincScope {
  readonly classes: VariableClasses;
  place = '';
  private readonly isBoolean: readonly boolean[];
  private readonly variables: ReadonlyMap<string, number>;
  private readonly constants: ReadonlyMap<string, FznExpr>;

  /** Throws FlatZincError for names that are given twice or missing. */
  constructor(model: FlatZinc) {
    this.variables = new Map(model.variables.map(({ name }, i) => [name, i]));
    this.constants = new Map<string, FznExpr>([
      ...model.parameters.map(({ name, value }): [string, FznExpr] => [name, value]),
      ...model.arrays.map(({ name, elements }): [string, FznExpr] => [name, elements]),
    ]);
    this.isBoolean = model.variables.map(({ type }) => type === 'bool');
    const domains = model.variables.map(({ type, domain }) => (type === 'bool' ? BOOLEAN : (domain ?? ALL)));
    this.classes = new VariableClasses(domains, this.isBoolean);
    for (const [i, { value, place }] of model.variables.entries()) {
      if (value === null) continue;
      this.place = place;
      this.classes.unify(this.classes.term(i), this.term(value), 1, 0);
    }
  }

  fail(problem: string, mend: string): never {
    throw new FlatZincError(this.place, problem, mend);
  }

  /** The number of a variable by its name, or undefined. */
  variable(name: string): number | undefined {
    return this.variables.get(name);
  }

  /** An integer or a Boolean (1 is true): a term over the root of its class, or a constant. */
  term(e: FznExpr): Term {
    if (typeof e === 'number') return constantTerm(e);
    if (typeof e === 'boolean') return constantTerm(Number(e));
    if (typeof e === 'string') {
      const i = this.variables.get(e);
      if (i !== undefined) return this.classes.term(i);
      const value = this.lookUp(e);
      if (typeof value !== 'string') return this.term(value);
    }
    return this.fail(`${shown(e)} where an integer or a Boolean should be`, 'give a value or a variable');
  }

  terms(e: FznExpr): Term[] {
    return this.list(e).map((item) => this.term(item));
  }

  /** A Boolean: its value is 0 or 1, whatever it is a term of. */
  boolean(e: FznExpr): Term {
    if (typeof e === 'boolean') return constantTerm(Number(e));
    const i = typeof e === 'string' ? this.variables.get(e) : undefined;
    if (i !== undefined && this.isBoolean[i] === true) return this.classes.term(i);
    const value = typeof e === 'string' && i === undefined ? this.lookUp(e) : e;
    if (typeof value === 'boolean') return constantTerm(Number(value));
    return this.fail(`${shown(e)} where a Boolean should be`, 'give true, false or a var bool');
  }

  booleans(e: FznExpr): Term[] {
    return this.list(e).map((item) => this.boolean(item));
  }

  list(e: FznExpr): readonly FznExpr[] {
    const value = this.constant(e);
    return isList(value) ? value : this.fail(`${shown(e)} where an array should be`, 'give an array');
  }

  /** A constant. */
  integer(e: FznExpr): number {
    const { root, offset } = this.term(e);
    return root < 0 ? offset : this.fail(`${shown(e)} where a constant should be`, 'give an integer');
  }

  integers(e: FznExpr): number[] {
    return this.list(e).map((item) => this.integer(item));
  }

  set(e: FznExpr): DomainRanges {
    const value = this.constant(e);
    return isSet(value) ? value.set : this.fail(`${shown(e)} where a constant set should be`, 'give a set of integers');
  }

  min(t: Term): number {
    return this.classes.domainOf(t)[0] ?? 0;
  }

  max(t: Term): number {
    return this.classes.domainOf(t).at(-1) ?? 0;
  }

  isConstant(t: Term, value: number): boolean {
    return t.root < 0 && t.offset === value;
  }

  /** What a name stands for; that of a variable only itself. */
  private constant(e: FznExpr): FznExpr {
    return typeof e === 'string' && !this.variables.has(e) ? this.lookUp(e) : e;
  }

  private lookUp(name: string): FznExpr {
    const value = this.constants.get(name);
    return value === undefined ? this.fail(`there is no ${name.slice(0, 60)}`, 'declare it') : value;
  }
}

/** An expression as a message shows it. */
function shown(e: FznExpr): string {
  if (typeof e === 'string') return e.slice(0, 60);
  if (typeof e !== 'object') return String(e);
  if (isList(e)) return `an array of ${e.length}`;
  if (isSet(e)) return 'a set';
  if ('float' in e) return `the float ${e.float.slice(0, 60)}`;
  return 'text' in e ? `"${e.text.slice(0, 60)}"` : `${e.call.slice(0, 60)}(...)`;
}
