// Ctrl-C: the first SIGINT or SIGTERM asks for the best answer so far, the second one ends the program at once.

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_INTERRUPTED = 130;

/**
 * Run some work with a signal that the first SIGINT or SIGTERM aborts. The handlers are gone when the work is done.
 * `onForced` is called right before a second one ends the process.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, onForced: () => void): Promise<T> {
  const controller = new AbortController();
  const handle = (): void => {
    if (controller.signal.aborted) {
      onForced();
      process.exit(EXIT_INTERRUPTED);
    }
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, handle);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, handle);
  }
}
