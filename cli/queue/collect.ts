// The sweep's side of a queue: puts a job for each budget and collects what the workers answer, until all have one.
//
// The state of the work is on the server alone. Again and again each open job is looked up: one that is not there is put (at the start, and whenever the server has lost it), a finished one is
// taken. So a collector may end at any time and be started again, several may want the same, and the server may be away for a while; what a job id finds finished is not solved again.
//
// Nothing is believed unseen: schedules are replayed against the graph before they count or are written. Failed jobs leave the queue when they have been reported, so that the next start tries anew.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobsOptions, Queue } from 'bullmq';
import { fallingBudgets, type SweepPoint } from '../../formulation/sweep.ts';
import { InputError } from '../../io/input-error.ts';
import { sweepRow } from '../../io/sweep-rows.ts';
import type { SweepLedger } from '../sweep-ledger.ts';
import { type SweepWatcher, settled } from '../sweep-local.ts';
import type { GraphSweep } from '../sweep-request.ts';
import type { QueueAddress } from './address.ts';
import { connectQueue, type QueueConnection, reason } from './connection.ts';
import { GraphStore, KEEP_SECONDS, type SweepJob, sweepJob } from './job.ts';

/** Milliseconds between two rounds. */
const PAUSE = 300;
/** Jobs looked up at once. */
const CHUNK = 100;
/** Milliseconds between two extensions of the lives of graphs. */
const KEEP_EVERY = 600_000;
/** Milliseconds without an answer that are worth a line: a network that is cut reports nothing for many minutes. */
const SILENCE = 10_000;
/** How often a job is tried whose thread breaks down. */
export const ATTEMPTS = 3;

const JOB_OPTIONS: JobsOptions = {
  attempts: ATTEMPTS,
  removeOnComplete: { age: KEEP_SECONDS },
  removeOnFail: { age: KEEP_SECONDS },
};

export interface CollectWatcher extends SweepWatcher {
  /** Something worth a line. */
  note(line: string): void;
}

/** The points of each graph, in the order of the graphs. An abort leaves the jobs in the queue. Throws InputError if the queue cannot be used. */
export async function collect(
  address: QueueAddress,
  graphs: readonly GraphSweep[],
  ledger: SweepLedger,
  signal: AbortSignal,
  watcher: CollectWatcher,
): Promise<SweepPoint[][]> {
  const connection = await connectQueue(address, signal);
  if (connection === null)
    return Promise.all(graphs.map((graph) => settled(graph, ledger.known.get(graph)!, () => false)));
  try {
    const collector = new Collector(connection, graphs, ledger, watcher);
    await collector.run(signal);
    const { open } = collector;
    if (open > 0)
      watcher.note(`${open} ${open === 1 ? 'job stays' : 'jobs stay'} in the queue; the same command goes on with it`);
    return await Promise.all(
      graphs.map((graph) =>
        settled(graph, ledger.known.get(graph)!, (budget) => collector.failed.has(ledger.key(graph, budget))),
      ),
    );
  } catch (error) {
    throw refused(error, address);
  } finally {
    connection.close();
  }
}

/** What a server answers that is full, or does not let us do something, as a line for people; other errors as they are. */
function refused(error: unknown, { shown }: QueueAddress): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  // where in a script of the queue is nobody's business
  const words = error.message.replace(/\.?( script: .*)?$/, '');
  const problem = `the server at ${shown} refuses a command: ${words}`;
  return new InputError({ file: '', place: '--queue', problem, mend: 'check its memory and its permissions' });
}

interface Wanted {
  readonly graph: GraphSweep;
  readonly budget: number;
}

class Collector {
  /** Keys of jobs that were given up. */
  readonly failed = new Set<string>();
  /** By key. Graphs with the same contents share their jobs. */
  private readonly wanted = new Map<string, Wanted[]>();
  private readonly queue: Queue<SweepJob>;
  private readonly connection: QueueConnection;
  private readonly store: GraphStore;
  private readonly ledger: SweepLedger;
  private readonly watcher: CollectWatcher;
  private readonly stored = new Set<string>();
  private away = false;
  /** When the server last answered. */
  private heard = Date.now();

