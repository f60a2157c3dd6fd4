import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory, openForWriting } from './permissions.ts';

const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file's bytes, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  // A night has hundreds of small files: whole chunks for each are so much garbage.
  const highWaterMark = Math.min(statSync(path).size, CHUNK_BYTES) || CHUNK_BYTES;
  for await (const chunk of createReadStream(path, { highWaterMark })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * Write a file that is there whole or not at all: a temporary name beside it, then a rename. Not synced one by one;
 * {@link syncDirectory} once for the batch.
 */
export function writeWhole(path: string, data: string | Uint8Array): void {
  makeDirectory(dirname(path));
  const temporary = `${path}.part`;
  const handle = openForWriting(temporary);
  try {
    writeFileSync(handle, data);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
}

/** Make the renames in a directory survive a power cut. */
export function syncDirectory(dir: string): void {
  syncFile(dir);
}

/** Make what is in a file survive a power cut. */
export function syncFile(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** One cell of a CSV file of ours (RFC 4180). */
export function csvCell(value: string | number | undefined | null): string {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(values: readonly (string | number | undefined | null)[]): string {
  return `${values.map(csvCell).join(',')}\n`;
}
