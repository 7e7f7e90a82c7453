// Variables that want to be at one end of their domain, and that no constraint keeps from it, are put there. What a constraint minds about a variable is a *lock*: an
// upper one if raising it could violate the constraint, a lower one for lowering. A variable without lower locks that the objective wants low, or does not know,
// is as well off at its least value in every solution, and so on. Unused variables are a special case, pure literals another.
//
// Solutions are given up, never the best: not for enumerations. Hints are kept to where the objective does not care, and the order of the user's search strategies is
// not anticipated. (Locks: Achterberg 2007, section 3.3.)

import type { Affine, Constraint, LiteralRef, VariableRef } from '../model.ts';
import { negateRef, variableOfRef } from '../model.ts';
import { objectiveOf } from './objective.ts';
import { nearest } from './ranges.ts';
import { expressionsOf } from './references.ts';
import { FREE } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

const DOWN = 1;
const UP = 2;

/** Precondition: nothing waits in the queue. */
export function fixUnlocked(model: WorkingModel): void {
  if (model.enumerating) return;
  const { store } = model;
  const locks = new Locks(model);
  const wishes = objectiveWishes(model);
  const hints = hintsOf(model);
  for (let x = 0; x < store.count; x++) {
    model.ticks++;
    if (!store.isRepresentative(x) || store.isFixed(x) || store.keepOf(x) !== FREE) continue;
    const wish = wishes.get(x) ?? 0;
    const locked = locks.of(x);
    const hint = hints.get(x);
    const mayFall = (locked & DOWN) === 0 && wish >= 0;
    const mayRise = (locked & UP) === 0 && wish <= 0;
    if (wish === 0 && mayFall && mayRise) {
      const value = nearest(store.domains[x]!, hint ?? 0);
      store.restrict(x, [value, value]);
    } else if (mayFall && (wish > 0 || hint === undefined || hint <= store.lb(x))) {
      store.restrict(x, [store.lb(x), store.lb(x)]);
    } else if (mayRise && (wish < 0 || hint === undefined || hint >= store.ub(x))) {
      store.restrict(x, [store.ub(x), store.ub(x)]);
    }
  }
}

/** The hints by representative. */
function hintsOf({ data, store }: WorkingModel): Map<VariableRef, number> {
  const hints = new Map<VariableRef, number>();
  const { vars = [], values = [] } = data.hints ?? {};
  for (const [k, v] of vars.entries()) {
    const x = store.representative(v);
    const hint = (values[k]! - store.offsetOf(v)) / store.scaleOf(v);
    if (!hints.has(x) && Number.isSafeInteger(hint)) hints.set(x, hint);
  }
  return hints;
}

/** By representative: positive if the objective gets worse when it rises. */
function objectiveWishes({ objective, store }: WorkingModel): Map<VariableRef, number> {
  const wishes = new Map<VariableRef, number>();
  if (objective === undefined) return wishes;
  const sign = objective.maximize === true ? -1 : 1;
  const { vars, coeffs } = objectiveOf(store, objective);
  for (const [k, x] of vars.entries()) wishes.set(x, sign * coeffs[k]!);
  return wishes;
}

/** What constraints and intervals mind, by representative. */
class Locks {
  private readonly bits: Uint8Array;
  private readonly model: WorkingModel;

  constructor(model: WorkingModel) {
    this.model = model;
    this.bits = new Uint8Array(model.store.domains.length);
    for (const c of model.constraints) if (c !== null) this.addConstraint(c);
    model.intervals.forEach(({ start, size, end, presence }, i) => {
      if (model.dropped[i] === 1) return;
      for (const e of size === undefined ? [start, end] : [start, size, end]) this.lock(e);
      // absent it asks for nothing, and takes no room
      if (presence !== undefined) this.keepFalse(presence);
    });
  }

  of(x: VariableRef): number {
    return this.bits[x]!;
  }

  private addConstraint(c: Constraint): void {
    this.model.ticks++;
    // what is not enforced cannot be violated
    for (const l of c.enforcement ?? []) this.keepFalse(l);
    switch (c.kind) {
      case 'linear': {
        const [lo, hi] = [c.domain[0]!, c.domain[c.domain.length - 1]!];
        const [least, most] = this.span(c.vars, c.coeffs);
        for (const [k, x] of c.vars.entries()) {
          const holes = c.domain.length > 2;
          if (holes || lo > least) this.add(x, c.coeffs[k]!, DOWN);
          if (holes || hi < most) this.add(x, c.coeffs[k]!, UP);
        }
        return;
      }
      case 'precedence':
        this.add(c.before, 1, UP);
        this.add(c.after, 1, DOWN);
        return;
      case 'boolOr':
      case 'boolAnd':
        for (const l of c.literals) this.keepFalse(negateRef(l));
        return;
      case 'atMostOne':
        for (const l of c.literals) this.keepFalse(l);
        return;
      case 'boolXor':
      case 'exactlyOne':
      case 'circuit':
      case 'multipleCircuit':
        for (const l of c.literals) this.lockLiteral(l);
        return;
      case 'reservoir':
        for (const l of c.actives ?? []) this.lockLiteral(l);
        break;
      case 'cover':
        if (c.readActive !== undefined) this.keepFalse(c.readActive);
        for (const { active } of c.writes) if (active !== undefined) this.keepFalse(negateRef(active));
        break;
      case 'cumulative':
        for (const e of c.demands) this.lock(e, UP);
        this.lock(c.capacity, DOWN);
        return;
    }
    for (const e of expressionsOf(c)) this.lock(e);
  }

  /** Least and largest value of a sum, over the domains now. */
  private span(vars: readonly VariableRef[], coeffs: readonly number[]): [number, number] {
    const { store } = this.model;
    let [least, most] = [0, 0];
    for (const [k, x] of vars.entries()) {
      const [lo, hi] = store.hull(store.affine({ vars: [x], coeffs: [coeffs[k]!], offset: 0 }));
      least += lo;
      most += hi;
    }
    this.model.ticks += vars.length;
    return [least, most];
  }

  /** The constraint minds when coeff * x moves in this direction. */
  private add(x: VariableRef, coeff: number, direction: number): void {
    const { store } = this.model;
    this.model.ticks++;
    const y = store.representative(x);
    const sign = Math.sign(coeff * store.scaleOf(x));
    if (sign === 0) return;
    this.bits[y]! |= sign > 0 ? direction : DOWN + UP - direction;
  }

  private lock({ vars, coeffs }: Affine, directions = DOWN | UP): void {
    const [x] = vars;
    if (x === undefined) return;
    if (directions & DOWN) this.add(x, coeffs[0]!, DOWN);
    if (directions & UP) this.add(x, coeffs[0]!, UP);
  }

  /** The constraint minds when the literal becomes true. */
  private keepFalse(l: LiteralRef): void {
    this.add(variableOfRef(l), l >= 0 ? 1 : -1, UP);
  }

  private lockLiteral(l: LiteralRef): void {
    this.keepFalse(l);
    this.keepFalse(negateRef(l));
  }
}
