// Point 6 of the suite with the whole search on top: all solutions enumerated with learning and without, searches under assumptions (whose facts may leak into no
// clause), cores, an optimum. Random clauses are thrown in: one constraint alone seldom leads to a conflict whose analysis goes through several reasons. Every learned clause must admit every solution not yet blocked: a reason that is wrong only when it is combined shows here.

import { CLAUSE_HEADER, FLAG_GARBAGE } from '../../solver/clauses.ts';
import { Engine } from '../../solver/engine.ts';
import { type Fact, negBound } from '../../solver/literal.ts';
import type { EngineOptions } from '../../solver/options.ts';
import type { Random } from '../../solver/random.ts';
import { factsToString, type SolutionSet, type SolutionTable } from './solution-table.ts';
import type { Case, Coverage, Subject } from './subject.ts';
import { must } from './suite-failure.ts';

/** Solutions that are enumerated; larger cases are narrowed by root facts first. */
const MOST_SOLUTIONS = 30;
const ASSUMPTION_SEARCHES = 3;
const MOST_CLAUSES = 8;

const LEARNING: readonly Partial<EngineOptions>[] = [
  {},
  { restartPolicy: 'luby', restartBase: 1, minimization: false, randomFrequency: 0.5 },
  {
    restartPolicy: 'switch',
    restartBase: 1,
    stableBase: 2,
    phase: 'target',
    rephaseInterval: 2,
    reduceInterval: 50,
    vivification: 1,
    probing: 1,
    equivalences: true,
  },
];

/** Runs the engine on the case with and without learning. */
export function searchCase<C>(
  subject: Subject<C>,
  c: Case<C>,
  mode: string,
  table: SolutionTable,
  rng: Random,
  coverage: Coverage,
): void {
  for (const options of [rng.pick(LEARNING), { learning: false }]) {
    new EngineRun(subject, c, mode, table, rng, options).run(coverage);
  }
}

class EngineRun<C> {
  private readonly table: SolutionTable;
  private readonly rng: Random;
  private readonly engine: Engine;
  /** The solutions the engine may still find. */
  private readonly left: SolutionSet;
  /** Variables with more than one value. */
  private readonly wide: number[];
  private readonly place: string;

  constructor(
    subject: Subject<C>,
    c: Case<C>,
    mode: string,
    table: SolutionTable,
    rng: Random,
    options: Partial<EngineOptions>,
  ) {
    this.table = table;
    this.rng = rng;
    this.engine = new Engine(options, rng.below(1000));
    for (const ranges of c.domains) this.engine.newVar(ranges);
    subject.post(this.engine.kernel, c, mode);
    this.left = table.all.slice();
    this.wide = table.values.map((_, x) => x).filter((x) => table.values[x]!.length > 1);
    this.place = ` (engine ${JSON.stringify(options)})`;
  }

  run(coverage: Coverage): void {
    const { rng, engine, table, left } = this;
    const narrowed: Fact[] = [];
    for (let n = this.wide.length < 2 ? 0 : rng.below(MOST_CLAUSES + 1); n > 0; n--) this.addRandomClause();
    while (table.size(left) > MOST_SOLUTIONS) {
      const f = this.randomFact(rng.pick(this.wide));
      engine.addFact(f.sv, f.k);
      table.restrict(left, f.sv, f.k);
      narrowed.push(f);
    }
    for (let n = 0; this.wide.length > 0 && n < ASSUMPTION_SEARCHES; n++) this.assume();
    if (this.wide.length === 0 || rng.chance(0.5)) coverage.counted += this.enumerate(narrowed);
    else this.optimize();
  }

  /** Adds "one of two or three random bounds holds" to the engine and strikes the solutions that have none. */
  private addRandomClause(): void {
    const { rng, engine, left } = this;
    const facts = Array.from({ length: rng.between(2, 3) }, () => this.randomFact(rng.pick(this.wide)));
    engine.addClause(facts);
    const without = this.meeting(
      left,
      facts.map((f) => ({ sv: f.sv ^ 1, k: negBound(f.k) })),
    );
    for (let w = 0; w < left.length; w++) left[w]! &= ~without[w]!;
  }

