// First module of the thread of task-thread.ts.

import { parentPort } from 'node:worker_threads';
import { sweep } from '../formulation/sweep.ts';
import { unpackGraph } from './packed-graph.ts';
import type { FromTask, SweepTask, ToTask } from './task-thread.ts';

if (parentPort === null) throw new Error('this module is for threads');
const port = parentPort;
const controller = new AbortController();

port.on('message', (message: ToTask) => {
  if (message.kind === 'stop') controller.abort();
  // what is thrown ends the thread, and its parent is told
  else void run(message.task);
});

async function run({ graph: given, problem, parameters, budgets, known }: SweepTask): Promise<void> {
  const graph = given instanceof Uint8Array ? unpackGraph(given, problem) : given;
  const send = (message: FromTask): void => port.postMessage(message);
  const points = await sweep({ ...problem, graph }, budgets, parameters, {
    signal: controller.signal,
    known,
    onPoint: (point) => send({ kind: 'point', point }),
  });
  send({ kind: 'done', outcome: { points, ids: graph.ids } });
}
