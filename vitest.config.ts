// Test runner. Two workers at most: the tests are compute-bound and a small machine has two cores. Forks, because the portfolio tests start worker threads of
// their own. `--reporter=json --outputFile=...` adds the machine-readable report that .ci/run counts from.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
