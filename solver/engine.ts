// The engine: the facade over kernel and search. Variables, clauses and propagators go in at the root; solve() comes back with a status, the values of the best
// solution and a proven bound. It can be called again and again: a search stopped by a limit goes on where it stood, with all that was learned.

import { check } from './check.ts';
import { FLAG_GARBAGE, FLAG_LEARNED, FLAG_USED } from './clauses.ts';
import type { SearchStrategy } from './decide.ts';
import { Kernel } from './kernel.ts';
import { Limits } from './limits.ts';
import type { Fact } from './literal.ts';
import { type EngineOptions, engineOptions } from './options.ts';
import type { InferenceChecker, Propagator } from './propagator.ts';
import { Random } from './random.ts';
import { ROOT } from './reasons.ts';
import { type Outcome, Search } from './search.ts';
import { newSearchStats, type SearchStats } from './stats.ts';
import type { Status, SVar, Var } from './types.ts';

export interface SearchRequest {
  readonly limits?: Limits;
  /** Facts assumed for this search only. */
  readonly assumptions?: readonly Fact[];
  /** The assumptions describe a neighbourhood: what is learned under them is dropped afterwards, and no core is made. */
  readonly local?: boolean;
}

export class Engine {
  readonly kernel: Kernel = new Kernel();
  readonly options: EngineOptions;
  readonly stats: SearchStats = newSearchStats();
  readonly search: Search;
  readonly random: Random;
  /** Values of the best (without objective: last) solution, by variable; null before the first. */
  incumbent: Float64Array | null = null;
  /** The assumptions that cannot hold together, after INFEASIBLE under assumptions. */
  core: Fact[] = [];
  /** Called with every new solution (values by variable) while the engine is at it; must not call back into the engine. */
  onSolution: ((values: Float64Array) => void) | null = null;
  /** Called when the proven bound of the objective (the signed variable to minimise) rises. */
  onBound: ((bound: number) => void) | null = null;
  /** Asked at every visit to the root, before the bounds are applied: the place to take in what other workers found. */
  onRoot: (() => void) | null = null;

  private objective: SVar = -1;
  /** Solutions must be below this value of the objective variable. */
  private upper: number = Number.POSITIVE_INFINITY;
  private lower: number = Number.NEGATIVE_INFINITY;
  private reportedLower: number = Number.NEGATIVE_INFINITY;
  private readonly equality: Map<string, Fact> = new Map();

  constructor(options: Partial<EngineOptions> = {}, seed: number | string = 1) {
    this.options = engineOptions(options);
    this.random = new Random(seed);
    this.search = new Search(this.kernel, this.options, this.random, this.stats);
    this.search.atRoot = () => this.applyBounds();
  }

  // ---------------------------------------------------------------- building

  /** A variable over closed ranges [lo0, hi0, lo1, hi1, ...]. */
  newVar(ranges: ArrayLike<number>): Var {
    return this.kernel.newVar(ranges);
  }

  newBool(): Var {
    return this.kernel.newVar([0, 1]);
  }

  post(propagator: Propagator, checker: InferenceChecker | null = null): void {
    this.kernel.post(propagator, checker);
  }

  /** Adds the clause "one of these facts holds". */
  addClause(facts: readonly Fact[]): void {
    this.add(facts, 0, 0);
  }

  /** Takes a clause that another engine has learned from the same constraints; like its own, it may be dropped again. Its LBD is the other one's. */
  learn(facts: readonly Fact[], lbd: number): void {
    this.add(facts, FLAG_LEARNED | FLAG_USED, lbd);
  }

  private add(facts: readonly Fact[], flags: number, lbd: number): void {
    const { kernel } = this;
    const { trail } = kernel;
    check(trail.level === 0, 'addClause: only at the root');
    // C1: the weakest fact per signed variable; drop what the root decides
    const weakest = new Map<SVar, number>();
    for (const { sv, k } of facts) {
      const bound = trail.canonical(sv, k);
      if (bound <= trail.lb[sv]!) return;
      if (bound > -trail.lb[sv ^ 1]!) continue;
      const old = weakest.get(sv);
      if (old === undefined || bound < old) weakest.set(sv, bound);
    }
    for (const [sv, k] of weakest) {
      const other = weakest.get(sv ^ 1);
      // the negation of [sv >= k] is in the clause, or something weaker: always true
      if (other !== undefined && trail.canonical(sv ^ 1, 1 - k) >= other) return;
    }
    if (weakest.size === 0) {
      kernel.refuted = true;
      return;
    }
    if (weakest.size === 1) {
      for (const [sv, k] of weakest) kernel.assume(sv, k, ROOT);
      return;
    }
    const lits: number[] = [];
    for (const [sv, k] of weakest) lits.push(kernel.literal(sv, k));
    kernel.clauses.add(lits, lits.length, flags, lbd);
    // in the midst of a search nobody else takes up new literals
    if (flags !== 0) for (const lit of lits) this.search.scores.include(lit >> 1);
  }

