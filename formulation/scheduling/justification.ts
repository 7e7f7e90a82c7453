// Justification of schedules (Valls, Ballestin & Quintanilla, EJOR 2005): all jobs as late as they fit, in the order of their ends from the last one on, then all as early
// as they fit, in the order of their starts. No schedule gets longer, most get shorter. It needs a project that can be read backwards in time: without windows, and
// with lags that order their jobs seen from the end as well, as those of precedences do.

import { KeySorter } from '../../propagators/sort-by-key.ts';
import type { ProjectInstance } from './instances.ts';
import { ListScheduler } from './list-scheduler.ts';

export class Justification {
  readonly forward: ListScheduler;
  /** Null: the project cannot be read backwards. */
  private readonly backward: ListScheduler | null;
  private readonly durations: readonly number[];
  /** Each job after those it follows; and the other way round. */
  private readonly topological: Int32Array;
  private readonly reversed: Int32Array;
  private readonly list: Int32Array;
  private readonly keys: Float64Array;
  private readonly late: Float64Array;
  private readonly sorter: KeySorter;

  /** `topological`: the jobs of a project without windows, each after those it follows by a lag. */
  constructor(project: ProjectInstance, topological: readonly number[]) {
    const n = topological.length;
    const mirror = mirrored(project);
    this.forward = new ListScheduler(project);
    this.backward = mirror === null ? null : new ListScheduler(mirror);
    this.durations = project.durations;
    this.topological = Int32Array.from(topological);
    this.reversed = this.topological.slice().reverse();
    this.list = new Int32Array(n);
    this.keys = new Float64Array(n);
    this.late = new Float64Array(n);
    this.sorter = new KeySorter(n);
  }

  /** Steps and jobs looked at so far. */
  get work(): number {
    return this.forward.work + (this.backward?.work ?? 0);
  }

  get isPossible(): boolean {
    return this.backward !== null;
  }

  /** Fills `list` with the jobs by their starts, each after those it follows. */
  listOf(starts: Float64Array, list: Int32Array): void {
    list.set(this.topological);
    this.sorter.sort(list, starts);
  }

  /** Justifies a schedule to the right and to the left, in place; returns its makespan, which was `makespan`. Precondition: isPossible. */
  justify(starts: Float64Array, makespan: number): number {
    const { forward, list, keys, late, reversed } = this;
    const backward = this.backward as ListScheduler;
    this.mirror(starts, makespan, keys);
    list.set(reversed);
    this.sorter.sort(list, keys);
    const length = backward.schedule(list, late);
    this.mirror(late, length, keys);
    this.listOf(keys, list);
    return forward.schedule(list, starts);
  }

  /** Starts of a schedule that takes `makespan`, seen from its end. */
  private mirror(starts: Float64Array, makespan: number, into: Float64Array): void {
    const { durations } = this;
    for (let job = 0; job < into.length; job++) into[job] = makespan - starts[job] - durations[job];
  }
}

/** The project with time running backwards; null if it has a lag that orders no jobs in one of the directions. */
function mirrored(project: ProjectInstance): ProjectInstance | null {
  const { durations } = project;
  const lags = project.lags.map(({ from, to, lag }) => ({
    from: to,
    to: from,
    lag: lag + durations[to] - durations[from],
  }));
  return [...project.lags, ...lags].every(({ lag }) => lag >= 0) ? { ...project, lags } : null;
}
