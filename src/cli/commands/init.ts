import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ActiveKey, configDocument } from '../../config/document.ts';
import { type Context, withContext } from '../context.ts';
import { syncDirectory, writeWhole } from '../files.ts';
import { inboxReadme } from '../inbox-readme.ts';
import { knownKeys, loadKeys } from '../keys.ts';
import type { CommonOptions } from '../options.ts';
import { makeDirectory } from '../permissions.ts';
import type { World } from '../world.ts';

/** What a new chain starts with, other than the defaults. */
const ACTIVE: Readonly<Record<string, ActiveKey>> = {
  'plan.control_percent': {
    value: 5,
    because:
      'Switched on here, since without a control group nobody can say what the lists are worth: funders and the ' +
      'chain pay for effects, and what people would have bought anyway is none. Set it to 0 to mail everybody.',
  },
};

const FOLDERS = ['inbox', 'inbox/taken', 'keys', 'logs', 'quarantine'] as const;

/** `init`: everything that a chain's directory needs; what is there already is left as it is. */
export async function run(world: World, options: CommonOptions): Promise<void> {
  await withContext(world, options, { command: 'init', create: true, lock: true }, (context) => {
    const { dataDir } = context;
    const config = join(dataDir, 'duelist.toml');
    const keyIsNew = knownKeys(context.ledger).length === 0;
    const [key] = loadKeys(dataDir, context.ledger);
    const made = [
      ...FOLDERS.filter((name) => makeFolder(join(dataDir, name))),
      ...(keyIsNew ? [`keys/${key?.keyId}.key`] : []),
      ...(makeFile(join(dataDir, 'inbox', 'README.txt'), inboxReadme()) ? ['inbox/README.txt'] : []),
      ...(makeFile(config, configDocument(ACTIVE)) ? ['duelist.toml'] : []),
    ];
    syncDirectory(dataDir);
    say(context, config, made);
  });
}

function say(context: Context, config: string, made: readonly string[]): void {
  const { dataDir } = context;
  const [signer] = knownKeys(context.ledger).reverse();
  const document = {
    schema: 'duelist.init/1',
    data: dataDir,
    config,
    key_id: signer?.keyId ?? null,
    key_fingerprint: signer?.fingerprint ?? null,
    made: made.includes('duelist.toml'),
    files_made: made,
  };
  const next = `  next: edit ${config}, then duelist ingest households FILE\n`;
  const headline =
    made.length === 0
      ? `all was there already, and nothing was changed: ${dataDir}\n`
      : `made ${dataDir}: ${made.join(', ')}\n  back up keys/: lists on paper cannot be redeemed without\n`;
  context.answer(document, headline + next);
}

function makeFolder(dir: string): boolean {
  if (existsSync(dir)) return false;
  makeDirectory(dir);
  return true;
}

/** A file of ours, unless there is one: whoever changed it had a reason. */
function makeFile(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') !== '') return false;
  writeWhole(path, text);
  return true;
}
