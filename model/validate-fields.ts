// Checks of single fields of a model that may be anything, JSON from a stranger included.
//
// FieldChecker knows the record it is looking at and throws a Problem whose message starts with the name of that
// record; validate.ts catches it. It also knows how large each variable can get, which is what the overflow checks are
// about: the largest |value| of a sum is Σ |coefficient| * max |variable|. Those bounds are sums and products of
// non-negative doubles. As long as the exact result is <= 2^53 - 1 every step is exact, and rounding is monotone, so a
// result above the limit is never mistaken for one below.

import { show } from './arguments.ts';
import { type Affine, type DomainRanges, type Linear, MAX_VALUE, variableOfRef } from './model.ts';

/** The first problem found; the message is complete. */
export class Problem extends Error {}

/** A record of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

export class FieldChecker {
  /** What the record under inspection is called in messages; read only when there is something to say. */
  private place: () => string = () => 'model';
  private readonly domains: DomainRanges[] = [];
  intervalCount = 0;

  at(place: () => string): void {
    this.place = place;
  }

  fail(problem: string): never {
    throw new Problem(`${this.place()}: ${problem}`);
  }

  record(value: unknown, field: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(`${field} must be an object, got ${show(value)}`);
    }
    return value as Fields;
  }

  /** No field beyond the known ones: a misspelt optional field would otherwise be ignored silently. */
  known(record: Fields, fields: readonly string[]): void {
    for (const key of Object.keys(record)) if (!fields.includes(key)) this.fail(`unknown field ${show(key)}`);
  }

  list(value: unknown, field: string): readonly unknown[] {
    if (!Array.isArray(value)) this.fail(`${field} must be a list, got ${show(value)}`);
    return value;
  }

  text(value: unknown, field: string): void {
    if (typeof value !== 'string') this.fail(`${field} must be a text, got ${show(value)}`);
  }

  integer(value: unknown, field: string): number {
    if (!Number.isSafeInteger(value)) this.fail(`${field} must be a safe integer, got ${show(value)}`);
    return value as number;
  }

  integers(value: unknown, field: string): readonly number[] {
    const list = this.list(value, field);
    // A hole in a list reads as undefined and is no integer.
    for (let k = 0; k < list.length; k++) if (!Number.isSafeInteger(list[k])) this.integer(list[k], `${field}[${k}]`);
    return list as readonly number[];
  }

  /** Sorted, disjoint, non-adjacent, non-empty closed ranges. */
  ranges(value: unknown, field: string): DomainRanges {
    const ranges = this.integers(value, field);
    if (ranges.length === 0) this.fail(`${field} is empty`);
    if (ranges.length % 2 !== 0) this.fail(`${field} has an odd number of entries (${ranges.length})`);
    for (let k = 0; k < ranges.length; k += 2) {
      const [lo, hi] = [ranges[k]!, ranges[k + 1]!];
      if (lo > hi) this.fail(`${field} has an empty range ${lo}..${hi}`);
      if (k > 0 && lo <= ranges[k - 1]! + 1) this.fail(`${field}: ${lo}..${hi} must start above ${ranges[k - 1]! + 1}`);
    }
    return ranges;
  }

  addVariable(domain: DomainRanges): void {
    this.domains.push(domain);
  }

  variable(value: unknown, field: string): number {
    const v = this.integer(value, field);
    if (!this.isVariable(v)) this.fail(`${field}: there is no variable ${v}`);
    return v;
  }

  variables(value: unknown, field: string): readonly number[] {
    const list = this.list(value, field) as readonly number[];
    // Lists may have millions of entries: the name of one is made up only if it is wrong.
    for (let k = 0; k < list.length; k++) if (!this.isVariable(list[k]!)) this.variable(list[k], `${field}[${k}]`);
    return list;
  }

  literal(value: unknown, field: string): void {
    const v = variableOfRef(this.integer(value, field));
    if (v >= this.domains.length) this.fail(`${field}: there is no variable ${v}`);
    if (this.min(v) < 0 || this.max(v) > 1) this.fail(`${field}: variable ${v} is not Boolean`);
  }

  literals(value: unknown, field: string): number {
    const list = this.list(value, field) as readonly number[];
    for (let k = 0; k < list.length; k++) if (!this.isLiteral(list[k]!)) this.literal(list[k], `${field}[${k}]`);
    return list.length;
  }

  intervals(value: unknown, field: string): readonly number[] {
    const list = this.integers(value, field);
    for (const [k, i] of list.entries()) {
      if (i < 0 || i >= this.intervalCount) this.fail(`${field}[${k}]: there is no interval ${i}`);
    }
    return list;
  }

  sameLength(a: number, b: number, fieldA: string, fieldB: string): void {
    if (a !== b) this.fail(`${fieldA} has ${a} entries but ${fieldB} has ${b}`);
  }

  /** The largest |Σ coeffs * vars + offset|, checked to be a safe integer; the lists are checked too. */
  magnitude(vars: unknown, coeffs: unknown, offset: number, field: string): number {
    const v = this.variables(vars, 'vars');
    const a = this.integers(coeffs, 'coeffs');
    this.sameLength(v.length, a.length, 'vars', 'coeffs');
    let total = Math.abs(offset);
    for (let k = 0; k < v.length; k++)
      total += Math.abs(a[k]!) * Math.max(Math.abs(this.min(v[k]!)), Math.abs(this.max(v[k]!)));
    return this.limit(total, field);
  }

  /** An affine expression whose value is a safe integer. */
  affine(value: unknown, field: string): Affine {
    const record = this.record(value, field);
    if (Object.keys(record).length !== 3) this.known(record, ['vars', 'coeffs', 'offset']);
    const vars = this.variables(record['vars'], `${field}.vars`);
    const coeffs = this.integers(record['coeffs'], `${field}.coeffs`);
    this.sameLength(vars.length, coeffs.length, `${field}.vars`, `${field}.coeffs`);
    this.integer(record['offset'], `${field}.offset`);
    if (vars.length > 1) this.fail(`${field} has ${vars.length} variables, at most one is allowed`);
    const expr = record as unknown as Linear;
    this.limit(this.largest(expr), field);
    return expr;
  }

  affines(value: unknown, field: string): readonly Affine[] {
    const list = this.list(value, field);
    return list.map((expr, k) => this.affine(expr, `${field}[${k}]`));
  }

  /** The largest |value| of a checked affine expression. */
  largest(expr: Affine): number {
    if (expr.vars.length === 0) return Math.abs(expr.offset);
    const v = expr.vars[0]!;
    return Math.abs(expr.offset) + Math.abs(expr.coeffs[0]!) * Math.max(Math.abs(this.min(v)), Math.abs(this.max(v)));
  }

  /** The smallest value of a checked affine expression. */
  smallest(expr: Affine): number {
    if (expr.vars.length === 0) return expr.offset;
    const a = expr.coeffs[0]!;
    return expr.offset + (a >= 0 ? a * this.min(expr.vars[0]!) : a * this.max(expr.vars[0]!));
  }

  /** Returns `magnitude`, or fails: it could overflow. */
  limit(magnitude: number, field: string): number {
    if (magnitude > MAX_VALUE) this.fail(`${field} could overflow: it may reach ${magnitude} > 2^53 - 1`);
    return magnitude;
  }

  private isVariable(value: number): boolean {
    return Number.isSafeInteger(value) && value >= 0 && value < this.domains.length;
  }

  private isLiteral(value: number): boolean {
    if (!Number.isSafeInteger(value)) return false;
    const v = variableOfRef(value);
    return v < this.domains.length && this.min(v) >= 0 && this.max(v) <= 1;
  }

  private min(v: number): number {
    return this.domains[v]![0]!;
  }

  private max(v: number): number {
    const domain = this.domains[v]!;
    return domain[domain.length - 1]!;
  }
}
