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
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { lineBlocks } from '../../ingest/csv/lines.ts';
import { RecordSplitter } from '../../ingest/csv/records.ts';
import type { RenameAudit } from '../../store/ledger/forgotten.ts';
import { csvLine, syncDirectory } from '../files.ts';
import { LANES_DIR } from '../lane/lane-log.ts';
import { openForWriting } from '../permissions.ts';

const CHUNK_BYTES = 1 << 20;
const STAR = 42;

/** What gives a person away in a text. */
export type Traces = {
  /** Each by itself, as a word of its own: not as a part of a longer number. */
  readonly ids: readonly string[];
  /** Texts that do only together: many share a name, and some an address. */
  readonly together: readonly (readonly string[])[];
};

/** Whether a text has one of somebody's traces. */
function traceFinder({ ids, together }: Traces): (text: string) => boolean {
  const word = ids.length === 0 ? undefined : new RegExp(wordsPattern(ids), 'u');
  return (text) =>
    word?.test(text) === true || together.some((parts) => parts.every((part) => text.includes(part)));
}

/** The ids as words of their own, as a pattern for the `u` flag. */
function wordsPattern(ids: readonly string[]): string {
  const parts = ids.map((id) => id.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '[-]'));
  return `(?<![\\p{L}\\p{N}])(?:${parts.join('|')})(?![\\p{L}\\p{N}])`;
}

/**
 * Take what rejected rows say of somebody out of the quarantine: the row's place and reason stay, for the counts.
 *
 * @returns How many rows it were.
 */
export async function scrubQuarantine(dataDir: string, traces: Traces): Promise<number> {
  const dir = join(dataDir, 'quarantine');
  const finds = traceFinder(traces);
  let rows = 0;
  for (const name of filesIn(dir)) {
    if (!name.endsWith('.csv')) continue;
    if (!(await mentions(join(dir, name), finds))) continue;
    rows += await scrubQuarantineFile(join(dir, name), finds);
  }
  if (rows > 0) syncDirectory(dir);
  return rows;
}

/** Files with a trace in them, gzip unpacked; of any size. */
export async function filesThatMention(dir: string, traces: Traces): Promise<string[]> {
  const finds = traceFinder(traces);
  const found: string[] = [];
  for (const name of filesIn(dir)) if (await mentions(join(dir, name), finds)) found.push(join(dir, name));
  return found.sort();
}

/**
 * Put stars over somebody's traces in the logs and in what lanes were told, byte for byte: whoever is writing to a log meanwhile goes on behind.
 *
 * @returns How many places it were.
 */
export function scrubLogs(dataDir: string, { ids, together }: Traces): number {
  const files = ['logs', LANES_DIR].flatMap((dir) =>
    filesIn(join(dataDir, dir)).map((name) => join(dataDir, dir, name)),
  );
  let places = 0;
  for (const file of files) {
    for (const text of [...ids, ...together.flat()]) places += starOver(file, Buffer.from(text, 'utf8'), ids);
  }
  return places;
}

function filesIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return (readdirSync(dir, { recursive: true }) as string[]).filter((name) =>
    statSync(join(dir, name)).isFile(),
  );
}

function openText(path: string): Readable {
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!path.endsWith('.gz')) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

/** Longer than any id or address. */
const OVERLAP_CHARACTERS = 512;

async function mentions(path: string, finds: (text: string) => boolean): Promise<boolean> {
  let kept = '';
  const stream = openText(path).setEncoding('utf8');
  try {
    for await (const chunk of stream) {
      const text = kept + String(chunk);
      if (finds(text)) return true;
      kept = text.slice(-OVERLAP_CHARACTERS);
    }
  } catch {
    // A packed file that broke off says nothing behind the break.
  }
  return false;
}

async function scrubQuarantineFile(path: string, finds: (text: string) => boolean): Promise<number> {
  const temporary = `${path}.part`;
  const handle = openForWriting(temporary);
  let rows = 0;
  try {
    const splitter = new RecordSplitter(',', undefined);
    const write = (records: ReturnType<typeof splitter.push>): void => {
      for (const record of records) {
        if (record.tag !== 'fields') {
          // Not even a record: it stays as it is, or goes.
          if (finds(record.raw)) rows += 1;
          else writeSync(handle, `${record.raw}\n`);
          continue;
        }
        const [file, line, column, reason, message = '', raw = '', ...origin] = record.fields;
        const personal = finds(raw) || finds(message);
        if (personal) rows += 1;
        writeSync(
          handle,
          csvLine([file, line, column, reason, personal ? '' : message, personal ? '' : raw, ...origin]),
        );
      }
    };
    for await (const lines of lineBlocks(createReadStream(path), path)) write(splitter.push(lines));
    write(splitter.end());
  } catch (error) {
    rmSync(temporary);
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  return rows;
}

function starOver(path: string, needle: Buffer, ids: readonly string[]): number {
  if (needle.length === 0) return 0;
  const isWord = ids.includes(needle.toString('utf8'));
  const handle = openSync(path, 'r+');
  const buffer = Buffer.alloc(CHUNK_BYTES + needle.length);
  let places = 0;
  try {
    for (let at = 0; ; at += CHUNK_BYTES) {
      // One byte before and one behind tell whether it is a word.
      const read = readSync(handle, buffer, 0, buffer.length, Math.max(0, at - 1));
      if (read === 0) return places;
      const text = buffer.subarray(0, read);
      for (let found = text.indexOf(needle); found >= 0; found = text.indexOf(needle, found + 1)) {
        if (isWord && (isWordByte(text[found - 1]) || isWordByte(text[found + needle.length]))) continue;
        writeSync(handle, Buffer.alloc(needle.length, STAR), 0, needle.length, Math.max(0, at - 1) + found);
        places += 1;
      }
      if (read < buffer.length) return places;
    }
  } finally {
    closeSync(handle);
  }
}

function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z\u0080-\u00ff]/.test(String.fromCharCode(byte));
}

/**
 * What an audit entry becomes when its household is forgotten: the act stays, under the name that stands for it.
 * `undefined`: the entry says nothing of the household.
 */
export function auditRenamer(householdId: string, traces: Traces, pseudonym: string): RenameAudit {
  const word = traces.ids.length === 0 ? undefined : new RegExp(wordsPattern(traces.ids), 'gu');
  const texts = traces.together.flat();
  const rename = (text: string): string => {
    if (text === householdId || text === `household ${householdId}`)
      return text.replace(householdId, pseudonym);
    const named = word === undefined ? text : text.replace(word, pseudonym);
    return texts.reduce((left, trace) => left.replaceAll(trace, pseudonym), named);
  };
  return ({ subject, detail }) => {
    const renamed = JSON.stringify(detail, (_, value: unknown) =>
      typeof value === 'string' ? rename(value) : value,
    );
    if (rename(subject) === subject && renamed === JSON.stringify(detail)) return undefined;
    return { subject: rename(subject), detail: JSON.parse(renamed) as Record<string, unknown> };
  };
}
