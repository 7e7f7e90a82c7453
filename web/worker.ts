// The worker of the page: reads a graph, solves in its own thread, and sends back what the page shows. One order after the other; "stop" is heard while a search is
// running, because the search hands the thread back several times a second.

import { planReport } from '../cli/plan-report.ts';
import { type Asked, planOf, reportOf, solveOf, unitsOf } from '../cli/report-data.ts';
import { scheduleReport } from '../cli/schedule-report.ts';
import { gapPercent, STOP_REASONS, Standing } from '../cli/standing.ts';
import { DEFAULT_ARENA_WORK, planArena } from '../formulation/arena/plan.ts';
import { edgeCount } from '../formulation/graph.ts';
import type { RematProblem } from '../formulation/problem.ts';
import { usefulComputations } from '../formulation/reductions.ts';
import { simulate, simulateInputOrder } from '../formulation/schedule.ts';
import { type RematResult, solveInThread } from '../formulation/solve.ts';
import { defaultStrategies } from '../formulation/strategies.ts';
import { formatQuantity, grouped } from '../io/charts/quantity.ts';
import { InputError } from '../io/input-error.ts';
import { formatPlan } from '../io/plan-file.ts';
import { sectionsHtml } from '../io/report/sections.ts';
import { formatSchedule } from '../io/schedule-file.ts';
import type { News, Order, Settings } from './protocol.ts';
import { type DroppedFile, readGraph } from './read-graph.ts';

const VERSION = 'in the browser';
/** Milliseconds between two pictures of a running search. */
const PICTURE_EVERY = 700;
/** Of addresses in bytes. */
const ALIGNMENT = 64;

/** A graph and what was found for it. The file is read anew for each search: how often a node may be computed decides whether its sums are safe. */
class Desk {
  private readonly send: (news: News) => void;
  private file: DroppedFile | null = null;
  private abort: AbortController | null = null;
  private found: { readonly asked: Asked; readonly sequence: readonly number[] } | null = null;

  constructor(send: (news: News) => void) {
    this.send = send;
  }

  async take(order: Order): Promise<void> {
    try {
      if (order.kind === 'load') this.load(order);
      else if (order.kind === 'solve') await this.solve(order.settings);
      else if (order.kind === 'stop') this.abort?.abort();
      else this.plan();
    } catch (error) {
      // what is wrong with the input is said in one line; anything else is a defect, and said, too
      this.send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      if (!(error instanceof InputError)) throw error;
    }
  }

  private load({ bytes, ...file }: Extract<Order, { kind: 'load' }>): void {
    this.file = { ...file, bytes: new Uint8Array(bytes) };
    this.found = null;
    const warnings: string[] = [];
    const asked = this.asked(
      { budgetPercent: 100, order: 'input', maxComputations: 1, keepOutputs: false, timeLimit: 0, seed: 1 },
      warnings,
    );
    const { graph } = asked.problem;
    const { size, duration } = unitsOf(graph);
    const facts = [
      `${grouped(graph.n)} nodes`,
      `${grouped(edgeCount(graph))} links`,
      `peak of the input order ${formatQuantity(asked.baseline.peak, size)}`,
      `duration ${formatQuantity(asked.baseline.duration, duration)}`,
    ].join(' · ');
    const sections = sectionsHtml(reportOf(VERSION, 'solve', asked));
    this.send({ kind: 'loaded', title: graph.name === '' ? file.name : graph.name, facts, warnings, sections });
  }

  private asked(settings: Settings, warnings: string[]): Asked {
    if (this.file === null) throw new Error('no graph is loaded');
    const { order, maxComputations, keepOutputs, budgetPercent, timeLimit, seed } = settings;
    const graph = readGraph(
      this.file,
      (read) => usefulComputations(read, order, maxComputations),
      (line) => warnings.push(line),
    );
    const baseline = simulateInputOrder(graph, { keepOutputs });
    const problem: RematProblem = {
      ...{ graph, order, maxComputations, keepOutputs, objective: 'duration', precedence: 'cover' },
      memoryBound: Math.floor((budgetPercent / 100) * baseline.peak),
      durationBound: Number.POSITIVE_INFINITY,
    };
    const strategies = defaultStrategies(1);
    const parameters = {
      timeLimit,
      seed,
      deterministic: false,
      strategies,
      engine: {},
      explanation: 'pointwise',
    } as const;
    return { problem, parameters, baseline };
  }