  constructor(
    connection: QueueConnection,
    graphs: readonly GraphSweep[],
    ledger: SweepLedger,
    watcher: CollectWatcher,
  ) {
    const { bull, client, address } = connection;
    this.connection = connection;
    this.ledger = ledger;
    this.watcher = watcher;
    this.store = new GraphStore(client, address.name);
    this.queue = new bull.Queue<SweepJob>(address.name, { connection: client });
    this.queue.on('error', (error) => this.lost(reason(error)));
    for (const graph of graphs) {
      for (const budget of fallingBudgets(graph.budgets)) {
        if (ledger.known.get(graph)?.has(budget)) continue;
        const key = ledger.key(graph, budget);
        this.wanted.set(key, [...(this.wanted.get(key) ?? []), { graph, budget }]);
      }
    }
  }

  /** Jobs without an answer. */
  get open(): number {
    return this.wanted.size;
  }

  /** Rounds until all is answered or the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const rounds = this.rounds(signal);
    const ear = setInterval(() => {
      if (Date.now() - this.heard > SILENCE) this.lost('it is silent');
    }, SILENCE / 10);
    try {
      // while the server is away a round does not end
      await Promise.race([rounds, aborted]);
    } finally {
      clearInterval(ear);
    }
    if (signal.aborted) rounds.catch(() => {});
  }

  private async rounds(signal: AbortSignal): Promise<void> {
    let kept = Date.now();
    while (this.open > 0 && !signal.aborted) {
      const keys = [...this.wanted.keys()];
      for (let i = 0; i < keys.length && !signal.aborted; i += CHUNK) {
        await this.look(keys.slice(i, i + CHUNK), signal);
      }
      if (Date.now() - kept > KEEP_EVERY) {
        kept = Date.now();
        await this.keepGraphs();
      }
      if (this.open > 0) await sleep(PAUSE, undefined, { signal }).catch(() => {});
    }
  }

  private async look(keys: readonly string[], signal: AbortSignal): Promise<void> {
    const { Job } = this.connection.bull;
    const jobs = await Promise.all(keys.map((key) => Job.fromId(this.queue, key)));
    this.back();
    for (const [i, key] of keys.entries()) {
      if (signal.aborted) return;
      const job = jobs[i];
      if (job === undefined) await this.put(key);
      else if (job.finishedOn !== undefined) await this.take(key, job);
    }
  }

  /** Puts a job that is not there, its graph first. */
  private async put(key: string): Promise<void> {
    const { graph, budget } = this.wanted.get(key)![0]!;
    const packed = this.ledger.packedGraph(graph);
    if (!this.stored.has(packed.hash) || !(await this.store.keep(packed.hash))) {
      await this.store.put(packed.hash, packed.bytes());
      this.stored.add(packed.hash);
    }
    await this.queue.add('budget', sweepJob(graph, packed.hash, budget), { ...JOB_OPTIONS, jobId: key });
  }

  /** Takes the answer of a finished job, or reports that it has failed. */
  private async take(key: string, job: Job<SweepJob>): Promise<void> {
    const state = await job.getState();
    // tried again by somebody, or gone since it was read: the next round tells
    if (state !== 'completed' && state !== 'failed') return;
    const why = state === 'failed' ? job.failedReason : this.accept(key, job.returnvalue);
    const wanted = this.wanted.get(key)!;
    this.wanted.delete(key);
    if (why === null) return;
    this.failed.add(key);
    for (const { graph, budget } of wanted) this.watcher.onFailure(graph, budget, why);
    await job.remove();
  }

  /** Null if the answer holds for all who want it, else what is wrong with it. */
  private accept(key: string, answer: unknown): string | null {
    const row = sweepRow(answer);
    const wanted = this.wanted.get(key)!;
    if (row === null || row.key !== key || wanted.some(({ budget }) => row.budget !== budget)) {
      return 'the answer is not a row of this job';
    }
    for (const { graph, budget } of wanted) {
      const problem = this.ledger.recordRow(graph, row);
      if (problem !== null) return `the answer is wrong: ${problem}`;
      this.watcher.onPoint(graph, this.ledger.known.get(graph)!.get(budget)!);
    }
    return null;
  }

  private async keepGraphs(): Promise<void> {
    for (const [{ graph }] of this.wanted.values() as Iterable<[Wanted]>) {
      const packed = this.ledger.packedGraph(graph);
      if (!(await this.store.keep(packed.hash))) await this.store.put(packed.hash, packed.bytes());
    }
  }

  private lost(why: string): void {
    if (!this.away) this.watcher.note(`no connection to ${this.connection.address.shown} (${why}); waiting for it`);
    this.away = true;
  }

  private back(): void {
    this.heard = Date.now();
    if (this.away) this.watcher.note(`connected to ${this.connection.address.shown} again`);
    this.away = false;
  }
}
