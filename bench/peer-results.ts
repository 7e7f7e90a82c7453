// What other solvers did with an instance, as the index of the collection has it, in the words of our results.

import { type Answer, type Instance, isBest, isClosed, type PeerResult } from './instances.ts';
import { seconds } from './report.ts';
import type { ResultRow } from './results.ts';

/** By the name in the tables, the names in the index; the first that gave an answer counts, else the last. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  'CP-SAT': ['cpsat-1w'],
  Chuffed: ['chuffed-f'],
  Gecode: ['gecode', 'gecode64-wasm'],
};

export const PEER_NAMES: readonly string[] = Object.keys(PEERS);

const STATUS: Readonly<Record<string, Answer['status']>> = {
  ...{ OPTIMAL: 'optimal', SAT: 'optimal', FEASIBLE: 'feasible' },
  ...{ INFEASIBLE: 'infeasible', UNSAT: 'infeasible', UNSATISFIABLE: 'infeasible' },
};

/** Measures and notes that stand beside ours. */
export function peerColumns(instance: Instance): Pick<ResultRow, 'measures'> & { notes: Record<string, string> } {
  const measures: Record<string, number> = {};
  const notes: Record<string, string> = {};
  for (const [name, keys] of Object.entries(PEERS)) {
    const results = keys.map((key) => instance.peers?.[key]).filter((result) => result !== undefined);
    const result = results.find(({ status }) => status in STATUS) ?? results.at(-1);
    if (result === undefined) continue;
    const status = STATUS[result.status] ?? 'unknown';
    measures[`${name} closed`] = Number(isClosed({ status }));
    measures[`${name} best`] = Number(isBest(instance, result.obj ?? null));
    notes[name] = textOf(status, result);
  }
  return { measures, notes };
}

/** Like "optimal 763 (3.9)". */
function textOf(status: Answer['status'], { obj, solve, wall }: PeerResult): string {
  const value = obj === undefined ? '' : ` ${obj}`;
  const time = solve ?? wall;
  return `${status}${value}${time === undefined ? '' : ` (${seconds(time)})`}`;
}
