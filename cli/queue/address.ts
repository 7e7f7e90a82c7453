// Where a queue is: --queue and --queue-name. A password never leaves this file but in the options of the connection: messages show the address without it.

import type { RedisOptions } from 'ioredis';
import { usageError } from '../args.ts';
import type { OptionValues } from '../options.ts';

export const QUEUE_OPTIONS = {
  queue: {
    type: 'text',
    value: 'URL',
    help:
      'a Redis server, redis://HOST:PORT or rediss://HOST:PORT with TLS: jobs go to the workers there (moccasin worker); a ' +
      'password may also be in the environment, as MOCCASIN_QUEUE_PASSWORD',
  },
  'queue-name': { type: 'text', value: 'NAME', help: 'which queue of the server (default moccasin)' },
} as const;

export interface QueueAddress {
  readonly connection: RedisOptions;
  readonly name: string;
  /** For people: without the password. */
  readonly shown: string;
}

const DEFAULT_NAME = 'moccasin';
const DEFAULT_PORT = 6379;
const MEND = 'give redis://HOST:PORT, like redis://127.0.0.1:6379';

/** What the options say; null without --queue. Throws InputError. */
export function queueAddress(options: OptionValues<typeof QUEUE_OPTIONS>): QueueAddress | null {
  const { queue: text, 'queue-name': name = DEFAULT_NAME } = options;
  if (text === undefined) {
    if (options['queue-name'] !== undefined) usageError('--queue-name', 'needs --queue', MEND);
    return null;
  }
  if (!/^[\w.-]{1,100}$/.test(name))
    usageError('--queue-name', `"${name}" cannot be used`, 'give up to 100 letters, digits, dots and dashes');
  const url = parsed(text);
  const database = /^\/?$/.test(url.pathname) ? 0 : Number(/^\/(\d{1,4})$/.exec(url.pathname)?.[1] ?? Number.NaN);
  if (Number.isNaN(database)) usageError('--queue', 'the path of the URL is not the number of a database', MEND);
  if (url.search !== '' || url.hash !== '') usageError('--queue', 'the URL has a query or a fragment', MEND);
  const password = decoded(url.password) || process.env.MOCCASIN_QUEUE_PASSWORD;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    connection: {
      ...{ host, port, db: database },
      ...(url.username === '' ? {} : { username: decoded(url.username) }),
      ...(password ? { password } : {}),
      ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    },
    name,
    shown: `${url.protocol}//${url.hostname}:${port}${database === 0 ? '' : `/${database}`}`,
  };
}

/** The text is not repeated in the message: it may hold a password. */
function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return url;
  return usageError('--queue', 'is not the URL of a Redis server', MEND);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return usageError('--queue', 'user or password are not percent-encoded', 'write % as %25');
  }
}
