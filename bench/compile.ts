// The suite compile: what it takes to read a graph, build its constraint model, validate it and compile it into an engine, and the memory of that alone.

import { errorLine, runChild } from './child.ts';
import type { RowWithFile } from './graphs.ts';
import { type Column, fixed, seconds, short } from './report.ts';
import type { ResultRow } from './results.ts';

const KILL_SECONDS = 300;

/** One graph at the share of its row, in a process of its own. */
export async function measureCompile(row: RowWithFile): Promise<ResultRow> {
  const child = await runChild('bench/compile-one.ts', [row.graphFile, String(row.share)], KILL_SECONDS);
  const settings = { graph: row.graph, share: row.share };
  const common = { name: row.name, settings, aim: '', seeds: [] };
  if (child.exitCode !== 0) return { ...common, status: `failed: ${errorLine(child.stderr)}`, measures: {} };
  const measures = JSON.parse(child.stdout) as Record<string, number>;
  return { ...common, status: 'compiled', measures: { ...measures, peakMiB: child.peakMiB } };
}

/** Every graph of the rows once, at its first share. */
export async function benchCompile(rows: readonly RowWithFile[], log: (line: string) => void): Promise<ResultRow[]> {
  const results: ResultRow[] = [];
  for (const row of rows) {
    if (results.some(({ settings }) => settings.graph === row.graph)) continue;
    const result = await measureCompile(row);
    log(`${row.name}: ${result.status}, ${seconds(result.measures.totalSeconds)} s`);
    results.push(result);
  }
  return results;
}

export const COMPILE_COLUMNS: readonly Column<ResultRow>[] = [
  { title: 'graph', text: ({ settings }) => String(settings.graph) },
  { title: 'share', right: true, text: ({ settings }) => String(settings.share) },
  { title: 'status', text: ({ status }) => status },
  { title: 'nodes', right: true, text: ({ measures }) => fixed(measures.nodes, 0) },
  { title: 'links', right: true, text: ({ measures }) => fixed(measures.links, 0) },
  { title: 'variables', right: true, text: ({ measures }) => short(measures.variables) },
  { title: 'constraints', right: true, text: ({ measures }) => short(measures.constraints) },
  { title: 'propagators', right: true, text: ({ measures }) => short(measures.propagators) },
  { title: 'read s', right: true, text: ({ measures }) => seconds(measures.readSeconds) },
  { title: 'build s', right: true, text: ({ measures }) => seconds(measures.buildSeconds) },
  { title: 'validate s', right: true, text: ({ measures }) => seconds(measures.validateSeconds) },
  { title: 'compile s', right: true, text: ({ measures }) => seconds(measures.compileSeconds) },
  { title: 'total s', right: true, text: ({ measures }) => seconds(measures.totalSeconds) },
  { title: 'RSS MiB', right: true, text: ({ measures }) => fixed(measures.peakMiB, 0) },
];
