// Clauses against each other: one that contains another one is dropped, and one that contains another one but for a literal that is negated in it loses that
// literal (subsumption and self-subsuming resolution, Eén & Biere, SAT 2005). An exactly-one counts as a clause that is never dropped.
//
// Each clause looks through the shortest of the lists of clauses that have one of its variables. A signature of 31 bits per clause settles most comparisons.

import type { BooleanConstraint, Constraint, LiteralRef } from '../model.ts';
import { nodeOf } from './equivalences.ts';
import type { WorkingModel } from './working-model.ts';

/** Clauses longer than this do not look for others. */
const LONGEST = 40;
/** Lists longer than this are not looked through. */
const MOST_CANDIDATES = 2_000;
/** Share of what is left of the budget. */
const SHARE = 1 / 4;
/** Ticks that stand for a literal in the lists of clauses. */
const ENTRY_TICKS = 4;

interface Clause {
  /** Its place in the model. */
  readonly c: number;
  readonly record: BooleanConstraint;
  nodes: readonly number[];
  signature: number;
  alive: boolean;
}

export function subsumeClauses(model: WorkingModel): void {
  const limit = model.ticks + SHARE * model.ticksLeft;
  if (ENTRY_TICKS * literalCount(model) > SHARE * model.ticksLeft) return;
  const clauses = clausesOf(model);
  const lists: Clause[][] = [];
  for (const clause of clauses) for (const node of clause.nodes) (lists[node] ??= []).push(clause);
  const marks = new Int32Array(2 * model.store.domains.length);
  let stamp = 0;
  clauses.sort((a, b) => a.nodes.length - b.nodes.length || a.c - b.c);
  for (const clause of clauses) {
    if (!clause.alive || clause.nodes.length > LONGEST) continue;
    if (model.over || model.ticks > limit) return;
    const size = (node: number): number => (lists[node]?.length ?? 0) + (lists[node ^ 1]?.length ?? 0);
    const rarest = clause.nodes.reduce((best, node) => (size(node) < size(best) ? node : best));
    if (size(rarest) > MOST_CANDIDATES) continue;
    stamp++;
    for (const node of clause.nodes) marks[node] = stamp;
    for (const other of [...(lists[rarest] ?? []), ...(lists[rarest ^ 1] ?? [])]) {
      model.ticks++;
      if (other === clause || !other.alive || other.nodes.length < clause.nodes.length) continue;
      if ((clause.signature & ~other.signature) !== 0 || other.record.kind !== 'boolOr') continue;
      model.ticks += other.nodes.length >> 2;
      const common = compare(other.nodes, marks, stamp);
      if (common.same === clause.nodes.length) drop(model, other);
      else if (common.same === clause.nodes.length - 1 && common.negated >= 0) shorten(model, other, common.negated);
      if (model.over) return;
    }
  }
}

/** Whether a record counts as a clause. */
function isClause(record: Constraint | null): record is BooleanConstraint {
  if (record === null || (record.kind !== 'boolOr' && record.kind !== 'exactlyOne')) return false;
  return record.enforcement === undefined;
}

function literalCount({ constraints }: WorkingModel): number {
  return constraints.reduce((count, record) => (isClause(record) ? count + record.literals.length : count), 0);
}

function clausesOf(model: WorkingModel): Clause[] {
  const clauses: Clause[] = [];
  for (const [c, record] of model.constraints.entries()) {
    if (!isClause(record)) continue;
    const nodes = record.literals.map(nodeOf);
    model.ticks += ENTRY_TICKS * nodes.length;
    clauses.push({ c, record, nodes, signature: signatureOf(nodes), alive: true });
  }
  return clauses;
}

/** A bit per variable, modulo 31. */
function signatureOf(nodes: readonly number[]): number {
  let signature = 0;
  for (const node of nodes) signature |= 1 << ((node >> 1) % 31);
  return signature;
}

/** How many nodes are marked, and the one whose negation is: -1 if there is none, or more than one. */
function compare(nodes: readonly number[], marks: Int32Array, stamp: number): { same: number; negated: number } {
  let same = 0;
  let negated = -1;
  let count = 0;
  for (const node of nodes) {
    if (marks[node] === stamp) same++;
    else if (marks[node ^ 1] === stamp) {
      negated = node;
      count++;
    }
  }
  return { same, negated: count === 1 ? negated : -1 };
}

function drop(model: WorkingModel, clause: Clause): void {
  clause.alive = false;
  model.replace(clause.c, null);
}

function shorten(model: WorkingModel, clause: Clause, node: number): void {
  clause.nodes = clause.nodes.filter((n) => n !== node);
  clause.signature = signatureOf(clause.nodes);
  const literals: LiteralRef[] = clause.record.literals.filter((l) => clause.nodes.includes(nodeOf(l)));
  if (literals.length === 1) {
    drop(model, clause);
    model.store.makeTrue(literals[0]!);
  } else {
    model.replace(clause.c, { ...clause.record, literals });
    model.revisit(clause.c);
  }
}
