// Members of the portfolio that work on the constraint model, on a shared engine (constraint-core.ts).
//
//   complete   clause learning with the best duration as upper bound: finds better schedules, and ends by proving that there are none
//   probe      the bound from below: assume "duration <= lower bound + stride" and refute it (solver/probe.ts)
//   lns        large-neighbourhood search around the best schedule

import { Lns } from '../solver/lns/lns.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import { Probe } from '../solver/probe.ts';
import type { ConstraintCore } from './constraint-core.ts';
import { moccasinNeighborhoods } from './neighborhoods.ts';

/** Share of the nodes a neighbourhood frees at first. */
const LNS_DIFFICULTY = 0.15;
/** Conflicts one neighbourhood may take. */
const LNS_CONFLICTS = 200;

/** What the members have in common: a turn on the engine, and the counters of the work done in their turns. */
abstract class ConstraintMember implements Member {
  abstract readonly name: string;
  exhausted = false;
  protected readonly core: ConstraintCore;
  private readonly spent: Record<string, number> = {
    conflicts: 0,
    decisions: 0,
    propagations: 0,
    restarts: 0,
    ticks: 0,
  };

  constructor(core: ConstraintCore) {
    this.core = core;
  }

  step(seconds: number): void {
    const before = this.core.counters();
    this.core.user = this.name;
    this.exhausted = this.work(seconds);
    const after = this.core.counters();
    for (const name of Object.keys(this.spent)) this.spent[name]! += after[name]! - before[name]!;
  }

  stats(): Record<string, number> {
    return { ...this.spent };
  }

  /** One turn; true when nothing is left to do. */
  protected abstract work(seconds: number): boolean;
}

/** complete: see the head of the file. */
export class CompleteMember extends ConstraintMember {
  readonly name = 'complete';

  protected work(seconds: number): boolean {
    const { core } = this;
    core.takeBest();
    const limits = core.limits(seconds);
    let outcome = core.engine.searchOnce({ limits });
    while (outcome === 'SAT' && core.objective >= 0) outcome = core.engine.searchOnce({ limits });
    // without a variable objective the first solution is optimal
    return core.closed() || (outcome === 'SAT' && core.settle());
  }

  override stats(): Record<string, number> {
    const { engine, buildSeconds } = this.core;
    return { ...super.stats(), reductions: engine.stats.reductions, learned: engine.learnedCount, buildSeconds };
  }
}

/** probe: see the head of the file. */
export class ProbeMember extends ConstraintMember {
  readonly name = 'probe';
  private readonly probe: Probe;

  constructor(core: ConstraintCore) {
    super(core);
    this.exhausted = core.objective < 0;
    this.probe = new Probe(core.engine, core.objective);
  }

  protected work(seconds: number): boolean {
    const { core } = this;
    core.takeBest();
    const limits = core.limits(seconds);
    while (!limits.reached(0, 0, () => 0)) {
      this.probe.run(limits);
      if (core.closed()) return true;
    }
    return false;
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), probes: this.probe.probes, refuted: this.probe.refuted };
  }
}

/** lns: see the head of the file. Sleeps while there is no schedule to start from. */
export class LnsMember extends ConstraintMember {
  readonly name = 'lns';
  private readonly lns: Lns;

  constructor(core: ConstraintCore) {
    super(core);
    this.lns = new Lns(core.engine, moccasinNeighborhoods(core.model), LNS_DIFFICULTY, LNS_CONFLICTS);
  }

  protected work(seconds: number): boolean {
    const { core, lns } = this;
    const limits = core.limits(seconds);
    while (core.takeBest() && !limits.reached(0, 0, () => 0)) {
      const slice = { remaining: limits.remaining(), stopped: () => limits.reason !== 'none' };
      lns.step(slice, (name) => {
        core.user = name;
      });
      if (core.closed()) return true;
    }
    return false;
  }

  override stats(): Record<string, number> {
    const result = super.stats();
    for (const { name, visits, improvements, difficulty } of this.lns.stats()) {
      result[`${name} visits`] = visits;
      result[`${name} improvements`] = improvements;
      result[`${name} difficulty`] = difficulty;
    }
    return result;
  }
}
