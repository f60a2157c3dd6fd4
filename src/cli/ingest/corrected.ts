import { closeSync, createReadStream, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { type Correction, readCorrections } from '../../ingest/corrections.ts';
import type { Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { sha256OfFile } from '../files.ts';
import { openForWriting } from '../permissions.ts';
import { openArchive } from './archive.ts';
import { placeOf, settleFedBack } from './fed-back.ts';
import { ingestWith } from './run.ts';
import { requireFile } from './source.ts';
import type { Spool } from './spool.ts';
import { type Corrected, type How, type IngestOptions, prepare, type TakenFile, takeFile } from './take.ts';

/** Rows that were rejected from one file. */
type Group = {
  readonly file: string;
  readonly header: string;
  readonly rows: Correction[];
  fedBefore: number;
};

/**
 * Take in the rows of a quarantine file that somebody has corrected, file by file as they were rejected. They come to what
 * is there: a receipt gets them beside its other lines. A row that was taken in by an earlier run is a duplicate, one that
 * is still wrong goes to a new quarantine under its first place, one that was cleared is left out.
 */
export async function feedBack(
  context: Context,
  feed: Feed,
  path: string,
  spool: Spool,
  options: IngestOptions,
): Promise<TakenFile[]> {
  requireFile(path);
  const how = asRows(prepare(context, feed, options));
  const files = await ingestWith(context, feed, how, async (taken) => {
    await settleFedBack(context, how.today);
    for (const group of await groupRows(context, path, how))
      taken.push(await takeGroup(context, feed, group, spool, how));
  });
  await openArchive(context).keep(path, await sha256OfFile(path));
  return files;
}

/** By file, content and header; rows in the order of the quarantine. */
async function groupRows(context: Context, path: string, how: How): Promise<Group[]> {
  const groups = new Map<string, Group>();
  const seen = new Set<string>();
  for await (const row of readCorrections(utf8Of(path), basename(path))) {
    if (row.raw.trim() === '') continue;
    if (row.header === '' && needsHeader(how)) throw noHeader(path, row);
    const key = JSON.stringify([row.file, row.source, row.header]);
    const group: Group = groups.get(key) ?? { file: row.file, header: row.header, rows: [], fedBefore: 0 };
    groups.set(key, group);
    const place = placeOf(row);
    const text = JSON.stringify(place);
    if (seen.has(text) || context.history.fedBack.wasTaken(place)) group.fedBefore += 1;
    else group.rows.push(row);
    seen.add(text);
    if (seen.size % 10_000 === 0) await context.breathe();
  }
  return [...groups.values()];
}

function needsHeader({ layout }: How): boolean {
  return layout === undefined || (layout.format === 'delimited' && layout.header === undefined);
}

async function takeGroup(
  context: Context,
  feed: Feed,
  group: Group,
  spool: Spool,
  how: How,
): Promise<TakenFile> {
  const taken =
    group.rows.length === 0 ? nothingNew(group) : await takeRows(context, feed, group, spool, how);
  await settleFedBack(context, how.today);
  return {
    ...taken,
    file: group.file,
    linesRead: taken.linesRead + group.fedBefore,
    linesDuplicate: taken.linesDuplicate + group.fedBefore,
  };
}

/** A feed file of the rows, under the name of the one that they were rejected from. */
async function takeRows(
  context: Context,
  feed: Feed,
  { file, header, rows }: Group,
  spool: Spool,
  how: How,
): Promise<TakenFile> {
  const path = spool.place(file.replace(/\.gz$/i, ''));
  const handle = openForWriting(path);
  const byLine = new Map<number, Correction>();
  let line = 1;
  const write = (text: string): void => {
    writeSync(handle, `${text}\n`);
    line += text.split('\n').length;
  };
  try {
    if (header !== '') write(header);
    for (const row of rows) {
      byLine.set(line, row);
      write(row.raw);
    }
  } finally {
    closeSync(handle);
  }
  const corrected: Corrected = {
    rows: rows.map(placeOf),
    origin: {
      header,
      placeOf: (at) => {
        const row = byLine.get(at);
        if (row === undefined) throw new Error(`line ${at} of ${path} is no row`);
        return { file: row.file, ...placeOf(row) };
      },
    },
  };
  return await takeFile(context, feed, path, how, corrected);
}

function nothingNew({ file }: Group): TakenFile {
  return {
    file,
    fileNo: 0,
    already: true,
    linesRead: 0,
    linesStored: 0,
    linesDuplicate: 0,
    linesRejected: 0,
    linesForgotten: 0,
    skippedByReason: {},
    rejectedByReason: {},
    quarantine: undefined,
    codes: undefined,
    repaired: undefined,
    changed: false,
    archived: undefined,
  };
}

/** Bytes of a file as UTF-8; what is none was saved by a spreadsheet in the code page of the West. */
async function* utf8Of(path: string): AsyncGenerator<Uint8Array> {
  const isUtf8 = await canDecode(path);
  const decoder = new TextDecoder('windows-1252');
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>)
    yield isUtf8 ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
}

async function canDecode(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>)
      decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/**
 * The layout of rows alone, as they stand in a quarantine: UTF-8, below no other lines.
 *
 * @throws UserError (64) where a row says nothing without the others around it.
 */
function asRows(how: How): How {
  const { layout } = how;
  if (layout === undefined) return how;
  if (layout.format !== 'delimited' && layout.format !== 'fixed') {
    throw new UserError(
      'rows-in-context',
      `a row of ${layout.fileName} says nothing without the others around it`,
      {
        exitCode: EXIT.usage,
        at: { file: layout.fileName },
        next: 'Correct the file itself and ingest that: receipts that differ are replaced.',
      },
    );
  }
  const positions = (layout.encoding ?? 'utf-8') === 'utf-8' ? layout.positions : 'characters';
  return { ...how, layout: { ...layout, encoding: 'utf-8', skipLines: 0, positions } };
}

function noHeader(path: string, { line, file }: Correction): UserError {
  return new UserError('quarantine-header', `the row of line ${line} of ${file} has no header`, {
    exitCode: EXIT.badInput,
    at: { file: path, column: 'header' },
    next: 'Leave that column in the file; for a source without a header line, add its --layout.',
  });
}
