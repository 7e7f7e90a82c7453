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
 * Runs a program, given from the repository's root or in full: compiled ones (.js, see program.ts) as they are, all others with the
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
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...(isCompiled ? [] : ['--import', 'tsx']),
      '--import',
      pathToFileURL(preload).href,
      ...nodeArguments,
      resolve(ROOT, program),
      ...args,
    ],
    { cwd: ROOT, env: { ...process.env, CHECK: '0' }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * killSeconds);
  const ended = new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const output = [1, 2, 3].map((descriptor) => collect(child.stdio[descriptor] as Readable));
  const exitCode = await ended.finally(() => clearTimeout(timer));
  const wallSeconds = (performance.now() - start) / 1000;
  const [stdout, stderr, kibibytes] = await Promise.all(output);
  return { exitCode, stdout, stderr, wallSeconds, peakMiB: kibibytes === '' ? null : Number(kibibytes) / 1024 };
}

/** The message of a program that failed: that of an uncaught error if there was one, else its last line. */
export function errorLine(stderr: string): string {
  return /^\w*Error: .*$/m.exec(stderr)?.[0] ?? lastLine(stderr);
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)!.trim();
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}