  /**
   * Adds a clause of literals of 0/1 variables, 2x for x and 2x + 1 for its negation: addClause() without its checks. Precondition: at the root, two or more
   * literals, each of another variable that is open.
   */
  addOpenClause(literals: readonly number[]): void {
    const { booleanAtom } = this.kernel.literals;
    const lits = literals.map((l) => 2 * booleanAtom[l >> 1]! + (l & 1));
    this.kernel.clauses.add(lits, lits.length, 0, 0);
  }

  /** Makes [sv >= k] a root fact. */
  addFact(sv: SVar, k: number): void {
    this.addClause([{ sv, k }]);
  }

  /** The Boolean of [x = v], channelled to [x >= v] and [x <= v]; made once. v must be in the domain of x. */
  equalityLiteral(x: Var, v: number): Fact {
    const { trail } = this.kernel;
    const lo = trail.lb[2 * x]!;
    const hi = -trail.lb[2 * x + 1]!;
    if (lo === 0 && hi === 1 && this.kernel.literals.booleanAtom[x]! >= 0)
      return v === 1 ? { sv: 2 * x, k: 1 } : { sv: 2 * x + 1, k: 0 };
    if (v === lo) return { sv: 2 * x + 1, k: -v };
    if (v === hi) return { sv: 2 * x, k: v };
    const key = `${x} ${v}`;
    let literal = this.equality.get(key);
    if (literal === undefined) {
      const b = this.newBool();
      literal = { sv: 2 * b, k: 1 };
      this.equality.set(key, literal);
      this.addClause([
        { sv: 2 * b + 1, k: 0 },
        { sv: 2 * x, k: v },
      ]);
      this.addClause([
        { sv: 2 * b + 1, k: 0 },
        { sv: 2 * x + 1, k: -v },
      ]);
      this.addClause([
        { sv: 2 * b, k: 1 },
        { sv: 2 * x, k: v + 1 },
        { sv: 2 * x + 1, k: 1 - v },
      ]);
    }
    return literal;
  }

  /** Makes this literal, which the caller channels to [x = v], the one of equalityLiteral(), unless there is one. */
  nameEquality(x: Var, v: number, literal: Fact): void {
    const key = `${x} ${v}`;
    if (!this.equality.has(key)) this.equality.set(key, literal);
  }

  /** Minimise the signed variable; maximise x by minimising -x. */
  minimize(sv: SVar): void {
    this.objective = sv;
    this.search.decider.objective = sv;
  }

  /** Values are tried first. Hints may be wrong or incomplete. */
  hint(x: Var, v: number): void {
    this.search.phases.setHint(x, v);
  }

  setStrategies(strategies: readonly SearchStrategy[]): void {
    this.search.decider.setStrategies(strategies);
  }

  // ---------------------------------------------------------------- objective bounds

  /** Solutions from now on must have objective <= value - 1; values come from this engine or from elsewhere. */
  improveOn(value: number): void {
    if (value < this.upper) this.upper = value;
  }

  /** A bound proven elsewhere: every solution has objective >= value. */
  assumeLowerBound(value: number): void {
    if (value > this.lower) this.lower = value;
  }

  /** The proven lower bound of the objective variable, the root bound included. */
  get objectiveBound(): number {
    if (this.objective < 0) return 0;
    if (this.kernel.refuted && this.upper !== Number.POSITIVE_INFINITY) return this.upper;
    return Math.max(this.lower, this.kernel.trail.rootLb[this.objective]!) + 0;
  }

  /** The objective value of the incumbent (or of the best solution known elsewhere); Infinity before the first. */
  get objectiveValue(): number {
    return this.upper;
  }

