// The 0/1 variables in which the bounds speak about a schedule of a fixed input order, after Checkmate (Jain et al., MLSys 2020): for node u and stage t > u
//
//      R[t, u]   u is computed again in stage t
//      S[t, u]   u is carried from stage t-1 into stage t: its copy at the end of stage t-1 is read later, before u is computed again
//
//      stage      u        u+1       u+2       u+3      (the first computation of node u+3 reads u)
//      kept       ####################                  S[u+1] = S[u+2] = 1, dropped: S[u+3] = 0
//      again                                   #        R[u+3] = 1
//
// Every schedule that reductions.ts leaves over has values that meet, for each node on its own, the chain rules:
//      N1  S[t+1, u] <= S[t, u] + R[t, u]: nothing is carried that is not there; S[u+1, u] is free
//      N2  S[t, u] + R[t, u] = 1 where the first computation of node t reads u; in every stage S[t, u] + R[t, u] <= 1, since in one stage u comes before its
//          readers, so the copy carried in is not read any more once u is computed again
//      N3  R[t, u] = 0 before the first stage of rule C, after the last stage of rule B, and for nodes of one copy (rules A, D); S[t, u] = 0 after the last stage
//      N4  sum over t of R[t, u] <= copies[u] - 1
//      N5  a kept output is present at the end
//
// Windows are stored one after the other: the stages u+1 .. last[u] of node u at base[u] + t. S has ids 0 .. pairs-1, R has ids pairs .. 2 pairs-1. Sizes and
// durations are divided by their greatest common divisors.

import { gcdOf } from '../gcd.ts';
import type { ComputeGraph } from '../graph.ts';
import { type Reductions, reductions } from '../reductions.ts';

/** Bits of `rules`: what a life may do in a stage. */
export const READ = 1;
export const NO_AGAIN = 2;
export const NO_CARRY = 4;
export const MUST_CARRY = 8;

export interface StageVariables {
  readonly graph: ComputeGraph;
  /** sizes[u], budget: in units of sizeUnit. */
  readonly sizes: Float64Array;
  readonly sizeUnit: number;
  readonly budget: number;
  /** durations[u]: in units of durationUnit. */
  readonly durations: Float64Array;
  readonly durationUnit: number;
  /** copies[u] >= 1: most computations of u (rule D). */
  readonly copies: Int32Array;
  /** isKept[u]: a sink that is kept to the end. */
  readonly isKept: Uint8Array;
  /** base[u] + t is the index of stage t in the window of u. */
  readonly base: Int32Array;
  /** Last stage of the window; u itself where the window is empty. */
  readonly last: Int32Array;
  /** Last stage whose first computation reads u, u itself if there is none; last[u] for a kept output. */
  readonly lastRead: Int32Array;
  /** First stage in which u can be computed again; last[u] + 1 if in none. */
  readonly firstAgain: Int32Array;
  /** rules[i]: bits READ (N2), NO_AGAIN (N3); others are set by who restricts the problem. */
  readonly rules: Uint8Array;
  /** mustAgain[u]: 1 says that u, a node of two copies, is computed again; set by who restricts the problem. */
  readonly mustAgain: Uint8Array;
  /** Number of pairs (u, t). */
  readonly pairs: number;
}

/** Number of pairs, without building anything: what the memory of the bound grows with. O(n + m). */
export function countPairs(graph: ComputeGraph, budget: number, maxComputations: number, keepOutputs: boolean): number {
  const { lastStage } = reductions(graph, budget, maxComputations, keepOutputs);
  return lastStage.reduce((pairs, last, u) => pairs + last - u, 0);
}

/** The windows after rules A to D. Precondition: 0 <= budget < Infinity. O(n + m + pairs). */
export function stageVariables(
  graph: ComputeGraph,
  budget: number,
  maxComputations: number,
  keepOutputs: boolean,
): StageVariables {
  const { n, successors } = graph;
  const reduced = reductions(graph, budget, maxComputations, keepOutputs);
  const { copies, lastStage } = reduced;
  const sizeUnit = gcdOf(graph.sizes);
  const durationUnit = gcdOf(graph.durations);
  const base = new Int32Array(n);
  const isKept = Uint8Array.from(successors, (readers) => (keepOutputs && readers.length === 0 ? 1 : 0));
  const lastRead = Int32Array.from(successors, (readers, u) =>
    isKept[u] === 1 ? lastStage[u]! : (readers.at(-1) ?? u),
  );
  let pairs = 0;
  for (let u = 0; u < n; u++) {
    base[u] = pairs - (u + 1);
    pairs += lastStage[u]! - u;
  }
  const variables = {
    ...{ graph, copies, isKept, base, lastRead, pairs, sizeUnit, durationUnit, last: lastStage },
    sizes: graph.sizes.map((size) => size / sizeUnit),
    budget: Math.floor(budget / sizeUnit),
    durations: graph.durations.map((duration) => duration / durationUnit),
    firstAgain: Int32Array.from(base, (_, u) => firstAgainOf(reduced, u)),
    rules: new Uint8Array(pairs),
    mustAgain: new Uint8Array(n),
  };
  setRules(variables);
  return variables;
}

function firstAgainOf({ copies, firstStage, lastStage }: Reductions, u: number): number {
  return copies[u]! > 1 ? Math.max(u + 1, firstStage) : lastStage[u]! + 1;
}

/** READ and NO_AGAIN of every pair. */
function setRules({ graph, base, last, firstAgain, rules }: StageVariables): void {
  for (let u = 0; u < graph.n; u++) {
    const b = base[u]!;
    rules.fill(NO_AGAIN, b + u + 1, b + Math.min(firstAgain[u]!, last[u]! + 1));
    for (const t of graph.successors[u]!) rules[b + t]! |= READ;
  }
}
