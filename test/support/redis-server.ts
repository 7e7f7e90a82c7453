// A Redis server of its own for tests: Debian's redis-server on a free port of this machine, with a temporary folder and an append-only file. Nothing of it is left after stop().

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether there is a redis-server on this machine; .ci/packages installs it. */
export function hasRedis(): boolean {
  const isThere = spawnSync('redis-server', ['--version']).status === 0;
  if (!isThere) console.log('no redis-server on this machine: the tests of queues are skipped');
  return isThere;
}

export class RedisServer {
  readonly port: number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'moccasin-redis-'));
  private readonly options: readonly string[];
  private process: ChildProcess | null = null;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.options = options;
  }

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.again();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts, or starts again on what the append-only file holds; resolves when it takes connections. */
  async again(): Promise<void> {
    const words = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.folder, '--save', ''];
    const child = spawn('redis-server', [...words, '--appendonly', 'yes', ...this.options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stdout.on('data', (chunk: Buffer) => {
        log += String(chunk);
        if (log.includes('Ready to accept connections')) resolve();
      });
      child.on('error', reject);
      child.on('close', () => reject(new Error(`redis-server has ended: ${log}`)));
    });
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (child === null) return;
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
