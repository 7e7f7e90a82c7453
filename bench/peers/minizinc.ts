// MiniZinc (npm: minizinc) with Chuffed, the closest relative: clause learning, in WebAssembly. Takes a problem as a model in its language.
//
// The package's WebAssembly build is meant for a web worker, and in Node the package calls a program that has to be installed. So this file is the surroundings of a
// worker for it: its messages, its files. Each solve is a call of the whole program, as in the package.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import type { NeutralAnswer, NeutralConstraint, NeutralProblem, NeutralSolver, Task, Term } from './neutral.ts';

const SOLVER = 'org.minizinc.chuffed';

interface Message {
  readonly type?: string;
  readonly value?: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly message?: string;
}

type Handler = (event: { readonly data: Readonly<Record<string, unknown>> }) => void;

/** What the worker's script finds around it. */
interface WorkerScope {
  require: NodeJS.Require;
  __dirname: string;
  __filename: string;
  addEventListener: (type: string, handler: Handler) => void;
  postMessage: (message: Message) => void;
}

/** The worker serves one call: what is loaded here is used once. */
export async function loadMinizinc(_: unknown, folder: string): Promise<NeutralSolver> {
  const home = join(folder, 'node_modules/minizinc/dist');
  const script = join(home, 'minizinc-worker.js');
  const scope = globalThis as unknown as WorkerScope;
  let handler: Handler | null = null;
  Object.assign(scope, { require: createRequire(script), __dirname: home, __filename: script });
  scope.addEventListener = (type, given) => {
    if (type === 'message') handler = given;
  };
  let receive: (message: Message) => void = () => {};
  const ready = new Promise<void>((done) => {
    receive = ({ type }) => {
      if (type === 'ready') done();
    };
  });
  scope.postMessage = (message) => receive(message);
  runInThisContext(readFileSync(script, 'utf8'), { filename: script });
  handler!({ data: { wasmURL: join(home, 'minizinc.wasm'), dataURL: join(home, 'minizinc.data') } });
  await ready;
  return async (problem, limit) => {
    let printed = '';
    const ended = new Promise<void>((done) => {
      receive = ({ type, value = '', stdout = '' }) => {
        if (type === 'stdout') printed += value;
        if (type === 'exit') {
          printed += stdout;
          done();
        }
      };
    });
    const limits = ['--time-limit', String(Math.round(1000 * limit))];
    // better and better solutions; without an objective it would be all of them
    const stream = problem.objective === null ? [] : ['-a'];
    const args = ['--solver', SOLVER, '-f', ...limits, ...stream, 'model.mzn'];
    const files = { 'model.mzn': miniZincText(problem) };
    handler!({ data: { args, files, jsonStream: false, outputFiles: [] } });
    await ended;
    return answerOf(problem, printed);
  };
}

/** The last of the solutions it printed. */
export function answerOf({ variables, objective }: NeutralProblem, printed: string): NeutralAnswer {
  if (printed.includes('=====UNSATISFIABLE=====')) return { status: 'infeasible', values: null };
  const last = printed.split('----------').at(-2)?.trim().split('\n').at(-1);
  const values = last?.split(' ').map(Number) ?? [];
  if (values.length !== variables.length) return { status: 'unknown', values: null };
  return { status: objective === null || printed.includes('==========') ? 'optimal' : 'feasible', values };
}

export function miniZincText({ variables, constraints, objective }: NeutralProblem): string {
  const names = variables.map((_, v) => `x${v}`);
  return [
    'include "globals.mzn";',
    ...variables.map(([lo, hi], v) => `var ${lo}..${hi}: x${v};`),
    ...constraints.flatMap((constraint) => posted(constraint).map((text) => `constraint ${text};`)),
    objective === null ? 'solve satisfy;' : `solve ${objective.sense}imize ${sum(objective.terms)};`,
    `output [join(" ", [show(v) | v in [${names.join(',')}]])];\n`,
  ].join('\n');
}

function posted(constraint: NeutralConstraint): string[] {
  switch (constraint.kind) {
    case 'linear': {
      const { terms, lo, hi } = constraint;
      if (lo !== null && lo === hi) return [`${sum(terms)} = ${lo}`];
      return [...(lo === null ? [] : [`${sum(terms)} >= ${lo}`]), ...(hi === null ? [] : [`${sum(terms)} <= ${hi}`])];
    }
    case 'allDifferent':
      return [
        `all_different([${constraint.terms.map(({ variable, offset }) => `x${variable} + ${offset}`).join(', ')}])`,
      ];
    case 'clause':
      return [constraint.literals.map((literal) => `x${Math.abs(literal) - 1} = ${literal > 0 ? 1 : 0}`).join(' \\/ ')];
    case 'noOverlap':
      return [`disjunctive(${starts(constraint.tasks)}, ${list(constraint.tasks.map(({ duration }) => duration))})`];
    case 'cumulative': {
      const [durations, demands] = (['duration', 'demand'] as const).map((name) =>
        list(constraint.tasks.map((t) => t[name])),
      );
      return [`cumulative(${starts(constraint.tasks)}, ${durations}, ${demands}, ${constraint.capacity})`];
    }
  }
}

function starts(tasks: readonly Task[]): string {
  return `[${tasks.map(({ start }) => `x${start}`).join(', ')}]`;
}

function list(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

function sum(terms: readonly Term[]): string {
  return terms.map(([coefficient, v]) => `${coefficient} * x${v}`).join(' + ');
}
