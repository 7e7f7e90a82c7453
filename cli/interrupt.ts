// Ctrl-C: the first SIGINT or SIGTERM asks for the best answer so far, the second one ends the program at once.
//
// The handlers of a command that searches stand before its code is loaded, and until its answer is written (dispatch.ts): a signal that comes before the search ends it when it begins, and one that
// comes after it changes nothing. While a file is being read nobody can look for signals; they are found right before the search.

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_INTERRUPTED = 130;

export class Interrupts {
  private readonly controller = new AbortController();
  private onForced: () => void = () => {};
  private readonly handle = (): void => {
    if (this.controller.signal.aborted) {
      this.onForced();
      process.exit(EXIT_INTERRUPTED);
    }
    this.controller.abort();
  };

  /** Listens from now on. */
  constructor() {
    for (const name of SIGNALS) process.on(name, this.handle);
  }

  /** Runs some work with a signal that the first SIGINT or SIGTERM aborts, or has aborted. `onForced` is called right before a second one ends the process. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>, onForced: () => void = () => {}): Promise<T> {
    // what came while the program was busy
    await new Promise((resolve) => setImmediate(resolve));
    this.onForced = onForced;
    try {
      return await work(this.controller.signal);
    } finally {
      this.onForced = () => {};
    }
  }

  /** Signals have their usual effects again. */
  close(): void {
    for (const name of SIGNALS) process.off(name, this.handle);
  }
}
