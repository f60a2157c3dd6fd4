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
