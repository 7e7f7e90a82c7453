// The variables of a model in presolve: their domains, which only shrink, and what has been found to be an affine function of another variable.
//
// A variable is a *representative* or it stands for one: x = scale * y + offset. References to x are read through the representative from then on; the step that
// gives x back its value is written down at once (postsolve.ts). A Boolean is replaced by Booleans only, as it may be a literal somewhere. Two constants
// follow the model's variables: one that is always 1, for literals that are decided but have to stand in a list all the same.
//
// Invariants: S1 domains of representatives are not empty, unless `refuted`; S2 the function of a representative's domain lies in what the domain of x was;
// S3 steps are in the order of elimination: a step names variables that are still there at its time.

import type { Affine, DomainRanges, LiteralRef, ModelData, VariableRef } from '../model.ts';
import { MAX_VALUE, negateRef, variableOfRef } from '../model.ts';
import { cut, intersection, magnitudeOf, preimage } from './ranges.ts';

/** x = Σ coeffs[k] * vars[k] + offset: how a removed variable gets its value. */
export interface Definition {
  readonly x: VariableRef;
  readonly vars: readonly VariableRef[];
  readonly coeffs: readonly number[];
  readonly offset: number;
}

/** What may be done with a variable. FREE: anything. ORDERED: only a variable of equal value may replace it. FROZEN: nothing, but its domain may shrink. */
export type Keep = 0 | 1 | 2;
export const FREE: Keep = 0;
const ORDERED: Keep = 1;
const FROZEN: Keep = 2;

/** Values and offsets beyond this are left alone, so that sums of a few of them stay exact. */
const LARGEST = 2 ** 48;
/** A substitution may make an expression this many times larger. */
const GROWTH = 4;

export class VariableStore {
  /** By variable; of representatives only. */
  readonly domains: DomainRanges[];
  readonly steps: Definition[] = [];
  /** The constant literals. */
  readonly yes: LiteralRef;
  readonly no: LiteralRef;
  /** The model has no solution. */
  refuted = false;
  /** Something has become too large to compute with: nothing found from then on may be used. */
  overflow = false;
  /** Grows with every change. */
  changes = 0;
  /** Told of a domain that has shrunk. */
  onChange: (x: VariableRef) => void = () => {};
  /** Told of a variable that is replaced by another one. */
  onReplace: (x: VariableRef, y: VariableRef) => void = () => {};

  private readonly keep: Uint8Array;
  /** The variable that x stands for; -1 for representatives. */
  private readonly target: Int32Array;
  private readonly scales: Float64Array;
  private readonly offsets: Float64Array;
  private readonly defined: Uint8Array;

  constructor({ variables, assumptions, searchStrategies }: ModelData) {
    const count = variables.length;
    this.domains = variables.map(({ domain }) => domain);
    this.domains.push([1, 1]);
    this.yes = count;
    this.no = negateRef(count);
    this.keep = new Uint8Array(count + 1);
    this.target = new Int32Array(count + 1).fill(-1);
    this.scales = new Float64Array(count + 1).fill(1);
    this.offsets = new Float64Array(count + 1);
    this.defined = new Uint8Array(count + 1);
    for (const { vars } of searchStrategies ?? []) for (const x of vars) this.keep[x] = ORDERED;
    for (const l of assumptions ?? []) this.keep[variableOfRef(l)] = FROZEN;
    this.keep[count] = FROZEN;
  }

  /** Number of variables of the model. */
  get count(): number {
    return this.yes;
  }

  keepOf(x: VariableRef): Keep {
    return this.keep[x] as Keep;
  }

  // ---------------------------------------------------------------- representatives

