// What follows for every value of a model from its inputs: runs the shape rules over the nodes in order, through subgraphs and the model's own functions.
//
// Functions are run at each call with what is known there (their attributes may refer to those of the call), as are subgraphs. So that no file makes this long, the nodes
// run are counted against an allowance that grows with the model, calls nest at most MAX_CALLS deep, and when MAX_NUMBERS numbers of small tensors have been
// computed, no more are kept.

import { InputError, shortened } from '../input-error.ts';
import { type AttributeContent, type Attributes, Call, ContradictionError } from './call.ts';
import { MAX_RANK } from './decode-tensor.ts';
import { type Fact, isKnown, NOTHING, UNKNOWN } from './fact.ts';
import type { OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from './model-types.ts';
import { functionKey, operatorKey, RULES } from './rules/table.ts';
import { agreed, type Bindings, Scope } from './scope.ts';
import { tensorFact } from './tensor-values.ts';
import { withValues } from './values/evaluate.ts';

/** Nodes run: those of a loop several times, those of a function at every call. A few microseconds each. */
const RUNS = 200_000;
const RUNS_PER_NODE = 8;

/** Numbers read and computed; the most that is known to be needed are 1.1 million (a vision transformer whose exporter kept all arithmetic of shapes). */
const MAX_NUMBERS = 6_000_000;

/** What an element of a sequence counts for. */
const NUMBERS_PER_ELEMENT = 16;

/** Functions calling functions. */
const MAX_CALLS = 32;

interface Frame {
  readonly scope: Scope;
  readonly opsets: ReadonlyMap<string, number>;
  /** Of the call whose function's body this is. */
  readonly attributes: Attributes;
  readonly depth: number;
}

export class Inference {
  /** Values whose declared shapes contradict what follows for them. */
  readonly contradicted: string[] = [];
  /** Operators whose outputs are not known although all their inputs are. */
  readonly unknowing: OnnxNode[] = [];
  private readonly file: string;
  private readonly bindings: Bindings;
  private readonly functions: ReadonlyMap<string, OnnxFunction>;
  private runsLeft: number;
  private numbersLeft = MAX_NUMBERS;

  constructor(model: OnnxModel, file: string, bindings: Bindings) {
    this.file = file;
    this.bindings = bindings;
    this.runsLeft = RUNS + RUNS_PER_NODE * model.graph.nodes.length;
    this.functions = new Map(model.functions.map((f) => [functionKey(f.domain, f.name, f.overload), f]));
  }

  /** Run nodes (in topological order) of the main graph; leaves what is known of every value in the scope. */
  runMain(nodes: readonly OnnxNode[], scope: Scope, opsets: ReadonlyMap<string, number>): void {
    this.runNodes(nodes, { scope, opsets, attributes: new Map(), depth: 0 });
  }

  private runNodes(nodes: readonly OnnxNode[], frame: Frame): void {
    for (const node of nodes) {
      const outputs = this.runNode(node, frame);
      for (const [i, name] of node.outputs.entries()) {
        if (name === '') continue;
        const inferred = this.affordable(outputs[i] ?? NOTHING);
        const { known, contradicts } = agreed(inferred, frame.scope.declaration(name), this.bindings);
        if (contradicts) this.contradicted.push(name);
        frame.scope.set(name, known);
      }
    }
  }

  private runNode(node: OnnxNode, frame: Frame): readonly Fact[] {
    this.countRun(node);
    const inputs = node.inputs.map((name) => (name === '' ? null : frame.scope.get(name)));
    const attributes = attributesOf(node, frame.attributes);
    const called = this.functions.get(functionKey(node.domain, node.type, node.overload));
    if (called !== undefined) return this.callFunction(called, inputs, attributes, node, frame);
    const rule = RULES.get(operatorKey(node.domain, node.type));
    if (rule === undefined) return this.notKnown(node, inputs, []);
    const run = (graph: OnnxGraph, given: readonly Fact[]): Fact[] => this.runSubgraph(graph, given, frame);
    const key = operatorKey(node.domain, node.type);
    const call = new Call(key, frame.opsets.get(node.domain) ?? 1, inputs, node.outputs.length, attributes, run);
    try {
      const outputs = rule(call);
      for (const { shape } of outputs) assertShape(call, shape);
      for (const input of inputs) this.numbersLeft -= input?.values?.length ?? 0;
      return this.notKnown(node, inputs, this.numbersLeft > 0 ? withValues(call, outputs) : outputs);
    } catch (error) {
      if (!(error instanceof ContradictionError)) throw error;
      throw new InputError({
        file: this.file,
        place: describeOperator(node),
        problem: error.message,
        mend: 'the model contradicts itself; export it anew',
      });
    }
  }

  /** Remember where knowledge ends: at an operator that has all of it and gives none. */
  private notKnown(node: OnnxNode, inputs: readonly (Fact | null)[], outputs: readonly Fact[]): readonly Fact[] {
    const ends = node.outputs.some(
      (name, i) => name !== '' && !isKnown(outputs[i]?.shape ?? null) && !outputs[i]?.sequence,
    );
    if (ends && inputs.every((input) => input === null || isKnown(input.shape) || input.sequence !== null))
      this.unknowing.push(node);
    return outputs;
  }

  private runSubgraph(graph: OnnxGraph, given: readonly Fact[], frame: Frame): Fact[] {
    const scope = new Scope(frame.scope);
    scope.declare(graph.valueInfo);
    for (const tensor of graph.initializers) scope.set(tensor.name, tensorFact(tensor));
    for (const [i, { name, type }] of graph.inputs.entries()) {
      scope.set(name, agreed(given[i] ?? NOTHING, type, this.bindings).known);
    }
    this.runNodes(graph.nodes, { ...frame, scope });
    return graph.outputs.map(({ name, type }) => agreed(scope.get(name) ?? NOTHING, type, this.bindings).known);
  }

  private callFunction(
    called: OnnxFunction,
    inputs: readonly (Fact | null)[],
    attributes: Attributes,
    node: OnnxNode,
    frame: Frame,
  ): Fact[] {
    if (frame.depth >= MAX_CALLS) {
      throw new InputError({
        file: this.file,
        place: describeOperator(node),
        problem: `its functions call each other more than ${MAX_CALLS} deep`,
        mend: 'export the model with its functions inlined',
      });
    }
    const scope = new Scope(null);
    scope.declare(called.valueInfo);
    for (const [i, name] of called.inputs.entries()) {
      const input = inputs[i] ?? null;
      if (input !== null) scope.set(name, input);
    }
    const given = new Map(attributes);
    for (const attribute of called.defaults) if (!given.has(attribute.name)) given.set(attribute.name, attribute);
    const opsets = new Map([...frame.opsets, ...called.opsets]);
    this.runNodes(called.nodes, { scope, opsets, attributes: given, depth: frame.depth + 1 });
    return called.outputs.map((name) => scope.get(name) ?? NOTHING);
  }

  /** The fact without its details if there have been too many. */
  private affordable(known: Fact): Fact {
    this.numbersLeft -= (known.values?.length ?? 0) + NUMBERS_PER_ELEMENT * (known.sequence?.length ?? 0);
    return this.numbersLeft > 0 ? known : { ...known, values: null, sequence: null };
  }

  private countRun(node: OnnxNode): void {
    if (--this.runsLeft >= 0) return;
    throw new InputError({
      file: this.file,
      place: describeOperator(node),
      problem: 'finding the shapes of the model takes too long: its subgraphs and functions multiply',
      mend: 'simplify the model, or export it with the shapes of its values',
    });
  }
}

/** Rules compute with lengths that a file may have made up. */
function assertShape(call: Call, shape: readonly number[] | null): void {
  if (shape === null) return;
  if (shape.length > MAX_RANK) call.fail(`comes to ${shape.length} dimensions, over the limit of ${MAX_RANK}`);
  for (const length of shape) {
    const possible = length === UNKNOWN || (Number.isSafeInteger(length) && length >= 0);
    if (!possible) call.fail(`comes to a dimension of ${length}`);
  }
}

/** Attributes with those of the call in place of references to them; a reference to one that the call leaves out is left out. */
function attributesOf(node: OnnxNode, outer: Attributes): Attributes {
  const attributes = new Map<string, AttributeContent>();
  for (const attribute of node.attributes) {
    const meant = attribute.reference === '' ? attribute : outer.get(attribute.reference);
    if (meant !== undefined) attributes.set(attribute.name, meant);
  }
  return attributes;
}

/** For messages: the operator by its name, else by what it computes. */
export function describeOperator(node: OnnxNode): string {
  const name = node.name || (node.outputs.find((output) => output !== '') ?? '');
  return `${operatorKey(node.domain, node.type)} "${shortened(name)}"`;
}
