// Workers of a browser for a portfolio. The bundle of the page has this file in the place of solver/portfolio/pool.ts, which starts threads of Node; the coordinator above both is
// the same, and so is what it does about workers that fail.
//
// Workers are started from a text in the bundle: a page that was opened from the file system may not load a second file.

import code from 'virtual:member';
import type { WorkerListeners } from '../solver/portfolio/pool.ts';

export class WorkerThread<M> {
  private readonly worker: Worker;
  private readonly listeners: WorkerListeners<M>;
  private ended = false;

  constructor(worker: Worker, listeners: WorkerListeners<M>) {
    this.worker = worker;
    this.listeners = listeners;
    worker.addEventListener('message', ({ data }: MessageEvent<M>) => {
      if (!this.ended) listeners.message(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // the coordinator hears of it, it is no error of the desk
      this.fail(event.message ?? 'the worker could not be started');
    });
    worker.addEventListener('messageerror', () => this.fail('a message could not be read'));
  }

  post(message: unknown): void {
    this.worker.postMessage(message);
  }

  /** Ends the worker, whatever it is doing. */
  async terminate(): Promise<void> {
    this.ended = true;
    this.worker.terminate();
  }

  /** A browser lets a worker go on after an error; nothing is known of its state then. */
  private fail(why: string): void {
    if (this.ended) return;
    void this.terminate();
    this.listeners.gone(why);
  }
}

export class WorkerPool<M> {
  private readonly address: string = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));

  /** Rejects where a worker cannot have workers. */
  async start(listeners: WorkerListeners<M>): Promise<WorkerThread<M>> {
    return new WorkerThread(new Worker(this.address), listeners);
  }
}
