// Clauses that workers tell each other: none excludes a solution that it must not exclude, whatever comes first, the clause or the solution it rests on.

import { describe, expect, it } from 'vitest';
import { CpModel, type IntVar, type LinearExpr } from '../../index.ts';
import { CompleteMember, CoreMember, ProbeMember } from '../../model/core-members.ts';
import type { ModelData } from '../../model/model.ts';
import { exchangeValue, ModelCore, verifiedObjective } from '../../model/model-core.ts';
import { solveParallel } from '../../model/solve-parallel.ts';
import { objectiveValue } from '../../model/verify.ts';
import type { Limits } from '../../solver/limits.ts';
import type { Fact } from '../../solver/literal.ts';
import { QueuedChannel, type SharedClause } from '../../solver/portfolio/clause-channel.ts';
import type { Exchange, Member } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

/** Workers that take turns in this thread. News of solutions and bounds travels slowly and by chance, clauses at once: what the invariant has to stand. */
class World {
  readonly data: ModelData;
  readonly solutions: readonly { readonly values: readonly number[]; readonly objective: number }[];
  readonly optimum: number;
  readonly desks: Desk[] = [];
  upper = Number.POSITIVE_INFINITY;
  lower = Number.NEGATIVE_INFINITY;
  best: readonly number[] | null = null;
  /** Clauses that were judged. */
  judged = 0;
  /** Of these, those that exclude a solution, one that is not better than what was known. */
  excluding = 0;

  constructor(data: ModelData) {
    this.data = data;
    this.solutions = allSolutions(data).map((values) => ({
      values,
      objective: exchangeValue(data, objectiveValue(data, values)),
    }));
    this.optimum = this.solutions.reduce(
      (least, { objective }) => Math.min(least, objective),
      Number.POSITIVE_INFINITY,
    );
  }

  send(from: Desk, clause: SharedClause): void {
    const { svs, bounds, upper } = clause;
    if (svs.every((sv) => sv >> 1 < this.data.variables.length)) {
      const holds = (values: readonly number[]): boolean =>
        svs.some((sv, i) => (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!) >= bounds[i]!);
      const excluded = this.solutions.filter(({ values }) => !holds(values));
      for (const { objective } of excluded)
        if (objective < upper) throw new Error(`a clause for ${upper} excludes a solution of ${objective}`);
      this.judged++;
      if (excluded.length > 0) this.excluding++;
    }
    for (const desk of this.desks) if (desk !== from) desk.clauses.put([clause]);
  }
}

class Desk implements Exchange<readonly number[]> {
  upper = Number.POSITIVE_INFINITY;
  lower = Number.NEGATIVE_INFINITY;
  best: readonly number[] | null = null;
  readonly clauses: QueuedChannel;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.clauses = new QueuedChannel((clause) => world.send(this, clause));
  }

  /** The news arrives. */
  hear(): void {
    const { upper, lower, best } = this.world;
    if (upper < this.upper) [this.upper, this.best] = [upper, best];
    this.lower = Math.max(this.lower, lower);
  }

  offer(solution: readonly number[], objective: number): void {
    const { world } = this;
    if (verifiedObjective(world.data, solution) !== objective) throw new Error('not what it claims to be');
    if (objective < this.upper) [this.upper, this.best] = [objective, solution];
    if (objective < world.upper) [world.upper, world.best] = [objective, solution];
  }

  raise(bound: number): void {
    const { world } = this;
    if (bound > world.optimum) throw new Error(`the bound ${bound} is claimed, the optimum is ${world.optimum}`);
    this.lower = Math.max(this.lower, bound);
    world.lower = Math.max(world.lower, bound);
  }

  stopped(): boolean {
    return this.lower >= this.upper || this.lower === Number.POSITIVE_INFINITY;
  }
}

/** A model that takes some conflicts and can still be enumerated: Booleans under clauses, integers and Booleans in sums, an objective over all. */
function tangledModel(rng: Random): ModelData {
  const model = new CpModel();
  const booleans = Array.from({ length: 10 }, () => model.newBoolVar());
  const integers = Array.from({ length: 4 }, () => model.newIntVar(0, 3));
  const all: readonly IntVar[] = [...booleans, ...integers];
  const some = <T>(list: readonly T[], count: number): T[] => {
    const drawn = [...list];
    rng.shuffle(drawn);
    return drawn.slice(0, count);
  };
  const total = (list: readonly IntVar[], weight: () => number): LinearExpr =>
    list.map((x) => x.times(weight())).reduce((sum, term) => sum.plus(term));
  for (let n = 24; n > 0; n--) model.addBoolOr(some(booleans, 3).map((b) => (rng.chance(0.5) ? b : b.not())));
  for (let n = 6; n > 0; n--) {
    const terms = total([...some(integers, 2), ...some(booleans, 2)], () => rng.pick([-3, -2, -1, 1, 2, 3]));
    model.add(terms.le(rng.between(0, 3)));
  }
  const objective = total(all, () => rng.between(-9, 9));
  if (rng.chance(0.3)) model.maximize(objective);
  else model.minimize(objective);
  return model.data;
}

