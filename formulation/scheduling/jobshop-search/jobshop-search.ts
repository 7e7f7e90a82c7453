// Local search for job shops, flexible or not: tabu searches, one after the other, from starts that the best solutions so far give (Peng, Lü & Cheng, Computers & OR 53, 2015: tabu
// search with path relinking).
//
//   1  fill the elite: from shaken copies of what is there
//   2  from between two of the elite, until the elite has not changed for some time
//   3  keep the best alone, be more patient, begin again at 1
//
// A tabu search ends when it has not found anything better than its own best for so many steps.

import type { WorkBudget } from '../../../solver/portfolio/work-budget.ts';
import { Random } from '../../../solver/random.ts';
import type { JobShopInstance, JobShopSchedule } from '../instances.ts';
import type { ScheduleImprover } from '../schedule-improver.ts';
import { Elites } from './elites.ts';
import { FlatShop } from './flat-shop.ts';
import { between, type Solution, shaken } from './solution.ts';
import { mixed } from './tabu-list.ts';
import { TabuSearch } from './tabu-search.ts';

const ELITES = 20;
/** Steps without gain after which a tabu search ends: at first, and at most. They double with each new elite. */
const FIRST_PATIENCE = 4000;
const LAST_PATIENCE = 64_000;
/** Searches without a change of the elite after which it is given up, for each of its members. */
const STALE_ROUNDS = 2;
/** How much a start is shaken, at least and at most. */
const LEAST_SHAKE = 0.05;
const MOST_SHAKE = 0.4;
/** Where between two solutions a start may lie, from either. */
const NEAREST = 0.35;
/** Operations looked at in a batch, between two looks at the budget: about a millisecond; and ticks per operation. */
const BATCH = 50_000;
const TICKS = 0.45;
/** Without a better schedule for this long, and three times the time that the last one took, there is hardly one to come. */
const LAST_TICKS = 160_000_000;

export class JobShopSearch implements ScheduleImprover<JobShopSchedule> {
  readonly name = 'tabu-search';
  exhausted = false;
  private readonly shop: FlatShop;
  private readonly random: Random;
  private readonly tabu: TabuSearch;
  private readonly elites: Elites = new Elites(ELITES);
  private patience = FIRST_PATIENCE;
  private stale = 0;
  /** The best solution found or adopted. */
  private best: Solution;
  /** Only schedules below this are news. */
  private level: number = Number.POSITIVE_INFINITY;
  private ticks = 0;
  private ticksAtNews = 0;
  private steps = 0;
  private searches = 0;

  constructor(shop: JobShopInstance, seed: string) {
    this.shop = new FlatShop(shop);
    this.random = new Random(seed);
    this.tabu = new TabuSearch(this.shop, this.shop.anySolution(), this.random);
    this.best = this.tabu.best;
  }

  adopt(schedule: JobShopSchedule, makespan: number): void {
    if (makespan >= this.level) return;
    this.level = makespan;
    this.ticksAtNews = this.ticks;
    if (makespan < this.best.makespan) this.begin(this.shop.solutionOf(schedule, makespan));
  }

  improve(budget: WorkBudget, stopped: () => boolean): JobShopSchedule | null {
    while (this.best.makespan >= this.level && !this.exhausted && !budget.over && !stopped()) {
      const ticks = TICKS * this.batch();
      budget.spend(ticks);
      this.ticks += ticks;
      this.exhausted = this.ticks > 4 * this.ticksAtNews + LAST_TICKS;
    }
    if (this.best.makespan >= this.level) return null;
    this.level = this.best.makespan;
    this.ticksAtNews = this.ticks;
    return this.scheduleOf(this.best);
  }

  counts(): Record<string, number> {
    const { steps, searches, ticks } = this;
    return { steps, searches, ticks: Math.round(ticks) };
  }

  /** Some steps, fewer if there is a better solution; returns how many operations they looked at. */
  private batch(): number {
    const { tabu, shop } = this;
    let looked = 0;
    while (looked < BATCH) {
      const before = tabu.looked;
      const moved = tabu.step();
      this.steps++;
      looked += shop.operations + tabu.looked - before;
      if (tabu.best.makespan < this.best.makespan) {
        this.best = tabu.best;
        break;
      }
      if (!moved || tabu.idle >= this.patience) {
        this.restart();
        break;
      }
    }
    return looked;
  }

  /** Another tabu search. */
  private begin(start: Solution): void {
    const { tabu } = this;
    tabu.begin(start);
    if (tabu.best.makespan < this.best.makespan) this.best = tabu.best;
  }

  /** The tabu search is over: what it found may join the elite, and another one begins. */
  private restart(): void {
    const { tabu, elites, shop, random } = this;
    this.searches++;
    tabu.selection.load(tabu.best);
    const isNew = elites.add(tabu.selection.saveByTime(), this.signature());
    this.stale = isNew ? 0 : this.stale + 1;
    if (this.stale > STALE_ROUNDS * ELITES) {
      elites.cut();
      this.stale = 0;
      this.patience = Math.min(LAST_PATIENCE, 2 * this.patience);
    }
    if (elites.isFull) {
      const [a, b] = elites.pickPair(random);
      this.begin(between(shop, a, b, NEAREST + (1 - 2 * NEAREST) * random.float(), random));
    } else {
      const strength = LEAST_SHAKE + (MOST_SHAKE - LEAST_SHAKE) * random.float();
      this.begin(shaken(shop, elites.pick(random), strength, random));
    }
  }

  /** Of the solution the tabu search stands at. */
  private signature(): number {
    const { alternative, place } = this.tabu.selection;
    let sum = 0;
    for (let v = 0; v < place.length; v++) sum = (sum + mixed(alternative[v], place[v])) | 0;
    return sum;
  }

  /** All operations as early as their order allows. */
  private scheduleOf(solution: Solution): JobShopSchedule {
    const { selection } = this.tabu;
    const present = selection.save();
    selection.load(solution);
    const schedule = this.shop.scheduleOf(selection.head, selection.alternative);
    selection.load(present);
    return schedule;
  }
}
