// What a job of the queue is: one budget of one graph. The graph itself is stored once beside the jobs, under its hash.
//
// Job ids are the keys of rows (sweep-rows.ts), so a job that is put twice is one, and a result that is still there is found again.

import type { Redis } from 'ioredis';
import { defaultStrategies } from '../../formulation/strategies.ts';
import type { GraphSweep } from '../sweep-request.ts';
import type { SweepTask } from '../task-thread.ts';

const JOB_FORMAT = 'moccasin-job/1';

/** Plain JSON. */
export interface SweepJob {
  readonly format: typeof JOB_FORMAT;
  /** Hash of the graph, and its name, for people. */
  readonly graph: string;
  readonly name: string;
  readonly budget: number;
  readonly order: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  readonly timeLimit: number;
  readonly seed: number;
  readonly deterministic: boolean;
  readonly workers: number;
}

export function sweepJob({ solve }: GraphSweep, hash: string, budget: number): SweepJob {
  const { graph, order, maxComputations, keepOutputs } = solve.problem;
  const { timeLimit, seed, deterministic, strategies } = solve.parameters;
  return {
    ...{ format: JOB_FORMAT, graph: hash, name: graph.name, budget, order, maxComputations, keepOutputs },
    ...{ timeLimit, seed, deterministic, workers: strategies.length },
  };
}

/** The task of a job. Throws Error if it is none that this version understands. */
export function taskOf(job: SweepJob, graph: Uint8Array): SweepTask {
  const { order, maxComputations, keepOutputs, budget, timeLimit, seed, deterministic, workers } = job;
  return {
    graph,
    problem: { order, maxComputations, keepOutputs, durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
    parameters: { timeLimit, seed, deterministic, strategies: defaultStrategies(workers) },
    budgets: [budget],
    known: new Map(),
  };
}

const MOST_THREADS = 64;

/** The value as a job; null if it is none that this version understands. */
export function asSweepJob(value: unknown): SweepJob | null {
  if (typeof value !== 'object' || value === null) return null;
  const job = value as Partial<Record<keyof SweepJob, unknown>>;
  const isCount = (field: unknown, least: number): boolean => Number.isSafeInteger(field) && (field as number) >= least;
  const isRight =
    job.format === JOB_FORMAT &&
    typeof job.graph === 'string' &&
    typeof job.name === 'string' &&
    isCount(job.budget, 0) &&
    (job.order === 'input' || job.order === 'free') &&
    isCount(job.maxComputations, 1) &&
    typeof job.keepOutputs === 'boolean' &&
    typeof job.timeLimit === 'number' &&
    job.timeLimit >= 0 &&
    isCount(job.seed, 0) &&
    typeof job.deterministic === 'boolean' &&
    isCount(job.workers, 1) &&
    (job.workers as number) <= MOST_THREADS;
  return isRight ? (value as SweepJob) : null;
}

/** Seconds for which graphs and finished jobs stay on the server after they were last of use. */
export const KEEP_SECONDS = 7 * 24 * 3600;

/** The graphs of a queue on its server. */
export class GraphStore {
  private readonly client: Redis;
  private readonly queue: string;

  constructor(client: Redis, queue: string) {
    this.client = client;
    this.queue = queue;
  }

  /** Kept for KEEP_SECONDS from now on. */
  async put(hash: string, bytes: Uint8Array): Promise<void> {
    await this.client.set(this.keyOf(hash), Buffer.from(bytes), 'EX', KEEP_SECONDS);
  }

  /** Kept for KEEP_SECONDS from now on; false if it is not there. */
  async keep(hash: string): Promise<boolean> {
    return (await this.client.expire(this.keyOf(hash), KEEP_SECONDS)) === 1;
  }

  /** Null if it is not there. */
  async get(hash: string): Promise<Uint8Array | null> {
    return this.client.getBuffer(this.keyOf(hash));
  }

  private keyOf(hash: string): string {
    return `moccasin:${this.queue}:graph:${hash}`;
  }
}
