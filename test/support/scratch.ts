import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory of a test file's own, gone when its tests are done. */
export function scratchDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-e2e-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A directory for all test files that one process runs, one after the other: gone when the whole run of the tests ends. */
export function sharedDirectory(): string {
  // A worker is killed at its end, and would leave it in memory.
  return mkdtempSync(join(process.env.VITEST_SHARED_CHAINS ?? tmpdir(), 'duelist-room-'));
}
