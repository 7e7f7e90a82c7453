// The suite compare: two result files, measure by measure, with the ratio second / first.

import { type Column, fixed } from './report.ts';
import type { ResultFile, ResultRow } from './results.ts';

export interface Difference {
  readonly row: string;
  readonly measure: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** What makes the comparison less than fair: other settings, seeds, machines, rows that only one has. */
  readonly remarks: readonly string[];
}

/** Rows are matched by name; every measure that one of the two has a number for is listed. */
export function compareResults(a: ResultFile, b: ResultFile): Comparison {
  const remarks: string[] = [];
  const differences: Difference[] = [];
  for (const field of ['suite', 'node', 'machine'] as const)
    if (a[field] !== b[field]) remarks.push(`different ${field}: ${a[field]} and ${b[field]}`);
  for (const before of a.rows) {
    const after = b.rows.find(({ name }) => name === before.name);
    if (after === undefined) {
      remarks.push(`${before.name}: only in the first file`);
      continue;
    }
    remarks.push(...unlike(before, after));
    for (const measure of new Set([...Object.keys(before.measures), ...Object.keys(after.measures)])) {
      const pair = { before: before.measures[measure] ?? null, after: after.measures[measure] ?? null };
      if (pair.before !== null || pair.after !== null) differences.push({ row: before.name, measure, ...pair });
    }
  }
  const names = new Set(a.rows.map(({ name }) => name));
  for (const { name } of b.rows) if (!names.has(name)) remarks.push(`${name}: only in the second file`);
  return { differences, remarks };
}

function unlike(a: ResultRow, b: ResultRow): string[] {
  const remarks: string[] = [];
  for (const key of Object.keys({ ...a.settings, ...b.settings }))
    if (a.settings[key] !== b.settings[key])
      remarks.push(`${a.name}: different ${key}: ${a.settings[key]} and ${b.settings[key]}`);
  if (a.seeds.join() !== b.seeds.join()) remarks.push(`${a.name}: different seeds: ${a.seeds} and ${b.seeds}`);
  if (a.status !== b.status) remarks.push(`${a.name}: ${a.status} became ${b.status}`);
  return remarks;
}

export const COMPARE_COLUMNS: readonly Column<Difference>[] = [
  { title: 'row', text: ({ row }) => row },
  { title: 'measure', text: ({ measure }) => measure },
  { title: 'A', right: true, text: ({ before }) => plain(before) },
  { title: 'B', right: true, text: ({ after }) => plain(after) },
  { title: 'B / A', right: true, text: ratio },
];

function plain(value: number | null): string {
  if (value === null) return '-';
  return Number.isInteger(value) ? String(value) : fixed(value, Math.abs(value) < 10 ? 4 : 1);
}

function ratio({ before, after }: Difference): string {
  if (before === null || after === null) return '-';
  if (before === 0) return after === 0 ? '1.000' : '-';
  return (after / before).toFixed(3);
}
