import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream';
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

/** What a file is known by while it is read: whoever still writes to it changes that. */
export function stampOf(path: string): string {
  const entry = statSync(path, { bigint: true, throwIfNoEntry: false });
  return entry === undefined ? 'gone' : `${entry.ino}:${entry.size}:${entry.mtimeNs}`;
}

/** Bytes of a file, unpacked when it is gzip; `onBytes` counts what was read from the disk. */
export function openSource(path: string, onBytes: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const packed = counted(path, onBytes);
  // Whoever reads the last stream is told the fault of any of them.
  return inWords(path, path.endsWith('.gz') ? pipeline(packed, createGunzip(), () => undefined) : packed);
}

async function* counted(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* inWords(path: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw brokenFile(path, cause);
  }
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
