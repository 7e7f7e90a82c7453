// A genetic algorithm for projects without windows: lists of jobs, two-point crossover (Hartmann, Naval Research Logistics 45, 1998), and justification of each schedule
// (Valls, Ballestin & Quintanilla, EJOR 2005).
//
//   mother   a b c|d e f|g h       the child has the mother's first jobs, then as many of the father's first ones that it has not, then the rest in the mother's order:
//   father   d a h b c g f e       a b c|d h g|e f        each after those it follows, as both lists have it
//
// Deviations: there are no generations, a child takes the place of the worst schedule if it is better or as good and no twin of another; ties of makespans go to the
// smaller sum of starts, as there is more room behind; a population without a better schedule for long is begun anew, half of the times around its best one.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import type { ProjectInstance, ProjectSchedule } from './instances.ts';
import { Justification } from './justification.ts';
import { LagNetwork } from './lag-network.ts';
import type { PriorityLists } from './priority-lists.ts';
import type { ScheduleImprover } from './schedule-improver.ts';

/** Larger than the 40 of the papers: there is time for some ten thousand schedules a second. On j6041_1, j6013_1, j12011_1 and j12016_1 1 % shorter after two seconds (2026-11-22). */
const POPULATION = 200;
/** Share of neighbours in a child's list that change places, as far as no lag is between them. */
const MUTATION = 0.05;
/** Priorities of a new population are tails, lengthened by up to a share of themselves that is drawn up to this. */
const MOST_NOISE = 1.5;
/** Children without a better best schedule after which a population is given up. */
const PATIENCE = 50 * POPULATION;
/** Steps of the profile in a batch, between two looks at the budget: about a millisecond. */
const BATCH = 50_000;
/** Ticks per step. */
const TICKS = 0.25;
/** After so many schedules without a better one, and twice as many as there were before the last one, there is hardly one to come. */
const LAST_PATIENCE = 30_000;

interface Individual {
  readonly list: Int32Array;
  readonly starts: Float64Array;
  readonly makespan: number;
  readonly total: number;
}

export class ProjectSearch implements ScheduleImprover<ProjectSchedule> {
  readonly name = 'genetic';
  exhausted = false;
  private readonly lists: PriorityLists;
  private readonly justification: Justification;
  private readonly tails: Float64Array;
  private readonly random: Random;
  private readonly isListed: Uint8Array;
  private population: Individual[] = [];
  private noise = 0;
  /** Children since the population has found its best schedule. */
  private sinceBest = 0;
  /** Only schedules below this are news, and the last of them that has not been told. */
  private level = Number.POSITIVE_INFINITY;
  private news: Individual | null = null;
  private ticks = 0;
  private schedules = 0;
  private schedulesAtNews = 0;
  private populations = 0;

  /** `lists`: those of the project, which has no windows. No demand of a job that takes time is above its capacity. */
  constructor(project: ProjectInstance, lists: PriorityLists, seed: string) {
    const { durations, lags } = project;
    this.lists = lists;
    this.justification = new Justification(project, lists.list(durations));
    this.tails = new LagNetwork(durations.length, lags).tails(durations);
    this.random = new Random(seed);
    this.isListed = new Uint8Array(durations.length);
    this.begin([]);
  }

  adopt(schedule: ProjectSchedule, makespan: number): void {
    if (makespan >= this.level) return;
    this.level = makespan;
    this.schedulesAtNews = this.schedules;
    const list = new Int32Array(schedule.length);
    this.justification.listOf(Float64Array.from(schedule), list);
    this.take(this.individual(list));
  }

