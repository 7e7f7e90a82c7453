// Judge of a solution of a FlatZinc model: every declaration and every constraint, as the file words them, at the values that are printed.
//
// It reads the parsed file and shares nothing with the way to the CpModel: neither the reduction, nor the forms, nor the rules. Booleans are 0 and 1. The meaning
// of each constraint is in flatzinc/check-builtins.ts and flatzinc/check-globals.ts.

import type { FlatZinc, FznConstraint, FznExpr, FznSet } from './ast.ts';
import { BUILTIN_MEANINGS } from './check-builtins.ts';
import { GLOBAL_MEANINGS } from './check-globals.ts';
import { type Argument, isIn, type Meaning } from './values.ts';

/** A constraint, and how many of its arguments are its own: one more is the Boolean of a reified form. */
interface Judged {
  readonly constraint: FznConstraint;
  readonly meaning: Meaning;
  readonly form: 'plain' | 'reif' | 'imp';
}

export class FlatZincJudge {
  private readonly model: FlatZinc;
  private readonly judged: readonly Judged[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly constants: ReadonlyMap<string, FznExpr>;
  /** Arrays and parameters, evaluated once where they hold no variable, else once for each solution. */
  private readonly fixed: Map<string, Argument> = new Map();
  private current: Map<string, Argument> = new Map();
  private values: ArrayLike<number> = [];

  /** Throws an Error for a constraint it does not know. */
  constructor(model: FlatZinc) {
    this.model = model;
    this.places = new Map(model.variables.map(({ name }, i) => [name, i]));
    this.constants = new Map([
      ...model.parameters.map(({ name, value }): [string, FznExpr] => [name, value]),
      ...model.arrays.map(({ name, elements }): [string, FznExpr] => [name, elements]),
    ]);
    this.judged = model.constraints.map(judgedOf);
  }

  /** The first thing that is violated when values[i] is the value of variable i; null for a solution. */
  violation(values: ArrayLike<number>): string | null {
    this.values = values;
    this.current = new Map();
    for (const [i, { name, type, domain, value, place }] of this.model.variables.entries()) {
      const v = values[i]!;
      const isPossible =
        type === 'bool' ? v === 0 || v === 1 : Number.isSafeInteger(v) && (domain === null || isIn(v, domain));
      if (!isPossible) return `${place}: ${name} = ${v} is not in its domain`;
      if (value !== null && this.evaluate(value) !== v)
        return `${place}: ${name} = ${v} is not what it is declared to be`;
    }
    for (const { constraint, meaning, form } of this.judged) {
      const args = constraint.args.map((e) => this.evaluate(e));
      const truth = form === 'plain' ? 1 : args.pop();
      const holds = truth === 0 && form === 'imp' ? true : meaning(args) === (truth === 1);
      if (!holds) return `${constraint.place}: ${constraint.id} is violated`;
    }
    return null;
  }

  private evaluate(e: FznExpr): Argument {
    if (typeof e === 'number') return e;
    if (typeof e === 'boolean') return Number(e);
    if (typeof e === 'string') return this.named(e);
    if (Array.isArray(e)) return e.map((item: FznExpr) => this.evaluate(item));
    if ('set' in e) return e as FznSet;
    throw new Error('a value that is neither an integer, a Boolean, a set nor an array of those');
  }

  private named(name: string): Argument {
    const i = this.places.get(name);
    if (i !== undefined) return this.values[i]!;
    const known = this.fixed.get(name) ?? this.current.get(name);
    if (known !== undefined) return known;
    const e = this.constants.get(name);
    if (e === undefined) throw new Error(`there is no ${name}`);
    const value = this.evaluate(e);
    const isFixed = !Array.isArray(e) || e.every((item) => typeof item !== 'string');
    (isFixed ? this.fixed : this.current).set(name, value);
    return value;
  }
}

function judgedOf(constraint: FznConstraint): Judged {
  const { id } = constraint;
  const known = (name: string): Meaning | undefined => BUILTIN_MEANINGS.get(name) ?? GLOBAL_MEANINGS.get(name);
  for (const [form, suffix] of [
    ['reif', '_reif'],
    ['imp', '_imp'],
  ] as const) {
    // array_bool_or_imp(as, r) says r => the disjunction: there the base has the result among its own arguments
    const base = id.endsWith(suffix) ? id.slice(0, -suffix.length) : '';
    const meaning = known(`${base}!`) ?? known(base);
    if (meaning !== undefined) return { constraint, meaning, form };
  }
  const result = known(`${id}!`);
  if (result !== undefined && !(id === 'bool_xor' && constraint.args.length === 2)) {
    return { constraint, meaning: result, form: 'reif' };
  }
  const meaning = known(id) ?? result;
  if (meaning === undefined) throw new Error(`no meaning of ${id} is known`);
  return { constraint, meaning, form: 'plain' };
}
