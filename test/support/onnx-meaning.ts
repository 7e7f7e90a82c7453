// What an ONNX model computes, as an expression for each of its results: operators applied to operators, down to inputs and initializers. Two models of equal
// expressions compute the same, whatever the operators do, as long as these are functions of their inputs. Equal expressions have equal numbers.

import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode } from '../../io/onnx/model-types.ts';

/** Numbers of expressions, shared by the models that are compared. */
export class Expressions {
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }
}

/** The results of a model, by name, in order. Throws if a node reads what no earlier node writes, or if a name is written twice. */
export function meaningOf({ graph }: OnnxModel, expressions: Expressions): [name: string, expression: number][] {
  return evaluate(graph, new Map(), expressions, '');
}

function evaluate(
  graph: OnnxGraph,
  outer: ReadonlyMap<string, number>,
  expressions: Expressions,
  depth: string,
): [string, number][] {
  const values = new Map(outer);
  const own = new Set<string>();
  const write = (name: string, expression: string): void => {
    if (name === '') return;
    if (own.has(name)) throw new Error(`${name} is written twice`);
    own.add(name);
    values.set(name, expressions.of(expression));
  };
  const read = (name: string): number => {
    const value = name === '' ? -1 : values.get(name);
    if (value === undefined) throw new Error(`${name} is read before it is written`);
    return value;
  };
  const initialized = new Set(graph.initializers.map(({ name }) => name));
  for (const name of initialized) write(name, `${depth}parameter ${name}`);
  for (const { name } of graph.inputs) if (!initialized.has(name)) write(name, `${depth}input ${name}`);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(read);
    const attributes = node.attributes.map((attribute) => attributeText(attribute, values, expressions, depth));
    const call = `${node.domain}:${node.type}:${node.overload}(${inputs})[${attributes}]`;
    for (const [i, output] of node.outputs.entries()) write(output, `${call}#${i}`);
  }
  return graph.outputs.map(({ name }) => [name, read(name)]);
}

function attributeText(
  { name, value, tensor, graph, reference }: OnnxAttribute,
  values: ReadonlyMap<string, number>,
  expressions: Expressions,
  depth: string,
): string {
  const weights =
    tensor === null ? null : [tensor.elementType, tensor.shape, Array.from(tensor.raw ?? []), tensor.data];
  const inner = graph === null ? null : evaluate(graph, values, expressions, `${depth}>`).map(([, result]) => result);
  return JSON.stringify([name, value, reference, weights, inner]);
}

/** Nodes by operator and attributes alone: what a rewritten model has more of. */
export function nodeCount(nodes: readonly OnnxNode[], type: string): number {
  return nodes.filter((node) => node.type === type).length;
}
