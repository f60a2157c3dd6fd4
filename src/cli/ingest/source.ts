import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { EXIT, UserError } from '../../shared/errors.ts';

const CHUNK_BYTES = 1 << 18;

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

/**
 * Bytes of a file, unpacked when it is gzip; `onBytes` counts what was read from the disk. A chunk is valid until the next
 * one is asked for.
 */
export function openSource(path: string, onBytes: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const isPacked = path.endsWith('.gz');
  // A stream keeps chunks that it has not come to; whoever reads chunk by chunk needs one place for all of them.
  const bytes = counted(path, onBytes, isPacked ? (chunk) => Buffer.from(chunk) : (chunk) => chunk);
  // Whoever reads the last stream is told the fault of any of them. It begins when somebody does: nobody else would hear it.
  return inWords(path, () => (isPacked ? pipeline(bytes, createGunzip(), () => undefined) : bytes));
}

async function* counted(
  path: string,
  onBytes: (bytes: number) => void,
  given: (chunk: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const chunk = Buffer.allocUnsafe(size === 0 ? CHUNK_BYTES : Math.min(CHUNK_BYTES, size));
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return;
      onBytes(bytesRead);
      yield given(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

async function* inWords(path: string, open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* open();
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
