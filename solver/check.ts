// Check levels: CHECK=0 contracts at the API only; 1 cheap asserts; 2 every inference is explained at once and judged by the independent checker of its
// propagator; 3 also invariants of trail, literals and watches at every fixpoint. Read once, so that V8 folds the branches away.

const env = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;

/** The level, 0 to 3. */
export const CHECK: number = Number(env?.['CHECK'] ?? 0) || 0;

/** Throws when a broken invariant or contract is found; `where` names it. */
export function check(condition: boolean, where: string): asserts condition {
  if (!condition) throw new Error(`broken contract: ${where}`);
}
