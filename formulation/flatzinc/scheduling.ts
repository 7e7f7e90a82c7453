// Global constraints of FlatZinc over tasks, boxes and bins.
//
//   fzn_cumulative(s, d, r, b)      tasks of duration 0 use nothing
//   fzn_disjunctive(s, d)           tasks of duration 0 may be anywhere; in fzn_disjunctive_strict not within another task
//   fzn_diffn(x, y, dx, dy)         boxes without area may not lie within others; in fzn_diffn_nonstrict they may be anywhere
//
// Where a duration may be 0 and then does not count, the interval is optional: present iff the duration is at least 1.

import type { Affine, IntervalRef, LiteralRef } from '../../model/model.ts';
import type { FznExpr } from './ast.ts';
import { constant, type Enforcement, isConstant, type Posting, shifted } from './posting.ts';
import type { FznRule } from './rules.ts';

/** Bins that packings are written out for. */
const MOST_BINS = 100_000;

const BIN_PACKING_LOAD: FznRule = { arity: 4, post: postBinLoads };
const BIN_PACKING_CAPA: FznRule = { arity: 4, post: postBinCapacities };

export const SCHEDULING_RULES: ReadonlyMap<string, FznRule> = new Map<string, FznRule>([
  ['fzn_cumulative', { arity: 4, post: postCumulative }],
  ['fzn_disjunctive', { arity: 2, post: disjunctivePoster(false) }],
  ['fzn_disjunctive_strict', { arity: 2, post: disjunctivePoster(true) }],
  ['fzn_diffn', { arity: 4, post: boxPoster(true) }],
  ['fzn_diffn_nonstrict', { arity: 4, post: boxPoster(false) }],
  ['fzn_bin_packing', { arity: 3, post: postBins }],
  ['native_bin_packing_load', BIN_PACKING_LOAD],
  ['moccasin_bin_packing_load', BIN_PACKING_LOAD],
  ['native_bin_packing_capa', BIN_PACKING_CAPA],
  ['moccasin_bin_packing_capa', BIN_PACKING_CAPA],
]);

function postCumulative(posting: Posting, args: readonly FznExpr[], enforcement: Enforcement): void {
  const [starts, sizes, demands] = args.slice(0, 3).map((e) => posting.ints(e));
  const capacity = posting.int(args[3]!);
  checkLengths(posting, starts!, sizes!, demands!);
  const tasks = starts!.flatMap((start, k) => {
    const [size, demand] = [sizes![k]!, demands![k]!];
    if (posting.min(demand) < 0) posting.scope.fail(`demand ${k + 1} may be negative`, 'give demands of 0 or more');
    checkSize(posting, size, enforcement);
    if (posting.max(size) <= 0 || posting.max(demand) === 0) return [];
    return [{ interval: posting.interval(start, size, null), demand }];
  });
  posting.post(
    {
      kind: 'cumulative',
      intervals: tasks.map(({ interval }) => interval),
      demands: tasks.map(({ demand }) => demand),
      capacity,
    },
    enforcement,
  );
}

function disjunctivePoster(isStrict: boolean): FznRule['post'] {
  return (posting, args, enforcement) => {
    const [starts, sizes] = args.map((e) => posting.ints(e));
    checkLengths(posting, starts!, sizes!);
    const intervals = starts!.flatMap((start, k) => {
      checkSize(posting, sizes![k]!, enforcement);
      const interval = isStrict ? posting.interval(start, sizes![k]!, null) : intervalIfAny(posting, start, sizes![k]!);
      return interval === null ? [] : [interval];
    });
    posting.post({ kind: 'noOverlap', intervals }, enforcement);
  };
}

function boxPoster(isStrict: boolean): FznRule['post'] {
  return (posting, args, enforcement) => {
    const [x, y, dx, dy] = args.map((e) => posting.ints(e));
    checkLengths(posting, x!, y!, dx!, dy!);
    const xIntervals: IntervalRef[] = [];
    const yIntervals: IntervalRef[] = [];
    for (const [k, width] of dx!.entries()) {
      const height = dy![k]!;
      checkSize(posting, width, enforcement);
      checkSize(posting, height, enforcement);
      const spans = [
        [x![k]!, width],
        [y![k]!, height],
      ] as const;
      const [across, up] = spans.map(([start, size]) =>
        isStrict ? posting.interval(start, size, null) : intervalIfAny(posting, start, size),
      );
      if (across === null || up === null) continue;
      xIntervals.push(across!);
      yIntervals.push(up!);
    }
    posting.post({ kind: 'noOverlap2D', xIntervals, yIntervals }, enforcement);
  };
}

