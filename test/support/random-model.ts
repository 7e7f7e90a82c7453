// Seeded random small models: whole ones, every kind of constraint, feasible and infeasible.
//
// At most six variables and a few thousand assignments, so that brute force is instant. What has bitten other solvers
// is drawn often on purpose: holes, negative values, variables that occur twice, constants in place of variables,
// absent intervals, zero sizes and demands, enforcement, both objective senses.

import type {
  Affine,
  Constraint,
  ConstraintKind,
  CoverWrite,
  Interval,
  LinearConstraint,
  ModelData,
  Variable,
} from '../../model/model.ts';
import { MODEL_FORMAT, VALUE_SELECTIONS, VARIABLE_SELECTIONS } from '../../model/model.ts';
import { Random } from '../../solver/random.ts';
import { ARITHMETIC_KINDS } from './brute-arithmetic.ts';
import { ROUTING_KINDS } from './brute-routing.ts';
import { TABLE_KINDS } from './brute-tables.ts';
import { randomArithmetic } from './random-arithmetic.ts';
import { randomRouting } from './random-routing.ts';
import { randomTable } from './random-tables.ts';

export const CONSTRAINT_KINDS: readonly ConstraintKind[] = [
  'linear',
  'boolOr',
  'boolAnd',
  'atMostOne',
  'exactlyOne',
  'boolXor',
  'allDifferent',
  'element',
  'max',
  'min',
  'precedence',
  'cumulative',
  'noOverlap',
  'noOverlap2D',
  'reservoir',
  'cover',
  ...TABLE_KINDS,
  ...ROUTING_KINDS,
  ...ARITHMETIC_KINDS,
];

/** Those that speak about intervals. */
const INTERVAL_KINDS: readonly ConstraintKind[] = ['cumulative', 'noOverlap', 'noOverlap2D'];

/** The model of this seed: a valid one with 2 to 6 variables and 1 to 4 constraints, of these kinds only. */
export function randomModel(seed: number | string, kinds: readonly ConstraintKind[] = CONSTRAINT_KINDS): ModelData {
  return new ModelGenerator(new Random(`model:${seed}`), kinds).model();
}

class ModelGenerator {
  readonly rng: Random;
  private readonly kinds: readonly ConstraintKind[];
  private readonly variables: Variable[] = [];
  private readonly intervals: Interval[] = [];
  private readonly booleans: number[] = [];

  constructor(rng: Random, kinds: readonly ConstraintKind[]) {
    this.rng = rng;
    this.kinds = kinds;
  }

  model(): ModelData {
    const { rng } = this;
    const booleanCount = rng.between(1, 3);
    const integerCount = rng.between(1, 6 - booleanCount);
    const integersFirst = rng.chance(0.5);
    for (let k = 0; k < booleanCount + integerCount; k++) {
      const isInteger = integersFirst ? k < integerCount : k >= booleanCount;
      if (!isInteger) this.booleans.push(k);
      const domain = isInteger ? this.domain() : rng.chance(0.9) ? [0, 1] : [1, 1];
      this.variables.push({ ...(rng.chance(0.3) ? { name: `v${k}` } : {}), domain });
    }
    if (this.kinds.some((kind) => INTERVAL_KINDS.includes(kind)) || rng.chance(0.2)) {
      for (let k = rng.between(0, 3); k > 0; k--) this.intervals.push(this.interval());
    }
    const constraints: Constraint[] = [];
    for (let k = rng.between(1, 4); k > 0; k--) {
      const constraint = this.constraint(rng.pick(this.kinds));
      constraints.push(rng.chance(0.35) ? { ...constraint, enforcement: this.literals(1, 2) } : constraint);
    }
    const data: ModelData = { format: MODEL_FORMAT, variables: this.variables, intervals: this.intervals, constraints };
    if (rng.chance(0.5)) {
      data.objective = { ...this.terms(), offset: rng.between(-5, 5), ...(rng.chance(0.5) ? { maximize: true } : {}) };
    }
    if (rng.chance(0.3)) {
      const vars = this.variables.map((_, v) => v).filter(() => rng.chance(0.6));
      data.hints = { vars, values: vars.map((v) => this.value(v) + (rng.chance(0.1) ? 1 : 0)) };
    }
    if (rng.chance(0.3)) {
      const vars = this.variables.map((_, v) => v).filter(() => rng.chance(0.6));
      rng.shuffle(vars);
      const names = { variableSelection: rng.pick(VARIABLE_SELECTIONS), valueSelection: rng.pick(VALUE_SELECTIONS) };
      data.searchStrategies = [{ vars, ...names }];
    }
    return data;
  }

