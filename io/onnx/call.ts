// One operator as a rule sees it: what is known of its inputs, its attributes with their defaults, and a way to say that it contradicts itself.

import { MAX_RANK } from './decode-tensor.ts';
import { broadcast, type Fact, fact, isKnown, NOTHING, UNKNOWN } from './fact.ts';
import type { OnnxAttribute, OnnxGraph, OnnxTensor } from './model-types.ts';

export type AttributeContent = Pick<OnnxAttribute, 'value' | 'tensor' | 'graph'>;

/** The attributes of one operator by name. */
export type Attributes = ReadonlyMap<string, AttributeContent>;

/** Runs a subgraph on what is known of its inputs; gives what is then known of its outputs. */
export type RunGraph = (graph: OnnxGraph, inputs: readonly Fact[]) => Fact[];

/** The operator contradicts itself or its inputs. */
export class ContradictionError extends Error {}

/** Gives the outputs of an operator in order; missing ones are not known. */
export type Rule = (call: Call) => Fact[];

export class Call {
  readonly type: string;
  /** Version of the operator set of its domain. */
  readonly opset: number;
  /** Null: left out. */
  readonly inputs: readonly (Fact | null)[];
  readonly outputCount: number;
  readonly run: RunGraph;
  private readonly attributes: Attributes;

  constructor(
    type: string,
    opset: number,
    inputs: readonly (Fact | null)[],
    outputCount: number,
    attributes: Attributes,
    run: RunGraph,
  ) {
    this.type = type;
    this.opset = opset;
    this.inputs = inputs;
    this.outputCount = outputCount;
    this.attributes = attributes;
    this.run = run;
  }

  /** The same operator with something else for an input. */
  withInput(index: number, value: Fact): Call {
    return new Call(this.type, this.opset, this.inputs.with(index, value), this.outputCount, this.attributes, this.run);
  }

  fail(problem: string): never {
    throw new ContradictionError(problem);
  }

  has(input: number): boolean {
    return (this.inputs[input] ?? null) !== null;
  }

  /** What is known of an input that the operator cannot do without. */
  input(index: number): Fact {
    return this.inputs[index] ?? this.fail(`has no input ${index}`);
  }

  /** What is known of an input that may be left out. */
  optional(index: number): Fact {
    return this.inputs[index] ?? NOTHING;
  }

  /** The shape of an input, which must have this rank where it is known. */
  shape(index: number, rank?: number): readonly number[] | null {
    const { shape } = this.input(index);
    if (shape !== null && rank !== undefined && shape.length !== rank) {
      this.fail(`needs input ${index} with ${rank} dimensions, and it has ${shape.length}`);
    }
    return shape;
  }

  number(name: string, otherwise: number): number {
    const value = this.attributes.get(name)?.value;
    return typeof value === 'number' ? value : otherwise;
  }

  text(name: string, otherwise: string): string {
    const value = this.attributes.get(name)?.value;
    return typeof value === 'string' ? value : otherwise;
  }

  /** A list of numbers, or null where the attribute is not there. */
  numbers(name: string): readonly number[] | null {
    const value = this.attributes.get(name)?.value;
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? (value as number[]) : null;
  }

  /** Items of a list of any kind; none where it is not there. */
  count(name: string): number {
    const value = this.attributes.get(name)?.value;
    return Array.isArray(value) ? value.length : 0;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  tensor(name: string): OnnxTensor | null {
    return this.attributes.get(name)?.tensor ?? null;
  }

  graph(name: string): OnnxGraph {
    return this.attributes.get(name)?.graph ?? this.fail(`has no graph "${name}"`);
  }

  /** Numbers that older operator sets have as an attribute and newer ones as an input. Undefined: neither is there; null: not known. */
  setting(name: string, input: number): readonly number[] | null | undefined {
    const attribute = this.numbers(name);
    if (attribute !== null) return attribute;
    if (!this.has(input)) return undefined;
    const { values } = this.input(input);
    return values === null || values.some(Number.isNaN) ? null : values;
  }

  /** An axis counted from the front. */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(counted) || counted < 0 || counted >= rank)
      this.fail(`has axis ${axis} where there are ${rank} dimensions`);
    return counted;
  }

  /** Axes counted from the front, each once. */
  axes(axes: readonly number[], rank: number): number[] {
    const counted = axes.map((axis) => this.axis(axis, rank));
    if (new Set(counted).size < counted.length) this.fail(`names an axis twice: ${axes.join(', ')}`);
    return counted;
  }

  /** A shape with another length of its last axis. */
  withLast(shape: readonly number[] | null, length: number): readonly number[] | null {
    if (shape === null) return null;
    return shape.length === 0 ? this.fail('has a scalar where there must be an axis') : shape.with(-1, length);
  }

  /** The shape that inputs broadcast to. */
  broadcast(...shapes: readonly (readonly number[] | null)[]): readonly number[] | null {
    let shape: readonly number[] | null = [];
    for (const next of shapes) {
      const both = broadcast(shape, next);
      if (both === undefined) this.fail(`cannot broadcast ${shapes.map(shapeText).join(' with ')}`);
      shape = both;
    }
    return shape;
  }

  /** A length that is computed from others: UNKNOWN if one of them is. */
  length(lengths: readonly number[], compute: () => number): number {
    if (lengths.includes(UNKNOWN)) return UNKNOWN;
    const length = compute();
    if (!Number.isSafeInteger(length) || length < 0) this.fail(`comes to a dimension of ${length}`);
    return length;
  }

  /** Numbers that are a shape: unknown ones become UNKNOWN. */
  asShape(values: readonly number[]): number[] {
    return values.map((value) => {
      if (Number.isNaN(value)) return UNKNOWN;
      if (!Number.isSafeInteger(value) || value < 0) this.fail(`comes to a dimension of ${value}`);
      return value;
    });
  }
}

export function shapeText(shape: readonly number[] | null): string {
  return shape === null ? '[...]' : `[${shape.map((length) => (length === UNKNOWN ? '?' : length)).join(', ')}]`;
}

/** One output of the type of the first input. */
export function likeFirst(call: Call, shape: readonly number[] | null): Fact[] {
  return [fact(call.input(0).type, shape)];
}

/** A shape of this rank of which nothing more is known. */
export function unknownShape(rank: number): number[] {
  return new Array<number>(rank).fill(UNKNOWN);
}

/** Rank of a shape vector's contents: its only length, if that is known. */
export function rankFromVector(call: Call, vector: Fact): number | null {
  const rank = isKnown(vector.shape) && vector.shape.length === 1 ? (vector.shape[0] as number) : null;
  if (rank !== null && rank > MAX_RANK) call.fail(`comes to ${rank} dimensions, over the limit of ${MAX_RANK}`);
  return rank;
}
