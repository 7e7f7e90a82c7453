// Members of a portfolio that work on a model with a shared engine (engine-core.ts).
//
//   complete   clause learning with the best objective as upper bound: finds better solutions, and ends by proving that there are none
//   probe      the bound from below: assume "objective <= lower bound + stride" and refute it (solver/probe.ts)

import type { Limits } from '../solver/limits.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Probe } from '../solver/probe.ts';
import type { EngineCore } from './engine-core.ts';

/** What the members have in common: a turn on the engine, and the counters of the work done in their turns. */
export abstract class CoreMember<C extends EngineCore<unknown>> implements Member {
  readonly name: string;
  exhausted = false;
  protected readonly core: C;
  private readonly spent: Map<string, number> = new Map();

  constructor(core: C, name: string) {
    this.core = core;
    this.name = name;
  }

  step(budget: WorkBudget): void {
    const { core, spent } = this;
    const before = core.progress();
    core.user = this.name;
    this.exhausted = this.work(core.limits(budget));
    budget.spend(core.takeTicks());
    for (const [name, count] of Object.entries(core.progress()))
      spent.set(name, (spent.get(name) ?? 0) + count - before[name]!);
  }

  stats(): Record<string, number> {
    return Object.fromEntries(this.spent);
  }

  /** One turn; true when nothing is left to do. */
  protected abstract work(limits: Limits): boolean;
}

/** complete: see the head of the file. */
export class CompleteMember extends CoreMember<EngineCore<unknown>> {
  constructor(core: EngineCore<unknown>, name = 'complete') {
    super(core, name);
  }

  protected work(limits: Limits): boolean {
    const { core } = this;
    core.takeBest();
    let outcome = core.search(limits);
    while (outcome === 'SAT' && core.objective >= 0 && !core.reached(limits)) outcome = core.search(limits);
    return core.closed(outcome) || isSpent(limits);
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), ...this.core.facts() };
  }
}

/** probe: see the head of the file. For models without assumptions. */
export class ProbeMember extends CoreMember<EngineCore<unknown>> {
  private readonly probe: Probe;

  constructor(core: EngineCore<unknown>) {
    super(core, 'probe');
    this.exhausted = core.objective < 0;
    this.probe = new Probe(core.engine, core.objective);
  }

  protected work(limits: Limits): boolean {
    const { core } = this;
    core.takeBest();
    while (!core.reached(limits)) {
      const outcome = this.probe.run(limits);
      // UNSAT refutes what the probe assumed, no more
      if (outcome !== 'UNSAT' && core.closed(outcome)) return true;
    }
    return isSpent(limits);
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), probes: this.probe.probes, refuted: this.probe.refuted };
  }
}

/** A limit on the work was reached, which stays reached. */
export function isSpent({ reason }: Limits): boolean {
  return reason === 'conflicts' || reason === 'ticks' || reason === 'memory';
}
