import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { proveHistories } from '../../scripts/proof/history.ts';

test('after whatever happens, kept statistics and predictions are those of all lines that hold, and whom it concerns is marked', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-truth-'));
  try {
    const { failures, figures } = proveHistories(scratch, {
      lives: 3,
      seed: 11,
      events: 40,
      say: () => undefined,
    });
    expect(failures).toEqual([]);
    // Otherwise the lives were too dull to prove anything.
    for (const what of [
      'correction files',
      'voided files',
      'whole-day files',
      'move',
      'ledger-return',
      'drop',
      'merge',
      'predictions compared',
    ])
      expect(figures[what] ?? 0, what).toBeGreaterThan(2);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