  /** One to five values of -4..7, half of the time with holes. */
  private domain(): number[] {
    const { rng } = this;
    const lo = rng.between(-4, 3);
    const ranges = [lo, lo + rng.between(0, 4)];
    if (rng.chance(0.5)) {
      ranges[1] = lo + rng.between(0, 1);
      const next = ranges[1] + rng.between(2, 3);
      ranges.push(next, next + rng.between(0, 1));
    }
    return ranges;
  }

  /** A random value of the variable's domain. */
  private value(v: number): number {
    const { domain } = this.variables[v]!;
    const k = 2 * this.rng.below(domain.length / 2);
    return this.rng.between(domain[k]!, domain[k + 1]!);
  }

  /** A random value for every variable. */
  assignment(): number[] {
    return this.variables.map((_, v) => this.value(v));
  }

  private anyVariable(): number {
    return this.rng.below(this.variables.length);
  }

  private literals(least: number, most: number): number[] {
    return Array.from({ length: this.rng.between(least, most) }, () => this.literal());
  }

  literal(): number {
    const v = this.rng.pick(this.booleans);
    return this.rng.chance(0.5) ? v : -v - 1;
  }

  affine(): Affine {
    const { rng } = this;
    if (rng.chance(0.15)) return { vars: [], coeffs: [], offset: rng.between(-2, 5) };
    const offset = rng.chance(0.6) ? 0 : rng.between(-2, 2);
    return { vars: [this.anyVariable()], coeffs: [rng.pick([1, 1, 1, -1, 2, -2])], offset };
  }

  affines(least: number, most: number): Affine[] {
    return Array.from({ length: this.rng.between(least, most) }, () => this.affine());
  }

  /** An affine expression that is never negative. */
  private nonNegative(): Affine {
    const { rng } = this;
    if (rng.chance(0.6)) return { vars: [], coeffs: [], offset: rng.between(0, 3) };
    const v = this.anyVariable();
    const { domain } = this.variables[v]!;
    if (rng.chance(0.3)) return { vars: [v], coeffs: [-1], offset: domain[domain.length - 1]! };
    return { vars: [v], coeffs: [1], offset: Math.max(0, 0 - domain[0]!) };
  }

  private terms(): { vars: number[]; coeffs: number[] } {
    const { rng } = this;
    const vars = Array.from({ length: rng.between(1, 4) }, () => this.anyVariable());
    return { vars, coeffs: vars.map(() => rng.pick([1, 1, -1, 2, -2, 3])) };
  }

  private interval(): Interval {
    const { rng } = this;
    const start = this.affine();
    const fixedSize = rng.chance(0.75);
    const length = rng.between(0, 3);
    const size = fixedSize ? { vars: [], coeffs: [], offset: length } : this.affine();
    const end = fixedSize && rng.chance(0.85) ? { ...start, offset: start.offset + length } : this.affine();
    return {
      start,
      ...(rng.chance(0.8) ? { size } : {}),
      end,
      ...(rng.chance(0.6) ? { presence: this.literal() } : {}),
    };
  }

  private anyIntervals(): number[] {
    return this.intervals.map((_, i) => i).filter(() => this.rng.chance(0.85));
  }

