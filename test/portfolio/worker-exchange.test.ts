// What a member in a worker sees and sends, with both ends of the channel in one thread.

import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { FromWorker, ToWorker } from '../../solver/portfolio/protocol.ts';
import { SharedState } from '../../solver/portfolio/shared.ts';
import { WorkerExchange } from '../../solver/portfolio/worker-exchange.ts';

type Solution = readonly string[];

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A worker's exchange and the coordinator's end of its channel. */
function pair(shared: boolean, lower = 0) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const state = SharedState.create(shared);
  state.setBounds(Number.POSITIVE_INFINITY, lower);
  const exchange = new WorkerExchange<Solution>(port1, shared ? new SharedState(state.buffer) : state, lower, 0);
  const send = (message: ToWorker<unknown, Solution>): void => port2.postMessage(message);
  const received = (): FromWorker<Solution>[] => {
    const messages: FromWorker<Solution>[] = [];
    for (let m = receiveMessageOnPort(port2); m !== undefined; m = receiveMessageOnPort(port2))
      messages.push(m.message);
    return messages;
  };
  return { exchange, state, send, received };
}

/** Polls until the condition holds: without shared memory the queue is looked into once a millisecond. */
function poll(exchange: WorkerExchange<Solution>, condition: () => boolean): boolean {
  const end = performance.now() + 1000;
  while (!condition() && performance.now() < end) exchange.stopped();
  return condition();
}

describe('in shared memory', () => {
  it('a solution of another worker is there as soon as its bound is', () => {
    const { exchange, state, send } = pair(true);
    send({ type: 'incumbent', solution: ['a'], objective: 7 });
    expect(exchange.stopped()).toBe(false);
    expect(exchange.upper).toBe(Number.POSITIVE_INFINITY);
    state.setBounds(7, 0);
    expect(exchange.stopped()).toBe(false);
    expect([exchange.upper, exchange.best]).toEqual([7, ['a']]);
  });

  it('bounds and the stop flag are read at once', () => {
    const { exchange, state } = pair(true);
    state.setBounds(Number.POSITIVE_INFINITY, 5);
    expect(exchange.stopped()).toBe(false);
    expect(exchange.lower).toBe(5);
    state.stop();
    expect(exchange.stopped()).toBe(true);
  });
});

describe('by messages', () => {
  it('solutions, bounds and the stop come through the queue', () => {
    const { exchange, send } = pair(false);
    send({ type: 'incumbent', solution: ['a'], objective: 7 });
    send({ type: 'bound', lower: 3 });
    expect(poll(exchange, () => exchange.lower === 3)).toBe(true);
    expect([exchange.upper, exchange.best, exchange.stopped()]).toEqual([7, ['a'], false]);
    send({ type: 'stop' });
    expect(poll(exchange, () => exchange.stopped())).toBe(true);
  });
});

describe.each([true, false])('a member (shared memory: %s)', (shared) => {
  it('sends a solution if it is better, and sees it as the best', () => {
    const { exchange, received } = pair(shared);
    exchange.offer(['x'], 9, 'm');
    exchange.offer(['y'], 9, 'm');
    exchange.offer(['z'], 8, 'm');
    expect([exchange.upper, exchange.best]).toEqual([8, ['z']]);
    expect(received()).toEqual([
      { type: 'solution', solution: ['x'], objective: 9, member: 'm' },
      { type: 'solution', solution: ['z'], objective: 8, member: 'm' },
    ]);
  });

  it('keeps its own solution when a worse one arrives', () => {
    const { exchange, state, send } = pair(shared);
    exchange.offer(['own'], 4, 'm');
    send({ type: 'incumbent', solution: ['other'], objective: 6 });
    send({ type: 'bound', lower: 1 });
    state.setBounds(6, 1);
    expect(poll(exchange, () => exchange.lower === 1)).toBe(true);
    expect([exchange.upper, exchange.best]).toEqual([4, ['own']]);
  });

  it('sends a bound if it is better, with its core', () => {
    const { exchange, received } = pair(shared, 2);
    exchange.raise(2, 'm');
    exchange.raise(3, 'm');
    exchange.raise(Number.POSITIVE_INFINITY, 'm', [1, -4]);
    expect(received()).toEqual([
      { type: 'bound', bound: 3, member: 'm', core: undefined },
      { type: 'bound', bound: Number.POSITIVE_INFINITY, member: 'm', core: [1, -4] },
    ]);
    expect(exchange.stopped()).toBe(true);
  });

  it('stops when its bound meets its solution', () => {
    const { exchange } = pair(shared);
    exchange.offer(['x'], 5, 'm');
    expect(exchange.stopped()).toBe(false);
    exchange.raise(5, 'm');
    expect(exchange.stopped()).toBe(true);
  });
});

describe('SharedState', () => {
  it.each([true, false])('keeps every double as it is (shared memory: %s)', (shared) => {
    const state = SharedState.create(shared);
    expect([state.upper, state.lower]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(state.isShared).toBe(shared);
    const other = new SharedState(state.buffer);
    for (const [upper, lower] of [
      [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
      [0, -1],
      [2 ** 32 + 1, 2 ** 31],
      [0.1, -1e300],
    ] as const) {
      const { version } = other;
      state.setBounds(upper, lower);
      expect([other.upper, other.lower]).toEqual([upper, lower]);
      expect(other.version).not.toBe(version);
    }
  });

  it('is stopped for good, whatever happens to the bounds', () => {
    const state = SharedState.create(true);
    expect(state.stopped).toBe(false);
    state.stop();
    state.setBounds(1, 1);
    expect(new SharedState(state.buffer).stopped).toBe(true);
  });
});
