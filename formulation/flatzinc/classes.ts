// Variables of a FlatZinc model in classes: within one, each is sign * root + offset with sign 1 or -1.
//
// A model that MiniZinc wrote says everything twice: a Boolean and its integer, a variable and its copy, a Boolean and its negation. One variable of the
// solver for each class is enough. Union-find; the root of a class is a Boolean if any variable of it is one, so that every Boolean is a literal of its root.

import type { DomainRanges } from '../../model/model.ts';
import { contains, intersection, isSame } from '../../model/presolve/ranges.ts';
import { BOOLEAN, image } from './ranges.ts';

/** sign * value of the root + offset; a constant has root -1 and sign 0. */
export interface Term {
  readonly root: number;
  readonly sign: number;
  readonly offset: number;
}

export function constantTerm(value: number): Term {
  return { root: -1, sign: 0, offset: value };
}

export class VariableClasses {
  /** Grows with everything that becomes known. */
  version = 0;
  /** Nothing satisfies the model: a domain has become empty. Domains are no longer kept up to date then. */
  contradictory = false;
  private readonly parent: Int32Array;
  private readonly sign: Int8Array;
  private readonly offset: Float64Array;
  private readonly domains: DomainRanges[];
  private readonly isBoolean: Uint8Array;

  /** `isBoolean[i]` for variables that must stay literals. */
  constructor(domains: readonly DomainRanges[], isBoolean: readonly boolean[]) {
    const n = domains.length;
    this.parent = Int32Array.from({ length: n }, (_, i) => i);
    this.sign = new Int8Array(n).fill(1);
    this.offset = new Float64Array(n);
    this.domains = [...domains];
    this.isBoolean = Uint8Array.from(isBoolean, Number);
    if (domains.some((domain) => domain.length === 0)) this.contradictory = true;
  }

  get size(): number {
    return this.parent.length;
  }

  isRoot(i: number): boolean {
    return this.parent[i] === i;
  }

  /** What variable i is: a constant if only one value is left. */
  term(i: number): Term {
    const root = this.find(i);
    const [sign, offset] = [this.sign[i]!, this.offset[i]!];
    const domain = this.domains[root]!;
    if (domain.length === 2 && domain[0] === domain[1]) return constantTerm(sign * domain[0]! + offset + 0);
    return { root, sign, offset };
  }

  /** A term over a variable that may be no root any more, over the root of now. */
  current({ root, sign, offset }: Term): Term {
    if (root < 0) return { root, sign, offset };
    const now = this.term(root);
    return { root: now.root, sign: sign * now.sign, offset: sign * now.offset + offset };
  }

  /** Of a root. */
  domain(root: number): DomainRanges {
    return this.domains[root]!;
  }

  /** Values a term may have. */
  domainOf({ root, sign, offset }: Term): DomainRanges {
    return root < 0 ? [offset, offset] : image(this.domains[root]!, sign, offset);
  }

  /** The value of variable i for values of the roots. */
  valueOf(i: number, rootValue: (root: number) => number): number {
    const root = this.find(i);
    return this.sign[i]! * rootValue(root) + this.offset[i]! + 0;
  }

  /** The term lies in the set. */
  restrict({ root, sign, offset }: Term, set: DomainRanges): void {
    if (this.contradictory) return;
    if (root < 0) {
      if (!contains(set, offset)) this.contradictory = true;
      return;
    }
    const old = this.domains[root]!;
    // v = sign * r + offset  =>  r = sign * v - sign * offset
    const domain = intersection(old, image(set, sign, 0 - sign * offset));
    if (isSame(domain, old)) return;
    this.version++;
    if (domain.length === 0) this.contradictory = true;
    else this.domains[root] = domain;
  }

  /** a = sign * b + offset. */
  unify(a: Term, b: Term, sign: number, offset: number): void {
    if (this.contradictory) return;
    if (b.root < 0) this.restrict(a, single(sign * b.offset + offset));
    else if (a.root < 0) this.restrict(b, single(sign * (a.offset - offset)));
    else this.join(a, b, sign, offset);
  }

  /** unify() of terms that are no constants. */
  private join(a: Term, b: Term, sign: number, offset: number): void {
    // a.sign * ra + a.offset = sign * (b.sign * rb + b.offset) + offset, so that ra = s * rb + o
    const s = a.sign * sign * b.sign;
    const o = a.sign * (sign * b.offset + offset - a.offset) + 0;
    if (a.root === b.root) {
      this.unifyWithItself(a.root, s, o);
      return;
    }
    this.restrict({ root: b.root, sign: s, offset: o }, this.domains[a.root]!);
    if (this.contradictory) return;
    this.version++;
    const preference = this.rank(a.root) - this.rank(b.root);
    const takesA = preference > 0 || (preference === 0 && a.root < b.root);
    const [root, child] = takesA ? [a.root, b.root] : [b.root, a.root];
    if (takesA) this.domains[root] = image(this.domains[child]!, s, o);
    this.parent[child] = root;
    this.sign[child] = s;
    this.offset[child] = takesA ? 0 - s * o : o;
  }

  /** r = s * r + o. */
  private unifyWithItself(root: number, s: number, o: number): void {
    if (s === 1) {
      if (o !== 0) this.contradictory = true;
    } else if (o % 2 !== 0) this.contradictory = true;
    else this.restrict({ root, sign: 1, offset: 0 }, single(o / 2));
  }

  /** Booleans become roots before variables over 0..1, and those before others; of equals the first. */
  private rank(i: number): number {
    if (this.isBoolean[i] === 1) return 2;
    return isSame(this.domains[i]!, BOOLEAN) ? 1 : 0;
  }

  /** The root, with the whole path led to it. */
  private find(i: number): number {
    const { parent, sign, offset } = this;
    const path: number[] = [];
    let at = i;
    while (parent[at] !== at) {
      path.push(at);
      at = parent[at]!;
    }
    for (let k = path.length - 2; k >= 0; k--) {
      const child = path[k]!;
      const above = path[k + 1]!;
      // child = sign * above + offset, and above = sign * root + offset
      offset[child] = sign[child]! * offset[above]! + offset[child]!;
      sign[child] = sign[child]! * sign[above]!;
      parent[child] = at;
    }
    return at;
  }
}

function single(value: number): DomainRanges {
  return [value + 0, value + 0];
}
