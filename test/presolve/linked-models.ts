// Random models for presolve, in which a constraint of a given kind meets what presolve takes out: variables that are multiples of others, known ones, literals that are equal or
// opposite, sums that define a variable. And models of huge numbers with few values each.

import type { Affine, Constraint, ConstraintKind, ModelData } from '../../model/model.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { Random } from '../../solver/random.ts';
import { randomModel } from '../support/random-model.ts';

/** A model of one kind of constraint and one to four links between its variables, which some assignment meets. */
export function linkedModel(seed: number | string, kind: ConstraintKind): ModelData {
  const data = randomModel(`linked:${kind}:${seed}`, [kind]);
  const rng = new Random(`links:${kind}:${seed}`);
  const values = data.variables.map(({ domain }) => {
    const k = 2 * rng.below(domain.length / 2);
    return rng.between(domain[k]!, domain[k + 1]!);
  });
  const booleans = [...values.keys()].filter((x) => isBoolean(data.variables[x]!.domain));
  const links = Array.from({ length: rng.between(1, 4) }, () => link(rng, values, booleans)).flat();
  const constraints = [...data.constraints, ...links];
  rng.shuffle(constraints);
  return { ...data, constraints };
}

const isBoolean = (domain: readonly number[]): boolean => domain[0]! >= 0 && domain[domain.length - 1]! <= 1;

function link(rng: Random, values: readonly number[], booleans: readonly number[]): Constraint[] {
  const sum = (vars: number[], coeffs: number[]): Constraint => {
    const total = vars.reduce((all, x, k) => all + coeffs[k]! * values[x]!, 0);
    return { kind: 'linear', vars, coeffs, domain: [total, total] };
  };
  const any = (): number => rng.below(values.length);
  const literal = (x: number): number => (values[x] === 1 ? x : -x - 1);
  switch (rng.below(6)) {
    case 0:
    case 1:
      return [sum([any(), any()], [1, rng.pick([1, -1, -1, 2])])];
    case 2:
      return [sum([any(), any(), any()], [rng.pick([1, -1]), 1, -2])];
    case 3:
      return [sum([any()], [1])];
    case 4:
      return [{ kind: 'boolOr', literals: [literal(rng.pick(booleans))] }];
    default: {
      const [a, b] = [literal(rng.pick(booleans)), literal(rng.pick(booleans))];
      return [
        { kind: 'boolOr', literals: [-a - 1, b] },
        { kind: 'boolOr', literals: [a, -b - 1] },
      ];
    }
  }
}

/** A valid model over numbers of up to 2^51, of one to three values each; null if what was drawn is not valid. */
export function hugeModel(seed: number | string): ModelData | null {
  const rng = new Random(`huge:${seed}`);
  const bits = rng.between(30, 51);
  const far = (): number => rng.pick([1, -1]) * (2 ** rng.between(bits - 3, bits) - rng.between(0, 3));
  const count = rng.between(2, 4);
  const booleans = 2;
  const variables = Array.from({ length: count + booleans }, (_, x) => {
    if (x >= count) return { domain: [0, 1] };
    const lo = rng.chance(0.3) ? rng.between(-2, 2) : far();
    return { domain: [lo, lo + rng.between(0, 2)] };
  });
  const value = (x: number): number => rng.pick(variables[x]!.domain);
  const values = variables.map((_, x) => value(x));
  const any = (): number => rng.below(variables.length);
  const affine = (): Affine => ({
    vars: [any()],
    coeffs: [rng.pick([1, -1, 1, 2])],
    offset: rng.pick([0, 0, 1, far()]),
  });
  const constraints = Array.from({ length: rng.between(1, 4) }, (): Constraint => {
    const enforcement = rng.chance(0.3) ? { enforcement: [rng.pick([count, -count - 1])] } : {};
    if (rng.chance(0.15)) {
      return { kind: rng.pick(['max', 'min'] as const), target: affine(), exprs: [affine(), affine()], ...enforcement };
    }
    if (rng.chance(0.15)) {
      const index = { vars: [count + 1], coeffs: [1], offset: 0 };
      return { kind: 'element', index, exprs: [affine(), affine()], target: affine(), ...enforcement };
    }
    const vars = Array.from({ length: rng.between(1, 3) }, any);
    const coeffs = vars.map(() => rng.pick([1, 1, -1, -1, 2, 3, 2 ** rng.between(0, 20)]));
    const total = vars.reduce((all, x, k) => all + coeffs[k]! * values[x]!, 0) + rng.pick([0, 0, 0, 1]);
    const domain = rng.pick([
      [total, total],
      [total, total],
      [-MAX_VALUE, total],
      [total, MAX_VALUE],
    ]);
    return { kind: 'linear', vars, coeffs, domain, ...enforcement };
  });
  const terms = {
    vars: [any(), any()],
    coeffs: [rng.pick([1, -1]), rng.pick([1, 2, -1])],
    offset: rng.pick([0, far()]),
  };
  const maximize = rng.chance(0.5) ? { maximize: true } : {};
  const data: ModelData = { format: MODEL_FORMAT, variables, intervals: [], constraints };
  if (rng.chance(0.5)) data.objective = { ...terms, ...maximize };
  return validate(data) === null ? data : null;
}
