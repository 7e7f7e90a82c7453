// The desk: the worker that the page talks to. It reads graphs, has them solved by a portfolio of workers of its own (one search at a time), and sends back what the page shows. With one
// worker the desk searches itself; "stop" is heard all the same, because the search hands the thread back several times a second.

import { version } from 'virtual:report';
import { parseBudget, resolveBudget } from '../cli/budget.ts';
import { type Asked, planOf, reportOf, solveOf, unitsOf } from '../cli/report-data.ts';
import { scheduleReport } from '../cli/schedule-report.ts';
import { STOP_REASONS, Standing } from '../cli/standing.ts';
import { failureLines } from '../cli/summary.ts';
import { parseBudgets } from '../cli/sweep-budgets.ts';
import { sweepReport } from '../cli/sweep-report.ts';
import { edgeCount } from '../formulation/graph.ts';
import { minimizeMemory } from '../formulation/minimize-memory.ts';
import type { RematProblem, Sequence } from '../formulation/problem.ts';
import { usefulComputations } from '../formulation/reductions.ts';
import { simulateInputOrder } from '../formulation/schedule.ts';
import { solveRemat } from '../formulation/solve-parallel.ts';
import { defaultStrategies } from '../formulation/strategies.ts';
import { fallingBudgets, type SweepPoint, sweep } from '../formulation/sweep.ts';
import { countText, formatQuantity } from '../io/charts/quantity.ts';
import { InputError, printable } from '../io/input-error.ts';
import { Pictures } from './pictures.ts';
import type { Field, News, Order, Settings } from './protocol.ts';
import { contentsOf, type DroppedFile, readGraph } from './read-graph.ts';
import { type Results, SolveResults, SweepResults } from './results.ts';

/** What is asked before anything is asked. */
const NOTHING_YET: Settings = {
  ...{ budget: '100%', objective: 'duration', order: 'input', maxComputations: 1, keepOutputs: false },
  ...{ timeLimit: 0, seed: 1, workers: 1 },
};

/** Fields of the page by the places that complaints name. */
const FIELDS: Readonly<Record<string, Field>> = { '--dim': 'dims', '--budget': 'budget', '--budgets': 'budgets' };

/** A graph and what was found for it. The file is read anew for each search: how often a node may be computed decides whether its sums are safe. */
export class Desk {
  private readonly send: (news: News) => void;
  private readonly pictures: Pictures;
  private file: DroppedFile | null = null;
  private abort: AbortController | null = null;
  private results: Results | null = null;

  constructor(send: (news: News) => void) {
    this.send = send;
    this.pictures = new Pictures(version, send);
  }

  async take(order: Order): Promise<void> {
    try {
      if (order.kind === 'load') await this.load(order);
      else if (order.kind === 'solve') await this.searching((signal) => this.solve(order.settings, signal));
      else if (order.kind === 'sweep')
        await this.searching((signal) => this.sweep(order.settings, order.budgets, signal));
      else if (order.kind === 'stop') this.abort?.abort();
      else if (order.kind === 'unfold') this.pictures.unfold(order.picture, order.fold);
      else if (order.kind === 'drawn') this.pictures.drawn();
      else if (this.results !== null) this.send(this.results.file(order.what));
    } catch (error) {
      // what is wrong with the input is said in one line; anything else is a defect, and said, too
      this.send(failure(error));
      if (!(error instanceof InputError)) throw error;
    }
  }

  private async load({ file, ...said }: Extract<Order, { kind: 'load' }>): Promise<void> {
    [this.file, this.results] = [null, null];
    this.file = { ...said, name: file.name, bytes: await contentsOf(file) };
    const warnings: string[] = [];
    const asked = this.asked(NOTHING_YET, warnings);
    const { graph } = asked.problem;
    const { peak, duration } = asked.baseline;
    const units = unitsOf(graph);
    const facts = [
      countText(graph.n, 'node'),
      countText(edgeCount(graph), 'link'),
      `peak of the input order ${formatQuantity(peak, units.size)}`,
      `duration ${formatQuantity(duration, units.duration)}`,
    ].join(' · ');
    const title = graph.name === '' ? file.name : graph.name;
    const picture = this.pictures.of(reportOf(version, 'solve', asked));
    this.send({ kind: 'loaded', title, facts, warnings, picture, peak, size: units.size });
  }