  /** The variable that x stands for, itself possibly; scaleOf(x) and offsetOf(x) say how, after this call. */
  representative(x: VariableRef): VariableRef {
    const { target } = this;
    const y = target[x]!;
    if (y < 0) return x;
    if (target[y]! < 0) return y;
    const path = [x];
    let root = y;
    while (target[root]! >= 0) {
      path.push(root);
      root = target[root]!;
    }
    for (let i = path.length - 2; i >= 0; i--) {
      const [v, w] = [path[i]!, path[i + 1]!];
      this.offsets[v] = this.scales[v]! * this.offsets[w]! + this.offsets[v]!;
      this.scales[v] = this.scales[v]! * this.scales[w]!;
      this.target[v] = root;
      if (!(Math.abs(this.offsets[v]!) <= LARGEST && Math.abs(this.scales[v]!) <= LARGEST)) this.overflow = true;
    }
    return root;
  }

  /** Precondition for this and the next: representative(x) was called since the last substitution. */
  scaleOf(x: VariableRef): number {
    return this.scales[x]!;
  }

  offsetOf(x: VariableRef): number {
    return this.offsets[x]!;
  }

  isRepresentative(x: VariableRef): boolean {
    return this.target[x]! < 0 && this.defined[x] === 0;
  }

  /** Whether a reference to x is to be rewritten: it stands for another variable, or is known. */
  isStale(x: VariableRef): boolean {
    return x !== this.yes && (this.target[x]! >= 0 || this.isFixed(x));
  }

  /** The expression over representatives that are open. Sets `overflow` if a number in it is too large to be exact. */
  affine(e: Affine): Affine {
    if (e.vars.length === 0) return e;
    const [x, coeff] = [e.vars[0]!, e.coeffs[0]!];
    const y = this.representative(x);
    if (y === x && coeff !== 0 && !this.isFixed(x)) return e;
    const offset = e.offset + coeff * this.offsets[x]!;
    const scale = coeff * this.scales[x]!;
    // every part has to be exact
    const size =
      Math.abs(e.offset) + Math.abs(coeff * this.offsets[x]!) + Math.abs(scale) * magnitudeOf(this.domains[y]!);
    if (size > MAX_VALUE) this.overflow = true;
    if (scale === 0) return { vars: [], coeffs: [], offset: offset + 0 };
    if (this.isFixed(y)) return { vars: [], coeffs: [], offset: offset + scale * this.lb(y) + 0 };
    return { vars: [y], coeffs: [scale], offset: offset + 0 };
  }

  /** The literal over a representative that is open, or one of the two constants. */
  literal(l: LiteralRef): LiteralRef {
    const x = variableOfRef(l);
    const y = this.representative(x);
    if (x === this.yes) return l;
    if (this.isFixed(y)) {
      const value = this.scales[x]! * this.lb(y) + this.offsets[x]!;
      return (value === 1) === l >= 0 ? this.yes : this.no;
    }
    if (y === x) return l;
    // between Booleans x = y or x = 1 - y
    return this.scales[x]! > 0 === l >= 0 ? y : negateRef(y);
  }

  // ---------------------------------------------------------------- domains

  lb(x: VariableRef): number {
    return this.domains[x]![0]!;
  }

  ub(x: VariableRef): number {
    const domain = this.domains[x]!;
    return domain[domain.length - 1]!;
  }

  isFixed(x: VariableRef): boolean {
    const domain = this.domains[x]!;
    return domain.length === 2 && domain[0] === domain[1];
  }

  isBoolean(x: VariableRef): boolean {
    return this.lb(x) >= 0 && this.ub(x) <= 1;
  }

  /** Least and largest value of an expression over representatives. */
  hull({ vars, coeffs, offset }: Affine): [number, number] {
    if (vars.length === 0) return [offset, offset];
    const ends = [coeffs[0]! * this.lb(vars[0]!) + offset, coeffs[0]! * this.ub(vars[0]!) + offset];
    return ends[0]! <= ends[1]! ? [ends[0]! + 0, ends[1]! + 0] : [ends[1]! + 0, ends[0]! + 0];
  }

  /** Takes all other values away from a representative. False if none is left. */
  restrict(x: VariableRef, allowed: DomainRanges): boolean {
    return this.shrink(x, intersection(this.domains[x]!, allowed));
  }

