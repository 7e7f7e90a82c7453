// The file of --report.

import type { ArenaPlan } from '../formulation/arena/plan.ts';
import type { RematResult } from '../formulation/solve.ts';
import { writeReport } from '../io/report/write-report.ts';
import type { SweepFile } from '../io/sweep-file.ts';
import { writeTextFile } from '../io/text-file.ts';
import { planOf, reportOf, solveOf } from './report-data.ts';
import type { SolveRequest } from './solve-request.ts';
import type { Standing } from './standing.ts';
import { packageVersion } from './version.ts';

/** Writes the report of a solve, if one is asked for. Throws InputError. */
export function reportSolve(
  command: string,
  request: SolveRequest,
  result: RematResult & { readonly plan?: ArenaPlan | null },
  standing: Standing,
): void {
  const file = request.options.report;
  if (file === undefined) return;
  const plan = result.sequence === null ? null : planOf(request, result.sequence, result.plan);
  const data = { ...reportOf(packageVersion(), command, request), solve: solveOf(request, result, standing) };
  writeTextFile(file, writeReport(plan === null ? data : { ...data, plan }));
}

/** The text of the report of a sweep. */
export function sweepPage(request: SolveRequest, sweep: SweepFile): string {
  return writeReport({ ...reportOf(packageVersion(), 'sweep', request), sweep });
}
