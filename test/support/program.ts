// A command in a process of its own that a test watches and ends as it likes.

import { type ChildProcess, spawn } from 'node:child_process';

export class Program {
  stdout = '';
  stderr = '';
  /** Null after an end by a signal. */
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  constructor(...argv: readonly string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => {
      this.stdout += String(chunk);
    });
    this.child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += String(chunk);
      for (const look of this.waiting) look();
    });
    this.ended = new Promise((resolve) => this.child.on('close', (code) => resolve(code)));
  }

  /** Resolves when stderr holds the text; rejects if the program ends before. */
  async says(text: string): Promise<void> {
    const said = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.stderr.includes(text)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
    const over = this.ended.then(() => {
      if (!this.stderr.includes(text)) throw new Error(`ended without "${text}": ${this.stderr}`);
    });
    await Promise.race([said, over]);
  }

  /** How often stderr holds the text. */
  count(text: string): number {
    return this.stderr.split(text).length - 1;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
