// A worker of a queue: takes jobs, solves them in threads of their own and answers with rows.
//
// This thread stays free, so that the locks of its jobs are renewed however long they take. A lock that is not renewed (the process was killed, the machine is gone) makes a job stalled: others
// do it again, at most so often; then it fails. A worker that is asked to stop ends its threads and puts their jobs back at once.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { printable } from '../../io/input-error.ts';
import type { SweepRow } from '../../io/sweep-rows.ts';
import { rowOf } from '../sweep-rows.ts';
import { runTask } from '../task-thread.ts';
import type { QueueAddress } from './address.ts';
import { connectQueue, type QueueConnection, reason } from './connection.ts';
import { asSweepJob, GraphStore, type SweepJob, taskOf } from './job.ts';

/** How often a job may be found without its worker before it fails. */
const MOST_STALLS = 2;
/** Milliseconds until something that the connection has spoilt is tried again. */
const RETRY = 1000;
/** Milliseconds that a worker has to put its jobs back; without the server it cannot, and they will be found without it. */
const GRACE = 5000;

export interface WorkOptions {
  /** Jobs at once. */
  readonly concurrency: number;
  /** After so many seconds of silence a worker counts as dead. */
  readonly lockSeconds: number;
  /** What happens to jobs. */
  readonly onJob: (line: string) => void;
  /** What happens to the connection. */
  readonly note: (line: string) => void;
}

/**
 * Works until the signal aborts, and puts jobs back. False: the server is away, so that nothing could be put back, and the library goes on trying; the process has to be ended.
 * Throws InputError if the queue cannot be used.
 */
export async function work(address: QueueAddress, options: WorkOptions, signal: AbortSignal): Promise<boolean> {
  const connection = await connectQueue(address, signal);
  if (connection === null) return true;
  const { bull, client } = connection;
  const processor = new Processor(connection, options, signal);
  const lockDuration = 1000 * options.lockSeconds;
  const worker = new bull.Worker<SweepJob, SweepRow>(address.name, (job, token) => processor.process(job, token), {
    connection: connection.another(),
    concurrency: options.concurrency,
    ...{ lockDuration, stalledInterval: lockDuration, maxStalledCount: MOST_STALLS, runRetryDelay: RETRY },
  });
  // an outage says the same again and again
  let trouble = '';
  worker.on('error', (error) => {
    if (trouble !== reason(error)) options.note(`trouble with the queue: ${reason(error)}; going on`);
    trouble = reason(error);
  });
  client.on('ready', () => {
    if (trouble !== '') options.note(`connected to ${address.shown} again`);
    trouble = '';
  });
  worker.on('failed', (job, error) => {
    if (job !== undefined) options.onJob(`${nameOf(job)}: failed: ${error.message}`);
  });
  worker.on('stalled', (id) => options.onJob(`job ${id} had lost its worker; it is done again`));
  try {
    await worker.waitUntilReady();
    options.note(`waiting for jobs at ${address.shown}, queue ${address.name}`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const closed = worker.close().then(() => true);
    return await Promise.race([closed, sleep(GRACE, false, { ref: false })]);
  } finally {
    connection.close();
  }
}

class Processor {
  private readonly connection: QueueConnection;
  private readonly options: WorkOptions;
  private readonly signal: AbortSignal;
  private readonly store: GraphStore;

  constructor(connection: QueueConnection, options: WorkOptions, signal: AbortSignal) {
    this.connection = connection;
    this.options = options;
    this.signal = signal;
    this.store = new GraphStore(connection.client, connection.address.name);
  }

  /** The answer to a job. What is thrown makes it a failed attempt, or says that it was put back. */
  async process(job: Job<SweepJob>, token: string | undefined): Promise<SweepRow> {
    const { WaitingError, UnrecoverableError } = this.connection.bull;
    const data = asSweepJob(job.data);
    if (data === null) {
      throw new UnrecoverableError('the job is of another version of moccasin; use the same one everywhere');
    }
    const graph = await this.store.get(data.graph);
    if (graph === null) throw new Error('its graph is no longer on the server; start the sweep again');
    this.options.onJob(`${nameOf(job)}: started`);
    const task = taskOf(data, graph);
    try {
      const { points, ids } = await runTask(task, this.options.concurrency, { kill: this.signal });
      const point = points[0]!;
      const row = rowOf(job.id!, data.name, ids, point);
      if (row === null) throw new Error('the search did not come to an end');
      this.options.onJob(`${nameOf(job)}: ${point.status}, ${point.seconds.toFixed(2)} s`);
      return row;
    } catch (error) {
      if (!this.signal.aborted) throw error;
      await job.moveToWait(token);
      this.options.onJob(`${nameOf(job)}: put back`);
      throw new WaitingError();
    }
  }
}

function nameOf({ data }: Job<SweepJob>): string {
  return printable(`${data.name}: budget ${data.budget}`);
}