  private applyBounds(): boolean {
    const { kernel } = this;
    if (this.onRoot !== null) this.onRoot();
    if (kernel.refuted) return false;
    if (this.objective < 0) return true;
    if (this.lower > kernel.lb(this.objective) && !kernel.assume(this.objective, this.lower, ROOT)) return false;
    if (this.upper !== Number.POSITIVE_INFINITY && !kernel.assume(this.objective ^ 1, 1 - this.upper, ROOT))
      return false;
    const bound = kernel.trail.rootLb[this.objective]!;
    if (bound > this.reportedLower) {
      this.reportedLower = bound;
      if (this.onBound !== null) this.onBound(bound);
    }
    return true;
  }

  // ---------------------------------------------------------------- solving

  /** One search. After SAT the values are in `incumbent`, the objective must improve from then on, and the engine is back at the root. */
  searchOnce(request: SearchRequest = {}): Outcome {
    const limits = request.limits ?? new Limits();
    const outcome = this.search.run(limits, request.assumptions ?? [], request.local ?? false);
    if (outcome === 'SAT') {
      const { trail } = this.kernel;
      const values = new Float64Array(trail.varCount);
      for (let x = 0; x < trail.varCount; x++) values[x] = trail.lb[2 * x]! + 0; // no -0 leaves the engine
      if (this.objective >= 0) this.improveOn(trail.lb[this.objective]! + 0);
      this.search.leave();
      this.takeIncumbent(values);
      if (this.onSolution !== null) this.onSolution(values);
    } else if (outcome === 'UNSAT' && request.local !== true) {
      this.core = this.assumptionsBehind(request.assumptions ?? []);
    }
    return outcome;
  }

  /** The given assumptions that the core of the search speaks of (its bounds are rounded to the domains). */
  private assumptionsBehind(assumptions: readonly Fact[]): Fact[] {
    const { core } = this.search;
    const result = new Set<Fact>();
    for (let i = 0; i < core.length; i++) {
      const sv = core.sv[i]!;
      const source = assumptions.find((a) => a.sv === sv && this.kernel.trail.canonical(sv, a.k) >= core.bound[i]!);
      check(source !== undefined, 'core: a decision that no assumption made');
      result.add(source);
    }
    return [...result];
  }

  /** Makes a full assignment, found here or elsewhere and verified by the caller, the incumbent that phases and neighbourhoods start from. */
  takeIncumbent(values: Float64Array): void {
    this.incumbent = values;
    this.search.phases.sync();
    this.search.phases.setBest(values);
  }

  /**
   * Solves to the end or to a limit. With an objective: improves until the best is proven. INFEASIBLE with assumptions: see `core`; if an earlier
   * solve had found solutions, it says that none under these assumptions is better.
   */
  solve(request: SearchRequest = {}): Status {
    const limits = request.limits ?? new Limits();
    const assumed = request.assumptions !== undefined && request.assumptions.length > 0;
    // a solution found before counts here unless assumptions ask for another kind
    let found = this.objective >= 0 && this.upper !== Number.POSITIVE_INFINITY && !assumed;
    for (;;) {
      const outcome = this.searchOnce({ ...request, limits });
      if (outcome === 'SAT') {
        if (this.objective < 0) return 'FEASIBLE';
        found = true;
        continue;
      }
      if (outcome === 'LIMIT') return found ? 'FEASIBLE' : 'UNKNOWN';
      return found ? 'OPTIMAL' : 'INFEASIBLE';
    }
  }

  /** Calls `visit` with every solution, in no particular order, until it returns false. True when all were visited. The engine is used up afterwards. */
  enumerate(visit: (values: Float64Array) => boolean, limits: Limits = new Limits()): boolean {
    check(this.objective < 0, 'enumerate: not with an objective');
    for (;;) {
      const outcome = this.searchOnce({ limits });
      if (outcome === 'LIMIT') return false;
      if (outcome !== 'SAT') return true;
      const values = this.incumbent!;
      if (!visit(values)) return false;
      const { rootLb } = this.kernel.trail;
      const differs: Fact[] = [];
      for (let x = 0; x < values.length; x++) {
        if (rootLb[2 * x]! === -rootLb[2 * x + 1]!) continue;
        differs.push({ sv: 2 * x, k: values[x]! + 1 }, { sv: 2 * x + 1, k: 1 - values[x]! });
      }
      this.addClause(differs);
    }
  }

  /** Learned clauses alive now, for the log. */
  get learnedCount(): number {
    const { clauses } = this.kernel;
    let n = 0;
    for (const ref of clauses.learned) if (!clauses.hasFlag(ref, FLAG_GARBAGE)) n++;
    return n;
  }
}
