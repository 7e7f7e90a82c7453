// Reader of projects in PSPLIB's single-mode format (.sm; Kolisch & Sprecher 1997).
//
//   jobs (incl. supersource/sink ):  32
//     - nonrenewable              :  0   N        other kinds of resources, several projects and modes are refused
//   PRECEDENCE RELATIONS:
//   jobnr.    #modes  #successors   successors
//      1        1          3           2   3   4
//   REQUESTS/DURATIONS:
//   jobnr. mode duration  R 1  R 2  R 3  R 4
//     1      1     0       0    0    0    0
//   RESOURCEAVAILABILITIES:
//     R 1  R 2  R 3  R 4
//      24   23   25   33
//
// In the three sections only lines that begin with a number count; jobs are listed from 1 in order. A successor starts when the job has ended.

import type { Lag, ProjectInstance } from '../formulation/scheduling/instances.ts';
import { InputError, shortened } from './input-error.ts';
import { instanceName, MAX_AMOUNT, MAX_RESOURCES, MAX_TASKS } from './instance-limits.ts';

const PRECEDENCES = 'PRECEDENCE RELATIONS';
const REQUESTS = 'REQUESTS/DURATIONS';
const AVAILABILITIES = 'RESOURCEAVAILABILITIES';
const PROJECT = 'PROJECT INFORMATION';

/** A line of numbers of a section. */
interface Row {
  /** Counted from 1. */
  readonly line: number;
  readonly words: readonly string[];
}

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parsePsplib(text: string, file: string): ProjectInstance {
  return new PsplibReader(text, file).read();
}

class PsplibReader {
  private readonly file: string;
  private readonly lines: readonly string[];

  constructor(text: string, file: string) {
    this.file = file;
    this.lines = text.split(/\r?\n/);
  }

  read(): ProjectInstance {
    const { file } = this;
    this.refuseOtherProblems();
    const [precedences, requests, availabilities] = [PRECEDENCES, REQUESTS, AVAILABILITIES].map((section) =>
      this.rows(section),
    );
    const count = precedences.length;
    if (count === 0) this.fail(0, `${PRECEDENCES} lists no jobs`, WHOLE);
    if (count > MAX_TASKS) this.fail(0, `${count} jobs are too many`, `give at most ${MAX_TASKS}`);
    const announced = this.announcedJobs();
    if (announced !== null && announced !== count) {
      this.fail(0, `${PRECEDENCES} lists ${count} jobs, the head announces ${announced}`, WHOLE);
    }
    if (requests.length !== count) {
      this.fail(0, `${REQUESTS} lists ${requests.length} jobs, ${PRECEDENCES} ${count}`, WHOLE);
    }
    if (availabilities.length !== 1) this.fail(0, `${AVAILABILITIES} has not one line of numbers`, WHOLE);
    const capacities = availabilities[0].words.map((_, r) =>
      this.integer(availabilities[0], r, `the capacity of resource ${r + 1}`, 0, MAX_AMOUNT),
    );
    if (capacities.length > MAX_RESOURCES) {
      this.fail(availabilities[0].line, `${capacities.length} resources are too many`, `give at most ${MAX_RESOURCES}`);
    }
    const durations = requests.map((row, job) => this.duration(row, job + 1));
    const demands = requests.map((row, job) => this.demands(row, job + 1, capacities.length));
    const lags = precedences.flatMap((row, job) => this.successors(row, job + 1, count, durations[job]));
    return { name: instanceName(file), firstJob: 1, durations, demands, capacities, lags };
  }

  private refuseOtherProblems(): void {
    for (const [i, line] of this.lines.entries()) {
      const [, kind, count] = /^\s*-?\s*(projects|nonrenewable|doubly constrained)\s*:\s*(\d+)/.exec(line) ?? [];
      if (kind === 'projects' && Number(count) !== 1)
        this.fail(i + 1, `${count} projects`, 'give a file of one project');
      if (kind !== undefined && kind !== 'projects' && Number(count) !== 0) {
        this.fail(i + 1, `${count} ${kind} resources`, 'only renewable resources are known');
      }
    }
    if (!this.lines.some((line) => line.startsWith(PROJECT))) return;
    for (const row of this.rows(PROJECT)) {
      if (row.words.length > 2) this.integer(row, 2, 'the release date of the project', 0, 0);
    }
  }

  private announcedJobs(): number | null {
    for (const line of this.lines) {
      const [, count] = /^\s*jobs\b[^:]*:\s*(\d+)/.exec(line) ?? [];
      if (count !== undefined) return Number(count);
    }
    return null;
  }

  /** The lines of a section that begin with a number; it ends at the next line of words. */
  private rows(section: string): Row[] {
    const start = this.lines.findIndex((line) => line.startsWith(section));
    if (start < 0) this.fail(0, `has no section "${section}"`, 'give a PSPLIB single-mode file (.sm)');
    const rows: Row[] = [];
    for (let i = start + 1; i < this.lines.length && !/^[A-Z]{4}/.test(this.lines[i]); i++) {
      const words = this.lines[i].match(/\S+/g) ?? [];
      if (/^[-+.\d]*\d/.test(words[0] ?? '')) rows.push({ line: i + 1, words });
    }
    return rows;
  }

  private duration(row: Row, job: number): number {
    this.jobNumber(row, job);
    this.integer(row, 1, `the mode of job ${job}`, 1, 1);
    return this.integer(row, 2, `the duration of job ${job}`, 0, MAX_AMOUNT);
  }

  private demands(row: Row, job: number, resources: number): number[] {
    this.hasWords(row, 3 + resources, `a duration and ${resources} demands of job ${job}`);
    return row.words.slice(3).map((_, r) => this.integer(row, 3 + r, `demand ${r + 1} of job ${job}`, 0, MAX_AMOUNT));
  }

  private successors(row: Row, job: number, count: number, duration: number): Lag[] {
    this.jobNumber(row, job);
    this.integer(row, 1, `the number of modes of job ${job}`, 1, 1);
    const listed = this.integer(row, 2, `the number of successors of job ${job}`, 0, count);
    this.hasWords(row, 3 + listed, `${listed} successors of job ${job}`);
    return row.words.slice(3).map((_, k) => {
      const successor = this.integer(row, 3 + k, `a successor of job ${job}`, 1, count);
      if (successor === job) this.fail(row.line, `job ${job} is its own successor`, 'remove it from the list');
      return { from: job - 1, to: successor - 1, lag: duration };
    });
  }

  private jobNumber(row: Row, expected: number): void {
    const job = this.integer(row, 0, 'the number of a job', 0, MAX_TASKS);
    if (job !== expected) {
      this.fail(row.line, `job ${job} where job ${expected} should be`, 'list the jobs from 1 in order');
    }
  }

  private hasWords({ line, words }: Row, count: number, what: string): void {
    if (words.length !== count) this.fail(line, `has ${words.length} numbers, not ${count}`, `give ${what}`);
  }

  private integer({ line, words }: Row, k: number, what: string, lo: number, hi: number): number {
    const word = words[k];
    const mend = lo === hi ? `only ${lo} is known here` : `give an integer from ${lo} to ${hi}`;
    if (word === undefined) return this.fail(line, `the line ends where ${what} should be`, mend);
    const value = /^[+-]?\d+$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= lo && value <= hi)) return this.fail(line, `${what} is "${shortened(word)}"`, mend);
    return value + 0;
  }

  /** Line 0: the file as a whole. */
  private fail(line: number, problem: string, mend: string): never {
    throw new InputError({ file: this.file, place: line === 0 ? '' : `line ${line}`, problem, mend });
  }
}

const WHOLE = 'give the whole file';
