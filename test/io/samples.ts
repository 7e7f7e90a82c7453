// Small graph and schedule files, as values that tests change before they write them.

import type { ScheduleFile } from '../../io/schedule-file.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A graph of four nodes in the Checkmate dialect: 0 -> 1 -> 2 -> 3, and 0 -> 3. */
export function checkmateGraph(): JsonObject & { nodes: JsonObject[]; links: JsonObject[] } {
  const node = (id: number, name: string, cost_cpu: number, cost_ram: number): JsonObject => ({
    ...{ id, name, backward: id > 1, cost_cpu, cost_ram },
  });
  return {
    directed: true,
    multigraph: false,
    graph: { name: 'four' },
    nodes: [node(0, 'a', 10, 4), node(1, 'b', 20, 1), node(2, 'c', 30, 1), node(3, 'd', 40, 1)],
    links: [link(0, 1), link(1, 2), link(0, 3), link(2, 3)],
  };
}

function link(source: number, target: number): JsonObject {
  return { source, target };
}

/** The same graph in the dialect of the random layered graphs, with its order. */
export function layeredGraph(): JsonObject {
  const node = (name: number, duration: number, out_cost: number): JsonObject => ({ name, duration, out_cost });
  return {
    directed: true,
    graph: { name: 'four', order: [0, 1, 2, 3] },
    nodes: [node(0, 10, 4), node(1, 20, 1), node(2, 30, 1), node(3, 40, 1)],
    links: [
      { '0': 0, '1': 1 },
      { '0': 1, '1': 2 },
      { '0': 0, '1': 3 },
      { '0': 2, '1': 3 },
    ],
  };
}

/** A valid schedule of that graph which computes node 0 twice. */
export function sampleSchedule(): ScheduleFile {
  return {
    format: 'moccasin-schedule/1',
    graph: 'four',
    status: 'feasible',
    mode: 'input',
    budget: 6,
    maxComputations: 2,
    baseline: { peak: 6, duration: 100 },
    peak: 6,
    duration: 110,
    durationLowerBound: 100,
    overheadPercent: 10.000000000000009,
    order: [0, 1, 2, 0, 3],
    frees: [[], [0], [1], [], [0, 2, 3]],
    timeline: [4, 5, 2, 5, 6],
    solve: {
      seconds: 1.5,
      seed: 1,
      workers: 2,
      incumbents: [{ seconds: 0.5, duration: 110, worker: 'lns' }],
      bounds: [{ seconds: 0.1, duration: 100 }],
    },
  };
}
