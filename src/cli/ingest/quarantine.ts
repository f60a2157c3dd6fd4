import { closeSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import { csvLine } from '../files.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';

const COLUMNS = ['file', 'line', 'column', 'reason', 'message', 'raw'] as const;
/** What a corrected row needs to be fed back, in each row: people sort, cut and join these files. */
const FEED_COLUMNS = [...COLUMNS, 'header', 'source'] as const;
const FEED_HEADER = csvLine(FEED_COLUMNS);

/** Where the rejected rows of a file come from. */
export type Origin = {
  /** The line with the names of its columns; '': it has none. */
  readonly header: string;
  /** Where a row stood when it was rejected first, for a file that was made of rejected rows. */
  readonly placeOf?: (line: number) => {
    readonly file: string;
    readonly line: number;
    readonly source: string;
  };
};

/** What names the content of a file. The letters keep spreadsheets from taking it for a number. */
function sourceOf(sha256: string): string {
  return `sha-${sha256.slice(0, 16)}`;
}

/**
 * The rejected rows of one file. Written anew by each run over the file, so that a killed run leaves no half of it.
 *
 * @param origin Of a feed file; without it, its rows cannot be fed back.
 */
export function openQuarantine(
  dataDir: string,
  feed: Feed | 'cutover',
  path: string,
  sha: string,
  origin?: Origin,
) {
  const dir = join(dataDir, 'quarantine');
  makeDirectory(dir);
  const target = join(dir, `${feed}-${basename(path).replace(/[^\w.-]/g, '_')}-${sha.slice(0, 8)}.csv`);
  const temporary = `${target}.part`;
  const cellsOf = ({ file, line, column, reason, message, raw }: Rejection): (string | number)[] => {
    if (origin === undefined) return [file, line, column, reason, message, raw];
    const place = origin.placeOf?.(line) ?? { file, line, source: sourceOf(sha) };
    return [place.file, place.line, column, reason, message, raw, origin.header, place.source];
  };
  let handle: number | undefined;
  return {
    path: target,
    add: (rejections: readonly Rejection[]): void => {
      if (rejections.length === 0) return;
      if (handle === undefined) {
        handle = openForWriting(temporary);
        writeSync(handle, origin === undefined ? csvLine(COLUMNS) : FEED_HEADER);
      }
      writeSync(handle, rejections.map((rejection) => csvLine(cellsOf(rejection))).join(''));
    },
    keep: (): void => {
      if (handle === undefined) {
        rmSync(target, { force: true });
        return;
      }
      closeSync(handle);
      renameSync(temporary, target);
    },
  };
}

/** One file for the operator when several files of a run were found fault with. */
export function joinQuarantines(paths: readonly string[], target: string): string {
  const handle = openForWriting(`${target}.part`);
  writeSync(handle, FEED_HEADER);
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    writeSync(handle, text.slice(text.indexOf('\n') + 1));
  }
  closeSync(handle);
  renameSync(`${target}.part`, target);
  return target;
}