  improve(budget: WorkBudget, stopped: () => boolean): ProjectSchedule | null {
    const { justification } = this;
    while (this.news === null && !this.exhausted && !budget.over && !stopped()) {
      const before = justification.work;
      while (this.news === null && justification.work < before + BATCH) {
        this.take(this.population.length < POPULATION ? this.sample() : this.child());
      }
      const ticks = TICKS * (justification.work - before);
      budget.spend(ticks);
      this.ticks += ticks;
      if (this.news !== null) this.schedulesAtNews = this.schedules;
      this.exhausted = this.schedules > 3 * this.schedulesAtNews + LAST_PATIENCE;
    }
    const found = this.news;
    this.news = null;
    return found === null ? null : Array.from(found.starts);
  }

  counts(): Record<string, number> {
    const { schedules, populations } = this;
    return { schedules, populations, ticks: Math.round(this.ticks) };
  }

  private begin(population: Individual[]): void {
    this.population = population;
    this.noise = MOST_NOISE * this.random.float();
    this.sinceBest = 0;
    this.populations++;
  }

  private sample(): Individual {
    const { random, noise } = this;
    const priorities = Array.from(this.tails, (tail) => 0 - tail * (1 + noise * random.float()));
    return this.individual(Int32Array.from(this.lists.list(priorities)));
  }

  private child(): Individual {
    const { random, isListed } = this;
    const mother = this.parent();
    const father = this.parent();
    const list = mother.list.slice();
    const n = list.length;
    const cuts = [random.below(n + 1), random.below(n + 1)];
    const from = Math.min(cuts[0], cuts[1]);
    const to = Math.max(cuts[0], cuts[1]);
    isListed.fill(0);
    for (let k = 0; k < from; k++) isListed[list[k]] = 1;
    let at = from;
    for (let k = 0; at < to; k++) {
      const job = father.list[k];
      if (isListed[job] === 1) continue;
      isListed[job] = 1;
      list[at++] = job;
    }
    for (let k = from; at < n; k++) if (isListed[mother.list[k]] === 0) list[at++] = mother.list[k];
    this.mutate(list);
    return this.individual(list);
  }

  /** The better of two. */
  private parent(): Individual {
    const { random, population } = this;
    const a = random.pick(population);
    const b = random.pick(population);
    return isBetter(b, a) ? b : a;
  }

  private mutate(list: Int32Array): void {
    const { random, justification } = this;
    for (let k = 1; k < list.length; k++) {
      if (!random.chance(MUTATION) || justification.forward.hasLag(list[k - 1], list[k])) continue;
      const job = list[k];
      list[k] = list[k - 1];
      list[k - 1] = job;
    }
  }

  /** Takes over the list. */
  private individual(list: Int32Array): Individual {
    const { justification } = this;
    const starts = new Float64Array(list.length);
    let makespan = justification.forward.schedule(list, starts);
    if (justification.isPossible) makespan = justification.justify(starts, makespan);
    justification.listOf(starts, list);
    this.schedules++;
    return { list, starts, makespan, total: starts.reduce((sum, start) => sum + start, 0) };
  }

  private take(found: Individual): void {
    const { population } = this;
    if (found.makespan < this.level) {
      this.level = found.makespan;
      this.news = found;
    }
    let best = 0;
    let worst = 0;
    let isTwin = false;
    for (let k = 0; k < population.length; k++) {
      if (isBetter(population[worst], population[k])) worst = k;
      if (isBetter(population[k], population[best])) best = k;
      isTwin ||= areTwins(population[k], found);
    }
    if (population.length === 0 || isBetter(found, population[best])) this.sinceBest = 0;
    else this.sinceBest++;
    if (population.length < POPULATION) population.push(found);
    else if (!isTwin && !isBetter(population[worst], found)) population[worst] = found;
    if (this.sinceBest > PATIENCE) this.begin(this.random.chance(0.5) ? [population[best]] : []);
  }
}

function isBetter(a: Individual, b: Individual): boolean {
  return a.makespan < b.makespan || (a.makespan === b.makespan && a.total < b.total);
}

function areTwins(a: Individual, b: Individual): boolean {
  return a.makespan === b.makespan && a.total === b.total && a.starts.every((start, job) => start === b.starts[job]);
}
