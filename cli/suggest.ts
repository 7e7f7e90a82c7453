// "Did you mean": the candidate with the smallest edit distance to a mistyped word.

/** "did you mean X?" if some candidate is near enough, else null. */
export function suggestion(word: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null;
  // At most a third of the word may be wrong: beyond that a suggestion puzzles more than it helps.
  let distance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const found = candidate.startsWith(word) && word.length > 2 ? 0 : editDistance(word, candidate);
    if (found < distance) {
      nearest = candidate;
      distance = found;
    }
  }
  return nearest === null ? null : `did you mean ${nearest}?`;
}

/** Levenshtein distance, counting a swap of neighbours as one edit (optimal string alignment). O(|a| |b|). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