/** Searches small neighbourhoods of the best solution: what is learned there holds nowhere else. */
class LocalMember extends CoreMember<ModelCore> {
  private readonly random: Random;

  constructor(core: ModelCore, seed: string) {
    super(core, 'local');
    this.random = new Random(seed);
  }

  protected work(limits: Limits): boolean {
    const { core, random } = this;
    if (!core.takeBest()) return false;
    const { incumbent } = core.engine;
    const assumptions: Fact[] = [];
    for (let x = 0; x < 14; x++) {
      const k = incumbent![x]!;
      if (random.chance(0.4)) assumptions.push({ sv: 2 * x, k }, { sv: 2 * x + 1, k: 0 - k });
    }
    core.engine.searchOnce({ limits, assumptions, local: true });
    return core.closed('LIMIT');
  }
}

/** Engine options that make much of little: restarts after every conflict, everything is told. */
const TALKATIVE = { restartPolicy: 'luby', restartBase: 1, shareLbd: 100, shareSize: 1000 } as const;

describe('clauses from other workers', () => {
  it('exclude no solution that matters: 130 random models against brute force', () => {
    const rng = new Random('clauses of others');
    const total = { solved: 0, judged: 0, excluding: 0, received: 0, bounds: 0, infeasible: 0 };
    let sentLocal = 0;
    for (let seed = 0; seed < 130; seed++) {
      const data = tangledModel(rng);
      const world = new World(data);
      const members: { member: Member; desk: Desk }[] = [];
      for (let w = 0; w < 4; w++) {
        const desk = new Desk(world);
        world.desks.push(desk);
        const engine = w === 1 ? ({ ...TALKATIVE, phase: 'saved', randomFrequency: 0.5 } as const) : TALKATIVE;
        const core = new ModelCore(data, desk, { engine }, `${seed}:${w}`);
        const member =
          w === 3 ? new LocalMember(core, `${seed}`) : w === 2 ? new ProbeMember(core) : new CompleteMember(core);
        members.push({ member, desk });
      }
      for (let turn = 0; world.lower < world.upper && world.lower < Number.POSITIVE_INFINITY; turn++) {
        expect(turn, `seed ${seed}`).toBeLessThan(100_000);
        const { member, desk } = rng.pick(members);
        if (rng.chance(0.2)) desk.hear();
        if (!member.exhausted && !desk.stopped()) member.step(WorkBudget.ticks(rng.between(1, 300)));
      }
      expect(world.upper, `seed ${seed}`).toBe(world.optimum);
      total.solved++;
      total.judged += world.judged;
      total.excluding += world.excluding;
      if (world.optimum === Number.POSITIVE_INFINITY) total.infeasible++;
      sentLocal += members[3]!.member.stats()['clauses sent'] ?? 0;
      for (const { member } of members) {
        total.received += member.stats()['clauses received'] ?? 0;
        total.bounds += member.stats()['bounds received'] ?? 0;
      }
    }
    expect(sentLocal).toBe(0);
    expect(total.judged).toBeGreaterThan(500);
    expect(total.excluding).toBeGreaterThan(300);
    expect(total.received).toBeGreaterThan(500);
    expect(total.bounds).toBeGreaterThan(100);
  });
});

describe('solves whose workers tell each other clauses', () => {
  it.each([true, false])('find the optima of brute force (shared memory: %s)', async (sharedMemory) => {
    for (let seed = 0, solved = 0; solved < 3; seed++) {
      const data = randomModel(`shared:${seed}`);
      if (data.objective === undefined) continue;
      const parameters = { numWorkers: 3, engine: TALKATIVE };
      const { objective } = await solveParallel(data, parameters, {}, { sharedMemory });
      expect(objective, `seed ${seed}`).toBe(bestObjective(data));
      solved++;
    }
  });
});
