// Counters of one search. Plain data, so that a worker can send them.

export interface SearchStats {
  conflicts: number;
  decisions: number;
  restarts: number;
  reductions: number;
  learned: number;
}

export function newSearchStats(): SearchStats {
  return { conflicts: 0, decisions: 0, restarts: 0, reductions: 0, learned: 0 };
}
