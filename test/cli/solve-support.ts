// For the tests of `moccasin solve`: graphs as files, and a judgement of schedule files that shares no code with the program.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { Random } from '../../solver/random.ts';
import { replay } from '../support/brute-schedule.ts';
import { graphOf } from '../support/random-graph.ts';

/** A temporary folder of files. */
export class Folder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'moccasin-solve-'));

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.file(name), text);
    return this.file(name);
  }

  graph(name: string, graph: ComputeGraph): string {
    return this.write(name, formatNodeLink(graph));
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  schedule(name: string): ScheduleFile {
    return JSON.parse(this.read(name)) as ScheduleFile;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** 0 -> 1 -> 2 -> 3 and 0 -> 3, where tensor 0 is large: peak 7, duration 100; dropped and recomputed, 6 and 110. */
export function recomputeGraph(): ComputeGraph {
  return graphOf(
    [4, 2, 1, 1],
    [
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ],
    [10, 20, 30, 40],
  );
}

/** 1 and 2 both read 0 and are both read by 3: at least 6, since while 2 runs 1 is there, or it has to be computed again beside 2. Structure knows of 5. */
export function diamondGraph(): ComputeGraph {
  return graphOf(
    [2, 1, 3, 1],
    [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ],
  );
}

/** A training graph: a chain forward, its mirror image backward. At 60 % of its peak it needs recomputations. */
export function trainingGraph(layers: number): ComputeGraph {
  const random = new Random(`training ${layers}`);
  const n = 2 * layers;
  const links: [number, number][] = [];
  for (let v = 1; v < n; v++) links.push([v - 1, v]);
  for (let v = layers; v < n; v++) if (n - 1 - v < v - 1) links.push([n - 1 - v, v]);
  const draw = (): number[] => Array.from({ length: n }, () => random.between(100, 999));
  return graphOf(draw(), links, draw());
}

/** The claims of a schedule file that holds a schedule, against the definition of memory and a bookkeeping of its frees. */
export function expectTrue(graph: ComputeGraph, schedule: ScheduleFile, keepOutputs = false): void {
  const order = schedule.order.map((id) => graph.ids.indexOf(id));
  const outcome = replay(graph, order, keepOutputs);
  expect(outcome).toMatchObject({ peak: schedule.peak, duration: schedule.duration });
  expect(schedule.peak).toBeLessThanOrEqual(schedule.budget);
  expect(schedule.durationLowerBound).toBeLessThanOrEqual(schedule.duration as number);
  expect(schedule.status).toBe(schedule.durationLowerBound === schedule.duration ? 'optimal' : 'feasible');
  const baseline = replay(graph, [...graph.ids.keys()], keepOutputs);
  expect(baseline).toMatchObject({ peak: schedule.baseline.peak, duration: schedule.baseline.duration });
  const times = graph.ids.map((_, v) => order.filter((u) => u === v).length);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...times)).toBeLessThanOrEqual(schedule.maxComputations);
  const firsts = order.filter((v, j) => order.indexOf(v) === j);
  if (schedule.mode === 'input') expect(firsts).toEqual([...graph.ids.keys()]);
  const held = new Set<number>();
  for (const [j, v] of order.entries()) {
    for (const u of graph.predecessors[v]!) expect(held.has(u)).toBe(true);
    held.add(v);
    expect([...held].reduce((sum, u) => sum + graph.sizes[u]!, 0)).toBe(schedule.timeline[j]);
    for (const id of schedule.frees[j]!) expect(held.delete(graph.ids.indexOf(id))).toBe(true);
  }
  const { incumbents, bounds } = schedule.solve;
  expect(incumbents.at(-1)?.duration).toBe(schedule.duration);
  expect(bounds.at(-1)?.duration).toBe(schedule.durationLowerBound);
}

/** Waits until a file holds a text; the limit of the test ends it otherwise. */
export async function untilFileHolds(folder: Folder, name: string, text: string): Promise<void> {
  while (!existsSync(folder.file(name)) || !folder.read(name).includes(text)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `moccasin` in a process of its own; `during` is called with its id when it runs. */
export function runProgram(argv: readonly string[], during?: (pid: number) => Promise<void>): Promise<ProgramResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    if (during !== undefined) during(child.pid as number).catch(reject);
  });
}
