// A schedule of a torch graph as a Python script that replays it: computes, recomputes and drops the tensors of an fx graph in the order of the schedule.
//
// The schedule speaks of what allocates. Views and single outputs of an operation (aliases) are computed when a reader needs them and dropped with the storage they belong to; those
// that are results of the graph are computed as soon as their storage is there for the last time. Results stay from their last computation on, which a schedule counts at most for those
// that nobody reads: the peak of the replay is counted here.
//
// The script is the same for every graph but for one string: the operations as JSON, in ASCII, written as a literal. No name of the graph becomes code.

import type { NodeId } from '../formulation/graph.ts';
import type { RematGraph, RematNode } from '../formulation/network/remat-graph.ts';

/** ["compute", name] or ["free", name]. */
export type ReplayOperation = readonly ['compute' | 'free', string];

/** The steps of a schedule: node ids in order and what is freed after each. */
export interface ReplaySchedule {
  readonly order: readonly NodeId[];
  readonly frees: readonly (readonly NodeId[])[];
}

export interface ReplayPlan {
  readonly operations: readonly ReplayOperation[];
  /** Most bytes allocated at once, results held to the end included, parameters and inputs not. */
  readonly peak: number;
}

/** Everything that has to be done with the nodes that are computed or aliases, in order. The schedule must be valid for the graph. */
export function replayPlan(graph: RematGraph, { order, frees }: ReplaySchedule): ReplayPlan {
  const replay = new Replay(graph, order);
  for (const [j, id] of order.entries()) replay.step(id, frees[j]);
  replay.finish();
  return { operations: replay.operations, peak: replay.peak };
}

class Replay {
  readonly operations: ReplayOperation[] = [];
  peak = 0;
  private live = 0;
  private readonly nodes: ReadonlyMap<string, RematNode>;
  private readonly sources = new Map<number, Set<number>>();
  /** Aliases by the id of the node that owns their storage; results among them. */
  private readonly resultsOf = new Map<number, number[]>();
  private readonly results: ReadonlySet<number>;
  /** Computations of a node that are still to come. */
  private readonly left = new Map<string, number>();
  /** Values there are, and the aliases of each owner among them. */
  private readonly held = new Set<number>();
  private readonly aliasesHeld = new Map<number, number[]>();

  constructor(graph: RematGraph, order: readonly NodeId[]) {
    this.nodes = new Map(graph.nodes.map((node) => [String(node.id), node]));
    for (const { id, kind, aliasOf } of graph.nodes) {
      this.sources.set(id, new Set(aliasOf === undefined ? [] : [aliasOf]));
      if (kind === 'parameter' || kind === 'input') this.held.add(id);
    }
    for (const [source, target] of graph.edges) this.sources.get(target)?.add(source);
    this.results = new Set(graph.outputs);
    for (const id of this.results) {
      const owner = this.owner(id);
      if (owner !== id) this.resultsOf.set(owner, [...(this.resultsOf.get(owner) ?? []), id]);
    }
    for (const id of order) this.left.set(String(id), (this.left.get(String(id)) ?? 0) + 1);
  }

  /** Compute a node, and free others after that. */
  step(id: NodeId, frees: readonly NodeId[]): void {
    const node = this.node(id);
    for (const source of this.sources.get(node.id) as Set<number>) this.ensure(source);
    this.compute(node);
    this.left.set(String(id), (this.left.get(String(id)) as number) - 1);
    this.allocate(node.size);
    for (const result of this.isLast(node) ? (this.resultsOf.get(node.id) ?? []) : []) {
      if (this.isWithinReach(result)) this.ensure(result);
    }
    for (const freed of frees) this.free(this.node(freed));
  }

  /** Results that are views of parameters or inputs, or of several nodes. */
  finish(): void {
    for (const result of this.results) this.ensure(result);
  }

  private node(id: NodeId): RematNode {
    const node = this.nodes.get(String(id));
    if (node === undefined) throw new RangeError(`node ${JSON.stringify(id)} is not in the graph`);
    return node;
  }

  /** The node whose storage this is; its own if it is no alias. */
  private owner(id: number): number {
    let node = this.node(id);
    while (node.kind === 'alias') node = this.node(node.aliasOf as number);
    return node.id;
  }

  private compute(node: RematNode): void {
    this.operations.push(['compute', node.name]);
    this.held.add(node.id);
  }

