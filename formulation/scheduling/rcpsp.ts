// Resource-constrained project scheduling as a constraint model: a start per job, an interval of fixed size on it, a precedence per lag, a cumulative per resource
// (a no-overlap where no two of its jobs fit together), and the makespan as objective.
//
//   start(to) >= start(from) + lag              every lag
//   sum of demands of what runs <= capacity     every resource, every time
//   start + duration <= makespan                jobs whose end no other job's end bounds
//
// Starts range from the longest path that leads to the job up to the horizon less the longest path from it. A job of no duration that all others follow, the source of
// the usual files, starts at 0: a schedule in which it starts later can be moved to the front as a whole, since lags and resources do not know the time.

import { CpModel } from '../../model/build.ts';
import type { IntVar } from '../../model/expressions.ts';
import { projectBound } from './bounds.ts';
import type { ProjectInstance, ProjectSchedule } from './instances.ts';
import { LagNetwork } from './lag-network.ts';
import { generateSchedule, projectMakespan } from './schedule-generation.ts';

export interface ProjectModel {
  readonly model: CpModel;
  /** By job. */
  readonly starts: readonly IntVar[];
  readonly makespan: IntVar;
}

export interface ProjectModelOptions {
  /** No schedule with a larger makespan is a solution; at least `projectBound`. By default the makespan of a quick schedule, else `safeHorizon`. */
  readonly horizon?: number;
  /** A schedule to hint at, of any makespan. By default that quick schedule, if there is one. */
  readonly hint?: ProjectSchedule | null;
}

/** The model of a project whose `projectBound` is finite. */
export function buildProject(project: ProjectInstance, options: ProjectModelOptions = {}): ProjectModel {
  const { durations } = project;
  const hint = options.hint === undefined ? generateSchedule(project) : options.hint;
  const horizon = options.horizon ?? (hint === null ? safeHorizon(project) : projectMakespan(project, hint));
  const model = new CpModel(project.name);
  const starts = startVariables(model, project, horizon);
  const makespan = model.newIntVar(Math.min(projectBound(project), horizon), horizon, 'makespan');
  for (const { from, to, lag } of strongestLags(project)) model.addPrecedence(starts[from], starts[to], lag);
  addResources(model, project, starts);
  for (const job of lastJobs(project)) model.addPrecedence(starts[job], makespan, durations[job]);
  model.minimize(makespan);
  if (hint !== null) {
    for (const [job, start] of starts.entries()) model.addHint(start, hint[job]);
    model.addHint(makespan, projectMakespan(project, hint));
  }
  return { model, starts, makespan };
}

/**
 * If there is a schedule, there is one of at most this makespan. At a time at which no job runs and no lag from a started job is still on, all that starts later could
 * start earlier; so in a schedule of least makespan every time belongs to a job, or to the longest lag from one.
 */
export function safeHorizon({ durations, lags }: ProjectInstance): number {
  const longest = [...durations];
  for (const { from, lag } of lags) longest[from] = Math.max(longest[from], lag);
  return longest.reduce((sum, length) => sum + length, 0);
}

function startVariables(model: CpModel, project: ProjectInstance, horizon: number): IntVar[] {
  const { durations, lags, firstJob } = project;
  const network = new LagNetwork(durations.length, lags);
  const earliest = network.earliestStarts();
  if (earliest === null) throw new Error('buildProject: the lags contradict each other');
  const latest = network.tails(durations).map((tail) => horizon - tail);
  const source = sourceOf(project, network);
  if (source !== null) {
    latest[source] = 0;
    network.lowerLatest(latest, [source]);
  }
  return durations.map((_, job) => model.newIntVar(earliest[job], latest[job], `start ${job + firstJob}`));
}

/** The job of no duration that all others follow by lags >= 0, or null. */
function sourceOf({ durations, lags }: ProjectInstance, network: LagNetwork): number | null {
  const isFirst = durations.map(() => true);
  for (const { to, lag } of lags) if (lag >= 0) isFirst[to] = false;
  const source = isFirst.indexOf(true);
  if (source < 0 || durations[source] > 0) return null;
  const seen = new Set([source]);
  // a set is walked through together with what is added on the way
  for (const job of seen) {
    network.forSuccessors(job, (to, lag) => {
      if (lag >= 0) seen.add(to);
    });
  }
  return seen.size === durations.length ? source : null;
}

/** One lag per pair of jobs. */
function strongestLags({ lags }: ProjectInstance): { from: number; to: number; lag: number }[] {
  const strongest = new Map<string, { from: number; to: number; lag: number }>();
  for (const { from, to, lag } of lags) {
    const known = strongest.get(`${from} ${to}`);
    if (known === undefined || known.lag < lag) strongest.set(`${from} ${to}`, { from, to, lag });
  }
  return [...strongest.values()];
}

function addResources(model: CpModel, { durations, demands, capacities }: ProjectInstance, starts: IntVar[]): void {
  const intervals = durations.map((duration, job) => model.newFixedSizeIntervalVar(starts[job], duration));
  for (const [r, capacity] of capacities.entries()) {
    const users = [...durations.keys()].filter((job) => durations[job] > 0 && demands[job][r] > 0);
    const heights = users.map((job) => demands[job][r]);
    const served = users.map((job) => intervals[job]);
    const [least = 0, second = 0] = [...heights].sort((a, b) => a - b);
    if (users.length > 1 && least + second > capacity) model.addNoOverlap(served);
    else if (users.length > 0) model.addCumulative(served, heights, capacity);
  }
}

/**
 * Jobs that no other one outlasts in every schedule. Where two jobs would excuse each other the lags form a circle of length 0, and the number of the job decides; a
 * longer circle has no schedule at all.
 */
function lastJobs({ durations, lags }: ProjectInstance): number[] {
  const outlasted = new Set<number>();
  for (const { from, to, lag } of lags) {
    const later = lag + durations[to] - durations[from];
    if (later > 0 || (later === 0 && to > from)) outlasted.add(from);
  }
  return [...durations.keys()].filter((job) => !outlasted.has(job));
}
