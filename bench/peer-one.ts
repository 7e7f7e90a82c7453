// Program of one child process: PEER FOLDER PROBLEM SECONDS -> JSON with the answer, the times, and for how long at most nothing else could run in the thread.
//
// Loading and a first tiny problem count as start-up, from the start of the process; solvers that serve one call only (MiniZinc) have no tiny problem before the real one.

import type { NeutralAnswer } from './peers/neutral.ts';
import { PEERS } from './peers/peers.ts';
import { tenProblems, warmUp } from './peers/ten-problems.ts';

const TICK_MILLISECONDS = 10;

export interface PeerRun extends NeutralAnswer {
  readonly startSeconds: number;
  readonly solveSeconds: number;
  readonly blockedSeconds: number;
}

/** The longest time between two turns of the event loop beyond the tick, in seconds. */
class Pulse {
  longest = 0;
  private last = performance.now();
  private readonly timer = setInterval(() => this.beat(), TICK_MILLISECONDS);

  end(): void {
    clearInterval(this.timer);
    this.beat();
  }

  private beat(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, (now - this.last - TICK_MILLISECONDS) / 1000);
    this.last = now;
  }
}

const [name, folder, problemName, seconds] = process.argv.slice(2);
const peer = PEERS.find((candidate) => candidate.name === name);
const problem = tenProblems().find((candidate) => candidate.name === problemName);
if (peer === undefined || problem === undefined) throw new Error(`no peer ${name}, or no problem ${problemName}`);
const { benchPeer: library = {} } = globalThis as { benchPeer?: Readonly<Record<string, unknown>> };
const solver = await peer.load(library, folder);
if (peer.once !== true) await solver(warmUp(), Number(seconds));
const startSeconds = performance.now() / 1000;
const pulse = new Pulse();
const begin = performance.now();
const answer = await solver(problem, Number(seconds));
const solveSeconds = (performance.now() - begin) / 1000;
pulse.end();
const run: PeerRun = { ...answer, startSeconds, solveSeconds, blockedSeconds: Math.max(0, pulse.longest) };
// some keep threads that would keep the process
process.stdout.write(`${JSON.stringify(run)}\n`, () => process.exit(0));
