// The file of `moccasin sweep --resume`: a line of JSON for each (graph, budget) that is finished, format moccasin-row/1. Lines are appended and forced to the disk one by one, so
// that an end at any moment costs no more than the line that is being written; a last line without its newline was torn so, and is ignored and written over.
//
// The same rows are what workers of a queue answer.

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { NodeId } from '../formulation/graph.ts';
import { InputError } from './input-error.ts';
import type { SweepFilePoint } from './sweep-file.ts';

export const ROW_FORMAT = 'moccasin-row/1';

/** What one solve found out about a budget. */
export interface SweepRow
  extends Pick<
    SweepFilePoint,
    | 'budget'
    | 'status'
    | 'duration'
    | 'durationLowerBound'
    | 'foundAt'
    | 'provenAt'
    | 'seconds'
    | 'stopReason'
    | 'order'
  > {
  readonly format: typeof ROW_FORMAT;
  /** Of the contents: graph, budget, and what was asked for. */
  readonly key: string;
  /** Name of the graph, for people. */
  readonly graph: string;
}

const STATUSES: readonly unknown[] = ['optimal', 'feasible', 'infeasible', 'unknown'];
const STOP_REASONS: readonly unknown[] = ['closed', 'time', 'exhausted', 'brake'];

/** The value as a row if it has the types of one; null otherwise. Whether it is true has to be found out elsewhere. */
export function sweepRow(value: unknown): SweepRow | null {
  if (typeof value !== 'object' || value === null) return null;
  const row = value as Partial<Record<keyof SweepRow, unknown>>;
  const isAmount = (field: unknown): boolean => typeof field === 'number' && Number.isSafeInteger(field) && field >= 0;
  const isRight =
    row.format === ROW_FORMAT &&
    typeof row.key === 'string' &&
    typeof row.graph === 'string' &&
    [row.budget, row.provenAt].every(isAmount) &&
    [row.duration, row.durationLowerBound, row.foundAt].every((field) => field === null || isAmount(field)) &&
    typeof row.seconds === 'number' &&
    row.seconds >= 0 &&
    STATUSES.includes(row.status) &&
    STOP_REASONS.includes(row.stopReason) &&
    Array.isArray(row.order) &&
    row.order.every((id) => typeof id === 'string' || typeof id === 'number');
  return isRight ? (value as SweepRow) : null;
}

/** The nodes of a row by their ids; null if one is unknown. */
export function nodesOf(order: readonly NodeId[], ids: readonly NodeId[]): number[] | null {
  const index = new Map(ids.map((id, v) => [id, v]));
  const nodes = order.map((id) => index.get(id) ?? -1);
  return nodes.includes(-1) ? null : nodes;
}

/** The rows of a file and the way to add some. */
export class SweepRowFile {
  /** In the order of the file. */
  readonly rows: readonly SweepRow[];
  private readonly file: string;
  private readonly descriptor: number;

  /** Opens the file, or makes it. Throws InputError: it holds something else, or cannot be written. */
  constructor(file: string) {
    this.file = file;
    const text = existsSync(file) ? readRows(file) : '';
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    this.rows = complete.split('\n').flatMap((line, i) => (line === '' ? [] : [parsed(line, file, i + 1)]));
    // what is torn begins as a row does; of another file nothing is cut off
    if (this.rows.length === 0 && text !== complete && !'{"format":"moccasin-row/'.startsWith(text.slice(0, 24))) {
      notRows(file, 1);
    }
    this.descriptor = this.orRefuse(() => openSync(file, 'a'));
    this.orRefuse(() => ftruncateSync(this.descriptor, Buffer.byteLength(complete)));
  }

  /** The row is on the disk when this returns. Throws InputError. */
  append({ format, key, ...rest }: SweepRow): void {
    this.orRefuse(() => {
      writeFileSync(this.descriptor, `${JSON.stringify({ format, key, ...rest })}\n`);
      fsyncSync(this.descriptor);
    });
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private orRefuse<T>(operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      const problem = `cannot be written (${(error as NodeJS.ErrnoException).code})`;
      throw new InputError({ file: this.file, place: '', problem, mend: 'choose another file' });
    }
  }
}

function readRows(file: string): string {
  if (!statSync(file).isFile()) {
    throw new InputError({ file, place: '', problem: 'is not a regular file', mend: 'name another file' });
  }
  return readFileSync(file, 'utf8');
}

function parsed(line: string, file: string, number: number): SweepRow {
  try {
    return sweepRow(JSON.parse(line)) ?? notRows(file, number);
  } catch (error) {
    if (error instanceof InputError) throw error;
    return notRows(file, number);
  }
}

function notRows(file: string, line: number): never {
  const mend = 'name a file that --resume has written, or a new one';
  throw new InputError({ file, place: `line ${line}`, problem: 'is not a row of a sweep', mend });
}
