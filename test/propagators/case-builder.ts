// Builds the random cases of constraints over affine views and facts, within the limits of the suite: variables and assignments are rationed, and what does not
// fit any more becomes a constant or an old variable.

import type { Affine } from '../../solver/affine.ts';
import { constant } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { randomDomain } from '../support/random-domain.ts';
import { valuesOf } from '../support/solution-table.ts';

export interface BuilderOptions {
  /** Holes in the values of expressions, by domains or by scale (default true). */
  readonly sparse?: boolean;
  /** Variables may occur in several places, constants in any (default true). */
  readonly shared?: boolean;
  /** Most assignments in all; the suite allows 20 000, fewer run faster. */
  readonly assignments?: number;
}

export class CaseBuilder {
  readonly domains: number[][] = [];
  private readonly rng: Random;
  private readonly sparse: boolean;
  private readonly shared: boolean;
  private left: number;

  constructor(rng: Random, options: BuilderOptions = {}) {
    this.rng = rng;
    this.sparse = options.sparse ?? true;
    this.shared = options.shared ?? true;
    this.left = options.assignments ?? 4000;
  }

  /** An expression with at most `most` values, its least about [least, greatest]; with a scale or a sign now and then. */
  expression(least: number, greatest: number, most = 6): Affine {
    const { rng, domains } = this;
    if (this.shared && rng.chance(0.15)) return constant(rng.between(least, greatest + most - 1));
    if (this.shared && domains.length > 0 && rng.chance(0.1)) {
      return { sv: rng.below(2 * domains.length), scale: 1, offset: rng.between(0, 1) };
    }
    const size = Math.min(most, this.left);
    if (size < 2 || domains.length === 8) return constant(rng.between(least, greatest));
    const domain = this.sparse ? randomDomain(rng, size, least, greatest) : this.interval(least, greatest, size);
    const x = this.add(domain);
    // a mirrored view of a mirrored domain keeps the expression in the wanted range
    if (rng.chance(0.25)) {
      domains[x] = domain.map((v) => 0 - v).reverse();
      return { sv: 2 * x + 1, scale: 1, offset: 0 };
    }
    return { sv: 2 * x, scale: this.sparse && rng.chance(0.1) ? 2 : 1, offset: rng.chance(0.2) ? 1 : 0 };
  }

  /** A condition: mostly a new Boolean, true or false; otherwise a bound of an old variable. */
  condition(): Fact {
    const { rng, domains } = this;
    if (this.shared && domains.length > 0 && rng.chance(0.15)) {
      const x = rng.below(domains.length);
      const d = domains[x]!;
      const v = rng.between(d[0]!, d[d.length - 1]!);
      return rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: 0 - v };
    }
    if (this.left < 2 || domains.length === 8) return { sv: 0, k: domains.length === 0 ? 0 : domains[0]![0]! };
    const x = this.add([0, 1]);
    return rng.chance(0.7) ? { sv: 2 * x, k: 1 } : { sv: 2 * x + 1, k: 0 };
  }

  /** Up to `most` conditions, often none. */
  conditions(most: number): Fact[] {
    const n = this.rng.chance(0.5) ? 0 : this.rng.between(1, most);
    return Array.from({ length: n }, () => this.condition());
  }

  private interval(least: number, greatest: number, size: number): number[] {
    const lo = this.rng.between(least, greatest);
    return [lo, lo + this.rng.between(0, size - 1)];
  }

  private add(domain: number[]): number {
    this.domains.push(domain);
    this.left = Math.floor(this.left / valuesOf(domain).length);
    return this.domains.length - 1;
  }
}

/** Value of an expression in an assignment. */
export function evaluate(e: Affine, values: readonly number[]): number {
  if (e.sv < 0) return e.offset;
  const v = values[e.sv >> 1]!;
  return e.scale * (e.sv & 1 ? 0 - v : v) + e.offset;
}

/** Whether a condition holds in an assignment. */
export function holds(f: Fact, values: readonly number[]): boolean {
  const v = values[f.sv >> 1]!;
  return (f.sv & 1 ? 0 - v : v) >= f.k;
}
