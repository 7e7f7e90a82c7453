// What a cumulative gets beside its time-table: propagation by energy (propagators/cumulative-energy.ts), where the numbers allow it.

import { cumulativeEnergyChecker } from '../propagators/checkers/cumulative-energy.ts';
import { CumulativeEnergy, energyIsExact } from '../propagators/cumulative-energy.ts';
import type { Task } from '../propagators/cumulative-tasks.ts';
import type { EnergyTask } from '../propagators/energy-windows.ts';
import { type Affine, constant } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { energyRules } from './scheduling-options.ts';

/** A task whose size may not be known. */
export type SizedTask = Task & Partial<Pick<EnergyTask, 'size'>>;

/** Two tasks of which it is known that they take energy are the least that it can be about. */
const LEAST_TASKS = 2;

/** Posts the rules that are switched on. The demands are never negative. */
export function postEnergy(
  context: CompileContext,
  tasks: readonly SizedTask[],
  capacity: Affine,
  enforcement: readonly Fact[],
): void {
  const rules = energyRules(context.scheduling);
  if (!rules.overload && !rules.edgeFinding) return;
  const sized = tasks.map((task): EnergyTask => ({ ...task, size: task.size ?? constant(0) }));
  const taking = sized.filter(({ size, demand }) => context.min(size) > 0 && context.min(demand) > 0);
  if (taking.length < LEAST_TASKS || !isExact(context, sized, capacity, enforcement.length)) return;
  context.engine.post(
    new CumulativeEnergy(sized, capacity, enforcement, rules),
    cumulativeEnergyChecker(sized, capacity, enforcement),
  );
}

function isExact(context: CompileContext, tasks: readonly EnergyTask[], capacity: Affine, facts: number): boolean {
  let earliest = 0;
  let latest = 0;
  let longest = 0;
  let energy = 0;
  for (const { start, end, size, demand } of tasks) {
    earliest = Math.min(earliest, context.min(start), context.min(end));
    latest = Math.max(latest, context.max(start), context.max(end));
    const length = Math.max(0, context.max(size), context.max(end) - context.min(start));
    longest = Math.max(longest, length);
    energy += length * context.max(demand);
  }
  return energyIsExact(
    tasks.length,
    facts,
    earliest - longest,
    latest + longest,
    energy,
    Math.max(0, context.max(capacity)),
  );
}
