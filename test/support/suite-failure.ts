// What the propagator suite throws: which of its points failed, and how. The shrinker keeps a smaller case only if the same point still fails.

export class SuiteFailure extends Error {
  /** The point of the suite that failed: 'sound', 'leaf', 'explained', ... */
  readonly point: string;

  constructor(point: string, message: string) {
    super(`${point}: ${message}`);
    this.name = 'SuiteFailure';
    this.point = point;
  }
}

/** Throws a SuiteFailure unless the condition holds. The message is a function, so that passing costs nothing. */
export function must(condition: boolean, point: string, message: () => string): asserts condition {
  if (!condition) throw new SuiteFailure(point, message());
}

/** The point a thrown value belongs to: errors of the kernel's own contracts and of the propagator count as points of their own. */
export function pointOf(thrown: unknown): string {
  if (thrown instanceof SuiteFailure) return thrown.point;
  return thrown instanceof Error ? `thrown ${thrown.message.slice(0, 2)}` : 'thrown';
}
