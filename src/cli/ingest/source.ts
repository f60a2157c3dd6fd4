import { createReadStream, statSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { EXIT, UserError } from '../../shared/errors.ts';

/** @throws UserError (66) where there is no file. */
export function requireFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new UserError('file-missing', `there is no file ${path}`, {
    exitCode: EXIT.inputMissing,
    next: 'Check the path.',
  });
}

/** Bytes of a file, unpacked when it is gzip; `onBytes` counts what was read from the disk. */
export function openSource(path: string, onBytes: (bytes: number) => void): Readable {
  const raw = createReadStream(path, { highWaterMark: 1 << 18 });
  raw.on('data', (chunk) => onBytes(chunk.length));
  const out = new PassThrough({ highWaterMark: 1 << 18 });
  const stages = path.endsWith('.gz') ? pipeline(raw, createGunzip(), out) : pipeline(raw, out);
  stages.catch((cause: unknown) => out.destroy(brokenFile(path, cause)));
  return out;
}

function brokenFile(path: string, cause: unknown): Error {
  const code = (cause as { code?: unknown }).code;
  if (typeof code !== 'string' || !code.startsWith('Z_'))
    return cause instanceof Error ? cause : new Error(String(cause));
  return new UserError('gzip', `${path} is not whole: ${(cause as Error).message}`, {
    exitCode: EXIT.badInput,
    next: 'Fetch the file again; lines before the break are kept, and the rest follows with the whole file.',
    cause,
  });
}
