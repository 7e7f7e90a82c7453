// The linear relaxation solved to the end: column generation over the lives of nodes (Dantzig & Wolfe 1960) with the coupling rows as rows, where the steps of
// the dual ascent have become too short to matter.
//
//      minimise  sum of duration of the recomputations of p * x[p]     over lives p of nodes, other than the ordinary one: kept until the last read
//      for each coupling row   sum of (row at p - row at the ordinary life) * x[p]  >=  rhs - row at ordinary lives
//      for each node           - sum of x[p] over its lives  >=  -1
//
// Lives are found by chain.ts at multipliers between those of the master and the best known ones, which keeps the search near the best (Wentges 1997; Pessoa et al.,
// INFORMS J. Computing 2018). The primal solution, an exact point of the linear relaxation, replaces the average from which rows are separated.

import type { DualAscent } from './dual-ascent.ts';
import { PrimalSimplex } from './primal-simplex.ts';
import type { Row } from './rows.ts';
import { MUST_CARRY, NO_AGAIN, NO_CARRY } from './stage-variables.ts';

/** A dual is expected to stay below this many times the longest duration. */
const PENALTY = 20;
/** A violation that remains makes the penalties larger, up to the last. */
const RAISE = 10;
const LAST_PENALTY = 2e4;
/** Cost of a life that breaks a rule, above all penalties. */
const FORBIDDEN = 1e5;
/** Entries of the basis worked off in a round: some 30 ms. */
const ENTRIES_PER_ROUND = 10_000_000;
const LEAST_PIVOTS = 5;
/** Lives are asked for at this share of the best multipliers known and the rest of the master's. */
const TOWARDS_BEST = 0.5;
const REDUCED = 1e-6;
/** What is left of a sum of scaled coefficients that is 0. */
const NEGLIGIBLE = 1e-12;

interface Life {
  readonly node: number;
  /** Where it differs from the ordinary life: ids, +1 or -1. */
  readonly ids: Int32Array;
  readonly change: Int8Array;
}

export class Master {
  readonly simplex = new PrimalSimplex();
  /** Entries worked off. */
  operations = 0;
  private readonly dual: DualAscent;
  private readonly ordinary: Uint8Array;
  private readonly lives: Life[] = [];
  private readonly known = new Set<string>();
  /** Row of the simplex for each coupling row taken in. */
  private readonly rowIndex = new Map<Row, number>();
  private readonly nodeRow: Int32Array;
  /** At each id: coupling rows with their scaled coefficient, and lives with their change, each as pairs of numbers one after the other. */
  private readonly rowsAt: (number[] | undefined)[] = [];
  private readonly livesAt: (number[] | undefined)[] = [];
  /** The longest duration: costs of the simplex are in this unit. */
  private readonly unit: number;
  private penalty = PENALTY;

  constructor(dual: DualAscent) {
    const { variables } = dual;
    const { graph, pairs, base, lastRead } = variables;
    this.dual = dual;
    this.ordinary = new Uint8Array(2 * pairs);
    for (let u = 0; u < graph.n; u++) this.ordinary.fill(1, base[u]! + u + 1, base[u]! + lastRead[u]! + 1);
    this.nodeRow = new Int32Array(graph.n).fill(-1);
    this.unit = variables.durations.reduce((largest, duration) => Math.max(largest, duration), 1);
  }

  /** Takes in the lives of the last evaluation that it does not know; says how many. O(stages that rows speak of). */
  collect(): number {
    const { dual, ordinary } = this;
    const { base, pairs } = dual.variables;
    let collected = 0;
    for (let u = 0; u < dual.first.length; u++) {
      const ids: number[] = [];
      for (let i = base[u]! + dual.first[u]!; i <= base[u]! + dual.end[u]!; i++) {
        if (dual.life[i] !== ordinary[i]) ids.push(i);
        if (dual.life[pairs + i] !== 0) ids.push(pairs + i);
      }
      if (ids.length === 0) continue;
      const key = `${u}:${ids.join()}`;
      if (this.known.has(key)) continue;
      this.known.add(key);
      collected++;
      this.takeIn({
        node: u,
        ids: Int32Array.from(ids),
        change: Int8Array.from(ids, (id) => dual.life[id]! - ordinary[id]!),
      });
    }
    return collected;
  }