  private asked(settings: Settings, warnings: string[]): Asked {
    if (this.file === null) throw new Error('no graph is loaded');
    const { objective, order, maxComputations, keepOutputs, timeLimit, seed, workers } = settings;
    const budget = objective === 'duration' ? parseBudget(settings.budget) : null;
    const graph = readGraph(
      this.file,
      (read) => usefulComputations(read, order, maxComputations),
      (line) => warnings.push(line),
    );
    const baseline = simulateInputOrder(graph, { keepOutputs });
    const problem: RematProblem = {
      ...{ graph, order, maxComputations, keepOutputs, objective, precedence: 'cover' },
      memoryBound: budget === null ? 0 : resolveBudget(budget, baseline.peak),
      durationBound: Number.POSITIVE_INFINITY,
    };
    const strategies = defaultStrategies(workers);
    const search = { engine: {}, explanation: 'pointwise', deterministic: false } as const;
    const parameters = { timeLimit, seed, strategies, ...search };
    return { problem, parameters, baseline };
  }

  private async searching(search: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.abort = new AbortController();
    this.results = null;
    try {
      await search(this.abort.signal);
    } finally {
      this.abort = null;
    }
  }

  private async solve(settings: Settings, signal: AbortSignal): Promise<void> {
    const asked = this.asked(settings, []);
    const standing = new Standing(asked.problem);
    const started = performance.now();
    let best: Sequence | null = null;
    const tell = (): void => this.pictures.tell(asked, standing, best, (performance.now() - started) / 1000);
    const search = settings.objective === 'duration' ? solveRemat : minimizeMemory;
    const result = await search(asked.problem, asked.parameters, {
      signal,
      onSolution: (sequence, finding) => {
        standing.addSolution(sequence, finding);
        best = sequence;
        tell();
      },
      onBound: (finding) => {
        standing.bounds.push(finding);
        tell();
      },
    });
    const { sequence, status, stopReason, seconds } = result;
    const command = settings.objective === 'duration' ? 'solve' : 'minimize-memory';
    const plan = sequence === null ? null : planOf(asked, sequence);
    const found = { ...reportOf(version, command, asked), solve: solveOf(asked, result, standing) };
    const data = plan === null ? found : { ...found, plan };
    this.pictures.show(data);
    const schedule = scheduleReport(asked, result, standing);
    const text = `${status}: ${STOP_REASONS[stopReason]} after ${seconds.toFixed(2)} s`;
    this.finish(new SolveResults(this.stem, asked, data, schedule, sequence), text, failureLines(result));
  }

  private async sweep(settings: Settings, budgets: string, signal: AbortSignal): Promise<void> {
    const parsed = parseBudgets(budgets);
    const asked = this.asked({ ...settings, objective: 'duration', budget: '100%' }, []);
    const resolved = parsed.map((budget) => resolveBudget(budget, asked.baseline.peak));
    const known: SweepPoint[] = [];
    const points = await sweep(asked.problem, resolved, asked.parameters, {
      signal,
      onPoint: (point) => {
        known.push(point);
        this.pictures.tellSweep(asked, known, fallingBudgets(resolved).length);
      },
    });
    const report = sweepReport(asked, points);
    this.pictures.show({ ...reportOf(version, 'sweep', asked), sweep: report });
    const found = points.filter(({ sequence }) => sequence !== null).length;
    const text = `${found} of ${points.length} budgets have a schedule${signal.aborted ? '; interrupted' : ''}`;
    const failures = points.map((point) => failureLines(point)).join('');
    this.finish(new SweepResults(this.stem, asked, report), text, failures);
  }

  private finish(results: Results, text: string, failures: string): void {
    this.results = results;
    const warnings = failures.split('\n').filter((line) => line !== '');
    this.send({ kind: 'done', text, savable: results.savable, warnings });
  }

  /** The beginning of the names of files. */
  private get stem(): string {
    return this.file?.name.replace(/\.[^.]*$/, '') ?? 'graph';
  }
}

/** What went wrong, in one line. Beside a field there is no need to say which one. */
function failure(error: unknown): News {
  const field = error instanceof InputError ? FIELDS[error.place] : undefined;
  if (!(error instanceof InputError) || field === undefined)
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error), field: null };
  return { kind: 'failed', message: printable(`${error.problem}; ${error.mend}`), field };
}