  private async solve(settings: Settings): Promise<void> {
    const asked = this.asked(settings, []);
    const standing = new Standing(asked.problem);
    this.abort = new AbortController();
    this.found = null;
    const started = performance.now();
    let [best, shown]: [readonly number[] | null, number] = [null, Number.NEGATIVE_INFINITY];
    const show = (): void => {
      if (performance.now() - shown < PICTURE_EVERY) return;
      shown = performance.now();
      const seconds = (shown - started) / 1000;
      const { bound: lowerBound, objective, bounds } = standing;
      const state = {
        status: best === null ? 'unknown' : 'feasible',
        stopReason: 'time',
        sequence: best,
        seconds,
      } as const;
      const solve = {
        ...solveOf(asked, { ...state, objective, lowerBound, bounds }, standing),
        stopReason: 'searching',
      };
      this.send({ kind: 'sections', sections: sectionsHtml({ ...reportOf(VERSION, 'solve', asked), solve }) });
    };
    const tell = (): void => {
      this.send({ kind: 'progress', text: progressText(asked, standing, (performance.now() - started) / 1000) });
    };
    const result = await solveInThread(asked.problem, asked.parameters, {
      signal: this.abort.signal,
      onSolution: (sequence, finding) => {
        standing.addSolution(sequence, finding);
        best = sequence;
        tell();
        show();
      },
      onBound: (finding) => {
        standing.bounds.push(finding);
        tell();
      },
    });
    this.abort = null;
    this.finish(asked, result, standing);
  }

  private finish(asked: Asked, result: RematResult, standing: Standing): void {
    const { sequence } = result;
    const plan = sequence === null ? null : planOf(asked, sequence);
    const data = { ...reportOf(VERSION, 'solve', asked), solve: solveOf(asked, result, standing) };
    this.send({ kind: 'sections', sections: sectionsHtml(plan === null ? data : { ...data, plan }) });
    if (sequence !== null) this.found = { asked, sequence };
    const text = `${result.status}: ${STOP_REASONS[result.stopReason]} after ${result.seconds.toFixed(2)} s`;
    const schedule = sequence === null ? null : formatSchedule(scheduleReport(asked, result, standing));
    this.send({ kind: 'done', text, schedule });
  }

  /** Addresses for the last schedule. */
  private plan(): void {
    if (this.found === null) throw new Error('there is no schedule to plan');
    const { problem, parameters } = this.found.asked;
    const { graph, keepOutputs } = problem;
    const sequence = Int32Array.from(this.found.sequence);
    const replay = simulate(graph, sequence, { keepOutputs });
    if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
    const alignment = graph.units?.size === 'bytes' ? ALIGNMENT : 1;
    const arena = planArena(graph, sequence, replay, { alignment, seed: parameters.seed, work: DEFAULT_ARENA_WORK });
    const plan = planReport(graph, sequence, replay, arena, { alignment, keepOutputs });
    this.send({ kind: 'plan', plan: formatPlan(plan) });
  }
}

/** One line while a search is running. */
function progressText({ problem }: Asked, standing: Standing, seconds: number): string {
  const { best, bound } = standing;
  if (best === null) return `${seconds.toFixed(1)} s: no schedule yet`;
  const gap = gapPercent(best.objective, bound);
  const { duration } = unitsOf(problem.graph);
  return `${seconds.toFixed(1)} s: duration ${formatQuantity(best.duration, duration)}, proven gap ${gap === null ? 'unknown' : `${gap.toFixed(3)} %`}`;
}

const desk = new Desk((news) => postMessage(news));
addEventListener('message', (event: MessageEvent<Order>) => void desk.take(event.data));
