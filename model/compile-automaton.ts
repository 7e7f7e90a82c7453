// Compilation of automata: the automaton is unfolded over the positions, cut to what lies on a path from the start to a final state under the root's domains,
// and equivalent states of a layer are merged.
//
//   x0        x1        x2          a path through the layers spells the values; arcs carry the set of labels that lead from one state to the other
//    o--{1}---o--{1,2}--o
//     \--{2,3}--o--{2}-/            one accepting state: what differs after the last value is the same
//
// Literals of states and arcs: arc => its two states and one of its labels; state => an arc out of it, an arc into it; [x = v] => an arc with v. Unit
// propagation over these is domain consistent, whether or not the automaton is deterministic: an arc lives iff it lies on a path of living arcs with living
// labels. (Quimper & Walsh, "Global grammar constraints", CP 2006; Bacchus, "GAC via unit propagation", CP 2007.) Nothing says that a layer has at most one
// state: one path is enough, and a state that is true beside it only asks for a second path with the same values.
//
// A layer of a single state needs no literal but that of the enforcement, at which all paths begin. An arc that is the only one out of or into its state is
// that state; without enforcement, one that alone has its only label is the label.

import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { domainSize, listAt, postChoice, postValues, sortedSet } from './compile-values.ts';
import type { AutomatonConstraint, Transition } from './model.ts';

/** A step from a state of one layer to a state of the next under any of the labels. */
interface Arc {
  readonly tail: number;
  readonly head: number;
  /** Sorted. */
  readonly labels: readonly number[];
}

export function compileAutomaton(
  context: CompileContext,
  { exprs, startState, finalStates, transitions }: AutomatonConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  const layers = mergeStates(unfold(context, views, startState, finalStates, transitions));
  if (layers === null) {
    context.clause(enforcement, []);
    return;
  }
  const enforced: Condition = enforcement.length === 0 ? true : context.allOf(enforcement);
  const poster = new LayerPoster(context, enforcement, enforced);
  views.forEach((e, i) => {
    context.poll();
    poster.post(e, layers[i]!);
  });
}

/** The transitions of each position that lie on an accepting path, null if there is no such path. O(positions * transitions). */
function unfold(
  context: CompileContext,
  views: readonly Affine[],
  start: number,
  finals: readonly number[],
  transitions: readonly Transition[],
): Transition[][] | null {
  const outOf = new Map<number, Transition[]>();
  for (const transition of transitions) listAt(outOf, transition[0]).push(transition);
  const labels = [...new Set(transitions.map(([, label]) => label))];
  let states = new Set([start]);
  const layers = views.map((e) => {
    context.poll();
    const possible = new Set(labels.filter((label) => context.solve(e, label) !== null));
    const taken = [...states].flatMap((state) => (outOf.get(state) ?? []).filter(([, label]) => possible.has(label)));
    states = new Set(taken.map(([, , head]) => head));
    return taken;
  });
  let alive = new Set(finals.filter((state) => states.has(state)));
  for (let i = layers.length - 1; i >= 0; i--) {
    layers[i] = layers[i]!.filter(([, , head]) => alive.has(head));
    alive = new Set(layers[i]!.map(([tail]) => tail));
  }
  return alive.size > 0 ? layers : null;
}

/** The same paths with fewer states, numbered anew: states of one layer with the same labels to the same heads are one, from the last layer back. */
function mergeStates(layers: readonly (readonly Transition[])[] | null): Arc[][] | null {
  if (layers === null) return null;
  // after the last position all states are final ones
  let classOf = (_state: number): number => 0;
  const merged: Arc[][] = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const labelsOf = new Map<number, Map<number, number[]>>();
    for (const [tail, label, head] of layers[i]!) {
      let heads = labelsOf.get(tail);
      if (heads === undefined) {
        heads = new Map();
        labelsOf.set(tail, heads);
      }
      listAt(heads, classOf(head)).push(label);
    }
    const classes = new Map<string, number>();
    const classOfTail = new Map<number, number>();
    const arcs: Arc[] = [];
    for (const [state, heads] of labelsOf) {
      const out = [...heads].map(([head, labels]) => ({ head, labels: sortedSet(labels) }));
      out.sort((a, b) => a.head - b.head);
      const signature = out.map(({ head, labels }) => `${head}:${labels}`).join(' ');
      let tail = classes.get(signature);
      if (tail === undefined) {
        tail = classes.size;
        classes.set(signature, tail);
        for (const { head, labels } of out) arcs.push({ tail, head, labels });
      }
      classOfTail.set(state, tail);
    }
    classOf = (state) => classOfTail.get(state)!;
    merged.push(arcs);
  }
  return merged.reverse();
}

/** Posts layer by layer; the states in front of the next one are known by their literals. */
class LayerPoster {
  private readonly context: CompileContext;
  private readonly enforcement: readonly Fact[];
  private readonly enforced: Condition;
  private tails: Condition[];

  constructor(context: CompileContext, enforcement: readonly Fact[], enforced: Condition) {
    this.context = context;
    this.enforcement = enforcement;
    this.enforced = enforced;
    this.tails = [enforced];
  }

  /** The arcs at one position, whose value is e. */
  post(e: Affine, arcs: readonly Arc[]): void {
    const { context, enforcement, enforced, tails } = this;
    const outOf = new Map<number, number[]>();
    const into = new Map<number, number[]>();
    const having = new Map<number, number[]>();
    arcs.forEach(({ tail, head, labels }, a) => {
      listAt(outOf, tail).push(a);
      listAt(into, head).push(a);
      for (const label of labels) listAt(having, label).push(a);
    });
    const values = sortedSet(having.keys());
    postValues(context, e, values, enforcement);
    const heads = this.stateLiterals(into.size);
    const literals = arcs.map(({ tail, head, labels }): Condition => {
      if (outOf.get(tail)!.length === 1) return tails[tail]!;
      if (into.get(head)!.length === 1) return heads[head]!;
      const alone = labels.length === 1 && having.get(labels[0]!)!.length === 1;
      return alone && enforcement.length === 0 ? context.equals(e, labels[0]!) : context.newBool();
    });
    const size = enforcement.length === 0 ? values.length : domainSize(context, e);
    arcs.forEach(({ tail, head, labels }, a) => {
      context.clause([literals[a]!], [tails[tail]!]);
      context.clause([literals[a]!], [heads[head]!]);
      if (labels.length < size) postChoice(context, literals[a]!, e, labels);
    });
    const some = (list: readonly number[]): Condition[] => list.map((a) => literals[a]!);
    for (const [state, list] of outOf) context.clause([tails[state]!], some(list));
    for (const [state, list] of into) context.clause([heads[state]!], some(list));
    for (const [label, list] of having) {
      if (list.length < arcs.length) context.clause([enforced, context.equals(e, label)], some(list));
    }
    this.tails = heads;
  }

  private stateLiterals(count: number): Condition[] {
    return count === 1 ? [this.enforced] : Array.from({ length: count }, () => this.context.newBool());
  }
}
