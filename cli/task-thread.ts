// A sweep of one graph in a thread of its own, so that the calling thread is free: for other sweeps, for signals, for the connection to a queue. Threads that run out of memory or break down
// end alone.

import type { ComputeGraph, NodeId } from '../formulation/graph.ts';
import type { RematProblem } from '../formulation/problem.ts';
import type { RematParameters } from '../formulation/solve.ts';
import type { SweepPoint } from '../formulation/sweep.ts';
import { heapFor, WorkerPool, type WorkerThread } from '../solver/portfolio/pool.ts';

/** What the thread is to do. Structured-cloneable. */
export interface SweepTask {
  /** As it is, or as packGraph() (packed-graph.ts) makes it. */
  readonly graph: ComputeGraph | Uint8Array;
  readonly problem: Omit<RematProblem, 'graph' | 'objective' | 'memoryBound'>;
  readonly parameters: RematParameters;
  readonly budgets: readonly number[];
  readonly known: ReadonlyMap<number, SweepPoint>;
}

export type ToTask = { readonly kind: 'start'; readonly task: SweepTask } | { readonly kind: 'stop' };

export type FromTask =
  | { readonly kind: 'point'; readonly point: SweepPoint }
  | { readonly kind: 'done'; readonly outcome: TaskOutcome };

export interface TaskOutcome {
  readonly points: readonly SweepPoint[];
  /** Of the nodes of the graph. */
  readonly ids: readonly NodeId[];
}

export interface TaskEvents {
  /** Aborted: the search ends, and what is there is the outcome. */
  readonly stop?: AbortSignal;
  /** Aborted: the thread ends without an outcome. */
  readonly kill?: AbortSignal;
  readonly onPoint?: (point: SweepPoint) => void;
}

/** Runs a task; `tasks`: how many share the memory of this machine. Rejects if the thread breaks down or is killed. */
export async function runTask(
  task: SweepTask,
  tasks: number,
  { stop, kill, onPoint }: TaskEvents = {},
): Promise<TaskOutcome> {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = new URL(isSource ? './task-thread-entry.ts' : './task-thread-entry.js', import.meta.url);
  const pool = new WorkerPool<FromTask>(entry, 1, heapFor(tasks));
  let thread: WorkerThread<FromTask> | null = null;
  let listening: () => void = () => {};
  try {
    return await new Promise<TaskOutcome>((resolve, reject) => {
      const onStop = (): void => thread?.post({ kind: 'stop' } satisfies ToTask);
      const onKill = (): void => reject(new Error('the thread was ended'));
      stop?.addEventListener('abort', onStop);
      kill?.addEventListener('abort', onKill);
      listening = () => {
        stop?.removeEventListener('abort', onStop);
        kill?.removeEventListener('abort', onKill);
      };
      const started = pool.start({
        message: (message) => {
          if (message.kind === 'point') onPoint?.(message.point);
          else resolve(message.outcome);
        },
        gone: (why) => reject(new Error(why)),
      });
      started
        .then((it) => {
          thread = it;
          it.post({ kind: 'start', task } satisfies ToTask);
          if (stop?.aborted) onStop();
          if (kill?.aborted) onKill();
        })
        .catch(reject);
    });
  } finally {
    listening();
    // (the compiler does not see the assignment in the callback)
    await (thread as WorkerThread<FromTask> | null)?.terminate();
  }
}
