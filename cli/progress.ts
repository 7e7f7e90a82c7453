// The status line of a running solve: one line of a terminal that is written over and over.
//
//   12.3 s  best 48146 (TDI 0.7892 %)  bound 47800  gap 0.72 %  by annealing at 3.2 s

import type { RematProblem } from '../formulation/problem.ts';
import { overheadPercent, type Simulation } from '../formulation/schedule.ts';
import { printable } from '../io/input-error.ts';
import { gapPercent, type Standing } from './standing.ts';

/** What the line needs of a terminal. */
export interface Terminal {
  write(text: string): unknown;
  /** Width in characters; unknown for some. */
  readonly columns?: number | undefined;
}

const ERASE = '\r\u001b[K';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';
const PERIOD_MS = 250;
const DEFAULT_COLUMNS = 80;

/** How a solve stands after so many seconds, as plain text on one line. */
export function statusText(problem: RematProblem, baseline: Simulation, standing: Standing, seconds: number): string {
  const { best, bound, objective } = standing;
  const parts = [`${seconds.toFixed(1)} s`];
  if (best === null) parts.push('no schedule yet');
  else if (problem.objective === 'duration')
    parts.push(`best ${objective} (TDI ${overheadPercent(objective, baseline.duration).toFixed(4)} %)`);
  else
    parts.push(`best ${objective} (${((100 * objective) / Math.max(1, baseline.peak)).toFixed(2)} % of input order)`);
  if (Number.isFinite(bound)) parts.push(`bound ${bound}`);
  const gap = gapPercent(objective, bound);
  if (gap !== null) parts.push(`gap ${gap.toFixed(2)} %`);
  if (best !== null) parts.push(`by ${best.worker} at ${best.seconds.toFixed(1)} s`);
  return printable(parts.join('  '));
}

/** Redraws a text four times a second until it is closed. */
export class StatusLine {
  private readonly terminal: Terminal;
  private readonly isColored: boolean;
  private readonly text: (seconds: number) => string;
  private readonly start = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(terminal: Terminal, isColored: boolean, text: (seconds: number) => string) {
    this.terminal = terminal;
    this.isColored = isColored;
    this.text = text;
    this.timer = setInterval(() => this.draw(), PERIOD_MS);
    this.timer.unref();
  }

  draw(): void {
    const width = (this.terminal.columns || DEFAULT_COLUMNS) - 1;
    const line = this.text((performance.now() - this.start) / 1000).slice(0, width);
    this.terminal.write(ERASE + (this.isColored ? line.replace(/best \d+/, `${BOLD}$&${PLAIN}`) : line));
  }

  /** Leaves an empty line behind for what comes next. */
  close(): void {
    clearInterval(this.timer);
    this.terminal.write(ERASE);
  }
}

/** Whether the environment allows colours (no-color.org). */
export function allowsColor(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment.NO_COLOR ?? '') === '';
}
