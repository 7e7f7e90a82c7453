// Reader of compute graphs in networkx node-link JSON, both dialects, into the description that makeGraph takes.
//
//   Checkmate:       nodes { id, name, backward, cost_cpu, cost_ram }   links { source, target }
//   random layered:  nodes { name, duration, out_cost }                 links { "0", "1" }         graph { order }
//   either:                                                                                        graph { name, sizeUnit, durationUnit }
//
// The list of links may also be called "edges", as newer versions of networkx write it. The fields of both dialects may
// be mixed. A node without an id is known by its name. In both, a node with "recompute": "forbid" is computed once only;
// "allow" says what holds without the field. This file checks the shape and the numbers, with the names of
// the fields as the file writes them; that ids are unique, links lead to nodes, there is no cycle and the order is a
// topological one is makeGraph's business.

import type { GraphDescription, NodeDescription, NodeId } from '../formulation/graph.ts';
import { describeValue, InputError, shortened } from './input-error.ts';
import { parseJson } from './parse-json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Parse the text of a graph file; `file` is only for messages. Throws InputError. */
export function parseNodeLink(text: string, file: string): GraphDescription {
  return readNodeLink(parseJson(text, file), file);
}

/** As parseNodeLink, from the parsed document. */
export function readNodeLink(document: unknown, file: string): GraphDescription {
  return new NodeLinkReader(file).read(document);
}

/** What a file says of its numbers, if it says anything: "sizeUnit": "bytes", "durationUnit": "ns". */
function unitsIn({ sizeUnit, durationUnit }: Fields): Pick<GraphDescription, 'units'> {
  const size = sizeUnit === 'bytes' ? 'bytes' : 'number';
  const duration = durationUnit === 'ns' ? 'nanoseconds' : 'number';
  return size === 'number' && duration === 'number' ? {} : { units: { size, duration } };
}

class NodeLinkReader {
  private readonly file: string;
  constructor(file: string) {
    this.file = file;
  }

  read(document: unknown): GraphDescription {
    if (!isObject(document)) this.fail('', `expected a JSON object, found ${describeValue(document)}`, SHAPE);
    if (typeof document.format === 'string') {
      this.fail('format', `${describeValue(document.format)} is not a node-link graph`, SHAPE);
    }
    if (document.directed === false) {
      this.fail('directed', 'the graph is undirected', 'link every tensor to its readers and set "directed" to true');
    }
    const nodes = this.list(document.nodes, 'nodes', 'has no list "nodes"');
    const linksName = document.links === undefined || document.links === null ? 'edges' : 'links';
    const links = this.list(document[linksName], linksName, 'has neither a list "links" nor a list "edges"');
    const attributes = isObject(document.graph) ? document.graph : {};
    const description = {
      name: this.graphName(attributes, document),
      nodes: nodes.map((node, v) => this.node(node, v)),
      links: links.map((link, k) => this.link(link, linksName, k)),
      ...unitsIn(attributes),
    };
    const order = attributes.order;
    if (order === undefined || order === null) return description;
    const listed = this.list(order, 'graph.order', 'graph.order is missing');
    return { ...description, order: listed.map((id, p) => this.id(id, `graph.order[${p}]`, 'a node id')) };
  }

  private graphName(attributes: Fields, document: Fields): string {
    const name = attributes.name ?? document.name;
    return typeof name === 'string' || typeof name === 'number' ? String(name) : '';
  }

  private node(node: unknown, v: number): NodeDescription {
    if (!isObject(node)) this.fail(`nodes[${v}]`, `expected an object, found ${describeValue(node)}`, SHAPE);
    const id = this.id(node.id ?? node.name, `nodes[${v}]`, 'an "id" or a "name"');
    const name = typeof node.name === 'string' || typeof node.name === 'number' ? String(node.name) : String(id);
    const place = `nodes[${v}] (${typeof id === 'string' ? describeValue(id) : shortened(name)})`;
    return {
      id,
      name,
      size: this.amount(node, 'cost_ram', 'out_cost', place),
      duration: this.amount(node, 'cost_cpu', 'duration', place),
      backward: node.backward === true,
      recomputable: this.recomputable(node.recompute, place),
    };
  }

  private recomputable(mark: unknown, place: string): boolean {
    if (mark === undefined || mark === null || mark === 'allow') return true;
    if (mark === 'forbid') return false;
    const mend = 'write "forbid" where a node may run only once, "allow" or nothing elsewhere';
    return this.fail(place, `"recompute" is ${describeValue(mark)}, not "forbid" or "allow"`, mend);
  }

  private link(link: unknown, list: string, k: number): [NodeId, NodeId] {
    if (!isObject(link)) this.fail(`${list}[${k}]`, `expected an object, found ${describeValue(link)}`, SHAPE);
    const source = link.source ?? link['0'];
    const target = link.target ?? link['1'];
    // there are many links: no place is put together for those that are in order
    if (isId(source) && isId(target)) return [source, target];
    const place = `${list}[${k}]`;
    return [this.id(source, place, 'a "source" (or "0")'), this.id(target, place, 'a "target" (or "1")')];
  }

  private id(value: unknown, place: string, what: string): NodeId {
    if (isId(value)) return value;
    return this.fail(place, `expected ${what}, found ${describeFound(value)}`, 'ids are numbers or strings');
  }

  /** A size or duration, under whichever of its two names the node has it. */
  private amount(node: Fields, name: string, otherName: string, place: string): number {
    const field = node[name] === undefined || node[name] === null ? otherName : name;
    const value = node[field];
    if (value === undefined || value === null) {
      this.fail(place, `has neither "${name}" nor "${otherName}"`, `add one, an integer from 0 to 2^53-1`);
    }
    if (typeof value !== 'number') {
      this.fail(place, `"${field}" is ${describeValue(value)}, not a number`, AMOUNT);
    }
    if (value < 0) this.fail(place, `"${field}" is negative: ${value}`, AMOUNT);
    // JSON.parse turns 1e400 into Infinity, which is no safe integer either.
    if (!Number.isSafeInteger(value)) {
      const problem = value <= Number.MAX_SAFE_INTEGER ? 'not an integer' : 'too large';
      this.fail(place, `"${field}" is ${problem}: ${value}`, AMOUNT);
    }
    return value;
  }

  private list(value: unknown, place: string, absent: string): readonly unknown[] {
    if (value === undefined || value === null) this.fail('', absent, SHAPE);
    if (!Array.isArray(value)) this.fail(place, `expected a list, found ${describeValue(value)}`, SHAPE);
    return value;
  }

  private fail(place: string, problem: string, mend: string): never {
    throw new InputError({ file: this.file, place, problem, mend });
  }
}

const SHAPE = 'give a networkx node-link graph: {"nodes": [...], "links": [...]}';
const AMOUNT = 'give an integer from 0 to 2^53-1, in a larger unit if need be';

function describeFound(value: unknown): string {
  return value === undefined || value === null ? 'nothing' : describeValue(value);
}

function isId(value: unknown): value is NodeId {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
