// The calling thread's side of a portfolio: gives each worker a strategy, verifies what they find before anybody else hears of it, relays it, stops them, and
// carries on when one of them dies.
//
// A worker is only believed as far as it can be checked: a solution passes the exchange's verify(), a bound above a verified solution is a defect that ends the
// solve with an error. A worker that fails (an exception, a thread that ends, memory exhausted) is started again at most twice, with another seed, and is then
// given up; the others go on. What was found stays, as it is kept on this side.
//
// The end comes by proof, time or signal: the stop flag is set, the workers get a short time to hand over what they have, then they are terminated, busy or not.
//
// Deterministically, workers run in epochs (epochs.ts) and are told of each other's findings in between. One that fails is given up at once, and what it found in that
// epoch is lost: as long as it fails at the same place every time, the others still do the same every time.

import type { Deadline } from './deadline.ts';
import { Epochs } from './epochs.ts';
import type { LocalExchange } from './exchange.ts';
import { WorkerPool, type WorkerThread } from './pool.ts';
import type { FoundInEpoch, FromWorker, WorkerReport } from './protocol.ts';
import { Seat } from './seat.ts';
import { SharedState } from './shared.ts';

/** Times a worker is started again. */
const MOST_RESTARTS = 2;
/** Seconds that workers have for their last words: they ask for the stop flag every few milliseconds, but may be in the midst of something. */
const GRACE = 0.1;
/** setTimeout takes no more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export interface PortfolioRequest<P, S> {
  /** The module that calls runWorker. */
  readonly entry: URL;
  readonly payload: P;
  readonly workers: number;
  /** The first `workers` start at once; each of the others, as long as there are any, goes to a worker that has exhausted its own. */
  readonly strategies: readonly string[];
  readonly seed: number;
  /** Keeps the best solution and the bound, and judges both. */
  readonly exchange: LocalExchange<S>;
  /** When time is over, and whether work counts instead. */
  readonly deadline: Deadline;
  readonly signal?: AbortSignal | undefined;
  readonly onLog?: ((line: string) => void) | undefined;
  /** False: exchange by messages only. Default: shared memory where the platform has it. */
  readonly sharedMemory?: boolean | undefined;
  /** Megabytes of heap of each worker. */
  readonly heapMegabytes?: number | undefined;
  /** Seconds that workers have for their last words after the end. Default: 0.1. */
  readonly grace?: number | undefined;
}

export interface PortfolioOutcome {
  readonly reports: readonly WorkerReport[];
  /** A worker was given up, and the others have ended without closing the problem: what is left to do must be done elsewhere. */
  readonly unfinished: boolean;
}

/** Ends when the exchange is closed or says stop, at the time limit, at the signal, or when all workers have ended. Rejects with what the exchange throws. */
export function runPortfolio<P, S>(request: PortfolioRequest<P, S>): Promise<PortfolioOutcome> {
  return new Coordinator(request).run();
}

class Coordinator<P, S> {
  private readonly request: PortfolioRequest<P, S>;
  private readonly exchange: LocalExchange<S>;
  private readonly pool: WorkerPool<FromWorker<S>>;
  private readonly state: SharedState;
  private readonly spare: string[];
  private readonly seats: Seat<P, S>[];
  /** Null if the workers run freely. */
  private readonly epochs: Epochs<P, S> | null;
  /** What ends the solve with an error; a list, as anything may be thrown. */
  private readonly defects: unknown[] = [];
  private stopping = false;
  /** Called when something has changed that run() waits for. */
  private changed: () => void = () => {};

  constructor(request: PortfolioRequest<P, S>) {
    const { workers, strategies } = request;
    this.request = request;
    this.exchange = request.exchange;
    this.pool = new WorkerPool(request.entry, workers, request.heapMegabytes);
    this.state = SharedState.create(request.sharedMemory ?? true, workers);
    this.spare = strategies.slice(workers);
    this.seats = strategies.slice(0, workers).map((strategy, i) => new Seat<P, S>(i + 1, strategy));
    const { deadline, exchange } = request;
    this.epochs = deadline.deterministic ? new Epochs<P, S>(this.seats, exchange, deadline) : null;
  }

  async run(): Promise<PortfolioOutcome> {
    const { deadline, signal } = this.request;
    this.publish();
    const timeout = Math.min(LONGEST_TIMEOUT, Math.ceil(1000 * deadline.clockLeft));
    let expired = false;
    const timer = setTimeout(() => {
      expired = timeout < LONGEST_TIMEOUT;
      this.changed();
    }, timeout);
    const onAbort = (): void => this.changed();
    signal?.addEventListener('abort', onAbort);
    try {
      for (const seat of this.seats) this.start(seat);
      const isOver = (): boolean =>
        expired || signal?.aborted === true || this.exchange.stopped() || deadline.over || this.allIdle();
      await this.until(() => this.defects.length > 0 || isOver());
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      await this.stop();
    }
    if (this.defects.length > 0) throw this.defects[0];
    const stopped = expired || signal?.aborted === true || this.exchange.stopped() || deadline.over;
    const unfinished = !stopped && this.seats.some((seat) => seat.givenUp);
    return { reports: this.seats.map((seat) => seat.report()), unfinished };
  }

  // ---------------------------------------------------------------- starting

  private start(seat: Seat<P, S>): void {
    const listeners = {
      message: (message: FromWorker<S>): void => this.guarded(() => this.receive(seat, message)),
      gone: (why: string): void => this.guarded(() => this.failed(seat, why, true)),
    };
    const begin = (thread: WorkerThread<FromWorker<S>>): void => {
      seat.thread = thread;
      if (this.stopping) seat.working = false;
      else this.giveJob(seat);
    };
    this.pool.start(listeners).then(
      (thread) => this.guarded(() => begin(thread)),
      (error: unknown) => this.guarded(() => this.failed(seat, String(error), false)),
    );
  }

