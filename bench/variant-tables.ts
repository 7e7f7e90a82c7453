// The tables of the suite propagators: what each variant closes, in what time and with how many conflicts, and the instances on which variants differ.

import { isWrong } from './aims.ts';
import { type Column, fixed, formatTable, seconds, short } from './report.ts';
import { geometricMean, type ResultRow } from './results.ts';
import type { Variant } from './variants.ts';

export interface VariantSummary {
  readonly name: string;
  readonly rows: number;
  readonly closed: number;
  readonly wrong: number;
  /** Seconds, rows that are open counting with the limit. */
  readonly total: number;
  /** Of the rows that this variant and the first one close: seconds and conflicts, in relation to the first. */
  readonly both: number;
  readonly timeRatio: number | null;
  readonly conflictRatio: number | null;
  /** Of these rows together. */
  readonly conflicts: number;
}

export function variantTables(
  variants: readonly Variant[],
  rows: readonly ResultRow[],
  limit: number,
  markdown: boolean,
): string[] {
  const summaries = variants.map((variant) => variantSummary(variant.name, variants[0].name, rows, limit));
  const instances = [...new Set(rows.map(({ settings }) => String(settings.instance)))];
  const lines = instances.map((instance) => rows.filter(({ settings }) => settings.instance === instance));
  const differing = lines.filter(
    (line) => new Set(line.map(({ status }) => status)).size > 1 || line.some((r) => isWrong(r.status)),
  );
  return [
    formatTable(summaryColumns(variants[0].name), summaries, markdown),
    ...(differing.length === 0 ? [] : [formatTable(instanceColumns(variants), differing, markdown)]),
  ];
}

export function variantSummary(name: string, first: string, rows: readonly ResultRow[], limit: number): VariantSummary {
  const of = (variant: string): Map<string, ResultRow> =>
    new Map(rows.filter((r) => r.settings.variant === variant).map((r) => [String(r.settings.instance), r]));
  const [own, base] = [of(name), of(first)];
  const isClosed = (row: ResultRow | undefined): boolean => row?.measures.closed === 1;
  const both = [...own.keys()].filter((instance) => isClosed(own.get(instance)) && isClosed(base.get(instance)));
  const ratio = (measure: string, least: number): number | null => {
    const mean = (found: Map<string, ResultRow>): number | null =>
      geometricMean(both.map((instance) => Math.max(least, found.get(instance)!.measures[measure] ?? 0)));
    const [mine, theirs] = [mean(own), mean(base)];
    return mine === null || theirs === null ? null : mine / theirs;
  };
  const all = [...own.values()];
  return {
    ...{ name, rows: all.length, both: both.length },
    closed: all.filter(isClosed).length,
    wrong: all.filter(({ status }) => isWrong(status)).length,
    total: all.reduce((sum, row) => sum + (isClosed(row) ? row.measures.seconds! : limit), 0),
    timeRatio: ratio('seconds', 0),
    // one more than none, so that a proof without search can be compared
    conflictRatio: ratio('conflicts', 1),
    conflicts: both.reduce((sum, instance) => sum + (own.get(instance)!.measures.conflicts ?? 0), 0),
  };
}

function summaryColumns(first: string): readonly Column<VariantSummary>[] {
  return [
    { title: 'variant', text: ({ name }) => name },
    { title: 'rows', right: true, text: ({ rows }) => String(rows) },
    { title: 'closed', right: true, text: ({ closed }) => String(closed) },
    { title: 'wrong', right: true, text: ({ wrong }) => String(wrong) },
    { title: 's, open at the limit', right: true, text: ({ total }) => seconds(total) },
    { title: `closed by it and ${first}`, right: true, text: ({ both }) => String(both) },
    { title: `time / ${first}`, right: true, text: ({ timeRatio }) => fixed(timeRatio, 3) },
    { title: `conflicts / ${first}`, right: true, text: ({ conflictRatio }) => fixed(conflictRatio, 3) },
    { title: 'conflicts in these', right: true, text: ({ conflicts }) => short(conflicts) },
  ];
}

/** A line per instance that the variants do not agree about. */
function instanceColumns(variants: readonly Variant[]): readonly Column<readonly ResultRow[]>[] {
  return [
    { title: 'instance', text: ([row]) => String(row.settings.instance) },
    { title: 'known', right: true, text: ([row]) => String(row.settings.known) },
    ...variants.map(({ name }) => ({
      title: `${name}: status (s)`,
      text: (rows: readonly ResultRow[]) => {
        const row = rows.find(({ settings }) => settings.variant === name);
        return row === undefined ? '-' : `${row.status} (${seconds(row.measures.seconds)})`;
      },
    })),
  ];
}
