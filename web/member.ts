// A worker of the portfolio, as solver/portfolio/worker.ts is one on Node: builds the members of the strategy that it is given and lets them take turns.
//
// A worker of a browser cannot look into its queue of messages while it works, and pages from anywhere have no shared memory. So it goes back to its event loop after each turn; what the
// others have found is heard there, a fifth of a second late at most. Being told to stop needs no haste: the coordinator ends workers that are still busy.

import type { Sequence } from '../formulation/problem.ts';
import { makeMembers, strategyByName } from '../formulation/strategies.ts';
import type { RematPayload } from '../formulation/worker-entry.ts';
import { nextTurn } from '../solver/next-turn.ts';
import { QueuedChannel } from '../solver/portfolio/clause-channel.ts';
import type { Exchange } from '../solver/portfolio/exchange.ts';
import type { FromWorker, ToWorker } from '../solver/portfolio/protocol.ts';
import { RoundRobin } from '../solver/portfolio/round-robin.ts';
import { WorkBudget } from '../solver/portfolio/work-budget.ts';

/** Seconds between two turns of the event loop. */
const SLICE = 0.2;
/** Milliseconds between two reports of statistics. */
const REPORT_INTERVAL = 2000;

type Message = ToWorker<RematPayload, Sequence>;
type Job = Message & { readonly type: 'job' };

/** Serves jobs until the worker is ended. */
export function serveMember(): void {
  let exchange: MemberExchange | null = null;
  addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type !== 'job') return exchange?.hear(data);
    exchange = new MemberExchange(data.lower);
    void work(data, exchange);
  });
}

async function work({ task }: Job, exchange: MemberExchange): Promise<void> {
  let building = true;
  try {
    const { payload, strategy, seed } = task;
    const { problem, engine, explanation } = payload;
    const members = makeMembers(strategyByName(strategy), problem, exchange, { seed, engine, explanation });
    building = false;
    const turns = new RoundRobin(members, exchange);
    let reported = performance.now();
    while (turns.step(WorkBudget.seconds(SLICE))) {
      await nextTurn();
      if (performance.now() < reported + REPORT_INTERVAL) continue;
      reported = performance.now();
      post({ type: 'stats', members: turns.report() });
    }
    post({ type: 'done', members: turns.report() });
  } catch (error) {
    post({ type: 'error', text: error instanceof Error ? error.message : String(error), building });
  }
}

/** What this worker knows of the others. The coordinator judges what it is told; nothing is verified here. */
class MemberExchange implements Exchange<Sequence> {
  upper: number = Number.POSITIVE_INFINITY;
  lower: number;
  best: Sequence | null = null;
  readonly clauses: QueuedChannel = new QueuedChannel((clause) => post({ type: 'clauses', clauses: [clause] }));
  private isStopped = false;

  constructor(lower: number) {
    this.lower = lower;
  }

  offer(solution: Sequence, objective: number, member: string): void {
    if (objective >= this.upper) return;
    [this.best, this.upper] = [solution, objective];
    post({ type: 'solution', solution, objective, member });
  }

  raise(bound: number, member: string, core?: readonly number[]): void {
    if (bound <= this.lower) return;
    this.lower = bound;
    post({ type: 'bound', bound, member, core });
  }

  stopped(): boolean {
    return this.isStopped || this.lower >= this.upper || this.lower === Number.POSITIVE_INFINITY;
  }

  hear(message: Message): void {
    if (message.type === 'incumbent' && message.objective < this.upper)
      [this.best, this.upper] = [message.solution, message.objective];
    else if (message.type === 'bound') this.lower = Math.max(this.lower, message.lower);
    else if (message.type === 'clauses') this.clauses.put(message.clauses);
    else if (message.type === 'stop') this.isStopped = true;
  }
}

function post(message: FromWorker<Sequence>): void {
  postMessage(message);
}
