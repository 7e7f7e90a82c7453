// Literals that imply each other around a cycle of binary clauses are equal (Aspvall, Plass & Tarjan 1979): of each class the literal of the least variable stays, the
// others are replaced by it in all clauses.

import { components, implicationGraph } from '../components.ts';
import { type Formula, HEADER } from './formula.ts';
import type { Reconstruction } from './reconstruction.ts';

/** Replaces equal literals, if there are binary clauses that it has not seen. Returns how many variables went; -1: the formula is refuted. */
export function mergeEquivalences(formula: Formula, reconstruction: Reconstruction): number {
  if (!formula.hasNewBinaries) return 0;
  formula.hasNewBinaries = false;
  const ends: number[] = [];
  for (const ref of formula.clauses()) {
    if (formula.size(ref) === 2) ends.push(formula.data[ref + HEADER]!, formula.data[ref + HEADER + 1]!);
  }
  formula.ticks += (ends.length + 2 * formula.variableCount) >> 1;
  if (ends.length === 0) return 0;
  let merged = 0;
  for (const component of components(implicationGraph(ends, 2 * formula.variableCount))) {
    // of a literal and its negation the components mirror each other, or are one
    const least = component.reduce((a, b) => (b >> 1 < a >> 1 ? b : a));
    if (component.includes(least ^ 1)) {
      formula.refuted = true;
      return -1;
    }
    if (least & 1) continue;
    for (const lit of component) {
      // what is decided has no clauses any more
      if (lit === least || formula.value[lit] !== 0) continue;
      replace(formula, reconstruction, lit, least);
      merged++;
    }
    if (!formula.propagate()) return -1;
  }
  return merged;
}

/** Replaces a literal by an equal one. */
function replace(formula: Formula, reconstruction: Reconstruction, lit: number, by: number): void {
  reconstruction.push(lit, [lit, by ^ 1], 0, 2);
  reconstruction.push(lit ^ 1, [lit ^ 1, by], 0, 2);
  formula.eliminated[lit >> 1] = 1;
  for (const l of [lit, lit ^ 1]) {
    const other = l === lit ? by : by ^ 1;
    for (const ref of [...formula.occurrences(l)]) {
      const from = ref + HEADER;
      const lits = Array.from(formula.data.subarray(from, from + formula.size(ref)), (m) => (m === l ? other : m));
      formula.remove(ref);
      formula.add(lits, 0, lits.length);
    }
  }
}
