import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { formatDay } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { syncDirectory } from '../files.ts';
import { todayIn } from '../night/today.ts';
import { keepPrivate, makeDirectory, openForWriting } from '../permissions.ts';

/** Digits of the hash at the start of a name: enough to know a content by. */
const HASH_DIGITS = 16;

export function archiveDir({ config, dataDir }: Pick<Context, 'config' | 'dataDir'>): string {
  return resolve(dataDir, config.ingest.archive_dir);
}

/**
 * The archive of originals, `DAY/HASH-NAME.gz`: each content once, written beside and renamed, for its owner alone. What
 * was read can be read again from it, byte for byte, also when its sender keeps nothing.
 */
export function openArchive(context: Context) {
  const dir = archiveDir(context);
  let known: Map<string, string> | undefined;
  return {
    /** @returns Where the content lies; undefined: nothing is archived here. */
    keep: async (path: string, sha256: string): Promise<string | undefined> => {
      if (context.config.ingest.archive === 'none') return undefined;
      keepPrivate(dir);
      known ??= listArchive(dir);
      const hash = sha256.slice(0, HASH_DIGITS);
      const there = known.get(hash);
      if (there !== undefined) return there;
      const today = formatDay(todayIn(context.config.chain.timezone, context.world.now()));
      const folder = join(dir, today);
      makeDirectory(folder);
      const name = basename(path);
      const target = join(folder, `${hash}-${name}${name.endsWith('.gz') ? '' : '.gz'}`);
      if (!(await pack(path, target, sha256))) return undefined;
      syncDirectory(folder);
      known.set(hash, target);
      return target;
    },
  };
}

function listArchive(dir: string): Map<string, string> {
  const known = new Map<string, string>();
  if (!existsSync(dir)) return known;
  for (const day of readdirSync(dir, { withFileTypes: true })) {
    if (!day.isDirectory()) continue;
    for (const name of readdirSync(join(dir, day.name)))
      if (name.endsWith('.gz')) known.set(name.slice(0, HASH_DIGITS), join(dir, day.name, name));
  }
  return known;
}

/** @returns Whether the file still had the content that was taken in; else nothing is kept. */
async function pack(path: string, target: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  const counted = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const temporary = `${target}.part`;
  const handle = openForWriting(temporary);
  try {
    const packed = path.endsWith('.gz') ? new PassThrough() : createGzip();
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 18 }),
      counted,
      packed,
      createWriteStream('', { fd: handle, autoClose: false }),
    );
    fsyncSync(handle);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  if (hash.digest('hex') === sha256) {
    renameSync(temporary, target);
    return true;
  }
  rmSync(temporary);
  return false;
}
