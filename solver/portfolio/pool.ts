// Starting and ending worker threads. The package worker-threads-pool makes the threads and counts them; the rest is ours: every acquire is for a free place (its own
// queue would start jobs after the end), a thread lives as long as the solve, listeners are there before the thread can fail, and the end is terminate() of each
// worker (the pool's destroy relies on an interface that Node has retired).

import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import Pool from 'worker-threads-pool';

export interface WorkerListeners<M> {
  message(message: M): void;
  /** The thread has ended, and not by terminate(). Called once; the place is free again. */
  gone(why: string): void;
}

export class WorkerThread<M> {
  private readonly worker: Worker;
  private readonly listeners: WorkerListeners<M>;
  private readonly problems: string[] = [];
  private terminated = false;

  constructor(worker: Worker, listeners: WorkerListeners<M>) {
    this.worker = worker;
    this.listeners = listeners;
    worker.on('message', (message: M) => listeners.message(message));
    worker.on('error', (error: unknown) => {
      this.problems.push(error instanceof Error ? error.message : String(error));
    });
    worker.on('messageerror', (error) => {
      this.problems.push(`a message could not be read: ${error.message}`);
      void worker.terminate();
    });
    worker.on('exit', (code) => this.ended(code));
  }

  post(message: unknown): void {
    this.worker.postMessage(message);
  }

  /** Ends the thread, whatever it is doing. Messages it has sent before still arrive. */
  async terminate(): Promise<void> {
    this.terminated = true;
    await this.worker.terminate();
  }

  private ended(code: number): void {
    if (this.terminated) return;
    this.terminated = true;
    this.listeners.gone(this.problems[0] ?? `the thread ended by itself with code ${code}`);
  }
}

export class WorkerPool<M> {
  private readonly pool: Pool;
  private readonly entry: URL;
  private readonly heapMegabytes: number;

  /** `entry`: the first module of each worker, a .ts file (run through worker-boot.mjs) or a .js file. `heapMegabytes`: of each worker. */
  constructor(entry: URL, size: number, heapMegabytes: number = heapFor(size)) {
    this.pool = new Pool({ max: size });
    this.entry = entry;
    this.heapMegabytes = heapMegabytes;
  }

  /** Precondition: a place is free. Rejects if the thread cannot be started. */
  start(listeners: WorkerListeners<M>): Promise<WorkerThread<M>> {
    const fromSource = this.entry.pathname.endsWith('.ts');
    const first = fromSource ? new URL('./worker-boot.mjs', import.meta.url) : this.entry;
    const options = {
      workerData: { entry: this.entry.href },
      // flags of this process, a loader for one, are not for the workers
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.heapMegabytes },
    };
    return new Promise((resolve, reject) => {
      this.pool.acquire(fileURLToPath(first), options, (error, worker) => {
        if (error === null) resolve(new WorkerThread(worker, listeners));
        else reject(error);
      });
    });
  }
}

/** Megabytes of heap per worker: half of the memory shared out, in reasonable limits. Typed arrays are outside of this heap. */
export function heapFor(workers: number): number {
  return Math.floor(Math.min(4096, Math.max(256, totalmem() / 2e6 / workers)));
}
