// Servers that are none, are silent, or do not have what is asked for: a line and exit code 2, soon.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../cli/dispatch.ts';
import { runCli } from '../cli/run-cli.ts';
import { Folder, recomputeGraph } from '../cli/solve-support.ts';
import { hasRedis, RedisServer } from '../support/redis-server.ts';

let folder: Folder;
let graph = '';
beforeAll(() => {
  folder = new Folder();
  graph = folder.graph('recompute.json', recomputeGraph());
});
afterAll(() => folder.remove());

/** A server that treats each connection so, while `use` knows its address. */
async function withServer(treat: (socket: Socket) => void, use: (url: string) => Promise<void>): Promise<void> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    treat(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const commands = (): string[][] => [['worker'], ['sweep', graph, '--budgets=1']];

describe('a server that is not one of Redis', () => {
  it('is told from others by what it says', async () => {
    const talk = (socket: Socket) => socket.once('data', () => socket.end('<html>no</html>\r\n'));
    await withServer(talk, async (url) => {
      for (const words of commands()) {
        const { code, stdout, stderr } = await runCli(...words, '--queue', url);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(
          /^moccasin: --queue: no Redis server answers at [^\n]+ \(it speaks another protocol\); [^\n]+\n$/,
        );
      }
    });
  });

  it('is given up when it takes the connection and is silent', async () => {
    await withServer(
      () => {},
      async (url) => {
        const results = await Promise.all(commands().map((words) => runCli(...words, '--queue', url)));
        for (const { code, stderr } of results) {
          expect(code).toBe(2);
          expect(stderr).toMatch(/^moccasin: --queue: no Redis server answers at [^\n]+ \(not within 5 s\); [^\n]+\n$/);
        }
      },
    );
  }, 20_000);

  it('does not keep a signal from ending the program', async () => {
    await withServer(
      () => process.emit('SIGTERM', 'SIGTERM'),
      async (url) => {
        let stdout = '';
        const output = { stdout: (text: string) => void (stdout += text), stderr: () => {} };
        expect(await main(['worker', '--queue', url], output)).toBe(0);
        expect(await main(['sweep', graph, '--budgets=0.5', '--queue', url], output)).toBe(4);
        expect(stdout).toMatch(/infeasible/);
      },
    );
  });
});

describe.skipIf(!hasRedis())('a server of Redis', () => {
  it('is refused for a database that it does not have', async () => {
    const server = await RedisServer.start();
    try {
      for (const words of commands()) {
        const { code, stderr } = await runCli(...words, '--queue', `${server.url}/99`);
        expect(code).toBe(2);
        expect(stderr).toMatch(/^moccasin: --queue: [^\n]+\/99 \(ERR DB index is out of range\); [^\n]+\n$/);
      }
    } finally {
      await server.stop();
    }
  });
});
