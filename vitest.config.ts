import { statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/lib/longest-first.ts';

/** The tests make hundreds of databases, each write of them synced: in memory, where there is room, that costs nothing. */
const MEMORY_DISK = '/dev/shm';
const ROOM_BYTES = 4e9;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_DISK);
    return bavail * bsize > ROOM_BYTES;
  } catch {
    return false;
  }
}
if (process.env.TMPDIR === undefined && hasRoom()) process.env.TMPDIR = MEMORY_DISK;

/** What looks at the checkout as a whole, and what a replaced module would spoil for others: each file a process of its own. */
const APART = [
  ...['test/house/**', 'test/readme.test.ts', 'test/e2e/installed.test.ts'],
  'test/print/symbol-guard.test.ts',
];

function testsIn(path: string): string {
  return path.endsWith('**') ? `${path}/*.test.ts` : path;
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'apart', include: APART.map(testsIn) } },
      // The others share what they load and what has been compiled by then: a third of their time.
      {
        extends: true,
        test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: APART, isolate: false },
      },
    ],
    setupFiles: ['./test/support/properties.ts'],
    globalSetup: ['./test/support/shared-chain.ts'],
    // Real processes, databases and PDFs on a busy machine: slow is not wrong.
    // Left to itself vitest takes one worker on two cores.
    maxWorkers: 2,
    // Room for what lives briefly, from the start: a tenth less of the processor, which else goes to clearing up.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=32'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    // The first to ask for a shared chain makes it, up to released: 15 s of CPU.
    hookTimeout: 240_000,
    reporters: ['default', './scripts/lib/summary-reporter.ts'],
  },
});
