// Random tables, automata and constraints on sequences, for random-model.ts. Most are made around a random assignment, which they then allow: parts drawn
// independently hardly ever fit together.

import type { Affine, Constraint, Transition } from '../../model/model.ts';
import type { Random } from '../../solver/random.ts';
import type { TableKind } from './brute-tables.ts';

/** What the generator of whole models lends. */
export interface ModelParts {
  readonly rng: Random;
  affine(): Affine;
  affines(least: number, most: number): Affine[];
  /** A random value for every variable, within the domains. */
  assignment(): number[];
}

export function randomTable(kind: TableKind, parts: ModelParts): Constraint {
  const { rng } = parts;
  const values = parts.assignment();
  const at = ({ vars, coeffs, offset }: Affine): number =>
    vars.reduce((sum, v, k) => sum + coeffs[k]! * values[v]!, offset);
  /** A random expression, most of the time shifted so that the assignment gives it this value. */
  const valued = (value: number): Affine => {
    const e = parts.affine();
    return rng.chance(0.9) ? { ...e, offset: e.offset + value - at(e) } : e;
  };
  const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const anyValue = (exprs: readonly Affine[]): number =>
    exprs.length > 0 && rng.chance(0.6) ? at(rng.pick(exprs)) : rng.between(-3, 5);

  switch (kind) {
    case 'table': {
      const exprs = parts.affines(rng.chance(0.1) ? 0 : 1, 4);
      const tuples = times(rng.between(0, 12), () => exprs.map((e) => (rng.chance(0.6) ? at(e) : rng.between(-3, 5))));
      if (rng.chance(0.5)) tuples.push(exprs.map(at));
      return { kind, exprs, tuples, ...(rng.chance(0.4) ? { negated: true } : {}) };
    }
    case 'automaton': {
      const exprs = parts.affines(rng.chance(0.1) ? 0 : 1, 4);
      const states = [7, 0, -2, 3].slice(0, rng.between(1, 4));
      const transitions = times(
        rng.between(0, 10),
        (): Transition => [rng.pick(states), anyValue(exprs), rng.pick(states)],
      );
      const finalStates = states.filter(() => rng.chance(0.4));
      let state = rng.pick(states);
      const startState = state;
      if (rng.chance(0.7)) {
        for (const e of exprs) {
          const head = rng.pick(states);
          transitions.push([state, at(e), head]);
          state = head;
        }
        finalStates.push(state);
      }
      rng.shuffle(transitions);
      return { kind, exprs, startState, finalStates, transitions };
    }
    case 'inverse': {
      const permutation = times(rng.between(1, 3), (i) => i);
      rng.shuffle(permutation);
      const inverse = permutation.map((_, j) => valued(permutation.indexOf(j)));
      return { kind, direct: permutation.map((j) => valued(j)), inverse };
    }
    case 'lexOrder': {
      const left = parts.affines(0, 3);
      const right = rng.chance(0.7) ? left.map((e) => valued(at(e))) : parts.affines(0, 3);
      return { kind, left, right, ...(rng.chance(0.5) ? { strict: true } : {}) };
    }
    case 'valuePrecedence': {
      const exprs = parts.affines(1, 4);
      return { kind, exprs, values: times(rng.between(1, 4), () => anyValue(exprs)) };
    }
    case 'globalCardinality': {
      const exprs = parts.affines(0, 4);
      const listed = times(rng.between(0, 3), () => anyValue(exprs));
      const counts = listed.map((value) => valued(exprs.filter((e) => at(e) === value).length));
      return { kind, exprs, values: listed, counts, ...(rng.chance(0.4) ? { closed: true } : {}) };
    }
    case 'binPacking': {
      const places = times(rng.between(0, 4), () => rng.between(0, 2));
      const sizes = places.map(() => rng.between(-1, 3));
      const loads = times(rng.between(1, 3), (b) =>
        valued(sizes.reduce((sum, size, i) => (places[i] === b ? sum + size : sum), 0)),
      );
      return { kind, bins: places.map((b) => valued(b)), sizes, loads };
    }
  }
}
