// The plan file, format moccasin-plan/1 (docs/plan.md describes it for its readers): which operation runs when, and where in one arena each tensor lies. Its type,
// writers (JSON and CSV) and reader.
//
// The reader checks the shape only; whether a plan is one, and loses no tensor, is found by replaying it against its graph (`moccasin check --plan`).

import type { NodeId } from '../formulation/graph.ts';
import { csvCell } from './csv.ts';
import { formatJson } from './format-json.ts';
import { describeValue } from './input-error.ts';
import { JsonFields } from './json-fields.ts';
import { parseJson } from './parse-json.ts';
import { readTextFile } from './text-file.ts';

export const PLAN_FORMAT = 'moccasin-plan/1';
const KINDS = ['compute', 'recompute', 'free'] as const;
const STATUSES = ['optimal', 'feasible'] as const;

/** One operation. A tensor is known by the number of the step that writes it. */
export interface PlanOperation {
  /** compute: the node runs for the first time; recompute: again; free: the tensor's bytes may be used by others from here on. */
  readonly operation: (typeof KINDS)[number];
  readonly node: NodeId;
  /** The step that writes the tensor. */
  readonly tensor: number;
  /** Which computation of the node wrote it, from 0. */
  readonly copy: number;
  readonly offset: number;
  readonly bytes: number;
}

export interface PlanFile {
  readonly format: typeof PLAN_FORMAT;
  /** Name of the graph. */
  readonly graph: string;
  /** Every offset is a multiple of it. */
  readonly alignment: number;
  /** Size of the arena. */
  readonly arena: number;
  /** Proven: no arena is smaller for this schedule and alignment. */
  readonly arenaLowerBound: number;
  /** optimal: the two are equal. */
  readonly status: (typeof STATUSES)[number];
  /** Of the schedule, without alignment and gaps. */
  readonly peak: number;
  /** arena / peak; 1 where both are 0. */
  readonly ratio: number;
  readonly operations: readonly PlanOperation[];
  /** reads[j]: the tensors that step j reads. */
  readonly reads: readonly (readonly number[])[];
}

/** The text of a plan file: one line for each operation. */
export function formatPlan({ operations, reads, ...head }: PlanFile): string {
  return formatJson({ ...head, operations: operations.map((operation) => ({ ...operation })), reads });
}

/** Read a plan file. Throws InputError. */
export function readPlanFile(file: string): PlanFile {
  return parsePlan(readTextFile(file), file);
}

/** Parse the text of a plan file; `file` is only for messages. Throws InputError. */
export function parsePlan(text: string, file: string): PlanFile {
  const at = new JsonFields(file, PLAN_FORMAT);
  const document = at.object(parseJson(text, file), '');
  if (document.format !== PLAN_FORMAT) {
    at.fail('format', `expected "${PLAN_FORMAT}", found ${describeValue(document.format)}`, 'give a plan file');
  }
  const amount = (name: 'alignment' | 'arena' | 'arenaLowerBound' | 'peak'): number => at.amount(document[name], name);
  return {
    format: PLAN_FORMAT,
    graph: at.text(document.graph, 'graph'),
    alignment: amount('alignment'),
    arena: amount('arena'),
    arenaLowerBound: amount('arenaLowerBound'),
    status: at.oneOf(document.status, STATUSES, 'status'),
    peak: amount('peak'),
    ratio: at.number(document.ratio, 'ratio'),
    operations: at.list(document.operations, 'operations').map((item, i) => {
      const place = `operations[${i}]`;
      const { operation, node, tensor, copy, offset, bytes } = at.object(item, place);
      return {
        operation: at.oneOf(operation, KINDS, `${place}.operation`),
        node: at.ids([node], `${place}.node`)[0] as NodeId,
        tensor: at.amount(tensor, `${place}.tensor`),
        copy: at.amount(copy, `${place}.copy`),
        offset: at.amount(offset, `${place}.offset`),
        bytes: at.amount(bytes, `${place}.bytes`),
      };
    }),
    reads: at
      .list(document.reads, 'reads')
      .map((tensors, j) => at.list(tensors, `reads[${j}]`).map((t, i) => at.amount(t, `reads[${j}][${i}]`))),
  };
}

/** The operations as CSV (RFC 4180 but for line ends of one newline): a header, then a line for each. */
export function formatPlanCsv({ operations }: PlanFile): string {
  const lines = [
    'operation,node,tensor,copy,offset,bytes',
    ...operations.map(({ operation, node, tensor, copy, offset, bytes }) =>
      [operation, csvCell(node), tensor, copy, offset, bytes].join(','),
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
