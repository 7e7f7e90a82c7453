// One measured child process: a program of the repository in a fresh Node, its output, its wall-clock time and its peak of resident memory.
//
// A process of its own per row, because peaks never fall, a warm compiler flatters, and a crash of one row must not end the others. Peak memory comes from
// peak-memory.ts, which is loaded into the child before its program: no outside tool is needed, and the program is the one that users run.

import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, '..');

export interface ChildResult {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From start to end, that of Node and the loader included. */
  readonly wallSeconds: number;
  /** Largest resident set of the process with all its threads, in MiB; null if it died before it could say. */
  readonly peakMiB: number | null;
}

/**
 * Runs a program of this project, given from the repository's root or in full: compiled ones (.js, see program.ts) as they are, all others with the
 * loader of TypeScript. After
 * `killSeconds` it is ended by force. `nodeArguments` come before the program.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  killSeconds: number,
  nodeArguments: readonly string[] = [],
): Promise<ChildResult> {
  const isCompiled = program.endsWith('.js');
  const preload = isCompiled
    ? join(dirname(program), '../bench/peak-memory.js')
    : join(import.meta.dirname, 'peak-memory.ts');
  const words = [
    ...(isCompiled ? [] : ['--import', 'tsx']),
    '--import',
    pathToFileURL(preload).href,
    ...nodeArguments,
    resolve(ROOT, program),
    ...args,
  ];
  return runProgram(process.execPath, words, killSeconds, { ...process.env, CHECK: '0' });
}

/** Runs any program, from the repository's root. One that cannot be started has the exit code null, and says why on stderr. */
export function runProgram(
  program: string,
  args: readonly string[],
  killSeconds: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ChildResult> {
  return new Promise((done) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * killSeconds);
    const texts = ['', '', ''];
    for (const [i, stream] of child.stdio.slice(1).entries())
      (stream as Readable).setEncoding('utf8').on('data', (text: string) => (texts[i] += text));
    const end = (exitCode: number | null, complaint: string): void => {
      clearTimeout(timer);
      const wallSeconds = (performance.now() - start) / 1000;
      const [stdout, stderr, kibibytes] = texts;
      const peakMiB = kibibytes === '' ? null : Number(kibibytes) / 1024;
      done({ exitCode, stdout, stderr: stderr + complaint, wallSeconds, peakMiB });
    };
    child.once('error', ({ message }) => end(null, message));
    child.once('close', (exitCode) => end(exitCode, ''));
  });
}

/** The message of a program that failed: that of an uncaught error if there was one, else its last line. */
export function errorLine(stderr: string): string {
  return /^\w*Error: .*$/m.exec(stderr)?.[0] ?? lastLine(stderr);
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)!.trim();
}