  private giveJob(seat: Seat<P, S>): void {
    const { payload, seed } = this.request;
    const { best, upper, lower } = this.exchange;
    const task = seat.task(payload, seed);
    const inEpochs = this.epochs !== null;
    const buffer = this.state.isShared ? this.state.buffer : null;
    seat.send({ type: 'job', task, buffer, lower, inEpochs, ring: seat.number - 1 });
    if (inEpochs) seat.epoch = 'waiting';
    else if (best !== null) seat.send({ type: 'incumbent', solution: best, objective: upper });
  }

  /** When all are at the barrier: takes up what they found and begins the next epoch, unless the end has come. */
  private nextEpoch(epochs: Epochs<P, S>): void {
    if (!epochs.atBarrier) return;
    this.endEpoch(epochs);
    const { deadline, signal } = this.request;
    const isOver = this.stopping || signal?.aborted === true || this.exchange.stopped() || deadline.over;
    // a worker that goes on with another strategy waits like the others, so all are still at the barrier
    if (!isOver) epochs.begin();
  }

  private endEpoch(epochs: Epochs<P, S>): void {
    epochs.end(
      (seat, found) => this.takeUp(seat, found),
      (seat) => {
        if (seat.exhausted) this.finished(seat);
      },
    );
  }

  // ---------------------------------------------------------------- listening

  private receive(seat: Seat<P, S>, message: FromWorker<S>): void {
    // who has caused an error is told nothing more
    if (this.defects.length > 0) return;
    switch (message.type) {
      case 'solution':
      case 'bound':
        this.takeUp(seat, message);
        return;
      case 'epoch':
        seat.found.push(...message.found);
        seat.clauses = message.clauses;
        seat.members = message.members;
        seat.exhausted = message.exhausted;
        seat.epoch = 'over';
        return;
      case 'clauses':
        for (const other of this.seats) if (other !== seat && other.working) other.send(message);
        return;
      case 'stats':
        seat.members = message.members;
        return;
      case 'done':
        seat.members = message.members;
        this.finished(seat);
        return;
      case 'error':
        this.failed(seat, message.text, !message.building);
        return;
      case 'log':
        this.log(seat, message.text);
    }
  }

  private takeUp(seat: Seat<P, S>, found: FoundInEpoch<S>): void {
    const { exchange } = this;
    const finder = `${found.member}#${seat.number}`;
    if (found.type === 'bound') {
      exchange.raise(found.bound, finder, found.core);
    } else {
      const { solution, objective } = found;
      exchange.offer(solution, objective, finder);
      if (exchange.best !== solution) return;
      if (this.epochs === null)
        for (const other of this.seats)
          if (other !== seat && other.working) other.send({ type: 'incumbent', solution, objective });
    }
    this.publish();
  }

  /** Brings the shared bounds up to date. */
  private publish(): void {
    const { state, exchange } = this;
    const isNews = exchange.lower > state.lower;
    state.setBounds(exchange.upper, exchange.lower);
    if (!isNews || state.isShared || this.epochs !== null) return;
    for (const seat of this.seats) if (seat.working) seat.send({ type: 'bound', lower: exchange.lower });
  }

  private finished(seat: Seat<P, S>): void {
    seat.working = false;
    seat.endJob();
    const next = this.stopping || this.exchange.stopped() ? undefined : this.spare.shift();
    if (next === undefined) return;
    this.log(seat, `has nothing left to do; goes on as ${next}`);
    seat.goOnAs(next);
    this.giveJob(seat);
  }

  private failed(seat: Seat<P, S>, why: string, mayRestart: boolean): void {
    seat.failures.push(why);
    const { thread } = seat;
    seat.thread = null;
    const ended = thread === null ? Promise.resolve() : thread.terminate();
    seat.endJob();
    if (this.stopping || !mayRestart || this.epochs !== null || seat.failures.length > MOST_RESTARTS) {
      seat.working = false;
      seat.givenUp = true;
      this.log(seat, `failed and is given up: ${why}`);
      return;
    }
    this.log(seat, `failed and is started again: ${why}`);
    void ended.then(() => {
      if (this.stopping) seat.working = false;
      else this.start(seat);
      this.changed();
    });
  }

  // ---------------------------------------------------------------- ending

  private async stop(): Promise<void> {
    this.stopping = true;
    this.state.stop();
    if (!this.state.isShared) for (const seat of this.seats) if (seat.working) seat.send({ type: 'stop' });
    let expired = false;
    const timer = setTimeout(
      () => {
        expired = true;
        this.changed();
      },
      1000 * (this.request.grace ?? GRACE),
    );
    const { epochs } = this;
    await this.until(() => expired || (epochs === null ? this.allIdle() : epochs.quiet));
    clearTimeout(timer);
    // those that were still busy are left out
    if (epochs !== null && this.defects.length === 0) this.guarded(() => this.endEpoch(epochs));
    await Promise.all(this.seats.map((seat) => seat.thread?.terminate()));
  }

  private allIdle(): boolean {
    return this.seats.every((seat) => !seat.working);
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.changed = resolve;
      });
    }
  }

  /** Runs a listener; what it throws ends the solve. */
  private guarded(listener: () => void): void {
    try {
      listener();
      if (this.epochs !== null && this.defects.length === 0) this.nextEpoch(this.epochs);
    } catch (error) {
      this.defects.push(error);
    }
    this.changed();
  }

  private log(seat: Seat<P, S>, text: string): void {
    this.request.onLog?.(`${seat.name} ${text}`);
  }
}
