// Schedules for job shops without search: a first solution at once, and a horizon for the model.
//
// Active schedules (Giffler & Thompson, OR 1960), for flexible shops by the machine as well: of all operations whose turn it is, on all their machines, the one that
// could end first names a machine; of those that could start on it before that end, the priorities pick one. Priorities: most work remaining in the job, shortest
// duration, then the first with noise. Each schedule is improved as those of projects are (schedule-generation.ts): scheduled backwards in the order of its ends, and
// that forwards again in the order of its starts, until that gains nothing.

import { Random } from '../../solver/random.ts';
import { jobShopBound, operationWindows } from './bounds.ts';
import type { JobShopInstance, JobShopSchedule, OperationTime } from './instances.ts';

/** An operation whose turn it is, on one of its machines. */
interface Candidate {
  readonly job: number;
  readonly alternative: number;
  readonly machine: number;
  readonly start: number;
  readonly end: number;
}

/** priorities[job][operation]: smaller goes first. */
type Priorities = readonly (readonly number[])[];

const SAMPLES = 20;

/** Remaining work is lengthened by up to this share of itself. */
const NOISE = 0.7;

/** Choices looked at, at most operations times jobs for a schedule, after which no further sample is taken: some hundredths of a second. */
const WORK_LIMIT = 1_000_000;

/** A shop with more choices than this for one schedule is scheduled without making any. */
const COST_LIMIT = 30_000_000;

/** The latest end of an operation. */
export function jobShopMakespan({ jobs }: JobShopInstance, schedule: JobShopSchedule): number {
  let latest = 0;
  for (const [j, operations] of schedule.entries()) {
    for (const [k, { alternative, start }] of operations.entries()) {
      latest = Math.max(latest, start + jobs[j][k][alternative].duration);
    }
  }
  return latest;
}

/** A schedule; every shop has one. */
export function generateJobShopSchedule(shop: JobShopInstance): JobShopSchedule {
  const random = new Random('schedule generation');
  const reversed = { ...shop, jobs: shop.jobs.map((operations) => operations.toReversed()) };
  const bound = jobShopBound(shop);
  const cost = shop.jobs.flat().reduce((sum, alternatives) => sum + alternatives.length, 0) * shop.jobs.length;
  if (cost > COST_LIMIT) return roundByRound(shop);
  let best: JobShopSchedule = [];
  let makespan = Number.POSITIVE_INFINITY;
  let work = 0;
  for (let sample = 0; sample < SAMPLES && makespan > bound; sample++) {
    let schedule = activeSchedule(shop, priorities(shop, sample, random));
    for (let again = true; again; ) {
      const length = jobShopMakespan(shop, schedule);
      if (length < makespan) [best, makespan] = [schedule, length];
      work += 3 * cost;
      if (work > WORK_LIMIT) return best;
      const late = activeSchedule(reversed, mirroredStarts(shop, schedule));
      schedule = activeSchedule(shop, mirroredStarts(reversed, late));
      again = jobShopMakespan(shop, schedule) < length;
    }
  }
  return best;
}

/** Rules for the first two samples, then the first rule with noise. */
function priorities(shop: JobShopInstance, sample: number, random: Random): Priorities {
  return operationWindows(shop).map((windows) =>
    windows.map(({ tail }, k) => {
      if (sample === 0) return 0 - tail;
      if (sample === 1) return tail - (windows[k + 1]?.tail ?? 0);
      return 0 - tail * (1 + NOISE * random.float());
    }),
  );
}

/** Starts as seen from the end of the schedule, by the operations of the shop with its jobs reversed. */
function mirroredStarts(shop: JobShopInstance, schedule: JobShopSchedule): Priorities {
  const end = jobShopMakespan(shop, schedule);
  return schedule.map((job, j) =>
    job.map(({ alternative, start }, k) => end - start - shop.jobs[j][k][alternative].duration).toReversed(),
  );
}

/** The first operations of all jobs, then the second ones: each behind what its machines have, where it ends first. For shops of very many operations. */
function roundByRound({ jobs, machineCount }: JobShopInstance): JobShopSchedule {
  const schedule: OperationTime[][] = jobs.map(() => []);
  const jobFree = jobs.map(() => 0);
  const machineFree = Array.from({ length: machineCount }, () => 0);
  const rounds = jobs.reduce((most, { length }) => Math.max(most, length), 0);
  for (let k = 0; k < rounds; k++) {
    for (const [j, operations] of jobs.entries()) {
      if (k >= operations.length) continue;
      const starts = operations[k].map(({ machine }) => Math.max(jobFree[j], machineFree[machine]));
      const ends = operations[k].map(({ duration }, a) => starts[a] + duration);
      const alternative = ends.indexOf(Math.min(...ends));
      schedule[j].push({ alternative, start: starts[alternative] });
      jobFree[j] = ends[alternative];
      machineFree[operations[k][alternative].machine] = ends[alternative];
    }
  }
  return schedule;
}

function activeSchedule(shop: JobShopInstance, priorities: Priorities): JobShopSchedule {
  const { jobs, machineCount } = shop;
  const schedule: OperationTime[][] = jobs.map(() => []);
  const jobFree = jobs.map(() => 0);
  const machineFree = Array.from({ length: machineCount }, () => 0);
  for (;;) {
    const candidates: Candidate[] = [];
    for (const [job, operations] of jobs.entries()) {
      for (const [alternative, { machine, duration }] of (operations[schedule[job].length] ?? []).entries()) {
        // what takes no time does not wait for its machine
        const start = duration === 0 ? jobFree[job] : Math.max(jobFree[job], machineFree[machine]);
        candidates.push({ job, alternative, machine, start, end: start + duration });
      }
    }
    if (candidates.length === 0) return schedule;
    const first = candidates.reduce((a, b) => (b.end < a.end ? b : a));
    const priority = ({ job }: Candidate): number => priorities[job][schedule[job].length];
    const { job, alternative, machine, start, end } = candidates
      .filter(
        (candidate) => candidate.machine === first.machine && (candidate.start < first.end || candidate === first),
      )
      .reduce((a, b) => (priority(b) < priority(a) ? b : a));
    schedule[job].push({ alternative, start });
    jobFree[job] = end;
    if (end > start) machineFree[machine] = end;
  }
}
