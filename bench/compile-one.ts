// Program of one child process: GRAPH SHARE -> JSON with the seconds of each step from file to engine and the sizes of what was made.

import { edgeCount } from '../formulation/graph.ts';
import { loadGraph } from '../formulation/load-graph.ts';
import { buildMoccasin } from '../formulation/moccasin.ts';
import { simulateInputOrder } from '../formulation/schedule.ts';
import { compile } from '../model/compile.ts';
import { validate } from '../model/validate.ts';
import { Engine } from '../solver/engine.ts';

const MAX_COMPUTATIONS = 2;

const [file, share] = process.argv.slice(2);
const start = performance.now();
const graph = loadGraph(file, MAX_COMPUTATIONS);
const read = performance.now();
const { peak } = simulateInputOrder(graph, { keepOutputs: false });
const { data } = buildMoccasin(graph, {
  order: 'input',
  maxComputations: MAX_COMPUTATIONS,
  precedence: 'cover',
  keepOutputs: false,
  objective: 'duration',
  memoryBound: Math.floor(Number(share) * peak),
  durationBound: Number.POSITIVE_INFINITY,
});
const built = performance.now();
const problem = validate(data);
if (problem !== null) throw new Error(problem);
const validated = performance.now();
const engine = new Engine();
compile(data, engine);
const compiled = performance.now();
process.stdout.write(
  JSON.stringify({
    nodes: graph.n,
    links: edgeCount(graph),
    variables: data.variables.length,
    constraints: data.constraints.length,
    propagators: engine.kernel.propagators.length,
    readSeconds: (read - start) / 1000,
    buildSeconds: (built - read) / 1000,
    validateSeconds: (validated - built) / 1000,
    compileSeconds: (compiled - validated) / 1000,
    totalSeconds: (compiled - start) / 1000,
  }),
);
