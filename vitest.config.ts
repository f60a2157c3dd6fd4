import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real processes, databases and PDFs on a busy machine: slow is not wrong.
    // Left to itself vitest takes one worker on two cores.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/lib/summary-reporter.ts'],
  },
});
