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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/support/shared-chain.ts'],
    // Real processes, databases and PDFs on a busy machine: slow is not wrong.
    // Left to itself vitest takes one worker on two cores.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    // The first to ask for a shared chain makes it, up to released: 15 s of CPU.
    hookTimeout: 240_000,
    reporters: ['default', './scripts/lib/summary-reporter.ts'],
  },
});
