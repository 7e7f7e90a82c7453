// Options of the commands that write training graphs, and what these say about the result.

import { type ComputeGraph, edgeCount } from '../formulation/graph.ts';
import { simulateInputOrder } from '../formulation/schedule.ts';
import { printable } from '../io/input-error.ts';
import { TRAINING_STEP } from './graph-options.ts';

export const TRAINING_OPTIONS = {
  loss: {
    type: 'choice',
    choices: ['cross-entropy', 'none'],
    default: TRAINING_STEP.loss,
    help: 'cross-entropy: of the first floating-point output; none: the gradients of the outputs come in from outside',
  },
  statistics: {
    type: 'choice',
    choices: ['split', 'joined'],
    default: TRAINING_STEP.statistics,
    help:
      'split: what the backward pass reads of a normalisation, a max pooling or a dropout besides its input is a ' +
      'tensor of its own; joined: a part of its output',
  },
} as const;

/** A line about a graph that was written. */
export function graphLine(graph: ComputeGraph, sizeUnit: string, durationUnit: string): string {
  const { peak, duration } = simulateInputOrder(graph);
  const counts = `${graph.n} nodes, ${edgeCount(graph)} links`;
  return printable(`${graph.name}: ${counts}, peak ${peak} ${sizeUnit}, duration ${duration} ${durationUnit}`);
}