  /** One round: rows of the dual that are new, pivots, and where these have come to an end, new lives. 'optimal': nothing is left to improve with these rows. */
  round(): 'pivoting' | 'improving' | 'optimal' {
    const { dual, simplex } = this;
    for (const row of dual.rows) if (!this.rowIndex.has(row)) this.addRow(row);
    const pivots = Math.max(LEAST_PIVOTS, Math.floor(ENTRIES_PER_ROUND / (1 + simplex.pivotSize)));
    const before = simplex.operations;
    const isSolved = simplex.solve(pivots);
    this.operations += simplex.operations - before;
    if (!isSolved) return 'pivoting';
    this.writeAverage();
    const outer = dual.rows.map((row) => this.unit * simplex.dualOf(this.rowIndex.get(row)!));
    const { best, multipliers } = dual;
    dual.evaluate(outer.map((m, r) => TOWARDS_BEST * (multipliers[r] ?? 0) + (1 - TOWARDS_BEST) * m));
    const collected = this.collect();
    if (collected > 0) return 'improving';
    dual.evaluate(outer);
    if (this.collect() > 0 || dual.best > best + REDUCED * this.unit) return 'improving';
    if (simplex.isViolated && this.penalty < LAST_PENALTY) {
      this.penalty *= RAISE;
      simplex.raisePenalties(RAISE);
      return 'improving';
    }
    return 'optimal';
  }

  /** Makes the lives that break a rule too expensive, and the others what they cost. To be called when rules have changed. */
  obey(): void {
    for (const [column, life] of this.lives.entries()) {
      if (this.isAllowed(life)) this.simplex.setCost(column, this.costOf(life), true);
      else this.simplex.setCost(column, FORBIDDEN, false);
    }
    const { mustAgain } = this.dual.variables;
    // what a row of a node leaves open is its ordinary life
    for (const [u, row] of this.nodeRow.entries())
      if (row >= 0) this.simplex.setSurplusCost(row, mustAgain[u] === 1 ? FORBIDDEN : 0);
  }

  private isAllowed({ node, ids, change }: Life): boolean {
    const { rules, mustAgain, pairs } = this.dual.variables;
    if (mustAgain[node] === 1 && ids.every((id) => id < pairs)) return false;
    for (let k = 0; k < ids.length; k++) {
      const id = ids[k]!;
      const forbidden = id >= pairs ? NO_AGAIN : change[k]! > 0 ? NO_CARRY : MUST_CARRY;
      if ((rules[id < pairs ? id : id - pairs]! & forbidden) !== 0) return false;
    }
    return true;
  }

  private costOf({ node, ids }: Life): number {
    const { pairs, durations } = this.dual.variables;
    return ids.reduce((sum, id) => sum + (id >= pairs ? durations[node]! : 0), 0) / this.unit;
  }

  private takeIn(life: Life): void {
    const { node, ids, change } = life;
    const column = this.lives.push(life) - 1;
    const sums = new Map<number, number>();
    for (let k = 0; k < ids.length; k++) {
      accumulate(this.rowsAt[ids[k]!], change[k]!, sums);
      (this.livesAt[ids[k]!] ??= []).push(column, change[k]!);
    }
    if (this.nodeRow[node]! < 0) this.nodeRow[node] = this.simplex.addRow([], [], -1, this.penalty);
    sums.set(this.nodeRow[node]!, -1);
    const { rows, values } = nonzero(sums);
    this.simplex.addColumn({ cost: this.costOf(life), rows, values });
  }

  private addRow(row: Row): void {
    const { ids, coefficients, scale } = row;
    let { rhs } = row;
    const sums = new Map<number, number>();
    for (let k = 0; k < ids.length; k++) {
      rhs -= coefficients[k]! * this.ordinary[ids[k]!]!;
      accumulate(this.livesAt[ids[k]!], coefficients[k]! * scale, sums);
    }
    const { rows: columns, values } = nonzero(sums);
    const index = this.simplex.addRow(columns, values, rhs * scale, this.penalty);
    this.rowIndex.set(row, index);
    for (let k = 0; k < ids.length; k++) (this.rowsAt[ids[k]!] ??= []).push(index, coefficients[k]! * scale);
  }

  /** The primal solution in place of the average. */
  private writeAverage(): void {
    const { average } = this.dual;
    for (let i = 0; i < average.length; i++) average[i] = this.ordinary[i]!;
    for (const [column, value] of this.simplex.primal()) {
      const { ids, change } = this.lives[column]!;
      for (let k = 0; k < ids.length; k++) average[ids[k]!]! += value * change[k]!;
    }
  }
}

/** sums[key] += factor * value, for the pairs of key and value. */
function accumulate(pairs: readonly number[] | undefined, factor: number, sums: Map<number, number>): void {
  if (pairs === undefined) return;
  for (let k = 0; k < pairs.length; k += 2) sums.set(pairs[k]!, (sums.get(pairs[k]!) ?? 0) + factor * pairs[k + 1]!);
}

function nonzero(sums: ReadonlyMap<number, number>): { rows: number[]; values: number[] } {
  const entries = [...sums].filter(([, sum]) => Math.abs(sum) > NEGLIGIBLE);
  return { rows: entries.map(([row]) => row), values: entries.map(([, sum]) => sum) };
}
