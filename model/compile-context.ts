// What all parts of the compiler share: the engine being filled, and the translation of references of the model into facts and views of the engine.
//
// Variable i of the model is variable i of the engine; whatever the compiler needs besides comes after. Facts that the root decides are taken out early,
// so that a constraint under a literal that is known costs nothing or is simply unconditional.

import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import type { PrecedenceArc } from '../propagators/precedences.ts';
import { type Affine, affine, boundFor, constant, lowerBound, negated, upperBound } from '../solver/affine.ts';
import type { Engine } from '../solver/engine.ts';
import { type Fact, isFalse, isTrue, negBound } from '../solver/literal.ts';
import type { Var } from '../solver/types.ts';
import { RowCollector } from './compile-rows.ts';
import type { Linear, LiteralRef, ModelData } from './model.ts';
import { OrderLiterals } from './order-literals.ts';
import { PrecedenceGraph } from './precedence-graph.ts';
import type { SchedulingOptions } from './scheduling-options.ts';

/** A fact, or what the root says about it. */
export type Condition = Fact | boolean;

/** Thrown where the caller no longer wants the model compiled. */
export class CompilationStopped extends Error {}

export class CompileContext {
  readonly data: ModelData;
  readonly engine: Engine;
  readonly explanation: ExplanationStyle;
  readonly scheduling: Required<SchedulingOptions>;
  readonly precedences: PrecedenceGraph;
  readonly orders: OrderLiterals;
  /** Precedences that always hold: compile-precedences.ts. */
  readonly arcs: PrecedenceArc[] = [];
  readonly rows: RowCollector;
  private readonly conjunctions: Map<string, Fact> = new Map();
  private readonly stopped: () => boolean;

  constructor(
    data: ModelData,
    engine: Engine,
    explanation: ExplanationStyle,
    scheduling: Required<SchedulingOptions>,
    stopped: () => boolean = () => false,
  ) {
    this.data = data;
    this.engine = engine;
    this.explanation = explanation;
    this.scheduling = scheduling;
    this.stopped = stopped;
    this.precedences = new PrecedenceGraph(data);
    this.orders = new OrderLiterals(this);
    this.rows = new RowCollector(data);
  }

  /** Lower bounds at the root, as known so far. Not to be kept across newVar(). */
  get bounds(): Float64Array {
    return this.engine.kernel.trail.lb;
  }

  get refuted(): boolean {
    return this.engine.kernel.refuted;
  }

  lb(x: Var): number {
    return this.bounds[2 * x]!;
  }

  ub(x: Var): number {
    return 0 - this.bounds[2 * x + 1]!;
  }

  /** To be called every few milliseconds of work. Throws CompilationStopped. */
  poll(): void {
    if (this.stopped()) throw new CompilationStopped();
  }

  newBool(): Fact {
    return { sv: 2 * this.engine.newBool(), k: 1 };
  }

  // ---------------------------------------------------------------- references

  literal(ref: LiteralRef): Fact {
    return ref >= 0 ? { sv: 2 * ref, k: 1 } : { sv: 2 * (-ref - 1) + 1, k: 0 };
  }

  /** The facts of the literals, without those the root has made true; null if they cannot all hold. */
  facts(refs: readonly LiteralRef[] = []): Fact[] | null {
    return this.conjunction(refs.map((ref) => this.literal(ref)));
  }

  /** The facts without repetitions and without those the root has made true; null if they cannot all hold. */
  conjunction(facts: readonly Fact[]): Fact[] | null {
    const { bounds } = this;
    const strongest = new Map<number, Fact>();
    for (const f of facts) {
      if (isFalse(f, bounds)) return null;
      if (isTrue(f, bounds)) continue;
      const opposite = strongest.get(f.sv ^ 1);
      if (opposite !== undefined && f.k > -opposite.k) return null;
      const same = strongest.get(f.sv);
      if (same === undefined || same.k < f.k) strongest.set(f.sv, f);
    }
    return [...strongest.values()];
  }

  /** An expression with at most one term, as a view; a variable fixed at the root is folded into a constant. */
  view({ vars, coeffs, offset }: Linear): Affine {
    if (vars.length === 0) return constant(offset);
    const x = vars[0]!;
    return this.lb(x) === this.ub(x) ? constant(offset + coeffs[0]! * this.lb(x)) : affine(x, coeffs[0]!, offset);
  }

  min(e: Affine): number {
    return lowerBound(e, this.bounds);
  }

  max(e: Affine): number {
    return upperBound(e, this.bounds);
  }

  // ---------------------------------------------------------------- conditions and clauses

  /** [e >= value]. */
  atLeast(e: Affine, value: number): Condition {
    if (this.min(e) >= value) return true;
    if (this.max(e) < value) return false;
    return { sv: e.sv, k: boundFor(e, value) };
  }

  /** [e <= value]. */
  atMost(e: Affine, value: number): Condition {
    return this.atLeast(negated(e), 0 - value);
  }

  /**
   * The value of the variable behind e at which e has this value, null if the root rules it out. For a constant that has the value: the value.
   */
  solve(e: Affine, value: number): number | null {
    if (value < this.min(e) || value > this.max(e)) return null;
    if (e.sv < 0) return value;
    const y = (value - e.offset) / e.scale;
    const v = e.sv & 1 ? 0 - y : y;
    return Number.isInteger(v) && this.engine.kernel.domains.contains(e.sv >> 1, v) ? v : null;
  }

  /** [e = value]. */
  equals(e: Affine, value: number): Condition {
    const v = this.solve(e, value);
    if (v === null) return false;
    if (this.min(e) === this.max(e)) return true;
    this.rows.note(e.sv >> 1, v);
    return this.engine.equalityLiteral(e.sv >> 1, v);
  }

  not(f: Fact): Fact {
    return { sv: f.sv ^ 1, k: negBound(f.k) };
  }

  /** All of `premises` => one of `conclusions`. */
  clause(premises: readonly Condition[], conclusions: readonly Condition[]): void {
    const facts: Fact[] = [];
    for (const p of premises) {
      if (p === false) return;
      if (p !== true) facts.push(this.not(p));
    }
    for (const c of conclusions) {
      if (c === true) return;
      if (c !== false) facts.push(c);
    }
    this.engine.addClause(facts);
  }

  /** A fact that is true iff all of these are: one of them, or a Boolean made for it once. At least one fact; none decided at the root. */
  allOf(facts: readonly Fact[]): Fact {
    return facts.length === 1 ? facts[0]! : this.conjunctionBool(facts);
  }

  /** The fact itself if it is about a variable over 0..1, so that it can be a term of a sum, else a Boolean made for it once. */
  indicator(f: Fact): Fact {
    const x = f.sv >> 1;
    return this.lb(x) === 0 && this.ub(x) === 1 ? f : this.conjunctionBool([f]);
  }

  private conjunctionBool(facts: readonly Fact[]): Fact {
    const key = facts
      .map(({ sv, k }) => `${sv}:${k}`)
      .sort()
      .join(' ');
    let all = this.conjunctions.get(key);
    if (all === undefined) {
      all = this.newBool();
      this.conjunctions.set(key, all);
      for (const f of facts) this.clause([all], [f]);
      this.clause(facts, [all]);
    }
    return all;
  }
}
