// YALPS (npm: yalps), a solver of mixed-integer programs in plain JavaScript. Its variables are at least 0: values count from the least one.

import { decompose, type LinearRow } from './decompose.ts';
import type { NeutralSolver } from './neutral.ts';

interface Model {
  readonly direction: 'minimize' | 'maximize';
  readonly objective: string;
  readonly constraints: readonly (readonly [string, { readonly min?: number; readonly max?: number }])[];
  readonly variables: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  readonly integers: true;
}

type Solve = (
  model: Model,
  options: Readonly<Record<'timeout' | 'maxIterations' | 'maxPivots' | 'tolerance', number>> & {
    readonly includeZeroVariables: true;
  },
) => { readonly status: string; readonly result: number; readonly variables: readonly (readonly [string, number])[] };

const OBJECTIVE = 'objective';

export async function loadYalps(library: Readonly<Record<string, unknown>>): Promise<NeutralSolver> {
  const solve = library.solve as Solve;
  return async (problem, limit) => {
    const { variables, rows, objective } = decompose(problem);
    const columns = variables.map((): [string, number][] => []);
    const constraints: [string, { min?: number; max?: number }][] = [];
    const constrain = ({ terms, lo, hi }: LinearRow): void => {
      const name = `r${constraints.length}`;
      const least = terms.reduce((sum, [coefficient, v]) => sum + coefficient * variables[v][0], 0);
      constraints.push([
        name,
        { ...(lo === null ? {} : { min: lo - least }), ...(hi === null ? {} : { max: hi - least }) },
      ]);
      for (const [coefficient, v] of terms) columns[v].push([name, coefficient]);
    };
    for (const row of rows) constrain(row);
    for (const [v, [, hi]] of variables.entries()) constrain({ terms: [[1, v]], lo: null, hi });
    for (const [coefficient, v] of objective?.terms ?? []) columns[v].push([OBJECTIVE, coefficient]);
    const { status, variables: found } = solve(
      {
        direction: objective?.sense === 'max' ? 'maximize' : 'minimize',
        objective: OBJECTIVE,
        constraints,
        variables: columns.map((column, v) => [`x${v}`, summed(column)] as const),
        integers: true,
      },
      { timeout: 1000 * limit, maxIterations: 1e9, maxPivots: 1e9, tolerance: 0, includeZeroVariables: true },
    );
    const values = new Map(found);
    const list = problem.variables.map(([lo], v) => lo + Math.round(values.get(`x${v}`) ?? 0));
    if (status === 'optimal') return { status: 'optimal', values: list };
    if (status === 'infeasible') return { status: 'infeasible', values: null };
    return { status: found.length > 0 ? 'feasible' : 'unknown', values: found.length > 0 ? list : null };
  };
}

/** A variable that is in a row twice: the last entry would count. */
function summed(column: readonly (readonly [string, number])[]): [string, number][] {
  const total = new Map<string, number>();
  for (const [name, coefficient] of column) total.set(name, (total.get(name) ?? 0) + coefficient);
  return [...total];
}
