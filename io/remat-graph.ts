// Reader and writer of the format remat-graph/1 (formulation/network/remat-graph.ts, docs/graph.md, schema/remat-graph-1.schema.json).
//
// The reader checks shape, numbers and references: unique ids, edges between nodes, an order that lists every node once and is topological, aliases that come
// after their owners. What it accepts has no cycle. Fields that may be left out get what says least: no operations known, no bytes moved, forward. Unknown fields are ignored.

import type { RematDevice, RematGraph, RematKind, RematNode } from '../formulation/network/remat-graph.ts';
import { formatJson } from './format-json.ts';
import { describeValue } from './input-error.ts';
import { JsonFields } from './json-fields.ts';
import { parseJson } from './parse-json.ts';

export const REMAT_FORMAT = 'remat-graph/1';
const KINDS: readonly RematKind[] = ['compute', 'alias', 'parameter', 'input'];

type Fields = Readonly<Record<string, unknown>>;

/** True if a parsed JSON document says that it is of this format. */
export function isRematDocument(document: unknown): boolean {
  return typeof document === 'object' && document !== null && (document as Fields).format === REMAT_FORMAT;
}

/** Parse the text of a file; `file` is only for messages. Throws InputError. */
export function parseRematGraph(text: string, file: string): RematGraph {
  return readRematGraph(parseJson(text, file), file);
}

/** As parseRematGraph, from the parsed document. */
export function readRematGraph(value: unknown, file: string): RematGraph {
  const at = new JsonFields(file, REMAT_FORMAT);
  const document = at.object(value, '');
  if (document.format !== REMAT_FORMAT) {
    const mend = 'say which format the file has';
    at.fail('format', `expected "${REMAT_FORMAT}", found ${describeValue(document.format)}`, mend);
  }
  const nodes = at.list(document.nodes, 'nodes').map((node, v) => readNode(at, node, v));
  const index = indexById(at, nodes);
  const known = (id: unknown, place: string): number => {
    if (typeof id === 'number' && index.has(id)) return id;
    return at.fail(place, `${describeValue(id)} is not the id of a node`, 'add the node or remove the mention');
  };
  const edges = at.list(document.edges, 'edges').map((edge, k): readonly [number, number] => {
    const ends = at.list(edge, `edges[${k}]`);
    if (ends.length !== 2) at.fail(`edges[${k}]`, `has ${ends.length} ends`, 'give [source, target]');
    return [known(ends[0], `edges[${k}][0]`), known(ends[1], `edges[${k}][1]`)];
  });
  const outputs = optionalList(at, document, 'outputs').map((id, i) => known(id, `outputs[${i}]`));
  const outputRoles = optionalList(at, document, 'outputRoles').map((role, i) => at.text(role, `outputRoles[${i}]`));
  if (document.outputRoles !== undefined && outputRoles.length !== outputs.length) {
    at.fail('outputRoles', `has ${outputRoles.length} entries for ${outputs.length} outputs`, 'give one for each');
  }
  const order =
    document.order === undefined
      ? nodes.map(({ id }) => id)
      : at.list(document.order, 'order').map((id, p) => known(id, `order[${p}]`));
  const graph: RematGraph = {
    format: REMAT_FORMAT,
    name: document.name === undefined ? '' : at.text(document.name, 'name'),
    source: document.source === undefined ? '' : at.text(document.source, 'source'),
    device: document.device === undefined || document.device === null ? null : readDevice(at, document.device),
    durationUnit: document.durationUnit === undefined ? '' : at.text(document.durationUnit, 'durationUnit'),
    sizeUnit: document.sizeUnit === undefined ? 'bytes' : at.text(document.sizeUnit, 'sizeUnit'),
    ...{ nodes, edges, order, outputs },
    outputRoles: document.outputRoles === undefined ? outputs.map(() => 'output') : outputRoles,
  };
  checkOrder(at, graph, index, document.order === undefined);
  return graph;
}

/** Text of a file; nodes and fields in a fixed order, so that equal graphs give equal texts. */
export function formatRematGraph(graph: RematGraph): string {
  const { format, name, source, device, durationUnit, sizeUnit, nodes, edges, order, outputs, outputRoles } = graph;
  const written = nodes.map(({ shape, dtype, ...node }) => ({
    ...node,
    ...(shape === undefined ? {} : { shape }),
    ...(dtype === undefined ? {} : { dtype }),
  }));
  return formatJson({
    ...{ format, name, source, device: device === null ? null : { ...device }, durationUnit, sizeUnit },
    ...{ nodes: written, edges, order, outputs, outputRoles },
  });
}

