// The lines of a log that tell how a solve goes, one per improvement, in the manner of CP-SAT's:
//
//   #1       0.42s  best:48146  next:[47769,48145]  search
//   #Bound   0.43s  best:48146  next:[47800,48145]  probe#2
//   #Done    1.20s  OPTIMAL (completed)

import type { HistoryEntry } from './result.ts';

const LABEL_WIDTH = 9;

export class ProgressLines {
  private readonly write: (line: string) => void;
  private readonly maximize: boolean;
  private best: number | null = null;
  private bound: number | null = null;
  private solutions = 0;

  /** `write` takes lines without their ends. */
  constructor(write: (line: string) => void, maximize: boolean) {
    this.write = write;
    this.maximize = maximize;
  }

  /** A better solution, and the bound if it is known; null without objective. */
  solution(objective: number | null, bound: number | null, { seconds, worker }: Omit<HistoryEntry, 'value'>): void {
    this.best = objective;
    this.bound = bound ?? this.bound;
    this.improvement(`#${++this.solutions}`, seconds, worker);
  }

  raise({ seconds, value, worker }: HistoryEntry): void {
    this.bound = value;
    this.improvement('#Bound', seconds, worker);
  }

  done(seconds: number, text: string): void {
    this.write(`${label('#Done', seconds)}  ${text}`);
  }

  private improvement(what: string, seconds: number, worker: string): void {
    const { best, bound, maximize } = this;
    const parts = [label(what, seconds)];
    if (best !== null) parts.push(`best:${best}`);
    if (bound !== null) {
      const [low, high] = maximize
        ? [best === null ? '-inf' : best + 1, bound]
        : [bound, best === null ? 'inf' : best - 1];
      const closed = best !== null && (maximize ? best >= bound : best <= bound);
      parts.push(closed ? 'next:[]' : `next:[${low},${high}]`);
    }
    this.write([...parts, worker].join('  '));
  }
}

function label(what: string, seconds: number): string {
  return `${what.padEnd(LABEL_WIDTH)}${seconds.toFixed(2)}s`;
}
