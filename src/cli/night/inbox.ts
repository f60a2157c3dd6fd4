import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Feed } from '../../ingest/rows.ts';
import { syncDirectory, writeWhole } from '../files.ts';
import { byStem, CONTROL_END, DONE_MARK, isUnfinished, NAME_END, stemOf } from '../ingest/names.ts';
import { makeDirectory } from '../permissions.ts';

/** Feeds in the order in which the night takes them: what describes comes before what happened. */
const FEED_ORDER: readonly Feed[] = [
  'stores',
  'products',
  'prices',
  'aisles',
  'households',
  'offers',
  'extras',
  'preferences',
  'suppressions',
  'scans',
];
/** Ends of names of what lies beside a file and goes where it goes. */
const BESIDE = [DONE_MARK, CONTROL_END] as const;
/** What `init` left for whoever delivers files. */
const README = 'README.txt';
/** A packed file that breaks off and has not grown for so long is not being sent any more. */
const BROKEN_AFTER_MS = 24 * 3_600_000;

export type InboxFile = { readonly name: string; readonly path: string; readonly feed: Feed };

export type InboxListing = {
  /** In the order in which to take them. */
  readonly files: readonly InboxFile[];
  /** Names that belong to no feed. */
  readonly unknown: readonly string[];
  /** Control files whose file is not there: it was promised, and did not come. */
  readonly alone: readonly string[];
  readonly bytes: number;
};

/** What lies in the inbox. Hidden files and unfinished transfers are nobody's business yet. */
export function listInbox(dir: string): InboxListing {
  if (!existsSync(dir)) return { files: [], unknown: [], alone: [], bytes: 0 };
  const files: InboxFile[] = [];
  const unknown: string[] = [];
  const alone: string[] = [];
  let bytes = 0;
  for (const name of readdirSync(dir).sort()) {
    if (name.startsWith('.') || name === README || isUnfinished(name) || name.endsWith(DONE_MARK)) continue;
    if (name.endsWith(CONTROL_END)) {
      if (!existsSync(join(dir, name.slice(0, -CONTROL_END.length)))) alone.push(name);
      continue;
    }
    const path = join(dir, name);
    // Gone since it was listed: somebody else's business, too.
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined || (entry.isDirectory() && ASIDE.includes(name))) continue;
    const feed = entry.isFile() ? feedOf(name) : undefined;
    if (feed === undefined) {
      unknown.push(name);
      continue;
    }
    files.push({ name, path, feed });
    bytes += name.endsWith('.gz') ? entry.size * GZIP_FACTOR : entry.size;
  }
  files.sort((a, b) => FEED_ORDER.indexOf(a.feed) - FEED_ORDER.indexOf(b.feed) || byStem(a.name, b.name));
  return { files, unknown, alone, bytes };
}

/** How much larger receipts are than their gzip. */
const GZIP_FACTOR = 8;

/** `FEED*.csv` or `FEED*.csv.gz`; of two feeds that fit, the longer name. */
function feedOf(name: string): Feed | undefined {
  if (!NAME_END.test(name)) return undefined;
  return FEED_ORDER.filter((feed) => name.startsWith(feed)).sort((a, b) => b.length - a.length)[0];
}

export type ReadyRule = {
  readonly ready: 'name' | 'done-file' | 'quiet';
  readonly quietMs: number;
  readonly nowMs: number;
  /** Feeds whose files are not taken without a control file. */
  readonly control?: readonly Feed[];
};

/** Whether a file is whole: take it, leave it for the next time, or refuse it for good. */
export type Readiness =
  | { readonly tag: 'whole' }
  | { readonly tag: 'half-written'; readonly why: string }
  | { readonly tag: 'broken'; readonly why: string };

