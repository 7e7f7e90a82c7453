// Where a FlatZinc model becomes the data of a CpModel: a variable for each class that is not fixed, and what the rules of the constraints post.
//
// Variables made here besides are functions of those of the model, whatever holds and whatever does not: each solution of the FlatZinc model is one solution of
// the CpModel, and all solutions can be counted.

import type {
  Affine,
  Constraint,
  DomainRanges,
  IntervalRef,
  LiteralRef,
  ModelData,
  VariableRef,
} from '../../model/model.ts';
import { emptyModel, MAX_VALUE, negateRef } from '../../model/model.ts';
import type { FznExpr } from './ast.ts';
import type { Term } from './classes.ts';
import { BOOLEAN } from './ranges.ts';
import type { FlatZincScope } from './scope.ts';

export type Enforcement = readonly LiteralRef[];

export class Posting {
  readonly scope: FlatZincScope;
  readonly data: ModelData = emptyModel();
  /** Of roots that are not fixed. */
  private readonly refs: Map<number, VariableRef> = new Map();
  private readonly intervals: Map<string, IntervalRef> = new Map();
  private readonly bounds: Map<string, LiteralRef> = new Map();
  private truth: LiteralRef | null = null;

  constructor(scope: FlatZincScope, names: readonly string[]) {
    this.scope = scope;
    const { classes } = scope;
    for (let i = 0; i < classes.size; i++) {
      if (!classes.isRoot(i) || classes.term(i).root < 0) continue;
      this.refs.set(i, this.data.variables.push({ name: names[i]!, domain: classes.domain(i) }) - 1);
    }
  }

  /** Of a root, in an assignment of the model. */
  valueOf(root: number, values: readonly number[]): number {
    const ref = this.refs.get(root);
    return ref === undefined ? this.scope.classes.domain(root)[0]! : values[ref]!;
  }

  post(constraint: Constraint, enforcement: Enforcement): void {
    this.data.constraints.push(enforcement.length === 0 ? constraint : { ...constraint, enforcement });
  }

  /** The enforcement literals cannot all hold. */
  postFalse(enforcement: Enforcement): void {
    this.post({ kind: 'boolOr', literals: [] }, enforcement);
  }

  /** Σ of the affine expressions lies in the set. Fails where the sum could leave the safe integers. */
  postSum(exprs: readonly Affine[], set: DomainRanges, enforcement: Enforcement): void {
    let constant = 0;
    let magnitude = 0;
    const vars: number[] = [];
    const coeffs: number[] = [];
    for (const e of exprs) {
      constant += e.offset;
      magnitude += Math.abs(e.offset);
      if (e.vars.length === 0) continue;
      vars.push(e.vars[0]!);
      coeffs.push(e.coeffs[0]!);
      magnitude += Math.abs(e.coeffs[0]!) * this.largest(e.vars[0]!);
    }
    if (magnitude > MAX_VALUE) this.overflow();
    const domain: number[] = [];
    // ends beyond what the sum can reach say the same cut to it
    for (let k = 0; k < set.length; k += 2) {
      const lo = Math.max(set[k]! === -MAX_VALUE ? -MAX_VALUE : set[k]! - constant, -MAX_VALUE);
      const hi = Math.min(set[k + 1]! === MAX_VALUE ? MAX_VALUE : set[k + 1]! - constant, MAX_VALUE);
      if (lo <= hi) domain.push(lo, hi);
    }
    if (domain.length === 0) this.postFalse(enforcement);
    else this.post({ kind: 'linear', vars, coeffs, domain }, enforcement);
  }

  overflow(): never {
    return this.scope.fail('a value could exceed 2^53-1', 'give the variables smaller domains');
  }

  // ---------------------------------------------------------------- references

  affine({ root, sign, offset }: Term): Affine {
    return root < 0 ? constant(offset) : { vars: [this.ref(root)], coeffs: [sign], offset };
  }

  int(e: FznExpr): Affine {
    return this.affine(this.scope.term(e));
  }

