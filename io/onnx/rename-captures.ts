// Other names for the tensors that the subgraphs of a node (If, Loop, Scan) read from outside.
//
// Works on the bytes: what is not renamed is copied as it is. A name that a subgraph gives to something of its own (an input, an initializer, an output of a node) means that
// from there on, and is left alone in this subgraph and those within it. Field numbers: onnx.proto.

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export type NewNames = ReadonlyMap<string, string>;

/** Bytes of a NodeProto whose subgraphs read other tensors; its own inputs and outputs stay. */
export function withCapturesRenamed(node: Uint8Array, names: NewNames): Uint8Array {
  return names.size === 0 ? node : mapped(node, { 5: (attribute) => inAttribute(attribute, names) });
}

function inAttribute(attribute: Uint8Array, names: NewNames): Uint8Array {
  const inGraph = (graph: Uint8Array): Uint8Array => renamedGraph(graph, names);
  return mapped(attribute, { 6: inGraph, 11: inGraph });
}

function renamedGraph(graph: Uint8Array, outer: NewNames): Uint8Array {
  const names = new Map(outer);
  const hide = (name: Uint8Array): void => void names.delete(UTF8.decode(name));
  visit(graph, {
    1: (node) => visit(node, { 2: hide }),
    5: (initializer) => visit(initializer, { 8: hide }),
    11: (input) => visit(input, { 1: hide }),
    15: (sparse) => visit(sparse, { 1: (values) => visit(values, { 8: hide }) }),
  });
  if (names.size === 0) return graph;
  const rename = (name: Uint8Array): Uint8Array => {
    const renamed = names.get(UTF8.decode(name));
    return renamed === undefined ? name : new TextEncoder().encode(renamed);
  };
  return mapped(graph, {
    1: (node) => mapped(node, { 1: rename, 5: (attribute) => inAttribute(attribute, names) }),
    12: (output) => mapped(output, { 1: rename }),
  });
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A copy of a message in which the payloads of some fields are changed. */
export function mapped(
  message: Uint8Array,
  changes: Readonly<Record<number, (payload: Uint8Array) => Uint8Array>>,
): Uint8Array {
  const writer = new BinaryWriter();
  eachField(message, (field, start, end, payload) => {
    const change = payload === null ? undefined : changes[field];
    if (change === undefined || payload === null) writer.raw(message.subarray(start, end));
    else writer.tag(field, WireType.LengthDelimited).bytes(change(payload));
  });
  return writer.finish();
}

/** Calls a function for the payloads of some fields. */
export function visit(message: Uint8Array, visitors: Readonly<Record<number, (payload: Uint8Array) => void>>): void {
  eachField(message, (field, _start, _end, payload) => {
    if (payload !== null) visitors[field]?.(payload);
  });
}

/** The message has been decoded before, so that nothing in it is broken. */
function eachField(
  message: Uint8Array,
  on: (field: number, start: number, end: number, payload: Uint8Array | null) => void,
): void {
  const reader = new BinaryReader(message);
  while (reader.pos < message.length) {
    const start = reader.pos;
    const [field, wireType] = reader.tag();
    let payload: Uint8Array | null = null;
    if (wireType === WireType.LengthDelimited) payload = reader.bytes();
    else reader.skip(wireType, field);
    on(field, start, reader.pos, payload);
  }
}
