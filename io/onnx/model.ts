// An ONNX file to an OnnxModel and back. What is not changed goes back byte for byte, unknown fields included.
//
// A model is its graph between two runs of other fields, the graph its nodes between two runs of other fields, a node its own bytes. So encodeModel needs no knowledge
// of what it copies: whoever wants another order or more nodes hands over another list of nodes. Writers put the nodes of a graph one after the other; where a file does not,
// they are together afterwards, which protobuf says is the same message.

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../input-error.ts';
import { decodeFunction, decodeGraph, decodeOpset, parseNode, Segments } from './decode-graph.ts';
import type { OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from './model-types.ts';
import { MessageReader } from './wire.ts';
import { WireSource } from './wire-source.ts';

const GRAPH_FIELD = 7;
const NODE_FIELD = 1;

/** Decode a model; `file` is for messages. Throws InputError for anything that is not a complete ONNX model. */
export function decodeModel(bytes: Uint8Array, file: string): OnnxModel {
  const source = new WireSource(bytes, file);
  const reader = new MessageReader(source, bytes);
  const before = new Segments(bytes);
  const after = new Segments(bytes);
  const opsets = new Map<string, number>();
  const functions: OnnxFunction[] = [];
  let irVersion = 0;
  let graph: OnnxGraph | null = null;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        irVersion = reader.integer();
        break;
      case GRAPH_FIELD: {
        if (graph !== null) reader.fail('it has two graphs');
        const payload = reader.payload();
        graph = decodeGraph(payload, reader.within(payload));
        continue;
      }
      case 8:
        decodeOpset(reader.message(), opsets);
        break;
      case 25:
        functions.push(decodeFunction(reader.message()));
        break;
      default:
        reader.skip();
    }
    (graph === null ? before : after).add(reader.start, reader.end);
  }
  if (graph === null) {
    const problem = bytes.length === 0 ? 'is empty' : 'is not an ONNX model: it has no graph';
    throw new InputError({ file, place: '', problem, mend: 'give the .onnx file as it was exported' });
  }
  return { irVersion, opsets, graph, functions, before: before.all, after: after.all };
}

/** The bytes of the model: equal to those it was decoded from, but for the nodes of its graph, which are those of `model.graph.nodes` in their order. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  for (const run of model.before) writer.raw(run);
  writer.tag(GRAPH_FIELD, WireType.LengthDelimited).fork();
  for (const run of model.graph.before) writer.raw(run);
  for (const node of model.graph.nodes) writer.tag(NODE_FIELD, WireType.LengthDelimited).bytes(node.bytes);
  for (const run of model.graph.after) writer.raw(run);
  writer.join();
  for (const run of model.after) writer.raw(run);
  return writer.finish();
}

export interface NodeNames {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const INPUT = 1;
const OUTPUT = 2;
const NAME = 3;

/** A copy of a node under another name, reading and writing other tensors; all its other fields stay as they are, byte for byte. */
export function renamedNode(node: OnnxNode, { name, inputs, outputs }: NodeNames): OnnxNode {
  const writer = new BinaryWriter();
  for (const input of inputs) writer.tag(INPUT, WireType.LengthDelimited).string(input);
  for (const output of outputs) writer.tag(OUTPUT, WireType.LengthDelimited).string(output);
  if (name !== '') writer.tag(NAME, WireType.LengthDelimited).string(name);
  const reader = new BinaryReader(node.bytes);
  while (reader.pos < node.bytes.length) {
    const start = reader.pos;
    const [field, wireType] = reader.tag();
    reader.skip(wireType, field);
    if (field !== INPUT && field !== OUTPUT && field !== NAME) writer.raw(node.bytes.subarray(start, reader.pos));
  }
  const bytes = writer.finish();
  return parseNode(bytes, new MessageReader(new WireSource(bytes, name), bytes));
}
