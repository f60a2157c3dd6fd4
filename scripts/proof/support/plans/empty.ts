import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withContext } from '../../../../src/cli/context.ts';
import { loadKeys } from '../../../../src/cli/keys.ts';
import { quietWorld } from '../quiet-world.ts';

/** A data directory with both databases and a key, and nothing else: the same key for every chain, so that lists are the same. */
export async function makeEmpty(data: string): Promise<void> {
  mkdirSync(join(data, 'keys'), { recursive: true });
  writeFileSync(join(data, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(join(data, 'duelist.toml'), 'product_ids = "opaque"\n');
  await withContext(quietWorld(), { data, quiet: true }, { command: 'proof' }, (context) => {
    loadKeys(data, context.ledger);
  });
}
