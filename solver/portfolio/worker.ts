// The loop of a worker thread: builds the members of the strategy it is given and lets them take turns until they are exhausted or told to stop; then waits for
// another job. A worker entry file calls runWorker with the hooks of its layer.

import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Exchange, Member } from './exchange.ts';
import type { FromWorker, Task, ToWorker } from './protocol.ts';
import { RoundRobin } from './round-robin.ts';
import { SharedState } from './shared.ts';
import { WorkerExchange } from './worker-exchange.ts';

/** Milliseconds between two reports of statistics. */
const REPORT_INTERVAL = 2000;

export interface WorkerHooks<P, S> {
  /** The members of a strategy. What this throws is not tried again, what a member throws later is. */
  build(task: Task<P>, exchange: Exchange<S>): readonly Member[];
}

/** Serves jobs until the thread is terminated. Only in a worker thread. */
export function runWorker<P, S>(hooks: WorkerHooks<P, S>): void {
  const port = parentPort;
  if (port === null) throw new Error('runWorker: this is not a worker thread');
  // messages other than jobs are read while a job runs; one that comes later belongs to a job that is over
  port.on('message', (message: ToWorker<P, S>) => {
    if (message.type === 'job') new WorkerJob(port, hooks).run(message);
  });
}

class WorkerJob<P, S> {
  private readonly port: MessagePort;
  private readonly hooks: WorkerHooks<P, S>;
  private building = true;

  constructor(port: MessagePort, hooks: WorkerHooks<P, S>) {
    this.port = port;
    this.hooks = hooks;
  }

  run({ task, buffer, lower }: ToWorker<P, S> & { readonly type: 'job' }): void {
    try {
      const state = buffer === null ? SharedState.create(false) : new SharedState(buffer);
      const exchange = new WorkerExchange<S>(this.port, state, lower);
      const members = this.hooks.build(task, exchange);
      this.building = false;
      const names = members.map(({ name }) => name).join(', ');
      this.post({ type: 'log', text: `runs ${names === '' ? 'nothing' : names}` });
      const turns = new RoundRobin(members, exchange);
      this.takeTurns(turns);
      this.post({ type: 'done', members: turns.report() });
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.post({ type: 'error', text, building: this.building });
    }
  }

  private takeTurns(turns: RoundRobin<S>): void {
    let reported = performance.now();
    while (turns.step(Number.POSITIVE_INFINITY)) {
      if (performance.now() < reported + REPORT_INTERVAL) continue;
      reported = performance.now();
      this.post({ type: 'stats', members: turns.report() });
    }
  }

  private post(message: FromWorker<S>): void {
    this.port.postMessage(message);
  }
}
