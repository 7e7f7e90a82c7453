// Constraints that say what another one says. Of equal records one stays; one without enforcement makes those with enforcement needless. Linear constraints over
// the same terms become one with the intersection of their domains; under enforcement one that only repeats, or contradicts, what holds anyway goes.
//
// Records are compared after they have been brought to one form (simplify.ts), by their text, names aside.

import type { Constraint, DomainRanges, LinearConstraint, LiteralRef } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { intersection } from './ranges.ts';
import type { WorkingModel } from './working-model.ts';

const ANY = [-MAX_VALUE, MAX_VALUE] as const;

/** Merges and drops. */
export function dropDuplicates(model: WorkingModel): void {
  const groups = new Map<string, number[]>();
  const lists = new Map<object, number>();
  for (const [c, constraint] of model.constraints.entries()) {
    if (constraint === null) continue;
    // clauses: see clauses.ts, where they are compared with larger ones, too
    if (constraint.kind === 'boolOr') continue;
    const key = keyOf(constraint, lists);
    model.ticks += key.length >> 2;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [c]);
    else group.push(c);
    if (model.over) return;
  }
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    if (model.constraints[group[0]!]!.kind === 'linear') mergeLinear(model, group);
    else dropEqual(model, group);
  }
}

/** What a record says, without its name, its enforcement and (linear) its domain. Lists that may be very long, and are shared then, count by identity. */
function keyOf(c: Constraint, lists: Map<object, number>): string {
  if (c.kind === 'linear') return `${c.vars.join(' ')}|${c.coeffs.join(' ')}`;
  const brief = (field: string, value: unknown): unknown => {
    if (field === 'name' || field === 'enforcement') return undefined;
    if (field !== 'tuples' && field !== 'transitions') return value;
    const number = lists.get(value as object) ?? lists.size;
    lists.set(value as object, number);
    return number;
  };
  return JSON.stringify(c, brief);
}

function dropEqual(model: WorkingModel, group: readonly number[]): void {
  const kept: (readonly LiteralRef[])[] = [];
  const byLength = [...group].sort((a, b) => enforcementAt(model, a).length - enforcementAt(model, b).length);
  for (const c of byLength) {
    const enforcement = enforcementAt(model, c);
    // what holds under fewer conditions holds under these
    const repeats = kept.some((other) => other.every((l) => enforcement.includes(l)));
    if (repeats) model.replace(c, null);
    else kept.push(enforcement);
  }
}

function mergeLinear(model: WorkingModel, group: readonly number[]): void {
  const at = (c: number): LinearConstraint => model.constraints[c] as LinearConstraint;
  const byLength = [...group].sort((a, b) => enforcementAt(model, a).length - enforcementAt(model, b).length);
  const kept: number[] = [];
  for (const c of byLength) {
    const enforcement = enforcementAt(model, c);
    const weaker = kept.filter((other) => enforcementAt(model, other).every((l) => enforcement.includes(l)));
    const around = weaker.reduce<DomainRanges>((domain, other) => intersection(domain, at(other).domain), ANY);
    const both = intersection(around, at(c).domain);
    const twin = weaker.find((other) => enforcementAt(model, other).length === enforcement.length);
    if (both.length > 0 && both !== around && twin === undefined) {
      kept.push(c);
      continue;
    }
    if (both.length === 0) model.forbid(enforcement);
    else if (both !== around) {
      model.replace(twin!, { ...at(twin!), domain: intersection(at(twin!).domain, at(c).domain) });
      model.revisit(twin!);
    }
    model.replace(c, null);
  }
}

function enforcementAt(model: WorkingModel, c: number): readonly LiteralRef[] {
  return model.constraints[c]!.enforcement ?? [];
}
