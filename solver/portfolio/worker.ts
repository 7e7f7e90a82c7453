// The loop of a worker thread: builds the members of the strategy it is given and lets them take turns until they are exhausted or told to stop; then waits for
// another job. A worker entry file calls runWorker with the hooks of its layer.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { EpochExchange } from './epoch-exchange.ts';
import type { Exchange, Member } from './exchange.ts';
import type { FromWorker, Task, ToWorker } from './protocol.ts';
import { RoundRobin } from './round-robin.ts';
import { SharedState } from './shared.ts';
import { WorkBudget } from './work-budget.ts';
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
  let inEpochs: EpochJob<P, S> | null = null;
  // messages other than jobs and epochs are read while a job runs; one that comes later belongs to a job that is over
  port.on('message', (message: ToWorker<P, S>) => {
    if (message.type === 'job' && message.inEpochs) inEpochs = new EpochJob(port, hooks, message);
    else if (message.type === 'job') new FreeJob(port, hooks, message).run();
    else if (message.type === 'epoch') inEpochs?.run(message);
  });
}

type JobMessage<P, S> = ToWorker<P, S> & { readonly type: 'job' };

abstract class Job<P, S, E extends Exchange<S>> {
  private readonly port: MessagePort;
  private readonly hooks: WorkerHooks<P, S>;
  private readonly task: Task<P>;
  private members: readonly Member[] | null = null;

  constructor(port: MessagePort, hooks: WorkerHooks<P, S>, { task }: JobMessage<P, S>) {
    this.port = port;
    this.hooks = hooks;
    this.task = task;
  }

  protected build(exchange: E): readonly Member[] {
    this.members = this.hooks.build(this.task, exchange);
    const names = this.members.map(({ name }) => name).join(', ');
    this.post({ type: 'log', text: `runs ${names === '' ? 'nothing' : names}` });
    return this.members;
  }

  protected guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.post({ type: 'error', text, building: this.members === null });
    }
  }

  protected post(message: FromWorker<S>): void {
    this.port.postMessage(message);
  }
}

/** Works until it is told to stop or nothing is left to do. */
class FreeJob<P, S> extends Job<P, S, WorkerExchange<S>> {
  private readonly exchange: WorkerExchange<S>;

  constructor(port: MessagePort, hooks: WorkerHooks<P, S>, job: JobMessage<P, S>) {
    super(port, hooks, job);
    this.exchange = new WorkerExchange<S>(port, stateOf(job), job.lower, job.ring);
  }

  run(): void {
    this.guarded(() => {
      const turns = new RoundRobin(this.build(this.exchange), this.exchange);
      this.takeTurns(turns);
      this.post({ type: 'done', members: turns.report() });
    });
  }

  private takeTurns(turns: RoundRobin<S>): void {
    let reported = performance.now();
    while (turns.step(WorkBudget.seconds(Number.POSITIVE_INFINITY))) {
      if (performance.now() < reported + REPORT_INTERVAL) continue;
      reported = performance.now();
      this.post({ type: 'stats', members: turns.report() });
    }
  }
}

/** Works an epoch at a time (epochs.ts). */
class EpochJob<P, S> extends Job<P, S, EpochExchange<S>> {
  private readonly exchange: EpochExchange<S>;
  private turns: RoundRobin<S> | null = null;
  /** Ticks of all epochs so far, and those that were spent. */
  private due = 0;
  private spent = 0;

  constructor(port: MessagePort, hooks: WorkerHooks<P, S>, job: JobMessage<P, S>) {
    super(port, hooks, job);
    this.exchange = new EpochExchange<S>(port, stateOf(job), job.lower);
  }

  run(message: ToWorker<P, S> & { readonly type: 'epoch' }): void {
    this.guarded(() => {
      const { exchange } = this;
      exchange.begin(message);
      this.turns ??= new RoundRobin(this.build(exchange), exchange);
      const { turns } = this;
      this.due += message.ticks;
      const work = WorkBudget.ticks(this.due - this.spent);
      while (!work.over && turns.step(work));
      this.spent += work.spent;
      this.post({ type: 'epoch', ...exchange.end(), exhausted: turns.exhausted, members: turns.report() });
    });
  }
}

function stateOf<P, S>({ buffer }: JobMessage<P, S>): SharedState {
  return buffer === null ? SharedState.create(false) : new SharedState(buffer);
}
