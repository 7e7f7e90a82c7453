// Schedules for projects without search: a first solution at once, and a horizon for the model.
//
// The serial scheme by the priority rules latest start (largest tail) and latest finish (largest tail without the job itself), then by the first of them with noise.
// Without windows each schedule is justified until that gains nothing (justification.ts). With 20 samples the mean distance from the optimum, or the best schedule known,
// is 1.5 % on PSPLIB j30, 2.4 % on j60, 6.9 % on j120; with the two rules alone 3.0, 3.5 and 8.6 %. project-search.ts goes on from here.
//
// The work is counted, not timed, and the noise is seeded: equal projects give equal schedules.

import { Random } from '../../solver/random.ts';
import { projectBound } from './bounds.ts';
import type { ProjectInstance, ProjectSchedule } from './instances.ts';
import { Justification } from './justification.ts';
import { LagNetwork } from './lag-network.ts';
import { PriorityLists } from './priority-lists.ts';
import { SerialScheme } from './serial-scheme.ts';

const SAMPLES = 20;

/** Tails are lengthened by up to this share of themselves. */
const NOISE = 0.7;

/** Steps of the serial scheme after which no further sample is taken: some hundredths of a second. */
const WORK_LIMIT = 1_000_000;

/** The latest end of a job. */
export function projectMakespan({ durations }: ProjectInstance, starts: ProjectSchedule): number {
  return durations.reduce((latest, duration, job) => Math.max(latest, starts[job] + duration), 0);
}

/** A schedule; null if none was found. The lags do not contradict each other and no demand of a job that takes time is above its capacity. */
export function generateSchedule(project: ProjectInstance): ProjectSchedule | null {
  const lists = new PriorityLists(project);
  const sampler = lists.hasWindows ? new SerialScheme(project, lists) : new JustifiedScheme(project, lists);
  const random = new Random('schedule generation');
  const bound = projectBound(project);
  const tails = new LagNetwork(project.durations.length, project.lags).tails(project.durations);
  let best: ProjectSchedule | null = null;
  let makespan = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < SAMPLES && makespan > bound && sampler.work <= WORK_LIMIT; sample++) {
    const starts = sampler.schedule(priorities(project, tails, sample, random));
    const length = starts === null ? Number.POSITIVE_INFINITY : projectMakespan(project, starts);
    if (length < makespan) [best, makespan] = [starts, length];
  }
  return best;
}

/** The serial scheme for projects without windows, with justification. */
class JustifiedScheme {
  private readonly lists: PriorityLists;
  private readonly justification: Justification;

  constructor(project: ProjectInstance, lists: PriorityLists) {
    this.lists = lists;
    this.justification = new Justification(project, lists.list(project.durations));
  }

  get work(): number {
    return this.justification.work;
  }

  schedule(priorities: readonly number[]): number[] {
    const { justification } = this;
    const starts = new Float64Array(priorities.length);
    let makespan = justification.forward.schedule(Int32Array.from(this.lists.list(priorities)), starts);
    while (justification.isPossible && this.work <= WORK_LIMIT) {
      const shorter = justification.justify(starts, makespan);
      if (shorter === makespan) break;
      makespan = shorter;
    }
    return Array.from(starts);
  }
}

/** Smaller is earlier. The first two samples are rules, the others the first rule with noise. */
function priorities({ durations }: ProjectInstance, tails: Float64Array, sample: number, random: Random): number[] {
  if (sample === 0) return durations.map((_, job) => 0 - tails[job]);
  if (sample === 1) return durations.map((duration, job) => duration - tails[job]);
  return durations.map((_, job) => 0 - tails[job] * (1 + NOISE * random.float()));
}
