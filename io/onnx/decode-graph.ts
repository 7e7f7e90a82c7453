// GraphProto, NodeProto, AttributeProto and FunctionProto. Subgraphs of If, Loop and Scan are attributes, so the three decode each other.

import type { AttributeValue } from '../../formulation/network/network.ts';
import { decodeTensor, decodeValueInfo } from './decode-tensor.ts';
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from './model-types.ts';
import type { MessageReader } from './wire.ts';

/** Operators of one graph, and what they read and write: as much as half a gigabyte holds when all is made of it. */
export const MAX_NODES = 100_000;
const MAX_ENDS = 1_000_000;

/** Runs of fields that are not decoded, in order; neighbours become one run. */
export class Segments {
  private readonly bytes: Uint8Array;
  private readonly runs: { from: number; to: number }[] = [];
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  add(from: number, to: number): void {
    const last = this.runs.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else this.runs.push({ from, to });
  }

  get all(): Uint8Array[] {
    return this.runs.map(({ from, to }) => this.bytes.subarray(from, to));
  }
}

export function decodeGraph(payload: Uint8Array, reader: MessageReader): OnnxGraph {
  let name = '';
  let ends = 0;
  const nodes: OnnxNode[] = [];
  const [initializers, inputs, outputs, valueInfo]: [OnnxTensor[], OnnxValueInfo[], OnnxValueInfo[], OnnxValueInfo[]] =
    [[], [], [], []];
  const before = new Segments(payload);
  const after = new Segments(payload);
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        nodes.push(decodeNode(reader));
        ends += (nodes.at(-1)?.inputs.length ?? 0) + (nodes.at(-1)?.outputs.length ?? 0);
        if (nodes.length > MAX_NODES) reader.tooLarge(`${MAX_NODES} operators`);
        if (ends > MAX_ENDS) reader.tooLarge(`${MAX_ENDS} inputs and outputs of operators`);
        continue;
      case 2:
        name = reader.text();
        break;
      case 5:
        initializers.push(decodeTensor(reader.message()));
        break;
      case 11:
        inputs.push(decodeValueInfo(reader.message()));
        break;
      case 12:
        outputs.push(decodeValueInfo(reader.message()));
        break;
      case 13:
        valueInfo.push(decodeValueInfo(reader.message()));
        break;
      case 15:
        initializers.push(decodeSparse(reader.message()));
        break;
      default:
        reader.skip();
    }
    (nodes.length === 0 ? before : after).add(reader.start, reader.end);
  }
  return { name, nodes, initializers, inputs, outputs, valueInfo, before: before.all, after: after.all };
}

/** A sparse tensor as a parameter: its name is that of its values, its shape is said beside them. */
function decodeSparse(reader: MessageReader): OnnxTensor {
  let values: OnnxTensor | null = null;
  const shape: number[] = [];
  while (reader.next()) {
    if (reader.field === 1) values = decodeTensor(reader.message());
    else if (reader.field === 3) reader.integers(shape);
    else reader.skip();
  }
  if (values === null) return reader.fail('a sparse tensor has no values');
  if (!shape.every((length) => length >= 0 && Number.isSafeInteger(length)))
    reader.fail(`sparse tensor "${values.name}" has an impossible length`);
  return { name: values.name, elementType: values.elementType, shape, raw: null, data: null };
}

/** The node in the current field of its graph. */
function decodeNode(parent: MessageReader): OnnxNode {
  const bytes = parent.payload();
  return parseNode(bytes, parent.within(bytes));
}

/** A node from its bytes; the reader stands at their begin. */
export function parseNode(bytes: Uint8Array, reader: MessageReader): OnnxNode {
  const [inputs, outputs, attributes]: [string[], string[], OnnxAttribute[]] = [[], [], []];
  let [name, type, domain, overload] = ['', '', '', ''];
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        inputs.push(reader.text());
        break;
      case 2:
        outputs.push(reader.text());
        break;
      case 3:
        name = reader.text();
        break;
      case 4:
        type = reader.text();
        break;
      case 5:
        attributes.push(decodeAttribute(reader.message()));
        break;
      case 7:
        domain = plainDomain(reader.text());
        break;
      case 8:
        overload = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { bytes, name, type, domain, overload, inputs, outputs, attributes };
}

/** The domain of the standard has two spellings. */
export function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

/** AttributeProto.type: which of its fields counts. */
const KINDS: readonly string[] = ['', 'f', 'i', 's', 't', 'g', 'floats', 'ints', 'strings'];

function decodeAttribute(reader: MessageReader): OnnxAttribute {
  const values: Record<string, AttributeValue> = {};
  const [floats, ints, strings]: [number[], number[], string[]] = [[], [], []];
  let [name, reference, kind, seen] = ['', '', '', ''];
  let tensor: OnnxTensor | null = null;
  let graph: OnnxGraph | null = null;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        name = reader.text();
        continue;
      case 20:
        kind = KINDS[reader.integer()] ?? 'other';
        continue;
      case 21:
        reference = reader.text();
        continue;
      case 2:
        values['f'] = reader.float();
        break;
      case 3:
        values['i'] = reader.integer();
        break;
      case 4:
        values['s'] = reader.bytesAsText();
        break;
      case 5:
        tensor = decodeTensor(reader.message());
        break;
      case 6: {
        const payload = reader.payload();
        graph = decodeGraph(payload, reader.within(payload));
        break;
      }
      case 7:
        reader.floats(floats);
        break;
      case 8:
        reader.integers(ints);
        break;
      case 9:
        strings.push(reader.bytesAsText());
        break;
      default:
        reader.skip();
        continue;
    }
    seen = KINDS[reader.field - 1] ?? '';
  }
  // Files before ir_version 3 say no type: the one field they fill counts.
  if (kind === '') kind = seen;
  const lists: Readonly<Record<string, AttributeValue>> = { floats, ints, strings };
  const value = values[kind] ?? lists[kind] ?? absent(kind);
  return { name, value, tensor: kind === 't' ? tensor : null, graph: kind === 'g' ? graph : null, reference };
}

/** Proto3 writers leave zeros out. */
function absent(kind: string): AttributeValue {
  if (kind === 'f' || kind === 'i') return 0;
  return kind === 's' ? '' : null;
}

export function decodeFunction(reader: MessageReader): OnnxFunction {
  const [inputs, outputs, defaults, nodes, valueInfo]: [
    string[],
    string[],
    OnnxAttribute[],
    OnnxNode[],
    OnnxValueInfo[],
  ] = [[], [], [], [], []];
  const opsets = new Map<string, number>();
  let [name, domain, overload] = ['', '', ''];
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        name = reader.text();
        break;
      case 4:
        inputs.push(reader.text());
        break;
      case 5:
        outputs.push(reader.text());
        break;
      case 7:
        nodes.push(decodeNode(reader));
        break;
      case 9:
        decodeOpset(reader.message(), opsets);
        break;
      case 10:
        domain = plainDomain(reader.text());
        break;
      case 11:
        defaults.push(decodeAttribute(reader.message()));
        break;
      case 12:
        valueInfo.push(decodeValueInfo(reader.message()));
        break;
      case 13:
        overload = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { name, domain, overload, inputs, outputs, defaults, opsets, nodes, valueInfo };
}

export function decodeOpset(reader: MessageReader, into: Map<string, number>): void {
  let [domain, version] = ['', 0];
  while (reader.next()) {
    if (reader.field === 1) domain = plainDomain(reader.text());
    else if (reader.field === 2) version = reader.integer();
    else reader.skip();
  }
  into.set(domain, version);
}
