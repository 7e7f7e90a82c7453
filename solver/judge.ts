// What CHECK >= 2 and CHECK >= 3 do at run time: every inference judged by the independent checker of its constraint, and the invariants of trail, literals and watches. It
// sees the kernel only through what it needs, so that the kernel can call it.

import { check } from './check.ts';
import { CLAUSE_HEADER, type Clauses, FLAG_GARBAGE } from './clauses.ts';
import { boundToString } from './literal.ts';
import type { Literals } from './literals.ts';
import type { InferenceChecker, Propagator } from './propagator.ts';
import { Antecedents } from './reasons.ts';
import type { Trail } from './trail.ts';
import type { PropagatorId, TrailIndex } from './types.ts';

/** The part of a kernel that is judged. */
export interface Judged {
  readonly trail: Trail;
  readonly literals: Literals;
  readonly clauses: Clauses;
  readonly propagators: readonly Propagator[];
  readonly checkers: readonly (InferenceChecker | null)[];
  readonly conflictSet: Antecedents;
  readonly explainer: { entry(e: TrailIndex, needed: number, out: Antecedents): void };
}

/** Explains each inference of one propagator run and has it judged: premises and the negated conclusion must be contradictory. Throws when they are not. */
export function judgeRun(kernel: Judged, id: PropagatorId, from: TrailIndex, ok: boolean): void {
  const checker = kernel.checkers[id];
  if (checker === null || checker === undefined) return;
  const { trail, conflictSet } = kernel;
  const premises = new Antecedents();
  for (let e = from; e < trail.length; e++) {
    const sv = trail.entrySv[e]!;
    const bound = trail.entryBound[e]!;
    premises.clear();
    kernel.explainer.entry(e, bound, premises);
    // the negation, rounded to the domain: x is at most the domain value before the bound
    premises.push(sv ^ 1, trail.canonical(sv ^ 1, 1 - bound));
    decide(kernel, id, checker, premises, boundToString(sv, bound));
  }
  if (!ok) decide(kernel, id, checker, conflictSet, 'a conflict');
}

function decide(
  kernel: Judged,
  id: PropagatorId,
  checker: InferenceChecker,
  premises: Antecedents,
  what: string,
): void {
  const { trail } = kernel;
  const box = Float64Array.from(trail.rootLb.subarray(0, 2 * trail.varCount));
  for (let i = 0; i < premises.length; i++) box[premises.sv[i]!] = Math.max(box[premises.sv[i]!]!, premises.bound[i]!);
  if (checker(box)) return;
  throw new Error(
    `E2: ${kernel.propagators[id]!.name} (propagator ${id}) gave a reason its checker rejects for ${what}`,
  );
}

/** Throws when an invariant of trail (T3), literals (L1-L3) or watches (W1: no clause is unit or false) is broken at a fixpoint. */
export function assertFixpoint({ trail, literals, clauses }: Judged): void {
  for (let x = 0; x < trail.varCount; x++) {
    literals.assertConsistent(x, trail.lb);
    check(trail.lb[2 * x]! <= -trail.lb[2 * x + 1]!, 'T3: crossed bounds');
  }
  const { value } = literals;
  const { data } = clauses;
  for (const list of [clauses.original, clauses.learned]) {
    for (const ref of list) {
      if (clauses.hasFlag(ref, FLAG_GARBAGE)) continue;
      let open = 0;
      let satisfied = false;
      for (let i = 0; i < data[ref]!; i++) {
        const v = value[data[ref + CLAUSE_HEADER + i]!]!;
        if (v > 0) satisfied = true;
        if (v === 0) open++;
      }
      check(satisfied || open >= 2, 'W1: a clause is unit or false at a fixpoint');
    }
  }
}
