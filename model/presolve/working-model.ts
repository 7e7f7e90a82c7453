// The model under presolve: variables in a store, constraints and intervals that may be replaced or dropped one by one, and a queue of those worth another look.
//
// A constraint waits in the queue when it is new or one of its variables has changed. Under a substitution x = a y + b all that mentioned x now mentions y; the
// records themselves are rewritten when they are looked at, at the latest by the end (finish.ts). Work is counted in ticks, about one per reference looked
// at, and rules stop when the budget is used up: every state in between is a model with the same solutions. A model that would take much of the budget only to
// be entered here is left alone.

import type { Constraint, Interval, LiteralRef, ModelData, Objective, VariableRef } from '../model.ts';
import { negateRef } from '../model.ts';
import { eachVariable, eachVariableOfInterval } from './references.ts';
import { VariableStore } from './variable-store.ts';
import { WorkQueue } from './work-queue.ts';

/** Share of the budget that entering the model may take: every pass over it takes about as much, and writing the result several times as much. */
const ENTRY_SHARE = 1 / 6;

const NONE: readonly LiteralRef[] = [];

export class WorkingModel {
  readonly data: ModelData;
  readonly store: VariableStore;
  /** Every solution counts, not only the best: nothing may be given up. */
  readonly enumerating: boolean;
  /** Null: dropped. */
  readonly constraints: (Constraint | null)[] = [];
  readonly intervals: Interval[];
  /** 1 for intervals that nothing needs any more. */
  readonly dropped: Uint8Array;
  /** Over variables that may have been replaced since. */
  objective: Objective | undefined;
  /** Constraints as c and intervals as -i - 1, by representative; some more than once, some in vain. */
  readonly occurrences: number[][];
  ticks = 0;
  /** Grows with every record that is written: what compares records has nothing to do while it stays. */
  written = 0;
  /** The model has not been entered to its end: nothing can be done with it. */
  readonly isTooLarge: boolean;
  private readonly budget: number;
  private readonly queue: WorkQueue = new WorkQueue();
  /** Changes counted by the store when the model had been entered. */
  private readonly entered: number;

  constructor(data: ModelData, enumerating: boolean, budget: number) {
    this.data = data;
    this.store = new VariableStore(data);
    this.enumerating = enumerating;
    this.budget = budget;
    this.objective = data.objective;
    this.intervals = [...data.intervals];
    this.dropped = new Uint8Array(data.intervals.length);
    const limit = ENTRY_SHARE * budget;
    const isLarge = leastSize(data) > limit;
    this.occurrences = isLarge ? [] : this.store.domains.map(() => []);
    this.isTooLarge = isLarge || !this.enter(limit);
    this.entered = this.store.changes;
    this.store.onChange = (x) => this.touch(x);
    this.store.onReplace = (x, y) => this.move(x, y);
  }

  /** False if that takes more than so many ticks. */
  private enter(limit: number): boolean {
    const { intervals, constraints } = this.data;
    this.ticks += this.data.variables.length;
    for (const [i, interval] of intervals.entries()) {
      if (this.ticks > limit) return false;
      eachVariableOfInterval(interval, (x) => {
        this.occurrences[x]!.push(-i - 1);
        this.ticks++;
      });
      this.queue.add(-i - 1);
    }
    for (const c of constraints) {
      if (this.ticks > limit) return false;
      this.add(c);
    }
    return true;
  }

  /** Nothing more is to be done. */
  get over(): boolean {
    return this.isTooLarge || this.store.refuted || this.store.overflow || this.ticks >= this.budget;
  }

  /** Nothing has changed. */
  get isUntouched(): boolean {
    return this.store.changes === this.entered;
  }

  /** The share of the budget that is left, in ticks. */
  get ticksLeft(): number {
    return Math.max(0, this.budget - this.ticks);
  }

  // ---------------------------------------------------------------- constraints

  add(c: Constraint): void {
    const at = this.constraints.push(c) - 1;
    this.ticks++;
    eachVariable(c, this.data.intervals, (x) => {
      this.occurrences[this.store.representative(x)]!.push(at);
      this.ticks++;
    });
    this.queue.add(at);
    this.written++;
    this.store.changes++;
  }

  /** Puts another record, over no new variables, in the place of constraint c; null drops it. */
  replace(c: number, next: Constraint | null): void {
    if (this.constraints[c] === next) return;
    this.constraints[c] = next;
    if (next !== null) this.written++;
    this.store.changes++;
  }

  /** One of these literals is true. */
  addClause(literals: readonly LiteralRef[]): void {
    const { store } = this;
    const open = new Set<LiteralRef>();
    for (const l of literals) {
      const literal = store.literal(l);
      if (literal === store.yes || open.has(negateRef(literal))) return;
      if (literal !== store.no) open.add(literal);
    }
    if (open.size === 0) store.refuted = true;
    else if (open.size === 1) for (const l of open) store.makeTrue(l);
    else this.add({ kind: 'boolOr', literals: [...open].sort((a, b) => a - b) });
  }

  /** Not all of these literals are true. */
  forbid(literals: readonly LiteralRef[]): void {
    this.addClause(literals.map(negateRef));
  }

  /** `conclusion` is true where all the premises are. */
  imply(premises: readonly LiteralRef[], conclusion: LiteralRef): void {
    this.addClause([...premises.map(negateRef), conclusion]);
  }

  /** The enforcement literals that are open, each once; null if they cannot all be true. */
  enforcementOf({ enforcement }: Constraint): readonly LiteralRef[] | null {
    if (enforcement === undefined || enforcement.length === 0) return NONE;
    const { store } = this;
    const open = new Set<LiteralRef>();
    for (const l of enforcement) {
      const literal = store.literal(l);
      if (literal === store.no || open.has(negateRef(literal))) return null;
      if (literal !== store.yes) open.add(literal);
    }
    return open.size === enforcement.length && enforcement.every((l) => open.has(l)) ? enforcement : [...open];
  }

  // ---------------------------------------------------------------- queue

  /** What to look at next, or null. */
  next(): number | null {
    return this.queue.next();
  }

  /** Puts a constraint into the queue. */
  revisit(c: number): void {
    this.queue.add(c);
  }

  private touch(x: VariableRef): void {
    for (const id of this.occurrences[x]!) this.queue.add(id);
    this.ticks += this.occurrences[x]!.length;
  }

  private move(x: VariableRef, y: VariableRef): void {
    this.touch(x);
    const list = this.occurrences[y]!;
    for (const id of this.occurrences[x]!) list.push(id);
    this.occurrences[x] = [];
  }
}

/** A quick look: no more than it takes to enter the model. */
function leastSize({ variables, constraints }: ModelData): number {
  let size = variables.length;
  for (const c of constraints)
    size += 1 + ('literals' in c ? c.literals.length : c.kind === 'linear' ? c.vars.length : 0);
  return size;
}