  /** Of an array of integers or of Booleans. */
  ints(e: FznExpr): Affine[] {
    return this.scope.terms(e).map((t) => this.affine(t));
  }

  /** Of a term over Booleans. */
  literal(t: Term): LiteralRef {
    if (t.root < 0) return t.offset === 1 ? this.always() : negateRef(this.always());
    const ref = this.ref(t.root);
    return t.sign === 1 ? ref : negateRef(ref);
  }

  /** A literal that is true. */
  private always(): LiteralRef {
    this.truth ??= this.newVariable([1, 1]).vars[0]!;
    return this.truth;
  }

  private ref(root: number): VariableRef {
    return this.refs.get(root)!;
  }

  // ---------------------------------------------------------------- what the model does not have

  newVariable(domain: DomainRanges): Affine {
    return { vars: [this.data.variables.push({ domain }) - 1], coeffs: [1], offset: 0 };
  }

  /** A literal that says e >= value; true or false if that is known. */
  atLeast(e: Affine, value: number): LiteralRef | boolean {
    if (this.min(e) >= value) return true;
    if (this.max(e) < value) return false;
    const key = `${keyOf(e)} ${value}`;
    let literal = this.bounds.get(key);
    if (literal === undefined) {
      literal = this.newVariable(BOOLEAN).vars[0]!;
      this.bounds.set(key, literal);
      this.postSum([e], [value, MAX_VALUE], [literal]);
      this.postSum([e], [-MAX_VALUE, value - 1], [negateRef(literal)]);
    }
    return literal;
  }

  /** The same one for the same arguments. Always present without a literal. */
  interval(start: Affine, size: Affine, presence: LiteralRef | null): IntervalRef {
    const key = `${keyOf(start)} ${keyOf(size)} ${presence}`;
    let interval = this.intervals.get(key);
    if (interval === undefined) {
      const end = this.endOf(start, size, presence !== null);
      interval = this.data.intervals.push({ start, size, end, ...(presence === null ? {} : { presence }) }) - 1;
      this.intervals.set(key, interval);
    }
    return interval;
  }

  /** start + size. The interval itself sees to that while it is present. */
  private endOf(start: Affine, size: Affine, mayBeAbsent: boolean): Affine {
    if (size.vars.length === 0) return shifted(start, size.offset);
    if (start.vars.length === 0) return shifted(size, start.offset);
    const [lo, hi] = [this.min(start) + this.min(size), this.max(start) + this.max(size)];
    if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi)) this.overflow();
    const end = this.newVariable([lo, hi]);
    if (mayBeAbsent) this.postSum([start, size, negated(end)], [0, 0], []);
    return end;
  }

  // ---------------------------------------------------------------- bounds

  min({ vars, coeffs, offset }: Affine): number {
    if (vars.length === 0) return offset;
    const { domain } = this.data.variables[vars[0]!]!;
    return offset + coeffs[0]! * (coeffs[0]! > 0 ? domain[0]! : domain.at(-1)!);
  }

  max(e: Affine): number {
    return 0 - this.min(negated(e));
  }

  /** Largest absolute value of a variable. */
  private largest(v: VariableRef): number {
    const { domain } = this.data.variables[v]!;
    return Math.max(Math.abs(domain[0]!), Math.abs(domain.at(-1)!));
  }
}

export function constant(value: number): Affine {
  return { vars: [], coeffs: [], offset: value };
}

export function shifted({ vars, coeffs, offset }: Affine, amount: number): Affine {
  return { vars, coeffs, offset: offset + amount };
}

export function negated({ vars, coeffs, offset }: Affine): Affine {
  return { vars, coeffs: coeffs.map((c) => 0 - c), offset: 0 - offset };
}

export function isConstant(e: Affine): boolean {
  return e.vars.length === 0;
}

function keyOf({ vars, coeffs, offset }: Affine): string {
  return `${vars[0] ?? ''}*${coeffs[0] ?? ''}+${offset}`;
}
