import { cpSync, existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { copyDatabase } from '../../store/backup.ts';
import { configPath } from '../configuration.ts';
import { requireDirectory, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { requireOwner } from '../permissions.ts';
import type { World } from '../world.ts';
import { type NightRan, placesOf, runNight } from './night.ts';

const DATABASES = ['history.db', 'ledger.db'] as const;

/**
 * `--dry-run`: the same night, on copies of both databases in a temporary folder that is removed afterwards. The files of
 * the real inbox are read and left where they are, prints and pages go into the temporary folder, nobody is told.
 */
export async function rehearse(world: World, options: CommonOptions, asOf: Day): Promise<NightRan> {
  const started = world.now();
  const dataDir = resolve(world.cwd, options.data);
  requireDirectory(dataDir, false);
  requireOwner(world, dataDir);
  requireRoom(dataDir);
  // Made for its owner alone: what it holds are households.
  const copy = mkdtempSync(join(tmpdir(), 'duelist-dry-run-'));
  try {
    // What crosses the two goes to the ledger last: the copy of the ledger may know more, never less.
    for (const name of DATABASES)
      if (existsSync(join(dataDir, name))) copyDatabase(join(dataDir, name), join(copy, name));
    if (existsSync(join(dataDir, 'keys')))
      cpSync(join(dataDir, 'keys'), join(copy, 'keys'), { recursive: true });
    const config = configPath(world, options);
    const inCopy = { ...options, data: copy, ...(existsSync(config) ? { config } : {}) };
    return await withContext(world, inCopy, { command: 'nightly', lock: true }, (context) =>
      runNight(
        context,
        asOf,
        {
          ...placesOf(context),
          inboxDir: join(dataDir, 'inbox'),
          movesFiles: false,
          layoutDir: dataDir,
          outDir: join(copy, 'out'),
          reviewShownIn: join(dataDir, 'review'),
        },
        { started, dryRun: true },
      ),
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function requireRoom(dataDir: string): void {
  const paths = DATABASES.flatMap((name) => [join(dataDir, name), join(dataDir, `${name}-wal`)]);
  const bytes = paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize >= bytes) return;
  const mb = (size: number): number => Math.ceil(size / 1_000_000);
  throw new UserError(
    'disk-full',
    `a dry run copies ${mb(bytes)} MB of databases, and ${mb(bavail * bsize)} MB are free`,
    {
      exitCode: EXIT.io,
      at: { file: tmpdir() },
      next: 'Name a larger folder for temporary files: TMPDIR=/var/tmp',
    },
  );
}