/** Present iff its size is at least 1; null if it never is. */
function intervalIfAny(posting: Posting, start: Affine, size: Affine): IntervalRef | null {
  const present: LiteralRef | boolean = posting.atLeast(size, 1);
  if (present === false) return null;
  return posting.interval(start, size, present === true ? null : present);
}

/** An interval asks for a size >= 0 whether or not the constraint is enforced. */
function checkSize(posting: Posting, size: Affine, enforcement: Enforcement): void {
  if (posting.min(size) >= 0) return;
  if (enforcement.length > 0 || isConstant(size)) {
    posting.scope.fail('a duration or a size may be negative', 'give those of 0 or more');
  }
  posting.postSum([size], [0, Number.MAX_SAFE_INTEGER], []);
}

function checkLengths(posting: Posting, first: readonly Affine[], ...others: readonly (readonly Affine[])[]): void {
  for (const list of others) {
    if (list.length !== first.length) {
      posting.scope.fail(`arrays of ${first.length} and of ${list.length}`, 'give arrays of one length');
    }
  }
}

// ---------------------------------------------------------------- bins

/** fzn_bin_packing(c, bin, w): whatever the bins are, none holds more than c. */
function postBins(posting: Posting, [c, bin, w]: readonly FznExpr[], enforcement: Enforcement): void {
  const bins = posting.ints(bin!);
  const capacity = posting.scope.integer(c!);
  if (bins.length > 0) postPacking(posting, bins, w!, [], 0, () => capacity, enforcement);
  if (capacity < 0) posting.postFalse(enforcement);
}

/** bin_packing_capa(c, first, bin, w): bins first.. have the capacities c, others any. */
function postBinCapacities(posting: Posting, [c, first, bin, w]: readonly FznExpr[], enforcement: Enforcement): void {
  const capacities = posting.scope.integers(c!);
  const offset = posting.scope.integer(first!);
  if (capacities.some((capacity) => capacity < 0)) posting.postFalse(enforcement);
  const most = (b: number): number => capacities[b - offset] ?? Number.MAX_SAFE_INTEGER;
  postPacking(posting, posting.ints(bin!), w!, capacities, offset, most, enforcement);
}

/** Loads are variables of their own: determined by the bins also where the constraint is not enforced, and so bounded only where it is. */
function postPacking(
  posting: Posting,
  bins: readonly Affine[],
  w: FznExpr,
  listed: readonly number[],
  firstListed: number,
  capacityOf: (bin: number) => number,
  enforcement: Enforcement,
): void {
  const items = itemsOf(posting, bins, w);
  if (items.length === 0) return;
  const ends = items.flatMap(({ bin }) => [posting.min(bin), posting.max(bin)]);
  const first = ends.reduce((a, b) => Math.min(a, b), listed.length > 0 ? firstListed : ends[0]!);
  const last = ends.reduce((a, b) => Math.max(a, b), listed.length > 0 ? firstListed + listed.length - 1 : ends[0]!);
  if (last - first >= MOST_BINS) posting.scope.fail(`${last - first + 1} bins`, `give at most ${MOST_BINS}`);
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const loads: Affine[] = [];
  for (let b = first; b <= last; b++) {
    const most = Math.max(0, Math.min(total, capacityOf(b)));
    const load = posting.newVariable([0, enforcement.length === 0 ? most : total]);
    if (enforcement.length > 0 && most < total) posting.postSum([load], [0, most], enforcement);
    loads.push(load);
  }
  posting.post(packing(items, first, loads), []);
}

/** bin_packing_load(load, first, bin, w): what does not weigh anything may be in no bin. */
function postBinLoads(posting: Posting, [load, first, bin, w]: readonly FznExpr[], enforcement: Enforcement): void {
  const items = itemsOf(posting, posting.ints(bin!), w!);
  posting.post(packing(items, posting.scope.integer(first!), posting.ints(load!)), enforcement);
}

interface Item {
  readonly bin: Affine;
  readonly weight: number;
}

function itemsOf(posting: Posting, bins: readonly Affine[], w: FznExpr): Item[] {
  const weights = posting.scope.integers(w);
  checkLengths(posting, bins, weights.map(constant));
  if (weights.some((weight) => weight < 0)) posting.scope.fail('a weight is negative', 'give weights of 0 or more');
  return weights.flatMap((weight, i) => (weight === 0 ? [] : [{ bin: bins[i]!, weight }]));
}

function packing(items: readonly Item[], first: number, loads: readonly Affine[]) {
  return {
    kind: 'binPacking' as const,
    bins: items.map(({ bin }) => shifted(bin, 0 - first)),
    sizes: items.map(({ weight }) => weight),
    loads,
  };
}
