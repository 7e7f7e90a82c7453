// Member of a portfolio: the bound from below by cores over the terms of the objective (solver/core-guided.ts). For models without assumptions. Where the objective is
// constant it searches for any solution.

import { linearChecker } from '../propagators/checkers/linear.ts';
import { Linear } from '../propagators/linear.ts';
import { CoreGuided } from '../solver/core-guided.ts';
import type { Engine } from '../solver/engine.ts';
import type { Limits } from '../solver/limits.ts';
import type { SVar } from '../solver/types.ts';
import { CoreMember, isSpent } from './core-members.ts';
import type { EngineCore } from './engine-core.ts';

export class CoreGuidedMember extends CoreMember<EngineCore<unknown>> {
  private readonly guided: CoreGuided | null;

  constructor(core: EngineCore<unknown>) {
    super(core, 'core');
    const { engine, terms } = core;
    this.guided = terms === null ? null : new CoreGuided(engine, terms, (svs, least) => newSum(engine, svs, least));
  }

  protected work(limits: Limits): boolean {
    const { core, guided } = this;
    core.takeBest();
    return core.closed(guided === null ? core.search(limits) : guided.run(limits)) || isSpent(limits);
  }

  override stats(): Record<string, number> {
    return { ...super.stats(), ...this.guided?.stats() };
  }
}

/** A variable equal to the sum of the given ones, which is known to be at least `least`. Precondition: the engine is at the root. */
export function newSum(engine: Engine, svs: readonly SVar[], least: number): SVar {
  const { lb } = engine.kernel.trail;
  const most = svs.reduce((total, sv) => total - lb[sv ^ 1]!, 0);
  const sum = 2 * engine.newVar([least, most]);
  const ones = new Float64Array(svs.length + 1).fill(1);
  const atMost = [...svs, sum ^ 1];
  const atLeast = atMost.map((sv) => sv ^ 1);
  for (const side of [atMost, atLeast]) engine.post(new Linear(side, ones, 0), linearChecker(side, ones, 0, []));
  return sum;
}
