// What the engine sees that the rules of presolve do not: the model as it stands is compiled, propagated at the root, and both values of its Booleans are tried, each
// with a propagation to the fixpoint ("probing", Savelsbergh 1994; failed literals and more). Of a Boolean b
//
//   b = v fails                          b is the other value
//   both values bound x                  x lies in the hull of the two
//   x = p under b and x = q under not b  x = q + (p - q) b: a literal or a number that b decides
//
// All propagators take part, with whatever they deduce. The busiest Booleans come first, until the share of the budget is used up.

import { Engine } from '../../solver/engine.ts';
import { DECISION } from '../../solver/reasons.ts';
import type { SVar } from '../../solver/types.ts';
import { ModelError } from '../arguments.ts';
import { type CompileOptions, compile } from '../compile.ts';
import type { Constraint, ModelData, VariableRef } from '../model.ts';
import { finish } from './finish.ts';
import { FREE } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

/** Ticks that stand for compiling one reference of the model. */
const COMPILE_TICKS = 8;
/** Share of what is left of the budget. */
const SHARE = 1 / 2;
/** Ticks without anything learned after which probing ends: so many, and so many per reference of the model. */
const PATIENCE = 50_000;
const PATIENCE_PER_REFERENCE = 4;

/** Bounds of signed variables that are better than those of the root. */
type Implied = Map<SVar, number>;

export class Prober {
  private readonly model: WorkingModel;
  private readonly engine: Engine = new Engine();
  private readonly oldOf: readonly VariableRef[];
  private readonly data: ModelData;
  /** Facts and relations found. */
  private learned = 0;
  /** Variables that have been tied to a Boolean. */
  private readonly related: Set<VariableRef> = new Set();

  private constructor(model: WorkingModel, data: ModelData, oldOf: readonly VariableRef[]) {
    this.model = model;
    this.data = data;
    this.oldOf = oldOf;
  }

  /** Propagates and probes, and brings what is learned back to the model. Stops now and then for the caller to look at the clock. */
  static *run(model: WorkingModel, options: CompileOptions): Generator<void> {
    const size = sizeOf(model);
    if (COMPILE_TICKS * size > SHARE * model.ticksLeft) return;
    model.ticks += COMPILE_TICKS * size;
    const { data, oldOf } = finish(model);
    if (model.over) return;
    const { objective: _, hints: _h, assumptions: _a, searchStrategies: _s, ...rest } = data;
    const prober = new Prober(model, rest, oldOf);
    if (!prober.compiled(options)) return;
    yield;
    yield* prober.probe(PATIENCE + PATIENCE_PER_REFERENCE * size);
    prober.bringBack();
  }

  /** False if there is nothing to probe: the root is refuted, or too large to compute with. */
  private compiled(options: CompileOptions): boolean {
    const { engine, model } = this;
    try {
      compile(this.data, engine, options);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      model.store.overflow = true;
      return false;
    }
    return this.settleRoot();
  }

  private *probe(patience: number): Generator<void> {
    const { engine, model } = this;
    const { kernel } = engine;
    const limit = kernel.ticks + SHARE * model.ticksLeft;
    const { occurrences } = model;
    const booleans = [...this.oldOf.keys()].filter((x) => kernel.literals.booleanAtom[x]! >= 0);
    const use = (x: number): number => (this.oldOf[x]! < 0 ? 0 : occurrences[this.oldOf[x]!]!.length);
    booleans.sort((a, b) => use(b) - use(a) || a - b);
    const before = kernel.ticks;
    let end = Math.min(limit, kernel.ticks + patience);
    for (const [n, b] of booleans.entries()) {
      if (kernel.ticks > end) break;
      const { learned } = this;
      if (!kernel.trail.isFixed(b) && !this.probeBoolean(b)) break;
      if (this.learned > learned) end = Math.min(limit, kernel.ticks + patience);
      if (n % 16 === 15) yield;
    }
    model.ticks += kernel.ticks - before;
  }

  /** False if the root is refuted. */
  private probeBoolean(b: number): boolean {
    const whenTrue = this.impliedBy(2 * b, 1);
    const whenFalse = this.impliedBy(2 * b + 1, 0);
    const { engine } = this;
    if (whenTrue === null && whenFalse === null) return this.refute();
    if (whenTrue === null || whenFalse === null) {
      this.learned++;
      engine.addFact(whenTrue === null ? 2 * b + 1 : 2 * b, whenTrue === null ? 0 : 1);
      return this.settleRoot();
    }
    const { learned } = this;
    for (const [sv, bound] of whenTrue) {
      const other = whenFalse.get(sv);
      if (other !== undefined || whenFalse.has(sv ^ 1)) this.relate(sv >> 1, b, whenTrue, whenFalse);
      if (other === undefined) continue;
      engine.addFact(sv, Math.min(bound, other));
      this.learned++;
    }
    return this.learned === learned || this.settleRoot();
  }

