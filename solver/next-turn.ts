// A turn of the event loop, for computations that share their thread with timers, callbacks and a page.

/** Resolves after timers, input and other tasks of the event loop have had their turn. */
export function nextTurn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  // browsers have no setImmediate, and clamp nested timeouts to 4 ms; a message is delivered at once
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
