// Program of one child process: SHAPE SEED FILE -> a random layered graph as a file in node-link JSON, nodes in the input order. Written in pieces: the text of a large
// graph would not fit into one string, and a process of its own keeps its memory out of the benchmark's.

import { closeSync, openSync, writeSync } from 'node:fs';
import { familyOfRlg4, layeredDescription } from './layered-graph.ts';
import { SCALE_SHAPES } from './rows.ts';

const ITEMS_PER_PIECE = 10_000;

const [shape, seed, file] = process.argv.slice(2);
const { nodes: count, sparse } = SCALE_SHAPES[shape];
const { name, nodes, links, order } = layeredDescription(familyOfRlg4(count, sparse), Number(seed));
const descriptor = openSync(file, 'w');
writeSync(descriptor, `{"directed":true,"multigraph":false,"graph":{"name":"${name}"},"nodes":[\n`);
writeList(order, (v) => {
  const { size, duration } = nodes[v];
  return `{"id":${v},"name":"${v}","backward":false,"cost_cpu":${duration},"cost_ram":${size}}`;
});
writeSync(descriptor, '],"links":[\n');
writeList(links, ([u, v]) => `{"source":${u},"target":${v}}`);
writeSync(descriptor, ']}\n');
closeSync(descriptor);

function writeList<T>(items: readonly T[], text: (item: T) => string): void {
  for (let i = 0; i < items.length; i += ITEMS_PER_PIECE) {
    const piece = items.slice(i, i + ITEMS_PER_PIECE).map(text);
    writeSync(descriptor, `${i > 0 ? ',\n' : ''}${piece.join(',\n')}\n`);
  }
}
