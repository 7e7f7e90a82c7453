// The CDCL loop: propagate, learn from a conflict, restart, reduce, decide (Marques-Silva & Sakallah 1999; lazy clause generation, Ohrimenko, Stuckey & Codish
// 2009). It answers one question: is there a solution under these assumptions and the root bounds?
//
// All assumptions share decision level 1 and are propagated together: a neighbourhood fixes thousands of variables and would otherwise pay a fixpoint for
// each. A *local* search treats that level as if it were the root: its facts are left out of learned clauses, which get short and are dropped when the search ends.

import { ConflictAnalysis } from './analyze.ts';
import { FLAG_LEARNED, FLAG_LOCAL, FLAG_USED } from './clauses.ts';
import { Decider } from './decide.ts';
import { Inprocessing } from './inprocess.ts';
import type { Kernel } from './kernel.ts';
import type { Limits } from './limits.ts';
import type { Fact } from './literal.ts';
import type { EngineOptions } from './options.ts';
import { Phases } from './phase.ts';
import type { Random } from './random.ts';
import { Antecedents, clauseReason, DECISION, ROOT } from './reasons.ts';
import { CORE_LBD, reduceClauses } from './reduce.ts';
import { Restarts } from './restart.ts';
import { Scores } from './score.ts';
import type { SearchStats } from './stats.ts';

/** SAT: the trail is a solution. UNSAT: none under the assumptions (see `core`). REFUTED: none at all. LIMIT: do not know. */
export type Outcome = 'SAT' | 'UNSAT' | 'REFUTED' | 'LIMIT';

const CLAUSE_RESCALE = 1e20;

/** Conflicts for which strategies lead. */
const LEADING_CONFLICTS = 1000;

export class Search {
  readonly scores: Scores;
  readonly phases: Phases;
  readonly decider: Decider;
  readonly analysis: ConflictAnalysis;
  /** After UNSAT of a non-local search: the assumptions (as true bounds) that cannot hold together. */
  readonly core: Antecedents = new Antecedents();
  /** Called at the root before the search goes on; false ends it as refuted. Takes up objective bounds, also those of other workers. */
  atRoot: () => boolean = () => true;

  /** Told of every learned clause of two literals or more that holds without the assumptions of a local search; the list is reused. */
  onLearned: ((lits: readonly number[], lbd: number) => void) | null = null;

  private readonly kernel: Kernel;
  private readonly options: EngineOptions;
  private readonly random: Random;
  private readonly stats: SearchStats;
  private readonly inprocessing: Inprocessing;
  private restarts: Restarts;
  private clauseIncrement = 1;
  /** Conflicts at which clauses are reduced and phases changed next; -1 before the first search: conflicts of an engine before this one do not count. */
  private nextReduce = -1;
  /** Whether the clauses have been inprocessed for the next reduction. */
  private isInprocessed = false;
  private nextRephase = -1;
  private rephaseSpacing: number;
  private reduceSpacing: number;
  private assumptions: readonly Fact[] = [];
  private local = false;
  /** The limits of the last run if it was paused: the trail is as it left it. */
  private paused: Limits | null = null;

  constructor(kernel: Kernel, options: EngineOptions, random: Random, stats: SearchStats) {
    this.kernel = kernel;
    this.options = options;
    this.random = random;
    this.stats = stats;
    this.scores = new Scores(kernel.literals, options.variableDecay, options.initialOrder === 'random' ? random : null);
    this.phases = new Phases(kernel.trail);
    this.decider = new Decider(kernel, this.scores, this.phases);
    this.analysis = new ConflictAnalysis(kernel, options.minimization);
    this.inprocessing = new Inprocessing(kernel, options);
    this.restarts = this.newRestarts();
    this.reduceSpacing = options.reduceInterval;
    this.rephaseSpacing = options.rephaseInterval;
  }

  /**
   * Searches until an outcome. After SAT the trail is left standing for the caller to read; after a pause (LIMIT with the reason 'pause') it is left for the
   * next run to go on with, if that has the same limits and asks the same question. All other outcomes end at the root.
   */
  run(limits: Limits, assumptions: readonly Fact[], local: boolean): Outcome {
    const { kernel } = this;
    if (limits !== this.paused) this.begin(assumptions, local);
    this.paused = null;
    if (kernel.refuted) return 'REFUTED';
    kernel.poll = () => limits.reached(this.stats.conflicts, kernel.ticks, () => kernel.bytes);
    const outcome = this.loop(limits);
    kernel.poll = null;
    if (outcome === 'SAT') return outcome;
    if (outcome === 'LIMIT' && limits.reason === 'pause') {
      this.paused = limits;
      return outcome;
    }
    this.backtrackTo(0);
    if (outcome === 'REFUTED') kernel.refuted = true;
    if (this.local) this.dropLocal();
    return outcome;
  }