  private constraint(kind: ConstraintKind): Constraint {
    const { rng } = this;
    switch (kind) {
      case 'linear':
        return this.linear();
      case 'boolOr':
      case 'boolAnd':
      case 'atMostOne':
      case 'exactlyOne':
      case 'boolXor':
        return { kind, literals: this.literals(rng.chance(0.1) ? 0 : 1, kind === 'boolAnd' ? 2 : 4) };
      case 'allDifferent':
        return { kind, exprs: this.affines(1, 4) };
      case 'element': {
        // Three random parts that happen to fit are rare: often the index starts at 0 and the target is listed.
        const target = this.affine();
        const exprs = this.affines(1, 4);
        if (rng.chance(0.5)) exprs[rng.below(exprs.length)] = target;
        return { kind, index: rng.chance(0.7) ? this.nonNegative() : this.affine(), exprs, target };
      }
      case 'max':
      case 'min':
        return { kind, target: this.affine(), exprs: this.affines(1, 3) };
      case 'precedence':
        return { kind, before: this.anyVariable(), after: this.anyVariable(), delay: rng.between(-3, 2) };
      case 'cumulative': {
        const intervals = this.anyIntervals();
        const capacity = rng.chance(0.6) ? { vars: [], coeffs: [], offset: rng.between(0, 5) } : this.affine();
        return { kind, intervals, demands: intervals.map(() => this.nonNegative()), capacity };
      }
      case 'noOverlap':
        return { kind, intervals: this.anyIntervals() };
      case 'noOverlap2D': {
        const xIntervals = this.anyIntervals();
        return { kind, xIntervals, yIntervals: xIntervals.map(() => rng.below(this.intervals.length)) };
      }
      case 'reservoir': {
        const times = this.affines(1, 4);
        const levelChanges = times.map(() => rng.between(-2, 3));
        const actives = rng.chance(0.7) ? { actives: times.map(() => this.literal()) } : {};
        return { kind, times, levelChanges, ...actives, min: rng.between(-2, 0), max: rng.between(0, 4) };
      }
      case 'cover': {
        const readActive = rng.chance(0.5) ? { readActive: this.literal() } : {};
        const writes = Array.from({ length: rng.between(1, 3) }, () => this.write());
        return { kind, readTime: this.affine(), ...readActive, writes };
      }
      case 'table':
      case 'automaton':
      case 'inverse':
      case 'lexOrder':
      case 'valuePrecedence':
      case 'globalCardinality':
      case 'binPacking':
        return randomTable(kind, this);
      case 'circuit':
      case 'multipleCircuit':
      case 'successorCircuit':
        return randomRouting(kind, this);
      case 'product':
      case 'division':
      case 'modulo':
        return randomArithmetic(kind, this);
    }
  }

  private write(): CoverWrite {
    const { rng } = this;
    const start = this.affine();
    const end = rng.chance(0.5) ? { ...start, offset: start.offset + rng.between(1, 5) } : this.affine();
    return { start, end, ...(rng.chance(0.5) ? { active: this.literal() } : {}) };
  }

  /**
   * A comparison with what the sum is at a random assignment, so that it is neither trivial nor impossible too often.
   */
  private linear(): LinearConstraint {
    const { rng } = this;
    const { vars, coeffs } = this.terms();
    const assignment = this.assignment();
    const sum = vars.reduce((total, v, k) => total + coeffs[k]! * assignment[v]!, 0) + rng.between(-1, 1);
    const infinite = Number.MAX_SAFE_INTEGER;
    const domains = [
      [-infinite, sum],
      [sum, infinite],
      [sum, sum],
      [-infinite, sum - 1, sum + 1, infinite],
    ];
    const sets = [
      [sum - 3, sum - 2, sum, sum + 1],
      [sum - 1, sum + 1],
    ];
    return { kind: 'linear', vars, coeffs, domain: rng.pick([...domains, ...sets]) };
  }
}
