// The clause arena against a list of clauses: adding, marking, shrinking, collecting.

import { describe, expect, it } from 'vitest';
import { CLAUSE_HEADER, Clauses, FLAG_GARBAGE, FLAG_LEARNED, FLAG_USED } from '../../solver/clauses.ts';
import { Random } from '../../solver/random.ts';

interface Kept {
  lits: number[];
  learned: boolean;
  lbd: number;
  activity: number;
}

const LITERALS = 40;

function read(clauses: Clauses, ref: number): Kept {
  const from = ref + CLAUSE_HEADER;
  return {
    lits: Array.from(clauses.data.subarray(from, from + clauses.size(ref))),
    learned: clauses.hasFlag(ref, FLAG_LEARNED),
    lbd: clauses.lbd(ref),
    activity: clauses.activity(ref),
  };
}

/** All clauses by reference, from the watch lists alone. */
function watchedRefs(clauses: Clauses): Map<number, number> {
  const count = new Map<number, number>();
  for (let lit = 0; lit < LITERALS; lit++) {
    for (let i = 0; i < clauses.watchSize[lit]!; i += 2) {
      const tagged = clauses.watchList[lit]![i + 1]!;
      const ref = tagged < 0 ? ~tagged : tagged;
      expect(tagged < 0).toBe(clauses.size(ref) === 2);
      expect(read(clauses, ref).lits).toContain(clauses.watchList[lit]![i]!);
      expect(read(clauses, ref).lits.slice(0, 2)).toContain(lit);
      count.set(ref, (count.get(ref) ?? 0) + 1);
    }
  }
  return count;
}

describe('clause arena', () => {
  it('keeps what is not garbage through collections', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`clauses:${seed}`);
      const clauses = new Clauses();
      clauses.reserveLiterals(LITERALS);
      const live = new Map<number, Kept>();
      let kept: Kept[] = [];
      for (let round = 0; round < 4; round++) {
        for (let n = rng.between(0, 120); n > 0; n--) {
          const all = Array.from({ length: LITERALS }, (_, i) => i);
          rng.shuffle(all);
          const lits = all.slice(0, rng.between(2, 30));
          const clause = { lits, learned: rng.chance(0.5), lbd: rng.below(50), activity: rng.below(100) };
          const ref = clauses.add(lits, lits.length, clause.learned ? FLAG_LEARNED | FLAG_USED : 0, clause.lbd);
          clauses.setActivity(ref, clause.activity);
          live.set(ref, clause);
        }
        for (const [ref, clause] of live) {
          expect(read(clauses, ref)).toEqual(clause);
          const action = rng.below(4);
          if (action < 2 && clause.lits.length > 2) {
            // shrunk once or twice
            for (let times = rng.between(1, 2); times > 0; times--) {
              clause.lits.length = rng.between(2, clause.lits.length);
              clauses.shrink(ref, clause.lits.length);
            }
          }
          if (action === 1 || action === 2) {
            clauses.markGarbage(ref);
            expect(clauses.hasFlag(ref, FLAG_GARBAGE)).toBe(true);
            live.delete(ref);
          }
        }
        // collection keeps the order within originals and within learned clauses
        kept = [...live.values()];
        clauses.collect();
        const refs = [...clauses.original, ...clauses.learned];
        const ordered = [...kept.filter((c) => !c.learned), ...kept.filter((c) => c.learned)];
        expect(refs.map((ref) => read(clauses, ref))).toEqual(ordered);
        expect(clauses.length).toBe(kept.reduce((sum, c) => sum + CLAUSE_HEADER + c.lits.length, 0));
        expect(clauses.wasted).toBe(0);
        const watched = watchedRefs(clauses);
        expect([...watched.keys()].sort((a, b) => a - b)).toEqual([...refs].sort((a, b) => a - b));
        for (const n of watched.values()) expect(n).toBe(2);
        live.clear();
        // originals before learned in the lists, but in the order they were made in the arena: refs ascend
        const byRef = [...refs].sort((a, b) => a - b);
        for (const ref of byRef) live.set(ref, read(clauses, ref));
      }
    }
  });

  it('counts wasted words once per clause', () => {
    const clauses = new Clauses();
    clauses.reserveLiterals(8);
    const ref = clauses.add([0, 2, 4], 3, 0, 0);
    clauses.markGarbage(ref);
    clauses.markGarbage(ref);
    expect(clauses.wasted).toBe(CLAUSE_HEADER + 3);
  });

  it('keeps flags and LBD apart', () => {
    const clauses = new Clauses();
    clauses.reserveLiterals(8);
    const ref = clauses.add([0, 2], 2, FLAG_LEARNED | FLAG_USED, 5);
    clauses.setLbd(ref, 3);
    clauses.clearFlag(ref, FLAG_USED);
    expect([clauses.lbd(ref), clauses.hasFlag(ref, FLAG_USED), clauses.hasFlag(ref, FLAG_LEARNED)]).toEqual([
      3,
      false,
      true,
    ]);
  });
});