  private begin(assumptions: readonly Fact[], local: boolean): void {
    this.backtrackTo(0);
    if (this.paused !== null && this.local) this.dropLocal();
    this.assumptions = assumptions;
    this.local = local && assumptions.length > 0;
    this.inprocessing.start();
    if (this.nextReduce < 0) {
      this.nextReduce = this.stats.conflicts + this.reduceSpacing;
      this.nextRephase = this.stats.conflicts + this.rephaseSpacing;
    }
    this.scores.sync();
    this.phases.sync();
    if (this.local) this.restarts = this.newRestarts();
  }

  /** After a SAT of a local search has been read: back to the root, without its clauses. */
  leave(): void {
    this.backtrackTo(0);
    if (this.local) this.dropLocal();
    this.local = false;
  }

  private loop(limits: Limits): Outcome {
    const { kernel, stats } = this;
    let sincePoll = 0;
    for (;;) {
      if (!kernel.fixpoint()) {
        stats.conflicts++;
        const end = this.resolveConflict();
        if (end !== null) return end;
        if ((stats.conflicts & 15) === 0) sincePoll = 1000;
        continue;
      }
      if (++sincePoll >= 64) {
        sincePoll = 0;
        if (limits.reached(stats.conflicts, kernel.ticks, () => kernel.bytes)) return 'LIMIT';
      } else if (limits.reason !== 'none') {
        return 'LIMIT';
      }
      if (kernel.trail.level === 0) {
        kernel.foldRoot();
        if (!this.atRoot()) return 'REFUTED';
        if (kernel.trail.length > 0) continue;
        if (stats.conflicts >= this.nextReduce) {
          if (!this.isInprocessed && !this.inprocess()) return 'REFUTED';
          if (kernel.trail.length > 0) continue;
          this.reduce();
        }
        if (this.assumptions.length > 0) {
          if (!this.assume()) return this.core.length === 0 && !this.local ? 'REFUTED' : 'UNSAT';
          continue;
        }
      }
      if (stats.conflicts >= this.nextReduce && kernel.trail.level > 0) {
        this.backtrackTo(0);
        continue;
      }
      if (this.restarts.restarting(kernel.ticks)) {
        this.restart();
        continue;
      }
      if (!this.decider.halve(kernel.creeping) && !this.decider.decide(this.strategiesFirst())) {
        if (!kernel.settled) continue;
        return 'SAT';
      }
      stats.decisions++;
      this.newLevel();
      kernel.trail.push(this.decider.decision.sv, this.decider.decision.k, DECISION);
    }
  }

  /** Learns from the conflict in the kernel. Returns how the search ends, or null when it goes on. */
  private resolveConflict(): Outcome | null {
    const { kernel, analysis } = this;
    const level = analysis.conflictLevel();
    if (level === 0) return 'REFUTED';
    if (this.assumptions.length > 0 && level === 1) {
      if (this.local) return 'UNSAT';
      this.backtrackTo(1);
      analysis.core(this.core);
      return this.core.length === 0 ? 'REFUTED' : 'UNSAT';
    }
    if (this.options.phase === 'target') this.phases.advanced(kernel.trail.levelStart[level - 1]!);
    this.backtrackTo(level);
    analysis.analyze(level, this.local ? 1 : 0);
    this.bumpUsed();
    const { lits, lbd } = analysis;
    this.restarts.onConflict(lbd);
    this.backtrackTo(analysis.backjumpLevel);
    const { literals } = kernel;
    const asserted = lits[0]!;
    for (let i = 0; i < lits.length; i++) {
      this.scores.include(lits[i]! >> 1);
      this.scores.bump(lits[i]! >> 1);
    }
    this.scores.decay();
    this.clauseIncrement /= this.options.clauseDecay;
    this.stats.learned++;
    if (lits.length === 1) {
      kernel.assume(literals.sv[asserted]!, literals.bound[asserted]!, ROOT);
      return null;
    }
    const { learning } = this.options;
    const flags = FLAG_LEARNED | FLAG_USED | (this.local ? FLAG_LOCAL : 0);
    const ref = kernel.clauses.add(lits, lits.length, flags, lbd, learning);
    kernel.clauses.setActivity(ref, this.clauseIncrement);
    if (this.onLearned !== null && !this.local) this.onLearned(lits, lbd);
    kernel.trail.push(literals.sv[asserted]!, literals.bound[asserted]!, clauseReason(ref));
    return null;
  }

