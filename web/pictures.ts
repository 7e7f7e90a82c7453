// Pictures of a running search for the page: not more often than people look, and never faster than the page draws them, so that it stays quick to answer whatever the graph is.

import { type Asked, reportOf, solveOf, unitsOf } from '../cli/report-data.ts';
import { gapPercent, type Standing } from '../cli/standing.ts';
import { sweepReport } from '../cli/sweep-report.ts';
import type { Sequence } from '../formulation/problem.ts';
import type { SweepPoint } from '../formulation/sweep.ts';
import { formatQuantity } from '../io/charts/quantity.ts';
import { LateFolds } from '../io/report/html.ts';
import type { ReportData } from '../io/report/report-data.ts';
import { sectionsHtml } from '../io/report/sections.ts';
import type { News, Picture } from './protocol.ts';

/** Milliseconds between two pictures. */
const PICTURE_EVERY = 700;
/** Between two lines about how the search stands. */
const LINE_EVERY = 100;

export class Pictures {
  private readonly version: string;
  private readonly send: (news: News) => void;
  private isDrawing = false;
  private number = 0;
  private folds: LateFolds = new LateFolds();
  private shown: number = Number.NEGATIVE_INFINITY;
  private told: number = Number.NEGATIVE_INFINITY;

  constructor(version: string, send: (news: News) => void) {
    this.version = version;
    this.send = send;
  }

  /** The page has drawn the last picture. */
  drawn(): void {
    this.isDrawing = false;
  }

  /** Takes a picture, the last one to be asked about. */
  of(data: ReportData): Picture {
    this.folds = new LateFolds();
    return { number: ++this.number, sections: sectionsHtml(data, this.folds.fold) };
  }

  /** A picture that must be seen. */
  show(data: ReportData): void {
    this.isDrawing = true;
    this.shown = performance.now();
    this.send({ kind: 'picture', picture: this.of(data) });
  }

  /** The contents of a fold, unless the picture is an old one. */
  unfold(picture: number, fold: number): void {
    if (picture === this.number) this.send({ kind: 'unfolded', picture, fold, body: this.folds.body(fold) });
  }

  /** How a search stands after so many seconds: one line, and a picture if it is time for one. */
  tell(asked: Asked, standing: Standing, best: Sequence | null, seconds: number): void {
    if (performance.now() < this.told + LINE_EVERY) return;
    this.told = performance.now();
    this.send({ kind: 'progress', text: progressText(asked, standing, seconds) });
    if (!this.due()) return;
    const { bound: lowerBound, objective, bounds } = standing;
    const status = best === null ? 'unknown' : 'feasible';
    const outcome = { status, stopReason: 'time', sequence: best, seconds, objective, lowerBound, bounds } as const;
    const solve = { ...solveOf(asked, outcome, standing), stopReason: 'searching' };
    this.show({ ...reportOf(this.version, 'solve', asked), solve });
  }

  /** How a sweep stands. */
  tellSweep(asked: Asked, points: readonly SweepPoint[], budgets: number): void {
    this.send({ kind: 'progress', text: `${points.length} of ${budgets} budgets` });
    if (this.due()) this.show({ ...reportOf(this.version, 'sweep', asked), sweep: sweepReport(asked, points) });
  }

  private due(): boolean {
    return !this.isDrawing && performance.now() >= this.shown + PICTURE_EVERY;
  }
}

/** One line while a search is running. */
function progressText({ problem }: Asked, standing: Standing, seconds: number): string {
  const { best, bound } = standing;
  if (best === null) return `${seconds.toFixed(1)} s: no schedule yet`;
  const gap = gapPercent(best.objective, bound);
  const { size, duration } = unitsOf(problem.graph);
  const isDuration = problem.objective === 'duration';
  const value = isDuration
    ? `duration ${formatQuantity(best.duration, duration)}`
    : `peak ${formatQuantity(best.peak, size)}`;
  return `${seconds.toFixed(1)} s: ${value}, proven gap ${gap === null ? 'unknown' : `${gap.toFixed(3)} %`}`;
}
