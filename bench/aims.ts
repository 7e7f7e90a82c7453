// Whether a row reached its aim, in one phrase: "duration <= 48146, proven: met".

import type { Aim } from './rows.ts';

/** What is judged: medians, and the one status that all runs had (or a mixture, which proves nothing). */
export interface Judged {
  readonly status: string;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** Whether a row's status tells of a refused schedule or a run without an answer. */
export function isWrong(status: string): boolean {
  return /\b(wrong|failed)\b/.test(status);
}

export function judge(aim: Aim, { status, measures }: Judged): string {
  const wanted: string[] = [];
  // a run without a right answer has reached nothing, whatever the others did
  const missing: string[] = isWrong(status) ? [status] : [];
  const want = (what: string, met: boolean, instead: string): void => {
    wanted.push(what);
    if (!met) missing.push(instead);
  };
  const atMost = (limit: number, name: string, what: string, digits: number): void => {
    const value = measures[name] ?? null;
    want(
      `${what} <= ${limit}`,
      value !== null && value <= limit,
      value === null ? `no ${what}` : value.toFixed(digits),
    );
  };
  if (aim.schedule) want('a schedule', measures.duration !== null, 'none');
  if (aim.duration !== undefined) atMost(aim.duration, 'duration', 'duration', 0);
  if (aim.overheadPercent !== undefined) atMost(aim.overheadPercent, 'overheadPercent', 'TDI', 4);
  if (aim.proven) want('proven', status === 'optimal', 'not proven');
  if (aim.infeasible) want('proven infeasible', status === 'infeasible', status);
  if (aim.peakMiB !== undefined) atMost(aim.peakMiB, 'peakMiB', 'MiB', 0);
  if (aim.compileSeconds !== undefined) atMost(aim.compileSeconds, 'compileSeconds', 's to compile', 1);
  return `${wanted.join(', ')}: ${missing.length === 0 ? 'met' : `missed (${missing.join(', ')})`}`;
}