  /** Bounds of the model's variables once [sv >= k] is assumed; null if that fails. */
  private impliedBy(sv: SVar, k: number): Implied | null {
    const { kernel } = this.engine;
    const { trail } = kernel;
    kernel.newLevel();
    const holds = kernel.assume(sv, k, DECISION) && kernel.fixpoint();
    const implied: Implied = new Map();
    if (holds) {
      for (let e = trail.levelStart[0]!; e < trail.length; e++) {
        const moved = trail.entrySv[e]!;
        if (moved >> 1 < this.oldOf.length && moved >> 1 !== sv >> 1) implied.set(moved, trail.lb[moved]!);
      }
      kernel.ticks += trail.length;
    }
    kernel.backtrackTo(0);
    return holds ? implied : null;
  }

  /** Tells the model if both values of b fix x, to different values. */
  private relate(x: number, b: number, whenTrue: Implied, whenFalse: Implied): void {
    const { store } = this.model;
    const [ofX, ofB] = [this.oldOf[x]!, this.oldOf[b]!];
    if (ofX < 0 || ofB < 0) return;
    const p = this.fixedUnder(x, whenTrue);
    const q = this.fixedUnder(x, whenFalse);
    if (p === null || q === null || p === q) return;
    const mayGo = store.keepOf(ofX) === FREE || (Math.abs(p - q) === 1 && store.keepOf(ofB) === FREE);
    if (!mayGo || this.related.has(ofX)) return;
    this.related.add(ofX);
    this.learned++;
    this.model.add({ kind: 'linear', vars: [ofX, ofB], coeffs: [1, q - p], domain: [q, q] });
  }

  private fixedUnder(x: number, implied: Implied): number | null {
    const { rootLb } = this.engine.kernel.trail;
    const lo = implied.get(2 * x) ?? rootLb[2 * x]!;
    const hi = 0 - (implied.get(2 * x + 1) ?? rootLb[2 * x + 1]!);
    return lo === hi ? lo : null;
  }

  private settleRoot(): boolean {
    const { kernel } = this.engine;
    if (kernel.refuted || !kernel.fixpoint()) return this.refute();
    kernel.foldRoot();
    return true;
  }

  private refute(): false {
    this.model.store.refuted = true;
    return false;
  }

  /** The bounds of the root. */
  private bringBack(): void {
    const { store } = this.model;
    const { rootLb } = this.engine.kernel.trail;
    for (const [i, x] of this.oldOf.entries()) {
      if (x < 0) continue;
      if (!store.restrict(store.representative(x), [rootLb[2 * i]! + 0, 0 - rootLb[2 * i + 1]!])) return;
    }
  }
}

/** References of the model, about, with what each kind is compiled into where that is more. */
function sizeOf({ constraints, intervals }: WorkingModel): number {
  let size = 4 * intervals.length;
  for (const c of constraints) {
    if (c === null) continue;
    size += 2;
    for (const value of Object.values(c)) if (Array.isArray(value)) size += value.length;
    size += madeOf(c);
  }
  return size;
}

/** About how many clauses, and literals of values, the encoding of a constraint takes beyond its references. */
function madeOf(c: Constraint): number {
  switch (c.kind) {
    case 'table':
      return c.tuples.length * c.exprs.length;
    case 'automaton':
      return c.transitions.length * c.exprs.length;
    case 'noOverlap':
    case 'cumulative':
      return c.intervals.length ** 2;
    case 'noOverlap2D':
      return 4 * c.xIntervals.length ** 2;
    case 'element':
      return 4 * c.exprs.length;
    case 'allDifferent':
      return 2 * c.exprs.length ** 2;
    case 'inverse':
      return 8 * c.direct.length ** 2;
    case 'successorCircuit':
      return 4 * c.successors.length ** 2;
    case 'globalCardinality':
      return 4 * c.exprs.length * c.values.length;
    case 'binPacking':
      return 4 * c.bins.length * c.loads.length;
    case 'valuePrecedence':
      return 4 * c.exprs.length * c.values.length;
    default:
      return 0;
  }
}