  /** Compute an alias that is not there, its sources before it. */
  private ensure(id: number): void {
    if (this.held.has(id)) return;
    const node = this.node(id);
    if (node.kind !== 'alias') throw new RangeError(`node ${id} is read while it is not held`);
    for (const source of this.sources.get(id) as Set<number>) this.ensure(source);
    this.compute(node);
    const owner = this.owner(id);
    const aliases = this.aliasesHeld.get(owner);
    if (aliases === undefined) this.aliasesHeld.set(owner, [id]);
    else aliases.push(id);
  }

  /** Whether an alias can be computed of what is held. */
  private isWithinReach(id: number): boolean {
    if (this.held.has(id)) return true;
    if (this.node(id).kind !== 'alias') return false;
    return Array.from(this.sources.get(id) as Set<number>).every((source) => this.isWithinReach(source));
  }

  private free(node: RematNode): void {
    const aliases = (this.aliasesHeld.get(node.id) ?? []).map((alias) => this.node(alias));
    const kept = this.isLast(node) ? aliases.filter(({ id }) => this.results.has(id)) : [];
    for (const alias of aliases) if (!kept.includes(alias)) this.drop(alias);
    this.aliasesHeld.set(
      node.id,
      kept.map(({ id }) => id),
    );
    if (this.isLast(node) && this.results.has(node.id)) return;
    this.drop(node);
    const bytesKept = kept.reduce((sum, { tensorBytes }) => sum + (tensorBytes ?? node.size), 0);
    this.allocate(Math.min(node.size, bytesKept) - node.size);
  }

  /** True if the node has been computed for the last time. */
  private isLast(node: RematNode): boolean {
    return this.left.get(String(node.id)) === 0;
  }

  private allocate(bytes: number): void {
    this.live += bytes;
    this.peak = Math.max(this.peak, this.live);
  }

  private drop(node: RematNode): void {
    this.operations.push(['free', node.name]);
    this.held.delete(node.id);
  }
}

const LITERAL_WIDTH = 120;

/** The text of the script. */
export function formatReplay(graph: RematGraph, { operations, peak }: ReplayPlan): string {
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
  const results = graph.outputs.map((id) => names.get(id));
  const plan = pythonLiteral(JSON.stringify({ graph: graph.name, peak, results, operations }));
  return SCRIPT.replace('"PLAN"', () => plan);
}

/** A text as a Python string literal in ASCII, over several lines; JSON's escapes mean the same in Python. */
function pythonLiteral(text: string): string {
  const escaped = JSON.stringify(ascii(text)).slice(1, -1);
  const pieces = escaped.match(new RegExp(`(?:\\\\.|[^\\\\]){1,${LITERAL_WIDTH}}`, 'g')) ?? [];
  return `(\n${pieces.map((piece) => `    "${piece}"\n`).join('')})`;
}

/** The same JSON text in ASCII alone. */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const SCRIPT = `"""Replays a schedule of a torch fx graph: python -c "import replay" and replay.run(graph_module, *inputs). Written by moccasin export-torch."""

import json

PLAN = json.loads("PLAN")


def replay(operations, compute, values):
    """Carry out the operations: compute(name, values) gives the value of a node, values holds what is there."""
    for operation, name in operations:
        if operation == "compute":
            values[name] = compute(name, values)
        else:
            del values[name]
    return values


def run(graph_module, *inputs):
    """What graph_module(*inputs) gives, computed in the order of the schedule. The graph must be the one that was exported: nodes are known by their names."""
    import torch

    interpreter = torch.fx.Interpreter(graph_module, garbage_collect_values=False)
    nodes = {node.name: node for node in graph_module.graph.nodes}
    missing = [name for _, name in PLAN["operations"] if name not in nodes]
    if missing:
        raise ValueError("not the graph of this schedule: it has no node " + repr(missing[0]))
    planned = {name for _, name in PLAN["operations"]}
    interpreter.args_iter = iter(graph_module.graph.process_inputs(*inputs))
    for node in graph_module.graph.nodes:
        if node.op in ("placeholder", "get_attr") and node.name not in planned:
            interpreter.env[node] = interpreter.run_node(node)

    class Values:
        """The interpreter's environment, by names."""

        def __setitem__(self, name, value):
            interpreter.env[nodes[name]] = value

        def __delitem__(self, name):
            del interpreter.env[nodes[name]]

    with torch.no_grad():  # the backward pass is in the graph
        replay(PLAN["operations"], lambda name, values: interpreter.run_node(nodes[name]), Values())
    (output,) = [node for node in graph_module.graph.nodes if node.op == "output"]
    return graph_module.graph.process_outputs(interpreter.map_nodes_to_values(output.args[0], output))
`;
