// The objective from below by cores: assume that every term is at its lower bound; a core, terms that cannot all be, raises the bound by the least of their weights.
//
// OLL (Andres, Kaufmann, Matheis & Schaub, ICLP 2012) with the refinements of RC2 (Ignatiev, Morgado & Marques-Silva, JSAT 2019), on integer terms as CP-SAT has it:
// a term x is assumed to be x <= lb(x), and after a core its part of the weight goes to a new variable, the sum of the core's terms, which starts one above
// its lower bound and is assumed from then on. How the sum is tied to its terms is the caller's business: the engine knows no constraint.
//   strata      heavy terms are assumed first, lighter ones when these hold together (diversity heuristic)
//   disjoint    the terms of a core are left out, and its sum is not yet assumed, until what is left holds together: small cores first
//   trimming    the core of the core, as long as it shrinks; then terms are dropped one by one, light ones first, under a limit of conflicts
//   exhaustion  the sum is raised as far as it goes by itself, in strides that double
//   hardening   a term whose weight is above the gap stays at its lower bound
// Cores found while solutions must be better than the incumbent may rest on that: the bound is one for better solutions, as everywhere in the engine.
//
// Deviation: a question has a limit of conflicts. When it is reached, the next stratum is assumed as well, which makes it easier to refute; at the last stratum the
// limit grows. All state is here and at the root of the engine, so a run may be cut anywhere; the next one asks its last question anew, with all that was learned.

import { CoreTerms, type LinearObjective } from './core-terms.ts';
import type { Engine } from './engine.ts';
import { Limits } from './limits.ts';
import type { Fact } from './literal.ts';
import type { Outcome } from './search.ts';
import type { SVar } from './types.ts';

/** Conflicts a question may take at first, and the factor by which that grows. */
const QUESTION_CONFLICTS = 2000;
const QUESTION_GROWTH = 1.5;
/** Conflicts one step of trimming, dropping or exhaustion may take. */
const STEP_CONFLICTS = 300;
/** Conflicts and questions that making one core smaller may take. */
const MINIMISE_CONFLICTS = 1000;
const MINIMISE_STEPS = 60;

export class CoreGuided {
  cores = 0;
  /** Members of all cores, after minimisation. */
  coreTerms = 0;
  /** Called with every core before it is used: facts that do not hold together in any solution that is better than the incumbent. */
  onCore: ((core: readonly Fact[]) => void) | null = null;

  private readonly engine: Engine;
  private readonly terms: CoreTerms;
  private readonly newSum: (svs: readonly SVar[], least: number) => SVar;
  /** Terms of the cores of this round, and their sums. */
  private readonly resting: Set<SVar> = new Set();
  /** Terms lighter than this are not assumed yet. */
  private leastWeight: number;
  /** Conflicts the present question may take, and has taken, in this run and those before. */
  private patience = QUESTION_CONFLICTS;
  private spent = 0;

  /**
   * `objective` equals the engine's objective in every solution, or is at most as large. `newSum` makes a variable at the root that is the sum of the given ones,
   * whose least value is known to be `least`.
   */
  constructor(engine: Engine, objective: LinearObjective, newSum: (svs: readonly SVar[], least: number) => SVar) {
    this.engine = engine;
    this.terms = new CoreTerms(engine.kernel.trail, objective);
    this.newSum = newSum;
    this.leastWeight = this.terms.nextStratum(Number.POSITIVE_INFINITY);
  }

  /** Goes on until a limit (LIMIT) or until nothing better than the incumbent exists (REFUTED). */
  run(limits: Limits): Outcome {
    const { engine } = this;
    while (!this.reached(limits)) {
      this.tighten();
      if (engine.kernel.refuted) return 'REFUTED';
      const facts = this.terms.assumptions(this.leastWeight, this.resting);
      const before = engine.stats.conflicts;
      const outcome = this.ask(facts, limits, this.patience - this.spent);
      if (outcome === 'REFUTED') return outcome;
      this.spent += engine.stats.conflicts - before;
      if (outcome === 'UNSAT') this.takeCore(engine.core, limits);
      else if (outcome === 'SAT' || this.spent >= this.patience) this.widen(outcome);
    }
    return engine.kernel.refuted ? 'REFUTED' : 'LIMIT';
  }

  stats(): Record<string, number> {
    const { cores, coreTerms } = this;
    return { cores, coreTerms, openTerms: this.terms.open, stratum: this.leastWeight };
  }