/** Whether a file is whole. The newest state of the file counts, not that of the listing. */
export async function readinessOf(file: InboxFile, rule: ReadyRule): Promise<Readiness> {
  const { ready, quietMs, nowMs, control = [] } = rule;
  const entry = statSync(file.path);
  // Both ways: a clock that was set back makes changes that are still to come.
  const changedMs = Math.abs(nowMs - entry.mtimeMs);
  if (ready === 'done-file' && !existsSync(`${file.path}${DONE_MARK}`))
    return { tag: 'half-written', why: `there is no ${file.name}${DONE_MARK} yet` };
  if (control.includes(file.feed) && !existsSync(`${file.path}${CONTROL_END}`))
    return { tag: 'half-written', why: `there is no ${file.name}${CONTROL_END} yet` };
  if (ready === 'quiet' && changedMs < quietMs)
    return { tag: 'half-written', why: 'it was changed a moment ago' };
  if (file.name.endsWith('.gz')) {
    const fault = await gzipFault(file.path);
    if (fault === undefined) return { tag: 'whole' };
    return ready === 'name' && fault.endsEarly && changedMs < BROKEN_AFTER_MS
      ? { tag: 'half-written', why: 'its gzip breaks off' }
      : { tag: 'broken', why: `its gzip is not whole (${fault.message})` };
  }
  if (ready === 'name' && changedMs < quietMs && !endsWithNewline(file.path, entry.size))
    return { tag: 'half-written', why: 'it ends in the middle of a line and was changed a moment ago' };
  return { tag: 'whole' };
}

function endsWithNewline(path: string, size: number): boolean {
  if (size === 0) return false;
  const handle = openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last[0] === 0x0a || last[0] === 0x0d;
  } finally {
    closeSync(handle);
  }
}

/** Unpack it once to nowhere: whatever is stored of half a file would have to be explained later. */
async function gzipFault(path: string): Promise<{ endsEarly: boolean; message: string } | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), createGunzip(), nowhere);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    return { endsEarly: code === 'Z_BUF_ERROR', message };
  }
}

/** Where files go that were dealt with. */
const ASIDE: readonly string[] = ['taken', 'refused'];

/**
 * Move a file out of the way, with what lies beside it; a name that is taken gets a number.
 *
 * @param why Why it is refused: lies beside it as NAME.why.txt before it moves, so that a kill leaves no file without it.
 */
export function moveAside(
  dir: string,
  name: string,
  kind: 'taken' | 'refused',
  day: string,
  why?: string,
): void {
  const folder = join(dir, kind, day);
  makeDirectory(folder);
  const free = freeName(folder, name);
  if (why !== undefined) writeWhole(join(folder, `${free}.why.txt`), why);
  renameSync(join(dir, name), join(folder, free));
  for (const end of BESIDE)
    if (existsSync(join(dir, `${name}${end}`)))
      renameSync(join(dir, `${name}${end}`), join(folder, `${free}${end}`));
  syncDirectory(folder);
  syncDirectory(dir);
}

/** Remove a file that lies in the archive by now, with what lies beside it. */
export function removeArchived(dir: string, name: string): void {
  for (const end of ['', ...BESIDE]) rmSync(join(dir, `${name}${end}`), { force: true });
  syncDirectory(dir);
}

/** A mark or control file whose file was moved by a run that was killed in between. */
export function moveStrayMarks(dir: string, day: string): void {
  if (!existsSync(dir)) return;
  for (const mark of readdirSync(dir)) {
    const end = BESIDE.find((each) => mark.endsWith(each));
    if (end === undefined) continue;
    const name = mark.slice(0, -end.length);
    if (existsSync(join(dir, name))) continue;
    const kind = (['taken', 'refused'] as const).find((each) => existsSync(join(dir, each, day, name)));
    if (kind !== undefined) renameSync(join(dir, mark), join(dir, kind, day, mark));
  }
}

function freeName(folder: string, name: string): string {
  let free = name;
  for (let number = 2; existsSync(join(folder, free)); number++)
    free = `${stemOf(name)}.${number}${NAME_END.exec(name)?.[0] ?? ''}`;
  return free;
}
