// What a search leaves to be saved: files as the commands write them, made when they are asked for.

import { hashes, version } from 'virtual:report';
import { planReport } from '../cli/plan-report.ts';
import { type Asked, reportOf } from '../cli/report-data.ts';
import { DEFAULT_ARENA_WORK, planArena } from '../formulation/arena/plan.ts';
import type { Sequence } from '../formulation/problem.ts';
import { simulate } from '../formulation/schedule.ts';
import { formatPlan, formatPlanCsv, type PlanFile } from '../io/plan-file.ts';
import type { ReportData } from '../io/report/report-data.ts';
import { reportPage } from '../io/report/report-page.ts';
import { formatSchedule, type ScheduleFile } from '../io/schedule-file.ts';
import { formatSweep, formatSweepCsv, type SweepFile } from '../io/sweep-file.ts';
import type { News, Savable } from './protocol.ts';

/** Of addresses in bytes. */
const ALIGNMENT = 64;

/** The outcome of a search. */
export interface Results {
  readonly savable: readonly Savable[];
  file(what: Savable): Extract<News, { kind: 'file' }>;
}

/** The files of a search for one schedule. `name`: the beginning of their names. */
export class SolveResults implements Results {
  private readonly name: string;
  private readonly asked: Asked;
  private readonly data: ReportData;
  private readonly schedule: ScheduleFile;
  private readonly sequence: Sequence | null;
  private plan: PlanFile | null = null;

  constructor(name: string, asked: Asked, data: ReportData, schedule: ScheduleFile, sequence: Sequence | null) {
    this.name = name;
    this.asked = asked;
    this.data = data;
    this.schedule = schedule;
    this.sequence = sequence;
  }

  /** A report and a schedule file tell of a search without success, too, but there is no schedule to make anything of. */
  get savable(): readonly Savable[] {
    return this.sequence === null ? ['report'] : ['report', 'schedule', 'plan', 'csv'];
  }

  file(what: Savable): Extract<News, { kind: 'file' }> {
    const { name } = this;
    if (what === 'report') return html(name, this.data);
    if (what === 'schedule') return json(what, `${name}-schedule`, formatSchedule(this.schedule));
    this.plan ??= this.planned();
    if (what === 'csv') return csv(`${name}-plan`, formatPlanCsv(this.plan));
    return json(what, `${name}-plan`, formatPlan(this.plan));
  }

  private planned(): PlanFile {
    if (this.sequence === null) throw new Error('there is no schedule to plan');
    const { problem, parameters } = this.asked;
    const { graph, keepOutputs } = problem;
    const sequence = Int32Array.from(this.sequence);
    const replay = simulate(graph, sequence, { keepOutputs });
    if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
    const alignment = graph.units?.size === 'bytes' ? ALIGNMENT : 1;
    const arena = planArena(graph, sequence, replay, { alignment, seed: parameters.seed, work: DEFAULT_ARENA_WORK });
    return planReport(graph, sequence, replay, arena, { alignment, keepOutputs });
  }
}

/** The files of a sweep. */
export class SweepResults implements Results {
  readonly savable: readonly Savable[] = ['report', 'sweep', 'csv'];
  private readonly name: string;
  private readonly data: ReportData;
  private readonly sweep: SweepFile;

  constructor(name: string, asked: Asked, sweep: SweepFile) {
    this.name = name;
    this.data = { ...reportOf(version, 'sweep', asked), sweep };
    this.sweep = sweep;
  }

  file(what: Savable): Extract<News, { kind: 'file' }> {
    const name = `${this.name}-sweep`;
    if (what === 'report') return html(name, this.data);
    return what === 'csv' ? csv(name, formatSweepCsv(this.sweep)) : json(what, name, formatSweep(this.sweep));
  }
}

function html(name: string, data: ReportData): Extract<News, { kind: 'file' }> {
  return {
    kind: 'file',
    what: 'report',
    name: `${name}-report.html`,
    type: 'text/html',
    text: reportPage(data, hashes),
  };
}

function json(what: Savable, name: string, text: string): Extract<News, { kind: 'file' }> {
  return { kind: 'file', what, name: `${name}.json`, type: 'application/json', text };
}

function csv(name: string, text: string): Extract<News, { kind: 'file' }> {
  return { kind: 'file', what: 'csv', name: `${name}.csv`, type: 'text/csv', text };
}
