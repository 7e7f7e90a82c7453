// HiGHS (npm: highs), a solver of mixed-integer programs, in WebAssembly: takes a problem as text in the LP format.

import { decompose, type LinearRow } from './decompose.ts';
import type { NeutralAnswer, NeutralProblem, NeutralSolver, Term } from './neutral.ts';

interface Highs {
  solve(
    text: string,
    options: { readonly time_limit: number; readonly mip_rel_gap: number },
  ): { readonly Status: string; readonly Columns: Readonly<Record<string, { readonly Primal?: number }>> };
}

export async function loadHighs(library: Readonly<Record<string, unknown>>): Promise<NeutralSolver> {
  const highs = await (library.default as () => Promise<Highs>)();
  return async (problem, limit) => {
    const { Status: status, Columns: columns } = highs.solve(linearProgram(problem), {
      time_limit: limit,
      mip_rel_gap: 0,
    });
    const found = problem.variables.map((_, v) => columns[`x${v}`]?.Primal);
    const isSolved = found.every((value) => value !== undefined && Number.isFinite(value));
    return { status: statusOf(status, isSolved), values: isSolved ? found.map((value) => Math.round(value!)) : null };
  };
}

function statusOf(status: string, isSolved: boolean): NeutralAnswer['status'] {
  if (status === 'Infeasible') return 'infeasible';
  if (!isSolved) return 'unknown';
  return status === 'Optimal' ? 'optimal' : 'feasible';
}

/** In the LP format; one term a line, since lines have a greatest length. */
export function linearProgram(problem: NeutralProblem): string {
  const { variables, rows, objective } = decompose(problem);
  return [
    objective?.sense === 'max' ? 'Maximize' : 'Minimize',
    ` obj: ${sumText(objective?.terms ?? [[0, 0]])}`,
    'Subject To',
    ...rows.flatMap((row, r) => rowLines(row, r)),
    'Bounds',
    ...variables.map(([lo, hi], v) => ` ${lo} <= x${v} <= ${hi}`),
    'General',
    ...variables.map((_, v) => ` x${v}`),
    'End\n',
  ].join('\n');
}

function rowLines({ terms, lo, hi }: LinearRow, r: number): string[] {
  const sum = sumText(terms);
  if (lo !== null && lo === hi) return [` r${r}: ${sum} = ${lo}`];
  return [...(lo === null ? [] : [` r${r}l: ${sum} >= ${lo}`]), ...(hi === null ? [] : [` r${r}h: ${sum} <= ${hi}`])];
}

/** Terms of one variable together: the format allows a variable once a row. */
function sumText(terms: readonly Term[]): string {
  const total = new Map<number, number>();
  for (const [coefficient, v] of terms) total.set(v, (total.get(v) ?? 0) + coefficient);
  return [...total].map(([v, c]) => `${c < 0 ? '-' : '+'} ${Math.abs(c)} x${v}`).join('\n  ');
}