  private bumpUsed(): void {
    const { analysis, kernel } = this;
    const { clauses } = kernel;
    for (const ref of analysis.usedClauses) {
      if (!clauses.hasFlag(ref, FLAG_LEARNED)) continue;
      clauses.setFlag(ref, FLAG_USED);
      const a = clauses.activity(ref) + this.clauseIncrement;
      clauses.setActivity(ref, a);
      if (a > CLAUSE_RESCALE) this.rescaleClauses();
      if (clauses.lbd(ref) > CORE_LBD) {
        const lbd = analysis.currentLbd(ref, clauses.lbd(ref));
        if (lbd < clauses.lbd(ref)) clauses.setLbd(ref, lbd);
      }
    }
    for (const atom of analysis.usedAtoms) this.scores.bump(atom);
  }

  private rescaleClauses(): void {
    const { clauses } = this.kernel;
    for (const ref of clauses.learned) clauses.setActivity(ref, clauses.activity(ref) / CLAUSE_RESCALE);
    this.clauseIncrement /= CLAUSE_RESCALE;
  }

  /** Opens level 1 with all assumptions. False when they contradict the root; then `core` names those that do (empty: unknown, for local searches). */
  private assume(): boolean {
    const { kernel } = this;
    this.newLevel();
    for (const { sv, k } of this.assumptions) {
      if (kernel.assume(sv, k, DECISION)) continue;
      this.core.clear();
      if (!this.local) {
        kernel.conflictSet.clear();
        kernel.conflictSet.push(sv ^ 1, 1 - k);
        this.analysis.core(this.core);
        this.core.push(sv, k);
      }
      return false;
    }
    return true;
  }

  private newLevel(): void {
    const level = this.kernel.trail.level;
    this.kernel.newLevel();
    this.scores.newLevel(level);
    this.decider.newLevel(level);
  }

  backtrackTo(level: number): void {
    const { trail } = this.kernel;
    if (level >= trail.level) return;
    this.phases.save(trail.levelStart[level]!);
    this.kernel.backtrackTo(level);
    this.scores.backtrackTo(level);
  }

  private restart(): void {
    this.restarts.restart(this.kernel.ticks);
    this.stats.restarts++;
    this.backtrackTo(this.local ? 1 : 0);
    if (this.options.randomFrequency > 0 && this.random.chance(this.options.randomFrequency)) {
      this.phases.randomize(this.random);
      return;
    }
    const rule = this.options.phase;
    if (rule === 'best' || (rule === 'alternate' && this.stats.restarts % 2 === 0)) this.phases.toBest();
    else if (rule === 'hint') this.phases.toHint();
    else if (rule === 'target') this.chaseTarget();
  }

  private chaseTarget(): void {
    const { phases, stats } = this;
    phases.targeting = this.restarts.stable;
    if (stats.conflicts < this.nextRephase) return;
    phases.rephase();
    this.rephaseSpacing += this.options.rephaseInterval;
    this.nextRephase = stats.conflicts + this.rephaseSpacing;
  }

  private strategiesFirst(): boolean {
    const rule = this.options.searchBranching;
    if (rule === 'free' || rule === 'fixed') return rule === 'fixed';
    const { conflicts, restarts } = this.stats;
    return (rule === 'lead' && conflicts < LEADING_CONFLICTS) || restarts % 2 === 0;
  }

  private reduce(): void {
    reduceClauses(this.kernel, this.scores, false, this.options.reduceShare);
    this.reduceSpacing += this.options.reduceIncrement;
    this.nextReduce = this.stats.conflicts + this.reduceSpacing;
    this.stats.reductions++;
    this.isInprocessed = false;
  }

  /** False: the root is refuted. Clauses of a local search are left alone: they will be gone soon, and what follows from them does not hold for good. */
  private inprocess(): boolean {
    this.isInprocessed = true;
    return this.local || this.inprocessing.run();
  }

  private dropLocal(): void {
    if (!this.kernel.refuted) reduceClauses(this.kernel, this.scores, true, 0);
  }

  private newRestarts(): Restarts {
    const { options } = this;
    // without learned clauses only the order of the tree guarantees an end: never restart
    return new Restarts(options.learning ? options : { ...options, restartPolicy: 'none' });
  }
}
