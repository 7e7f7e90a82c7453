// A running solve as events of io/event-log.ts.

import { edgeCount } from '../formulation/graph.ts';
import type { RematResult } from '../formulation/solve.ts';
import { EVENTS_FORMAT, EventLog } from '../io/event-log.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';
import type { SolveRequest } from './solve-request.ts';
import { gapPercent, type Incumbent, type Standing, type Watcher } from './standing.ts';
import { packageVersion } from './version.ts';

export class EventWriter implements Watcher {
  private readonly log: EventLog;

  /** Creates the file and writes the start event. */
  constructor(file: string, { problem, parameters, baseline }: SolveRequest) {
    const { graph, objective, order: mode, maxComputations, keepOutputs, precedence } = problem;
    const { timeLimit, deterministic, seed, strategies, explanation, engine } = parameters;
    this.log = new EventLog(file);
    this.log.write({
      type: 'start',
      format: EVENTS_FORMAT,
      version: packageVersion(),
      graph: { name: graph.name, nodes: graph.n, links: edgeCount(graph) },
      baseline: { peak: baseline.peak, duration: baseline.duration },
      ...{ objective, mode, maxComputations, keepOutputs, precedence },
      budget: objective === 'duration' ? problem.memoryBound : null,
      durationLimit: known(problem.durationBound),
      ...{ timeLimit, deterministic, seed, strategies, explanation, engine },
    });
  }

  onSolution(standing: Standing, { seconds, worker, duration, peak, steps, objective }: Incumbent): void {
    const bound = known(standing.bound);
    const gap = gapPercent(objective, standing.bound);
    this.log.write({ type: 'solution', seconds, worker, duration, peak, steps, bound, gapPercent: gap });
  }

  onBound(standing: Standing, { seconds, worker, value }: Finding): void {
    const gap = gapPercent(standing.objective, value);
    this.log.write({ type: 'bound', seconds, worker, bound: known(value), gapPercent: gap });
  }

  /** Writes the end event and closes the file; the result says why the log is incomplete, or null. */
  end({ seconds, status, stopReason, objective, lowerBound, workers }: RematResult): string | null {
    const [best, bound] = [known(objective), known(lowerBound)];
    const gap = gapPercent(objective, lowerBound);
    this.log.write({ type: 'end', seconds, status, stopReason, objective: best, bound, gapPercent: gap, workers });
    return this.log.close();
  }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
