// Circuit: suite over small graphs with all kinds of literals, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { circuitChecker } from '../../propagators/checkers/circuit.ts';
import { Circuit } from '../../propagators/circuit.ts';
import { type Arc, ArcGraph, NONE } from '../../propagators/circuit-graph.ts';
import { CircuitReach } from '../../propagators/circuit-reach.ts';
import type { Kernel } from '../../solver/kernel.ts';
import { type Fact, negBound } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { valuesOf } from '../support/solution-table.ts';
import { CaseBuilder, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface CircuitCase {
  nodes: number;
  arcs: Arc[];
  depot: number;
  enforcement: Fact[];
}

function post(kernel: Kernel, { nodes, arcs, depot, enforcement }: CircuitCase): void {
  const graph = new ArcGraph(nodes, arcs, depot);
  const checker = circuitChecker(nodes, arcs, depot, enforcement);
  kernel.post(new Circuit(graph, enforcement), checker);
  kernel.post(new CircuitReach(graph, enforcement), checker);
}

/** From the definition: who visits whom, walked from the first visited node or from the depot. */
function satisfies({ nodes, arcs, depot, enforcement }: CircuitCase, values: readonly number[]): boolean {
  if (!enforcement.every((f) => holds(f, values))) return true;
  const chosen = arcs.filter(({ fact }) => holds(fact, values));
  const skipped = new Set<number>();
  for (let v = 0; v < nodes; v++) {
    if (v === depot) continue;
    const out = chosen.filter(({ tail }) => tail === v);
    const into = chosen.filter(({ head }) => head === v);
    if (out.length !== 1 || into.length !== 1) return false;
    if (out[0] === into[0]) skipped.add(v);
  }
  const tour = chosen.filter(({ tail, head }) => tail !== head);
  const covered = new Set<number>();
  const starts = depot === NONE ? tour.slice(0, 1) : tour.filter(({ tail }) => tail === depot);
  for (const first of starts) {
    for (let a: Arc | undefined = first; a !== undefined && a.head !== first.tail; ) {
      covered.add(a.head);
      const { head }: Arc = a;
      a = tour.find(({ tail }) => tail === head);
    }
    covered.add(first.tail);
  }
  for (let v = 0; v < nodes; v++) if (v !== depot && covered.has(v) === skipped.has(v)) return false;
  return true;
}

/** Draws a graph around a hidden solution, so that solutions are not rare; facts of its arcs are true in a hidden assignment, the others false. */
class GraphBuilder {
  private readonly rng: Random;
  private readonly builder: CaseBuilder;
  private readonly hidden: number[] = [];

  constructor(rng: Random) {
    this.rng = rng;
    this.builder = new CaseBuilder(rng, { assignments: 3000 });
  }

  make(withDepot: boolean): CircuitCase & { domains: number[][] } {
    const { rng, builder } = this;
    const nodes = rng.between(1, 6);
    const depot = withDepot ? rng.below(nodes) : NONE;
    const tours = this.tours(nodes, depot);
    const arcs: Arc[] = [];
    const always = rng.chance(0.3);
    for (let tail = 0; tail < nodes; tail++) {
      for (let head = 0; head < nodes; head++) {
        if (tail === head && tail === depot) continue;
        const wanted = tours.has(`${tail} ${head}`);
        if (!wanted && rng.chance(tail === head ? 0.3 : 0.4)) continue;
        const copies = tail !== head && rng.chance(0.08) ? 2 : 1;
        for (let c = 0; c < copies; c++) {
          arcs.push({ tail, head, fact: this.fact(rng.chance(0.95) === (wanted && c === 0), always) });
        }
      }
    }
    rng.shuffle(arcs);
    const enforcement = rng.chance(0.4) ? builder.conditions(2) : [];
    if (builder.domains.length === 0) builder.condition();
    return { nodes, arcs, depot, enforcement, domains: builder.domains };
  }

  /** Arcs of a circuit through some of the nodes, or of some through the depot, and loops at the others. */
  private tours(nodes: number, depot: number): Set<string> {
    const { rng } = this;
    const skips = rng.chance(0.5) ? 0.3 : 0;
    const visited = Array.from({ length: nodes }, (_, v) => v).filter((v) => v !== depot && !rng.chance(skips));
    rng.shuffle(visited);
    if (depot === NONE && visited.length === 1) visited.length = 0;
    const arcs = new Set<string>();
    let from = depot === NONE ? visited[visited.length - 1]! : depot;
    for (const v of visited) {
      if (depot !== NONE && from !== depot && rng.chance(0.3)) {
        arcs.add(`${from} ${depot}`);
        from = depot;
      }
      arcs.add(`${from} ${v}`);
      from = v;
    }
    if (depot !== NONE && from !== depot) arcs.add(`${from} ${depot}`);
    for (let v = 0; v < nodes; v++) if (v !== depot && !visited.includes(v)) arcs.add(`${v} ${v}`);
    return arcs;
  }

  /** A fact that is `value` in the hidden assignment: of a new Boolean, an old variable, a new variable's end, or (true only) a constant. */
  private fact(value: boolean, always: boolean): Fact {
    const { rng, builder, hidden } = this;
    const { domains } = builder;
    if (rng.chance(0.1)) builder.expression(-1, 1, 4);
    else if (domains.length === 0 || rng.chance(0.6)) builder.condition();
    if (domains.length === 0) builder.condition();
    while (hidden.length < domains.length) hidden.push(rng.pick(valuesOf(domains[hidden.length]!)));
    if (value && always && rng.chance(0.5)) return ge(0, domains[0]![0]!);
    const x = rng.chance(0.6) ? domains.length - 1 : rng.below(domains.length);
    const d = domains[x]!;
    const f = rng.chance(0.5) ? ge(x, d[d.length - 1]!) : le(x, d[0]!);
    return holds(f, hidden) === value ? f : { sv: f.sv ^ 1, k: negBound(f.k) };
  }
}

for (const depot of [false, true]) {
  propagatorSuite<CircuitCase>(
    {
      name: depot ? 'multiple-circuit' : 'circuit',
      consistency: 'none',
      make: (rng) => new GraphBuilder(rng).make(depot),
      post,
      satisfies,
    },
    { cases: 800 },
  );
}

/** A scene whose variable k is the Boolean of arc k; `more` Booleans after them may be used in `enforcement`. */
function circuit(
  nodes: number,
  arcs: readonly (readonly [number, number])[],
  { depot = NONE, enforcement = [] as Fact[], more = 0 } = {},
): Scene {
  const scene = new Scene(Array.from({ length: arcs.length + more }, () => [0, 1]));
  const facts = arcs.map(([tail, head], k): Arc => ({ tail, head, fact: yes(k) }));
  post(scene.kernel, { nodes, arcs: facts, depot, enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

/** The complete graph over `nodes` nodes, loops included if asked for. */
function complete(nodes: number, loops: boolean): [number, number][] {
  const all = Array.from({ length: nodes * nodes }, (_, k): [number, number] => [Math.floor(k / nodes), k % nodes]);
  return loops ? all : all.filter(([tail, head]) => tail !== head);
}

/** The variable of an arc, in brackets as a reason prints it. */
function arcFalse(arcs: readonly (readonly [number, number])[], tail: number, head: number): string {
  return `[x${indexOf(arcs, tail, head)} <= 0]`;
}

function arcTrue(arcs: readonly (readonly [number, number])[], tail: number, head: number): string {
  return `[x${indexOf(arcs, tail, head)} >= 1]`;
}

function indexOf(arcs: readonly (readonly [number, number])[], tail: number, head: number): number {
  return arcs.findIndex((arc) => arc[0] === tail && arc[1] === head);
}

describe('circuit', () => {
  it('lets one arc out of a node and one into it', () => {
    const arcs = complete(4, true);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(4, arcs);
    expect(scene.decide(yes(at(0, 1)))).toBe(true);
    const box = scene.box();
    const falseArcs = arcs.filter((_, k) => box[k]![1] === 0);
    // the loops of 0 and 1 too, and the way back from 1 to 0 only when a third node must be visited
    expect(falseArcs).toEqual([
      [0, 0],
      [0, 2],
      [0, 3],
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(scene.why(no(at(2, 1)))).toEqual([arcTrue(arcs, 0, 1)]);
    expect(scene.why(no(at(1, 1)))).toEqual([arcTrue(arcs, 0, 1)]);
  });

  it('keeps a chain open while a node elsewhere must be visited', () => {
    //  0 -> 1 -> 2    3
    const arcs = complete(4, true);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(4, arcs);
    expect(scene.decide(yes(at(0, 1)), yes(at(1, 2)))).toBe(true);
    expect(scene.box()[at(2, 0)]).toEqual([0, 1]);
    expect(scene.decide(no(at(3, 3)))).toBe(true);
    expect(scene.box()[at(2, 0)]).toEqual([0, 0]);
    expect(scene.why(no(at(2, 0)))).toEqual([arcTrue(arcs, 0, 1), arcTrue(arcs, 1, 2), arcFalse(arcs, 3, 3)].sort());
  });

  it('prefers a witness that the root knows of', () => {
    //  0 -> 1    2 (loop false)    3 (no loop)
    const arcs = complete(4, true).filter(([tail, head]) => tail !== 3 || head !== 3);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(4, arcs);
    expect(scene.decide(no(at(2, 2)))).toBe(true);
    expect(scene.decide(yes(at(0, 1)))).toBe(true);
    expect(scene.why(no(at(1, 0)))).toEqual([arcTrue(arcs, 0, 1)]);
  });

  it('skips all other nodes once a circuit is closed', () => {
    const arcs = complete(4, true);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(4, arcs);
    expect(scene.decide(yes(at(0, 1)), yes(at(1, 0)))).toBe(true);
    expect([scene.box()[at(2, 2)], scene.box()[at(3, 3)]]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(scene.why(yes(at(3, 3)))).toEqual([arcTrue(arcs, 0, 1), arcTrue(arcs, 1, 0)].sort());
  });

  it('skips what cannot be reached, by the smaller cut', () => {
    //   0 <-> 1 <-> 2      3 <- 0, 3 <- 1, 3 -> 2;  0 must be visited
    const arcs: [number, number][] = [
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
      [0, 3],
      [1, 3],
      [3, 2],
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    const scene = circuit(4, arcs);
    expect(scene.decide(no(indexOf(arcs, 0, 3)), no(indexOf(arcs, 1, 3)))).toBe(true);
    expect(scene.box()[9]).toEqual([1, 1]);
    expect(scene.why(yes(9))).toEqual([arcFalse(arcs, 0, 3), arcFalse(arcs, 1, 3)].sort());
    scene.kernel.backtrackTo(0);
    // out of reach, and no way back from 3: one arc is the smaller reason
    expect(scene.decide(no(indexOf(arcs, 0, 3)), no(indexOf(arcs, 1, 3)), no(indexOf(arcs, 3, 2)))).toBe(true);
    expect(scene.why(yes(9))).toEqual([arcFalse(arcs, 3, 2)]);
  });

  it('finds that two nodes cannot be on one circuit', () => {
    //   {0, 1}  ->  {2, 3}  and no way back
    const arcs = complete(4, false);
    const scene = circuit(4, arcs);
    const back = [2, 3].flatMap((tail) => [0, 1].map((head) => no(indexOf(arcs, tail, head))));
    expect(scene.decide(...back.slice(0, 3))).toBe(true);
    expect(scene.decide(back[3]!)).toBe(false);
    expect(scene.conflict()).toEqual(
      [arcFalse(arcs, 2, 0), arcFalse(arcs, 2, 1), arcFalse(arcs, 3, 0), arcFalse(arcs, 3, 1)].sort(),
    );
  });

  it('refutes the last open condition and nothing else', () => {
    const arcs = complete(3, false);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(3, arcs, { enforcement: [yes(6), yes(7)], more: 2 });
    expect(scene.decide(yes(at(0, 1)))).toBe(true);
    expect(scene.decide(yes(6))).toBe(true);
    expect(scene.box().filter(([lo, hi]) => lo === hi).length).toBe(2);
    expect(scene.decide(yes(at(1, 0)))).toBe(true);
    expect(scene.why(no(7))).toEqual([arcTrue(arcs, 0, 1), arcTrue(arcs, 1, 0), '[x6 >= 1]'].sort());
  });

  it('routes from a depot: many out of it and into it, and none elsewhere', () => {
    //   0 -> 1 -> 0,  0 -> 2,  2 -> 3
    const arcs = complete(4, true).filter(([tail, head]) => tail + head > 0);
    const at = (tail: number, head: number): number => indexOf(arcs, tail, head);
    const scene = circuit(4, arcs, { depot: 0 });
    expect(scene.decide(yes(at(0, 1)), yes(at(1, 0)), yes(at(0, 2)), yes(at(2, 3)))).toBe(true);
    expect(scene.box()[at(3, 0)]).toEqual([0, 1]);
    scene.kernel.backtrackTo(0);
    expect(scene.decide(yes(at(2, 3)))).toBe(true);
    // a circuit without the depot, whoever else is visited
    expect(scene.box()[at(3, 2)]).toEqual([0, 0]);
    expect(scene.why(no(at(3, 2)))).toEqual([arcTrue(arcs, 2, 3)]);
  });

  it('of one node, or of none', () => {
    const skipped = new Scene([[0, 1]]);
    post(skipped.kernel, { nodes: 1, arcs: [{ tail: 0, head: 0, fact: yes(0) }], depot: NONE, enforcement: [] });
    expect(skipped.root()).toBe(true);
    expect(skipped.decide(yes(0))).toBe(true);
    skipped.kernel.backtrackTo(0);
    expect(skipped.decide(no(0))).toBe(false);
    expect(skipped.conflict()).toEqual(['[x0 <= 0]']);
  });
});
