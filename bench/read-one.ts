// Program of one child process: GRAPH -> JSON with the seconds of reading the file and the size of the graph.

import { edgeCount } from '../formulation/graph.ts';
import { loadGraph } from '../formulation/load-graph.ts';

const MAX_COMPUTATIONS = 2;

const [file] = process.argv.slice(2);
const start = performance.now();
const graph = loadGraph(file, MAX_COMPUTATIONS);
const readSeconds = (performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ nodes: graph.n, links: edgeCount(graph), readSeconds }));