function readNode(at: JsonFields, value: unknown, v: number): RematNode {
  const place = `nodes[${v}]`;
  const node = at.object(value, place);
  if (!Number.isSafeInteger(node.id)) at.expected('an integer', node.id, `${place}.id`);
  const id = node.id as number;
  const kind = at.oneOf(node.kind, KINDS, `${place}.kind`);
  const text = (field: string): string => at.text(node[field], `${place}.${field}`);
  const amount = (field: string): number =>
    node[field] === undefined ? 0 : at.amount(node[field], `${place}.${field}`);
  const isAlias = kind === 'alias';
  if (!isAlias) at.amount(node.size, `${place}.size`);
  if (kind === 'compute') at.amount(node.duration, `${place}.duration`);
  const size = amount('size');
  if (isAlias && size > 0)
    at.fail(`${place}.size`, `an alias with ${size} bytes of its own`, 'give 0, or the kind compute');
  if (isAlias && !Number.isSafeInteger(node.aliasOf)) at.expected('the id of a node', node.aliasOf, `${place}.aliasOf`);
  return {
    ...{ id, name: node.name === undefined ? String(id) : text('name'), op: node.op === undefined ? '' : text('op') },
    ...{ kind, size, duration: amount('duration'), flops: amount('flops'), bytesMoved: amount('bytesMoved') },
    rooflineNs: amount('rooflineNs'),
    backward: node.backward === undefined ? false : at.flag(node.backward, `${place}.backward`),
    ...(node.role === undefined ? {} : { role: text('role') }),
    ...(node.fqn === undefined ? {} : { fqn: text('fqn') }),
    ...(isAlias ? { aliasOf: node.aliasOf as number } : {}),
    ...(node.tensorBytes === undefined ? {} : { tensorBytes: amount('tensorBytes') }),
    ...(node.shape === undefined ? {} : { shape: readShapes(at, node.shape, `${place}.shape`) }),
    ...(node.dtype === undefined ? {} : { dtype: readTexts(at, node.dtype, `${place}.dtype`) }),
    ...(node.random === undefined ? {} : { random: at.flag(node.random, `${place}.random`) }),
    ...(node.recompute === undefined
      ? {}
      : { recompute: at.oneOf(node.recompute, ['allow', 'forbid'] as const, `${place}.recompute`) }),
  };
}

function readShapes(at: JsonFields, value: unknown, place: string): readonly (readonly number[] | null)[] {
  return at
    .list(value, place)
    .map((shape, i) =>
      at.nullable(shape, (dims) =>
        at.list(dims, `${place}[${i}]`).map((dim, d) => at.amount(dim, `${place}[${i}][${d}]`)),
      ),
    );
}

function readTexts(at: JsonFields, value: unknown, place: string): readonly string[] {
  return at.list(value, place).map((text, i) => at.text(text, `${place}[${i}]`));
}

function readDevice(at: JsonFields, value: unknown): RematDevice {
  const device = at.object(value, 'device');
  return {
    name: at.text(device.name, 'device.name'),
    flops_per_s: at.number(device.flops_per_s, 'device.flops_per_s'),
    bytes_per_s: at.number(device.bytes_per_s, 'device.bytes_per_s'),
  };
}

function optionalList(at: JsonFields, document: Fields, field: string): readonly unknown[] {
  return document[field] === undefined ? [] : at.list(document[field], field);
}

function indexById(at: JsonFields, nodes: readonly RematNode[]): ReadonlyMap<number, number> {
  const index = new Map<number, number>();
  for (const [v, { id }] of nodes.entries()) {
    const before = index.get(id);
    if (before !== undefined)
      at.fail(`nodes[${v}].id`, `${id} is already used by nodes[${before}]`, 'give every node its own');
    index.set(id, v);
  }
  return index;
}

/** Every node once, and nothing before what it reads or whose storage it shares. */
function checkOrder(
  at: JsonFields,
  { nodes, edges, order }: RematGraph,
  index: ReadonlyMap<number, number>,
  isImplied: boolean,
): void {
  const position = new Map<number, number>();
  for (const [p, id] of order.entries()) {
    if (position.has(id)) at.fail(`order[${p}]`, `node ${id} is listed twice`, 'list every node exactly once');
    position.set(id, p);
  }
  const missing = nodes.find(({ id }) => !position.has(id));
  if (missing !== undefined) at.fail('order', `node ${missing.id} is missing`, 'list every node exactly once');
  const mend = isImplied ? 'give an "order", or the nodes in one' : 'give a topological "order"';
  const before = (a: number, b: number): boolean => (position.get(a) as number) < (position.get(b) as number);
  for (const [k, [source, target]] of edges.entries()) {
    if (!before(source, target))
      at.fail(`edges[${k}]`, `node ${target} reads node ${source} but is not after it`, mend);
  }
  for (const [v, { id, aliasOf }] of nodes.entries()) {
    if (aliasOf === undefined) continue;
    const place = `nodes[${v}].aliasOf`;
    if (!index.has(aliasOf))
      at.fail(place, `${aliasOf} is not the id of a node`, 'name the node that owns the storage');
    if (!before(aliasOf, id)) at.fail(place, `node ${id} is not after node ${aliasOf}, whose storage it shares`, mend);
  }
}
