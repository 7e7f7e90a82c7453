// Points 1 to 5 and 7 of the suite, on one kernel: a seeded random walk of decisions and backtracks, with every fixpoint judged against the table of all solutions.

import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { ExplanationJudge } from './explanations.ts';
import { boxToString, decide, difference, postCase, randomDecision } from './posted-case.ts';
import { factsToString, type SolutionSet, type SolutionTable } from './solution-table.ts';
import type { Case, Coverage, Subject } from './subject.ts';
import { must } from './suite-failure.ts';

const STEPS = 24;
const LEAF_SAMPLES = 12;
const CHECKER_SAMPLES = 8;

export class Walk<C> {
  private readonly subject: Subject<C>;
  private readonly c: Case<C>;
  private readonly mode: string;
  private readonly table: SolutionTable;
  private readonly rng: Random;
  private readonly coverage: Coverage;
  private readonly kernel: Kernel;
  private readonly judge: ExplanationJudge;
  /** Decisions of each level, the bounds at its fixpoint (level 0 is the root). */
  private readonly decisions: Fact[][] = [];
  private readonly snapshots: Float64Array[] = [];

  constructor(subject: Subject<C>, c: Case<C>, mode: string, table: SolutionTable, rng: Random, coverage: Coverage) {
    this.subject = subject;
    this.c = c;
    this.mode = mode;
    this.table = table;
    this.rng = rng;
    this.coverage = coverage;
    this.kernel = postCase(subject, c, mode);
    this.judge = new ExplanationJudge(this.kernel, table, coverage);
  }

  /** Walks. Throws a SuiteFailure at the first broken point. */
  run(): void {
    const { kernel, rng, judge } = this;
    for (let sample = 0; sample < CHECKER_SAMPLES; sample++) this.judgeCheckers();
    if (!this.settle()) return;
    if (rng.chance(0.5)) {
      kernel.foldRoot();
      judge.forget();
    }
    for (let sample = 0; sample < LEAF_SAMPLES; sample++) this.leaf();
    for (let step = 0; step < STEPS; step++) {
      const level = kernel.trail.level;
      const facts = level > 0 && rng.chance(0.25) ? null : this.nextDecisions();
      if (facts === null) {
        this.twin();
        if (level === 0) return;
        this.backtrack(rng.below(level));
        continue;
      }
      this.decisions.push(facts);
      const assumed = decide(kernel, facts);
      must(assumed, 'leaf', () => `the decision ${factsToString(facts)} is false in an open domain`);
      if (!this.settle()) {
        this.twin();
        this.backtrack(rng.below(level + 1));
      }
    }
    this.backtrack(0);
  }

  /** One random decision, or two on different variables: then a fixpoint starts from more than one change. */
  private nextDecisions(): Fact[] | null {
    const { kernel, rng } = this;
    const facts = randomDecision(kernel, rng);
    if (facts === null || rng.chance(0.5)) return facts;
    const more = randomDecision(kernel, rng)!;
    return more[0]!.sv >> 1 === facts[0]!.sv >> 1 ? facts : [...facts, ...more];
  }

  /** Runs to a fixpoint and judges it. False on a (justified) conflict. */
  private settle(): boolean {
    const { kernel, table, judge, coverage } = this;
    const ok = kernel.fixpoint();
    coverage.fixpoints++;
    judge.judgeNew();
    const allowed = this.solutionsUnderDecisions();
    if (ok) this.judgeBox(allowed);
    else {
      judge.judgeConflict();
      const lost = table.witness(allowed);
      must(lost === null, 'sound', () => `conflict, but [${lost!.join(', ')}] is a solution${this.place()}`);
    }
    const { length } = kernel.trail;
    for (let n = Math.min(3, length); n > 0; n--)
      judge.judgeAgain(this.rng.below(length), (lo, hi) => this.rng.between(lo, hi));
    if (ok) this.snapshots.push(kernel.trail.lb.slice(0, 2 * kernel.trail.varCount));
    return ok;
  }

  /** The box of a successful fixpoint: nothing lost (1), exact when fixed (2), bounds supported where promised (7), nobody left to wake (5). */
  private judgeBox(allowed: SolutionSet): void {
    const { kernel, table, subject } = this;
    const { lb, varCount } = kernel.trail;
    const inBox = table.inBox(lb);
    for (let w = 0; w < allowed.length; w++) allowed[w]! &= ~inBox[w]!;
    const lost = table.witness(allowed);
    must(lost === null, 'sound', () => `lost the solution [${lost!.join(', ')}]${this.place()}`);
    let fixed = true;
    for (let x = 0; x < varCount; x++) fixed &&= kernel.trail.isFixed(x);
    if (fixed) {
      this.coverage.leaves++;
      must(table.witness(inBox) !== null, 'leaf', () => `accepted a non-solution${this.place()}`);
    }
    if (subject.consistency === 'bounds') {
      for (let sv = 0; sv < 2 * varCount; sv++) {
        const support = inBox.slice();
        table.restrict(support, sv ^ 1, 0 - lb[sv]!);
        must(
          table.witness(support) !== null,
          'consistency',
          () => `${factsToString([{ sv, k: lb[sv]! }])} has no support${this.place()}`,
        );
      }
    }
    const before = lb.slice(0, 2 * varCount);
    kernel.wakeAll();
    const again = kernel.fixpoint();
    must(again, 'awake', () => `a propagator that was not woken finds a conflict${this.place()}`);
    const moved = difference(before, kernel.trail.lb, varCount);
    must(
      moved === null,
      'awake',
      () => `a propagator that was not woken still had something to do: ${moved}${this.place()}`,
    );
  }

