// Work in steps: a generator that stops every few milliseconds, for whoever shares the thread with others to look at the clock.

/** Does all of it at one go. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