  /** One search under random assumptions, local or with a core. */
  private assume(): void {
    const { rng, engine, table, left } = this;
    const assumptions = Array.from({ length: rng.between(1, 3) }, () => this.randomFact(rng.pick(this.wide)));
    const local = rng.chance(0.5);
    const outcome = engine.searchOnce({ assumptions, local });
    const meeting = this.meeting(left, assumptions);
    const what = (): string => `${outcome} assuming ${factsToString(assumptions)}${this.place}`;
    const witness = table.witness(meeting);
    must(
      (outcome === 'SAT') === (witness !== null),
      'search',
      () => `${what()}, a solution is [${witness?.join(', ') ?? ''}]`,
    );
    if (outcome === 'SAT') {
      const found = this.meeting(meeting, this.equalTo(engine.incumbent!));
      must(
        table.witness(found) !== null,
        'search',
        () => `${what()}: [${engine.incumbent!.join(', ')}] is no solution`,
      );
    } else if (outcome === 'UNSAT' && !local) {
      const { core } = engine;
      must(
        core.every((f) => assumptions.includes(f)),
        'core',
        () => `${what()}: core ${factsToString(core)}`,
      );
      const counter = table.witness(this.meeting(left, core));
      must(counter === null, 'core', () => `${what()}: core ${factsToString(core)} meets [${counter!.join(', ')}]`);
    }
    this.guard();
  }

  /** All solutions, each once. Returns their number. */
  private enumerate(narrowed: readonly Fact[]): number {
    const { engine, table, left } = this;
    let found = 0;
    const expected = table.size(left);
    engine.enumerate((values) => {
      const one = this.meeting(left, this.equalTo(values));
      must(
        table.witness(one) !== null,
        'search',
        () => `[${values.join(', ')}] is no solution, or came twice${this.place}`,
      );
      this.guard();
      for (let w = 0; w < left.length; w++) left[w]! &= ~one[w]!;
      found++;
      return true;
    });
    must(found === expected, 'count', () => {
      return `engine finds ${found} solutions of ${expected} within ${factsToString(narrowed)}${this.place}`;
    });
    return found;
  }

  /** The least value of a random signed variable. */
  private optimize(): void {
    const { engine, table, left, rng } = this;
    const sv = rng.below(2 * table.values.length);
    const signed = table.values[sv >> 1]!.map((v) => (sv & 1 ? 0 - v : v)).sort((a, b) => a - b);
    const best = signed.find((v) => table.witness(this.meeting(left, [{ sv: sv ^ 1, k: 0 - v }])) !== null);
    engine.incumbent = null;
    engine.minimize(sv);
    const status = engine.solve();
    const what = `minimising signed variable ${sv}: ${status}${this.place}`;
    must(
      status === (best === undefined ? 'INFEASIBLE' : 'OPTIMAL'),
      'search',
      () => `${what}, but the least is ${best}`,
    );
    if (best !== undefined)
      must(
        engine.objectiveValue === best,
        'search',
        () => `${what} ${engine.objectiveValue}, but the least is ${best}`,
      );
  }

  /** No root bound and no learned clause may exclude a solution that is left. */
  private guard(): void {
    const { table, left } = this;
    const { clauses, literals, trail } = this.engine.kernel;
    const lost = left.slice();
    const inBox = table.inBox(trail.rootLb);
    for (let w = 0; w < lost.length; w++) lost[w]! &= ~inBox[w]!;
    const outside = table.witness(lost);
    must(outside === null, 'learned', () => `root bounds exclude the solution [${outside!.join(', ')}]${this.place}`);
    for (const ref of clauses.learned) {
      if (clauses.hasFlag(ref, FLAG_GARBAGE)) continue;
      const negated: Fact[] = [];
      for (let i = 0; i < clauses.size(ref); i++) {
        const lit = clauses.data[ref + CLAUSE_HEADER + i]! ^ 1;
        negated.push({ sv: literals.sv[lit]!, k: literals.bound[lit]! });
      }
      const cut = table.witness(this.meeting(left, negated));
      must(
        cut === null,
        'learned',
        () => `nogood ${factsToString(negated)} excludes the solution [${cut!.join(', ')}]${this.place}`,
      );
    }
  }

  /** A random bound strictly inside the domain of `x`. */
  private randomFact(x: number): Fact {
    const { table, rng } = this;
    const values = table.values[x]!;
    const v = values[rng.between(1, values.length - 1)]!;
    return rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: 1 - v };
  }

  private equalTo(values: ArrayLike<number>): Fact[] {
    return this.table.values.flatMap((_, x) => [
      { sv: 2 * x, k: values[x]! },
      { sv: 2 * x + 1, k: 0 - values[x]! },
    ]);
  }

  private meeting(set: SolutionSet, facts: readonly Fact[]): SolutionSet {
    const subset = set.slice();
    for (const f of facts) this.table.restrict(subset, f.sv, f.k);
    return subset;
  }
}