  /** No checker may call a random box around a solution contradictory: one that always does would pass as a judge of reasons. */
  private judgeCheckers(): void {
    const { kernel, table, rng } = this;
    if (table.count === 0) return;
    const solution = table.solution(rng.below(table.count));
    const box = new Float64Array(2 * solution.length);
    for (let x = 0; x < solution.length; x++) {
      const values = table.values[x]!;
      const v = solution[x]!;
      box[2 * x] = rng.chance(0.5) ? v : rng.pick(values.filter((w) => w <= v));
      box[2 * x + 1] = 0 - (rng.chance(0.5) ? v : rng.pick(values.filter((w) => w >= v)));
    }
    for (let id = 0; id < kernel.checkers.length; id++) {
      must(!kernel.checkers[id]!(box), 'checker', () => {
        const where = boxToString(box, solution.length);
        return `the checker of ${kernel.propagators[id]!.name} finds ${where} contradictory, but [${solution.join(', ')}] is in it`;
      });
    }
  }

  /** Point 2 at random leaves: all variables decided in one level. */
  private leaf(): void {
    const { kernel, table, rng } = this;
    const solution = table.count > 0 && rng.chance(0.5);
    const values = solution ? table.solution(rng.below(table.count)) : table.values.map((v) => rng.pick(v));
    const order = values.map((_, x) => x);
    rng.shuffle(order);
    const facts = order.flatMap((x) => [
      { sv: 2 * x, k: values[x]! },
      { sv: 2 * x + 1, k: 0 - values[x]! },
    ]);
    const assumed = decide(kernel, facts);
    const accepted = assumed && kernel.fixpoint();
    this.judge.judgeNew();
    if (assumed && !accepted) this.judge.judgeConflict();
    const wanted = this.subject.satisfies(this.c, values);
    must(
      accepted === wanted,
      'leaf',
      () => `[${values.join(', ')}] is ${wanted ? 'a' : 'no'} solution, but was ${accepted ? 'accepted' : 'refused'}`,
    );
    this.coverage.leaves++;
    kernel.backtrackTo(0);
    this.judge.forget();
  }

  /** Point 5: the bounds are those of the level's own fixpoint, and the literals agree with them. */
  private backtrack(level: number): void {
    const { kernel } = this;
    kernel.backtrackTo(level);
    this.judge.forget();
    this.decisions.length = level;
    this.snapshots.length = level + 1;
    const { lb, varCount } = kernel.trail;
    const moved = difference(this.snapshots[level]!, lb, varCount);
    must(moved === null, 'reversible', () => `bounds after backtracking to level ${level}: ${moved}`);
    for (let x = 0; x < varCount; x++) kernel.literals.assertConsistent(x, lb);
  }

  /** Point 5: a fresh kernel given the same decisions, step by step or all at once, reaches the same fixpoint or also fails. */
  private twin(): void {
    const { kernel, decisions } = this;
    const failed = this.snapshots.length <= decisions.length;
    const stepwise = this.rng.chance(0.5);
    const twin = postCase(this.subject, this.c, this.mode);
    let ok = !stepwise || twin.fixpoint();
    if (stepwise) for (const facts of decisions) ok = ok && decide(twin, facts) && twin.fixpoint();
    else {
      // the whole conjunction at once; a decision already implied by others is no longer open, one already refuted fails
      ok = decide(twin, decisions.flat()) && twin.fixpoint();
    }
    const how = stepwise ? 'step by step' : 'at once';
    must(
      ok === !failed,
      'twin',
      () =>
        `${failed ? 'failed' : 'did not fail'}, a fresh kernel given the decisions ${how} ${ok ? 'did not' : 'did'}${this.place()}`,
    );
    if (failed) return;
    const { lb, varCount } = kernel.trail;
    const moved = difference(lb, twin.trail.lb, varCount);
    must(moved === null, 'twin', () => `a fresh kernel given the decisions ${how} differs: ${moved}${this.place()}`);
  }

  private solutionsUnderDecisions(): SolutionSet {
    const set = this.table.all.slice();
    for (const facts of this.decisions) for (const f of facts) this.table.restrict(set, f.sv, f.k);
    return set;
  }

  private place(): string {
    const { trail } = this.kernel;
    return `\n  decided ${factsToString(this.decisions.flat())}\n  box ${boxToString(trail.lb, trail.varCount)}`;
  }
}
