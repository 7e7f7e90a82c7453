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
  const kept = new ByEnforcement();
  for (const c of byNumberOfConditions(model, group)) {
    const enforcement = enforcementAt(model, c);
    // what holds under fewer conditions holds under these
    if (kept.weaker(enforcement).length > 0) model.replace(c, null);
    else kept.put(enforcement, c);
  }
}

function mergeLinear(model: WorkingModel, group: readonly number[]): void {
  const at = (c: number): LinearConstraint => model.constraints[c] as LinearConstraint;
  const kept = new ByEnforcement();
  for (const c of byNumberOfConditions(model, group)) {
    const enforcement = enforcementAt(model, c);
    const around = kept
      .weaker(enforcement)
      .reduce<DomainRanges>((domain, other) => intersection(domain, at(other).domain), ANY);
    const both = intersection(around, at(c).domain);
    const twin = kept.at(enforcement);
    if (both.length > 0 && both !== around && twin === undefined) {
      kept.put(enforcement, c);
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

function byNumberOfConditions(model: WorkingModel, group: readonly number[]): number[] {
  return [...group].sort((a, b) => enforcementAt(model, a).length - enforcementAt(model, b).length);
}

function enforcementAt(model: WorkingModel, c: number): readonly LiteralRef[] {
  return model.constraints[c]!.enforcement ?? [];
}

/** Constraints by their enforcement: a group may have thousands, such as the values of a variable, each under its literal. */
class ByEnforcement {
  private readonly places: Map<string, number> = new Map();

  put(enforcement: readonly LiteralRef[], c: number): void {
    this.places.set(keyOfSet(enforcement), c);
  }

  /** The one under the same conditions. */
  at(enforcement: readonly LiteralRef[]): number | undefined {
    return this.places.get(keyOfSet(enforcement));
  }

  /** Those under the same conditions, one of them, or none: not all with fewer conditions if there are three or more. */
  weaker(enforcement: readonly LiteralRef[]): number[] {
    const sets = [[], ...enforcement.map((l) => [l]), ...(enforcement.length > 1 ? [enforcement] : [])];
    return sets.flatMap((set) => this.at(set) ?? []);
  }
}

function keyOfSet(literals: readonly LiteralRef[]): string {
  return literals.length < 2 ? `${literals[0] ?? ''}` : [...literals].sort((a, b) => a - b).join(' ');
}
