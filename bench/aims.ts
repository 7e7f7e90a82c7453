// Whether a row reached its aim, in one phrase: "duration <= 48146, proven: met".

import type { Aim } from './rows.ts';
import { roundsToAtMost } from './targets.ts';

/** How the measures of Aim.within are called in the phrase. */
const TIMES: Readonly<Record<string, string>> = {
  toMoccasinSeconds: "Moccasin's TDI after",
  toCheckmateSeconds: "Checkmate's TDI after",
  readAndFirstSeconds: 'read and first schedule after',
  readAndImprovedSeconds: 'read and improved after',
};

/** What is judged: medians, and the one status that all runs had (or a mixture, which proves nothing). */
export interface Judged {
  readonly status: string;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** Whether a row's status tells of a refused schedule or a run without an answer. */
export function isWrong(status: string): boolean {
  return /\b(wrong|failed)\b/.test(status);
}

/** The phrase; empty if nothing is asked for. */
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
  if (aim.answer) want('a schedule or a proof', measures.duration !== null || status === 'infeasible', 'neither');
  if (aim.schedule) want('a schedule', measures.duration !== null, 'none');
  if (aim.duration !== undefined) atMost(aim.duration, 'duration', 'duration', 0);
  if (aim.overheadPercent !== undefined) atMost(aim.overheadPercent, 'overheadPercent', 'TDI', 4);
  if (aim.printedPercent !== undefined) {
    const value = measures.overheadPercent ?? null;
    const met = status === 'infeasible' || (value !== null && roundsToAtMost(value, aim.printedPercent));
    want(`TDI rounds to <= ${aim.printedPercent}`, met, value === null ? 'no TDI' : value.toFixed(4));
  }
  for (const [name, limit] of Object.entries(aim.within ?? {})) {
    const value = measures[name] ?? null;
    const met = value !== null && value <= limit;
    want(`${TIMES[name]} <= ${Number(limit.toPrecision(3))} s`, met, value === null ? 'never' : value.toFixed(2));
  }
  if (aim.equalFiles) want('equal files', measures.differences === 0, `${measures.differences ?? 'no'} differences`);
  if (aim.proven) want('proven', status === 'optimal', 'not proven');
  if (aim.infeasible) want('proven infeasible', status === 'infeasible', status);
  if (aim.peakMiB !== undefined) atMost(aim.peakMiB, 'peakMiB', 'MiB', 0);
  if (aim.compileSeconds !== undefined) atMost(aim.compileSeconds, 'compileSeconds', 's to compile', 1);
  if (wanted.length === 0 && missing.length === 0) return '';
  return `${wanted.join(', ')}: ${missing.length === 0 ? 'met' : `missed (${missing.join(', ')})`}`;
}
