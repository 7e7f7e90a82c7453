// Job shop scheduling, flexible or not, as a constraint model: a start per operation; an interval on it for each alternative, optional where there are several, of
// which one is chosen; a no-overlap per machine; and the makespan as objective.
//
//   start + duration <= start of the next operation, or the makespan
//
// for the shortest alternative always, and for longer ones if they are chosen. All alternatives of an operation share its start. One that would end too late for the
// horizon is left out.
//
// Implied, and said besides for machines with optional intervals, whose sums no-overlap does not see: least head + all that is chosen on the machine + least tail <= makespan.

import { CpModel } from '../../model/build.ts';
import { BoolVar, type IntVar, type LinearExprLike, weightedSum } from '../../model/expressions.ts';
import type { IntervalVar } from '../../model/handles.ts';
import { jobShopBound, type OperationWindow, operationWindows } from './bounds.ts';
import type { Alternative, JobShopInstance, JobShopSchedule } from './instances.ts';
import { generateJobShopSchedule, jobShopMakespan } from './jobshop-generation.ts';

/** An operation in the model. */
export interface OperationVariables {
  readonly start: IntVar;
  /** By alternative: whether it is chosen; null for one that cannot be. The only one there is: true. */
  readonly chosen: readonly (BoolVar | true | null)[];
}

export interface JobShopModel {
  readonly model: CpModel;
  /** operations[job][operation] */
  readonly operations: readonly (readonly OperationVariables[])[];
  readonly makespan: IntVar;
}

export interface JobShopModelOptions {
  /** No schedule with a larger makespan is a solution; at least `jobShopBound`. By default the makespan of a quick schedule. */
  readonly horizon?: number;
  /** A schedule to hint at, of any makespan. By default that quick schedule. */
  readonly hint?: JobShopSchedule;
}

export function buildJobShop(shop: JobShopInstance, options: JobShopModelOptions = {}): JobShopModel {
  const hint = options.hint ?? generateJobShopSchedule(shop);
  const horizon = options.horizon ?? jobShopMakespan(shop, hint);
  const builder = new JobShopBuilder(shop, horizon);
  const { model, operations, makespan } = builder.build();
  for (const [j, job] of operations.entries()) {
    for (const [k, { start, chosen }] of job.entries()) {
      model.addHint(start, hint[j][k].start);
      for (const [a, literal] of chosen.entries()) {
        if (literal instanceof BoolVar) model.addHint(literal, hint[j][k].alternative === a);
      }
    }
  }
  model.addHint(makespan, jobShopMakespan(shop, hint));
  return { model, operations, makespan };
}

/** An alternative as its machine sees it. */
interface MachineTask {
  readonly interval: IntervalVar;
  readonly chosen: BoolVar | true;
  readonly duration: number;
  /** The operation starts at `head` at the earliest, and at least `after` remains of its job when it ends. */
  readonly head: number;
  readonly after: number;
}

class JobShopBuilder {
  private readonly model: CpModel;
  private readonly shop: JobShopInstance;
  private readonly horizon: number;
  private readonly onMachine: MachineTask[][];

  constructor(shop: JobShopInstance, horizon: number) {
    this.model = new CpModel(shop.name);
    this.shop = shop;
    this.horizon = horizon;
    this.onMachine = Array.from({ length: shop.machineCount }, () => []);
  }

  build(): JobShopModel {
    const { model, shop, horizon } = this;
    const windows = operationWindows(shop);
    const operations = shop.jobs.map((job, j) =>
      job.map((alternatives, k) => this.operation(j, k, alternatives, windows[j])),
    );
    const makespan = model.newIntVar(Math.min(jobShopBound(shop), horizon), horizon, 'makespan');
    for (const [j, job] of operations.entries()) {
      for (const [k, operation] of job.entries()) {
        this.addEnd(operation, shop.jobs[j][k], job[k + 1]?.start ?? makespan);
      }
    }
    for (const tasks of this.onMachine) {
      if (tasks.length > 1) model.addNoOverlap(tasks.map(({ interval }) => interval));
      if (tasks.some(({ chosen }) => chosen !== true)) this.addLoad(tasks, makespan);
    }
    model.minimize(makespan);
    return { model, operations, makespan };
  }

  private operation(
    j: number,
    k: number,
    alternatives: readonly Alternative[],
    windows: readonly OperationWindow[],
  ): OperationVariables {
    const { model, horizon } = this;
    const { head, tail } = windows[k];
    const after = windows[k + 1]?.tail ?? 0;
    const start = model.newIntVar(head, horizon - tail, `start ${j}.${k}`);
    const fitting = alternatives.filter(({ duration }) => head + duration + after <= horizon);
    const chosen: (BoolVar | true | null)[] = alternatives.map(() => null);
    for (const [a, alternative] of alternatives.entries()) {
      if (!fitting.includes(alternative)) continue;
      const { machine, duration } = alternative;
      const literal =
        fitting.length === 1 ? true : model.newBoolVar(`${j}.${k} on ${machine + this.shop.firstMachine}`);
      chosen[a] = literal;
      if (duration === 0) continue;
      const interval =
        literal === true
          ? model.newFixedSizeIntervalVar(start, duration)
          : model.newOptionalFixedSizeIntervalVar(start, duration, literal);
      this.onMachine[machine].push({ interval, chosen: literal, duration, head, after });
    }
    if (fitting.length > 1) model.addExactlyOne(chosen.filter((literal) => literal !== null));
    return { start, chosen };
  }

  /** The implied row of the file comment. */
  private addLoad(tasks: readonly MachineTask[], makespan: IntVar): void {
    const exprs: LinearExprLike[] = [makespan];
    const coeffs = [-1];
    let fixed = 0;
    for (const { chosen, duration } of tasks) {
      if (chosen === true) fixed += duration;
      else {
        exprs.push(chosen);
        coeffs.push(duration);
      }
    }
    const least = (of: 'head' | 'after'): number =>
      tasks.reduce((most, task) => Math.min(most, task[of]), this.horizon);
    this.model.add(weightedSum(exprs, coeffs).le(0 - fixed - least('head') - least('after')));
  }

  /** What comes after the operation starts when it has ended. */
  private addEnd({ start, chosen }: OperationVariables, alternatives: readonly Alternative[], next: IntVar): void {
    const durations = alternatives.map(({ duration }) => duration);
    const shortest = Math.min(...durations.filter((_, a) => chosen[a] !== null));
    this.model.addPrecedence(start, next, shortest);
    for (const [a, literal] of chosen.entries()) {
      if (literal === null || durations[a] === shortest) continue;
      this.model.addPrecedence(start, next, durations[a]).onlyEnforceIf(literal);
    }
  }
}

/** The schedule that a solution of the model is. */
export function scheduleIn({ operations }: JobShopModel, values: ArrayLike<number>): JobShopSchedule {
  return operations.map((job) =>
    job.map((operation) => ({ alternative: chosenIn(operation, values), start: values[operation.start.index] })),
  );
}

/** The position of the chosen alternative in a solution of the model; -1 if there is none. */
export function chosenIn({ chosen }: OperationVariables, values: ArrayLike<number>): number {
  return chosen.findIndex((literal) => literal === true || (literal instanceof BoolVar && values[literal.index] === 1));
}
