// Whether a model has a solution under some premises: one engine, asked again and again, which keeps what it learns. The objective is left out, so that every answer is
// about the constraints alone. For hints (hints.ts) and cores of assumptions (small-core.ts).
//
// The searches stop every few milliseconds' worth of work for the caller to look at the clock, at the same places every time.

import { Engine } from '../solver/engine.ts';
import { type LimitOptions, Limits } from '../solver/limits.ts';
import type { Fact } from '../solver/literal.ts';
import { ModelError } from './arguments.ts';
import { type Compiled, compile } from './compile.ts';
import { CompilationStopped } from './compile-context.ts';
import { TICKS_PER_STEP } from './engine-limits.ts';
import { engineOptionsFor, prepareSearch } from './engine-setup.ts';
import type { LiteralRef, ModelData, VariableRef } from './model.ts';
import type { SolveParameters } from './parameters.ts';

/** Facts that are assumed together or not at all. */
export interface Premise {
  /** What they stand for: a variable that has its hinted value, or a literal. */
  readonly id: VariableRef | LiteralRef;
  readonly facts: readonly Fact[];
}

/** One of the two, or none if a limit came first. */
export interface Answer {
  /** A solution, of the variables of the model. */
  readonly values: readonly number[] | null;
  /** Premises that cannot hold together, in the order they were given; none if the model has no solution at all. */
  readonly core: readonly Premise[] | null;
}

export class Feasibility {
  /** The assumptions of the model, for the caller to ask about. */
  readonly assumptions: readonly Premise[];
  private readonly engine: Engine;
  private readonly limits: Limits;
  private readonly variableCount: number;

  private constructor({ engine, assumptions, variableCount }: Compiled, limits: Limits) {
    this.engine = engine;
    this.assumptions = assumptions.map((fact) => ({ id: fact.literal, facts: [fact] }));
    this.variableCount = variableCount;
    this.limits = limits;
  }

  /** `data` has passed validate(). The limits are for the compilation and all questions together. Null if it ends there, or the model is too large for the engine. */
  static of(data: ModelData, parameters: SolveParameters, options: LimitOptions): Feasibility | null {
    const limits = new Limits(options);
    const { objective: _, ...constraints } = data;
    const engine = new Engine(engineOptionsFor(constraints, parameters), parameters.randomSeed ?? 1);
    try {
      const stopped = (): boolean => limits.reached(0, 0, () => 0);
      const compiled = compile(constraints, engine, { ...parameters, stopped });
      prepareSearch(constraints, compiled);
      return new Feasibility(compiled, limits);
    } catch (error) {
      if (error instanceof ModelError || error instanceof CompilationStopped) return null;
      throw error;
    }
  }

  /** Work done so far. */
  get ticks(): number {
    return this.engine.kernel.ticks;
  }

  /** Is there a solution under these premises? Where a fact is in several of them, the first one is blamed for it. */
  *ask(premises: readonly Premise[]): Generator<void, Answer> {
    const { engine, limits, variableCount } = this;
    const assumptions = premises.flatMap(({ facts }) => facts);
    for (;;) {
      limits.pauseAtTicks(engine.kernel.ticks + TICKS_PER_STEP);
      const outcome = engine.searchOnce({ limits, assumptions });
      if (outcome === 'SAT') {
        return { values: Array.from(engine.incumbent!.subarray(0, variableCount)), core: null };
      }
      if (outcome === 'REFUTED') return { values: null, core: [] };
      if (outcome === 'UNSAT') {
        const blamed = new Set(engine.core);
        return { values: null, core: premises.filter(({ facts }) => facts.some((fact) => blamed.has(fact))) };
      }
      if (limits.reason !== 'pause') return { values: null, core: null };
      yield;
    }
  }

  /**
   * What is left of a core, whose premises cannot hold together, when those that are not needed have been taken out, one after the other: irreducible, unless a limit
   * comes first.
   */
  *reduce(core: readonly Premise[]): Generator<void, readonly Premise[]> {
    let left = core;
    let needed = 0;
    while (needed < left.length) {
      const answer = yield* this.ask(left.filter((_, k) => k !== needed));
      // a premise that is needed is in every part that cannot hold together: those found so far stay at the front
      if (answer.core !== null) left = answer.core;
      else if (answer.values !== null) needed++;
      else break;
    }
    return left;
  }
}

/** The variable has this value, as facts. */
export function equals(x: VariableRef, v: number): Fact[] {
  return [
    { sv: 2 * x, k: v },
    { sv: 2 * x + 1, k: 0 - v },
  ];
}
