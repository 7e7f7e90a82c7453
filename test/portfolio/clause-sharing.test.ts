// Clauses that workers tell each other: the ring they travel in, and that none of them excludes a solution it must not exclude.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
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
import { ClauseRing, RingChannel, RingReader, RingWriter } from '../../solver/portfolio/clause-ring.ts';
import type { Exchange, Member } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';
import { clauseOf, type RingTask } from './ring-clauses.ts';

const CAPACITY = 256;

function newRing(capacity = CAPACITY): ClauseRing {
  return new ClauseRing(new SharedArrayBuffer(ClauseRing.bytes(capacity)), 0, capacity);
}

/** All that can be read now. */
function readAll(source: { read(): SharedClause | null }): SharedClause[] {
  const clauses: SharedClause[] = [];
  for (let clause = source.read(); clause !== null; clause = source.read()) clauses.push(clause);
  return clauses;
}

describe('a ring of clauses', () => {
  it('gives every clause to every reader that keeps up, around the end many times', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const readers = [new RingReader(ring), new RingReader(ring)];
    const rng = new Random('ring');
    for (let written = 0; written < 2000; ) {
      const from = written;
      // 5 clauses of at most 31 words fit
      for (let n = rng.between(1, 5); n > 0; n--) writer.write(clauseOf(written++));
      const expected = Array.from({ length: written - from }, (_, k) => clauseOf(from + k));
      for (const reader of readers) expect(readAll(reader)).toEqual(expected);
    }
    expect(ring.committed).toBeGreaterThan(100 * CAPACITY);
    expect(readers.map(({ overruns }) => overruns)).toEqual([0, 0]);
  });

  it('keeps every double as it is', () => {
    const ring = newRing();
    const bounds = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1, 2 ** 32, -(2 ** 31)];
    const clause = { upper: Number.POSITIVE_INFINITY, lbd: 7, svs: bounds.map((_, i) => i), bounds };
    new RingWriter(ring).write(clause);
    expect(new RingReader(ring).read()).toEqual(clause);
  });

  it('lets a reader that was overrun go on with what comes next', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const [slow, late] = [new RingReader(ring), () => new RingReader(ring)];
    for (let i = 0; i < 100; i++) writer.write(clauseOf(i));
    expect(slow.read()).toBeNull();
    expect(slow.overruns).toBe(1);
    const newcomer = late();
    writer.write(clauseOf(100));
    expect(readAll(slow)).toEqual([clauseOf(100)]);
    expect(readAll(newcomer)).toEqual([clauseOf(100)]);
  });

  it('gives a newcomer what is still there of the beginning', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    for (let i = 0; i < 3; i++) writer.write(clauseOf(i));
    expect(readAll(new RingReader(ring))).toEqual([0, 1, 2].map(clauseOf));
  });

  it('leaves out clauses that are too long for it', () => {
    const ring = newRing();
    const writer = new RingWriter(ring);
    const svs = Array.from({ length: 21 }, (_, i) => i);
    writer.write({ upper: 1, lbd: 1, svs, bounds: svs });
    writer.write(clauseOf(5));
    expect(readAll(new RingReader(ring))).toEqual([clauseOf(5)]);
  });

  it('survives a writer that died in the midst of a clause', () => {
    const ring = newRing();
    const first = new RingWriter(ring);
    const reader = new RingReader(ring);
    first.write(clauseOf(0));
    // what a clause of 10 words leaves behind that was begun only
    ring.reserved += 10;
    ring.setWord(ring.committed, 3);
    const second = new RingWriter(ring);
    expect(readAll(reader)).toEqual([]);
    second.write(clauseOf(1));
    expect(readAll(reader)).toEqual([clauseOf(1)]);
  });

  it('never gives a torn clause while another thread writes without pause', async () => {
    const capacity = 4096;
    const count = 400_000;
    const buffer = new SharedArrayBuffer(ClauseRing.bytes(capacity));
    const reader = new RingReader(new ClauseRing(buffer, 0, capacity));
    const task: RingTask = { buffer, capacity, count };
    const boot = fileURLToPath(new URL('../../solver/portfolio/worker-boot.mjs', import.meta.url));
    const entry = new URL('./ring-entry.ts', import.meta.url).href;
    const worker = new Worker(boot, { workerData: { entry, task }, execArgv: [] });
    let ended = false;
    worker.on('exit', () => {
      ended = true;
    });
    let last = -1;
    let read = 0;
    let problem = '';
    const readSome = (): void => {
      for (const clause of readAll(reader)) {
        const i = clause.upper;
        if (i <= last) problem = `clause ${i} after ${last}`;
        if (JSON.stringify(clause) !== JSON.stringify(clauseOf(i))) problem = `clause ${i} is torn`;
        last = i;
        read++;
      }
    };
    while (!ended) {
      // a busy reader: the event loop has a turn only now and then
      for (const end = performance.now() + 5; performance.now() < end; ) readSome();
      await new Promise((resolve) => setImmediate(resolve));
    }
    readSome();
    expect(problem).toBe('');
    expect(read).toBeGreaterThan(100);
    expect(reader.overruns).toBeGreaterThan(0);
  });

  it('is one of several in a channel: a worker hears all others, not itself', () => {
    const rings = [newRing(), newRing(), newRing()];
    const channels = rings.map((_, i) => new RingChannel(rings, i));
    for (const [i, channel] of channels.entries()) for (let k = 0; k < 2; k++) channel.send(clauseOf(10 * i + k));
    const heard = channels.map((channel) => readAll({ read: () => channel.next() }).map(({ upper }) => upper));
    expect(heard.map((list) => list.toSorted((a, b) => a - b))).toEqual([
      [10, 11, 20, 21],
      [0, 1, 20, 21],
      [0, 1, 10, 11],
    ]);
  });
});

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
  it('exclude no solution that matters: 100 random models against brute force', () => {
    const rng = new Random('clauses of others');
    const total = { solved: 0, judged: 0, excluding: 0, received: 0, bounds: 0, infeasible: 0 };
    let sentLocal = 0;
    for (let seed = 0; seed < 100; seed++) {
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
