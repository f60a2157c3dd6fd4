import { closeSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import { csvLine } from '../files.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';

const QUARANTINE_HEADER = csvLine(['file', 'line', 'column', 'reason', 'message', 'raw']);

/** The rejected rows of one file. Written anew by each run over the file, so that a killed run leaves no half of it. */
export function openQuarantine(dataDir: string, feed: Feed | 'cutover', path: string, sha: string) {
  const dir = join(dataDir, 'quarantine');
  makeDirectory(dir);
  const target = join(dir, `${feed}-${basename(path).replace(/[^\w.-]/g, '_')}-${sha.slice(0, 8)}.csv`);
  const temporary = `${target}.part`;
  let handle: number | undefined;
  return {
    path: target,
    add: (rejections: readonly Rejection[]): void => {
      if (rejections.length === 0) return;
      if (handle === undefined) {
        handle = openForWriting(temporary);
        writeSync(handle, QUARANTINE_HEADER);
      }
      const lines = rejections.map((r) => csvLine([r.file, r.line, r.column, r.reason, r.message, r.raw]));
      writeSync(handle, lines.join(''));
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
  writeSync(handle, QUARANTINE_HEADER);
  for (const path of paths) writeSync(handle, readFileSync(path, 'utf8').slice(QUARANTINE_HEADER.length));
  closeSync(handle);
  renameSync(`${target}.part`, target);
  return target;
}
