// The connection to the server of a queue. BullMQ (the queue) and ioredis (its client) are optional packages: they are loaded here, by the commands that need them and nowhere else.

import type { Redis } from 'ioredis';
import { InputError } from '../../io/input-error.ts';
import type { QueueAddress } from './address.ts';

type Bull = typeof import('bullmq');

/** Milliseconds until a server that does not answer is given up, before the work; later outages are waited for. */
const PATIENCE = 5000;
const RETRY = 1000;

export interface QueueConnection {
  readonly bull: Bull;
  /** Commands wait while the server is away. */
  readonly client: Redis;
  readonly address: QueueAddress;
  /** A blocking connection needs a client of its own. */
  another(): Redis;
  /** Ends at once, whatever is under way. */
  close(): void;
}

/** Connects, and makes sure that the server answers; null if the signal aborts first. Throws InputError. */
export async function connectQueue(address: QueueAddress, signal: AbortSignal): Promise<QueueConnection | null> {
  const { bull, Client } = await loaded();
  const { connection } = address;
  // the library holds the program for so long after a connection that could not be made
  const disconnectTimeout = 100;
  const probe = new Client({ ...connection, disconnectTimeout, lazyConnect: true, retryStrategy: () => null });
  if (!(await answers(probe, address, signal))) return null;
  const clients: Redis[] = [];
  const another = (): Redis => {
    const client = new Client({
      ...connection,
      // null: a command is repeated until the server is there again
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(RETRY, 50 * times),
    });
    // whoever uses the client reports; without a listener the library prints to the console
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  const close = (): void => {
    for (const client of clients) client.disconnect();
  };
  return { bull, client: another(), address, another, close };
}

/** False if the signal aborts first. Throws InputError if the server does not answer in time, as one does that takes connections and is silent. */
async function answers(probe: Redis, address: QueueAddress, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.timeout(PATIENCE);
  const end = (): void => probe.disconnect();
  let problem = '';
  probe.on('error', (error) => {
    problem = reason(error);
  });
  for (const each of [patience, signal]) each.addEventListener('abort', end);
  try {
    if (signal.aborted) return false;
    await probe.connect();
    await probe.ping();
    // a database that there is not does not keep the client from working, in another one
    if (problem === '') return true;
    throw new Error(problem);
  } catch (error) {
    if (signal.aborted) return false;
    const silence = patience.aborted ? `not within ${PATIENCE / 1000} s` : reason(error);
    throw unreachable(address, problem === '' ? silence : problem);
  } finally {
    for (const each of [patience, signal]) each.removeEventListener('abort', end);
    probe.disconnect();
  }
}

async function loaded(): Promise<{ readonly bull: Bull; readonly Client: typeof Redis }> {
  try {
    const [bull, { Redis: Client }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bull, Client };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const problem = 'the packages bullmq and ioredis are not installed';
    throw new InputError({ file: '', place: '--queue', problem, mend: 'install them: npm install bullmq ioredis' });
  }
}

/** What went wrong with a connection, without anything of its address. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (/^(WRONGPASS|NOAUTH)/.test(message)) return 'it refuses user or password';
  if (/^Protocol error/.test(message) || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return 'it speaks another protocol';
  if (/^OOM /.test(message)) return 'its memory is full';
  if (/^(could not renew lock|Missing lock)/.test(message)) return 'a job counts as lost and goes to others';
  // errors of the queue's own scripts have numbers
  return typeof code === 'string' ? code : message.split('\n')[0]!;
}

function unreachable({ shown }: QueueAddress, why: string): InputError {
  const problem = `no Redis server answers at ${shown} (${why})`;
  const mend = /CERT|ISSUER/.test(why)
    ? 'set NODE_EXTRA_CA_CERTS to the file of the certificate that it is signed with'
    : 'check the address, or start one as docs/scale-out.md says';
  return new InputError({ file: '', place: '--queue', problem, mend });
}
