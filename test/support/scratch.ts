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

/** A directory for all test files that one process runs, one after the other: gone when the process ends. */
export function sharedDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-room-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