  /** Publishes the bound to the engine and hardens what it leaves no room for. */
  private tighten(): void {
    const { engine, terms } = this;
    engine.assumeLowerBound(terms.lowerBound());
    const most = engine.objectiveValue - 1;
    if (most === Number.POSITIVE_INFINITY) return;
    for (const { sv, k } of terms.hardened(most)) engine.addFact(sv, k);
  }

  /** What was assumed holds together, or could not be refuted in time: assume more, or give it more time. */
  private widen(outcome: Outcome): void {
    this.spent = 0;
    if (this.resting.size > 0) {
      this.resting.clear();
      return;
    }
    const next = this.terms.nextStratum(this.leastWeight);
    if (next > 0) this.leastWeight = next;
    else if (outcome === 'LIMIT') this.patience = Math.ceil(this.patience * QUESTION_GROWTH);
  }

  private takeCore(found: readonly Fact[], limits: Limits): void {
    const { engine, terms, resting } = this;
    const core = this.minimised(found, limits);
    const { lb } = engine.kernel.trail;
    // dropping may have raised a bound at the root: then the core says nothing new
    if (engine.kernel.refuted || core.some(({ sv, k }) => lb[sv ^ 1]! > 0 - k)) return;
    this.onCore?.(core);
    this.spent = 0;
    this.cores++;
    this.coreTerms += core.length;
    const svs = core.map(({ sv }) => sv ^ 1);
    if (svs.length === 1) {
      engine.addFact(svs[0]!, lb[svs[0]!]! + 1);
      this.exhaust(svs[0]!, limits);
      return;
    }
    const weight = svs.reduce((least, sv) => Math.min(least, terms.weight(sv)), Number.POSITIVE_INFINITY);
    const sum = this.newSum(
      svs,
      svs.reduce((total, sv) => total + lb[sv]!, 1),
    );
    terms.replace(svs, weight, sum);
    for (const sv of svs) resting.add(sv);
    resting.add(sum);
    this.exhaust(sum, limits);
  }

  /** A core within the given one, as small as the limits on the work allow. */
  private minimised(found: readonly Fact[], limits: Limits): readonly Fact[] {
    const { engine, terms } = this;
    const { stats } = engine;
    const end = stats.conflicts + MINIMISE_CONFLICTS;
    let steps = 0;
    const refutes = (facts: readonly Fact[]): boolean => {
      if (steps++ >= MINIMISE_STEPS || stats.conflicts >= end || this.reached(limits)) return false;
      return this.ask(facts, limits, Math.min(STEP_CONFLICTS, end - stats.conflicts)) === 'UNSAT';
    };
    let core = found;
    while (core.length > 1 && refutes(core) && engine.core.length < core.length) core = engine.core;
    const byWeight = [...core].sort((a, b) => terms.weight(a.sv ^ 1) - terms.weight(b.sv ^ 1));
    for (const fact of byWeight) {
      if (core.length === 1) break;
      if (core.includes(fact) && refutes(core.filter((other) => other !== fact))) core = engine.core;
    }
    return core;
  }

  /** Raises the lower bound of a term, with nothing else assumed. */
  private exhaust(sv: SVar, limits: Limits): void {
    const { engine } = this;
    const { trail } = engine.kernel;
    for (let stride = 1; stride >= 1 && !this.reached(limits); ) {
      const target = trail.lb[sv]! + stride - 1;
      if (engine.kernel.refuted || target >= -trail.lb[sv ^ 1]!) return;
      engine.assumeLowerBound(this.terms.lowerBound());
      const outcome = this.ask([{ sv: sv ^ 1, k: 0 - target }], limits, STEP_CONFLICTS);
      if (outcome === 'UNSAT') {
        engine.addFact(sv, target + 1);
        stride *= 2;
      } else {
        stride = Math.floor(stride / 2);
      }
    }
  }

  /** Is there a solution that is better than the incumbent, with these assumptions? LIMIT after so many conflicts, too. */
  private ask(facts: readonly Fact[], limits: Limits, conflicts: number): Outcome {
    const { engine } = this;
    const inner = new Limits({ conflicts: engine.stats.conflicts + conflicts, stopped: () => this.reached(limits) });
    return engine.searchOnce({ limits: inner, assumptions: facts });
  }

  private reached(limits: Limits): boolean {
    const { stats, kernel } = this.engine;
    return limits.reached(stats.conflicts, kernel.ticks, () => kernel.bytes);
  }
}