  /** The same for an expression over a representative; a constant must be allowed. */
  restrictAffine({ vars, coeffs, offset }: Affine, allowed: DomainRanges): boolean {
    if (vars.length === 0) {
      if (intersection([offset, offset], allowed).length === 0) this.refuted = true;
      return !this.refuted;
    }
    const x = vars[0]!;
    const [lo, hi] = this.hull({ vars, coeffs, offset });
    return this.shrink(x, intersection(this.domains[x]!, preimage(cut(allowed, lo, hi), coeffs[0]!, offset)));
  }

  /** Makes a literal true. False if it is false. */
  makeTrue(l: LiteralRef): boolean {
    const literal = this.literal(l);
    if (literal === this.yes) return true;
    if (literal === this.no) {
      this.refuted = true;
      return false;
    }
    return this.restrict(variableOfRef(literal), literal >= 0 ? [1, 1] : [0, 0]);
  }

  private shrink(x: VariableRef, next: DomainRanges): boolean {
    if (next === this.domains[x]) return true;
    if (next.length === 0) {
      this.refuted = true;
      return false;
    }
    this.domains[x] = next;
    this.changes++;
    this.onChange(x);
    return true;
  }

  // ---------------------------------------------------------------- substitution

  /**
   * Takes in x = a * y + b for two open representatives, a != 0: the domains see each other, and one of the two is replaced by the other if it may be. False if
   * both stay: the caller's constraint is still needed.
   */
  equate(x: VariableRef, y: VariableRef, a: number, b: number): boolean {
    const most = Math.max(Math.abs(a) * magnitudeOf(this.domains[y]!) + Math.abs(b), magnitudeOf(this.domains[x]!));
    if (most > LARGEST) return false;
    const unit = Math.abs(a) === 1;
    if (!this.restrict(y, preimage(this.domains[x]!, a, b))) return true;
    const [lo, hi] = this.hull({ vars: [y], coeffs: [a], offset: b });
    const image = unit ? preimage(this.domains[y]!, a, 0 - a * b) : [lo, hi];
    // the ends of y lead to values of x, so that x is open if y is
    if (!this.restrict(x, image) || this.isFixed(y)) return true;
    const byY = this.mayReplace(x, y, a, b);
    const byX = unit && this.mayReplace(y, x, a, 0 - a * b);
    if (!byY && !byX) return false;
    // Booleans stay, then what the user speaks of, then what came first
    const rank = (v: VariableRef): number => (this.isBoolean(v) ? 4 : 0) + this.keep[v]!;
    const yStays = byY && (!byX || rank(y) > rank(x) || (rank(y) === rank(x) && y < x));
    if (yStays) this.replace(x, y, a, b);
    else this.replace(y, x, a, 0 - a * b);
    return true;
  }

  /** Removes a representative that no constraint mentions any more; it gets its value from others. */
  define(definition: Definition): void {
    this.steps.push(definition);
    this.defined[definition.x] = 1;
    this.changes++;
  }

  private mayReplace(x: VariableRef, y: VariableRef, a: number, b: number): boolean {
    if (this.isBoolean(x) && !this.isBoolean(y)) return false;
    const size = Math.abs(a) * magnitudeOf(this.domains[y]!) + Math.abs(b);
    if (size > GROWTH * (magnitudeOf(this.domains[x]!) + 1)) return false;
    return this.keep[x] === FREE || (this.keep[x] === ORDERED && a === 1 && b === 0);
  }

  private replace(x: VariableRef, y: VariableRef, a: number, b: number): void {
    this.target[x] = y;
    this.scales[x] = a;
    this.offsets[x] = b + 0;
    // a user's strategy for x is one for y now
    this.keep[y] = Math.max(this.keep[y]!, this.keep[x]!);
    this.steps.push({ x, vars: [y], coeffs: [a], offset: b + 0 });
    this.changes++;
    this.onReplace(x, y);
  }
}
