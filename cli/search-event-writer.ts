// A running search as events of io/search-events.ts; without a file, nothing.

import { EventLog } from '../io/event-log.ts';
import { printable } from '../io/input-error.ts';
import {
  SEARCH_EVENTS_FORMAT,
  type SearchEndEvent,
  type SearchEvent,
  type SearchStartEvent,
} from '../io/search-events.ts';
import type { SolveParameters } from '../model/parameters.ts';
import { relativeGap, type SolveResult } from '../model/result.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';
import type { Output } from './output.ts';
import { packageVersion } from './version.ts';

type SearchStart = Omit<SearchStartEvent, 'type' | 'format' | 'version'>;
type SearchEnd = Pick<SearchEndEvent, 'seconds' | 'status' | 'stopReason' | 'stats'>;

/** What is found, by whom and when; null where there is no objective. */
interface Found {
  readonly seconds: number;
  readonly worker: string;
  readonly value: number | null;
}

export class SearchEventWriter {
  private readonly log: EventLog<SearchEvent> | null;
  private readonly output: Output;
  private objective: number | null = null;
  private lower: number | null = null;

  /** Creates the file, if one is named, and writes the start event. */
  constructor(file: string | undefined, start: SearchStart, output: Output) {
    this.output = output;
    this.log = file === undefined ? null : new EventLog<SearchEvent>(file);
    this.log?.write({ type: 'start', format: SEARCH_EVENTS_FORMAT, version: packageVersion(), ...start });
  }

  solution({ seconds, worker, value }: Found): void {
    this.objective = value;
    this.log?.write({ type: 'solution', seconds, worker, objective: value, bound: this.lower, gapPercent: this.gap });
  }

  bound({ seconds, worker, value }: Finding): void {
    this.lower = Number.isFinite(value) ? value : null;
    this.log?.write({ type: 'bound', seconds, worker, bound: this.lower, gapPercent: this.gap });
  }

  /** Writes the end event and closes the file; a line on stderr says so if the log is incomplete. */
  end(end: SearchEnd): void {
    const { objective, lower: bound, gap: gapPercent } = this;
    this.log?.write({ type: 'end', ...end, objective, bound, gapPercent });
    this.close();
  }

  /** Ends with what solve() gave back. */
  endOf({ wallTime, status, stopReason, bestBound, stats }: SolveResult): void {
    if (status === 'MODEL_INVALID') {
      this.close();
      return;
    }
    this.lower = bestBound;
    const word = status.toLowerCase() as SearchEnd['status'];
    this.end({ seconds: wallTime, status: word, stopReason, stats: { ...stats } });
  }

  private close(): void {
    const incomplete = this.log?.close() ?? null;
    if (incomplete !== null) this.output.stderr(`moccasin: ${printable(incomplete)}\n`);
  }

  private get gap(): number | null {
    const { objective, lower } = this;
    return objective === null || lower === null ? null : 100 * relativeGap(objective, lower);
  }
}

/** The start event's content, of the parameters a search is run with. */
export function searchStart(command: string, file: string, parameters: SolveParameters): SearchStart {
  const { maxTimeInSeconds: limit = null, deterministic = false, randomSeed = 1, numWorkers = 1, ...rest } = parameters;
  const { logSearchProgress: _, ...named } = rest;
  const timeLimit = limit === Number.POSITIVE_INFINITY ? null : limit;
  return { command, file, timeLimit, deterministic, seed: randomSeed, workers: numWorkers, parameters: named };
}
