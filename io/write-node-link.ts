// Writer of compute graphs in networkx node-link JSON, the Checkmate dialect: what io/node-link.ts reads.

import type { ComputeGraph } from '../formulation/graph.ts';
import { formatJson } from './format-json.ts';

/** Text of a graph file; nodes in the input order, which is topological, so no graph.order is needed. */
export function formatNodeLink(graph: ComputeGraph): string {
  const nodes = graph.ids.map((id, v) => ({
    id,
    name: graph.names[v],
    backward: graph.backward[v] === 1,
    cost_cpu: graph.durations[v],
    cost_ram: graph.sizes[v],
    ...(graph.recomputable[v] === 1 ? {} : { recompute: 'forbid' }),
  }));
  const links = graph.predecessors.flatMap((list, v) =>
    Array.from(list, (u) => ({ source: graph.ids[u], target: graph.ids[v] })),
  );
  const { name, units } = graph;
  const attributes = {
    name,
    ...(units?.size === 'bytes' ? { sizeUnit: 'bytes' } : {}),
    ...(units?.duration === 'nanoseconds' ? { durationUnit: 'ns' } : {}),
  };
  return formatJson({ directed: true, multigraph: false, graph: attributes, nodes, links });
}
