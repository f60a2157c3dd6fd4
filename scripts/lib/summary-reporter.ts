import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one line for whoever counts: `N passed, N failed`, and `, N skipped` when there are any. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    process.stdout.write(`${summaryLine(modules, unhandledErrors.length)}\n`);
  }
}

/** A file that cannot be loaded and an error outside of any test are failures too, though no test failed. */
function summaryLine(modules: readonly TestModule[], unhandledErrors: number): string {
  let passed = 0;
  let failed = unhandledErrors;
  let skipped = 0;
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      if (state === 'passed') passed++;
      else if (state === 'skipped') skipped++;
      else failedHere++;
    }
    failed += module.state() === 'failed' ? Math.max(1, failedHere) : failedHere;
  }
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
