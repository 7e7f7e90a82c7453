// Clause-database reduction, at the root with an empty trail. Learned clauses live in three tiers by LBD (Chanseok Oh, SAT 2015): core clauses stay, tier-2
// clauses stay while they keep being used, of the others the less active half goes. Root-satisfied clauses go, root-false literals are cut off, the arena is
// compacted, and literals that no clause mentions any more give their numbers back.

import { CLAUSE_HEADER, FLAG_GARBAGE, FLAG_LEARNED, FLAG_LOCAL, FLAG_USED } from './clauses.ts';
import type { Kernel } from './kernel.ts';
import type { Scores } from './score.ts';

export const CORE_LBD = 2;
export const TIER2_LBD = 6;

/**
 * Removes what is not worth keeping: `share` of the candidates (0 to 1), and with `dropLocal` every clause that held only under the assumptions of a local search.
 * Precondition: at the root, all clauses propagated.
 */
export function reduceClauses(kernel: Kernel, scores: Scores, dropLocal: boolean, share: number): void {
  const { clauses } = kernel;
  const candidates: number[] = [];
  for (const ref of clauses.learned) {
    if (clauses.hasFlag(ref, FLAG_GARBAGE)) continue;
    if (dropLocal && clauses.hasFlag(ref, FLAG_LOCAL)) {
      clauses.markGarbage(ref);
      continue;
    }
    const lbd = clauses.lbd(ref);
    const used = clauses.hasFlag(ref, FLAG_USED);
    if (share > 0) clauses.clearFlag(ref, FLAG_USED);
    if (share === 0 || lbd <= CORE_LBD || (lbd <= TIER2_LBD && used)) continue;
    candidates.push(ref);
  }
  candidates.sort((a, b) => clauses.activity(a) - clauses.activity(b) || a - b);
  for (let i = 0; i < Math.floor(share * candidates.length); i++) clauses.markGarbage(candidates[i]!);
  simplify(kernel);
  clauses.collect();
  reclaimLiterals(kernel, scores);
}

/** Marks root-satisfied clauses and cuts root-false literals off. At a root fixpoint at least two literals of every other clause are open. */
function simplify(kernel: Kernel): void {
  const { clauses, literals } = kernel;
  const { data } = clauses;
  const { value } = literals;
  for (const list of [clauses.original, clauses.learned]) {
    for (const ref of list) {
      if (clauses.hasFlag(ref, FLAG_GARBAGE)) continue;
      const base = ref + CLAUSE_HEADER;
      const size = data[ref]!;
      let to = base;
      let satisfied = false;
      for (let i = base; i < base + size; i++) {
        const v = value[data[i]!]!;
        if (v > 0) {
          satisfied = true;
          break;
        }
        if (v === 0) to++;
      }
      if (satisfied) {
        clauses.markGarbage(ref);
      } else if (to < base + size) {
        let j = base;
        for (let i = base; i < base + size; i++) if (value[data[i]!] === 0) data[j++] = data[i]!;
        clauses.shrink(ref, to - base);
        if (data[ref + 1]! & FLAG_LEARNED && clauses.lbd(ref) > to - base) clauses.setLbd(ref, to - base);
      }
    }
  }
}

function reclaimLiterals(kernel: Kernel, scores: Scores): void {
  const { clauses, literals } = kernel;
  const { data } = clauses;
  const mentioned = new Uint8Array(literals.atoms);
  for (const list of [clauses.original, clauses.learned]) {
    for (const ref of list) {
      for (let i = ref + CLAUSE_HEADER, end = i + data[ref]!; i < end; i++) mentioned[data[i]! >> 1] = 1;
    }
  }
  for (let a = 0; a < literals.atoms; a++) {
    if (mentioned[a] === 1 || literals.permanent[a] === 1 || !literals.inUse(a)) continue;
    literals.reclaim(a);
    scores.forget(a);
  }
}
