import { createReadStream } from 'node:fs';
import { createGunzip, constants as zlib } from 'node:zlib';

/** The beginning of a file, unpacked. */
export type Head = {
  readonly bytes: Buffer;
  readonly isWhole: boolean;
  readonly isPacked: boolean;
  /** What is wrong with its compression; what could be unpacked is there. */
  readonly fault: string | undefined;
};

const HEAD_BYTES = 4 << 20;

/** Gzip is known by its first bytes, whatever the file is called. */
export async function readHead(path: string): Promise<Head> {
  const raw = await firstBytes(createReadStream(path, { end: HEAD_BYTES }));
  if (raw.bytes[0] !== 0x1f || raw.bytes[1] !== 0x8b) return { ...raw, isPacked: false };
  const unpacked = createGunzip({ finishFlush: zlib.Z_SYNC_FLUSH });
  const packed = createReadStream(path).on('error', (error) => unpacked.destroy(error));
  return { ...(await firstBytes(packed.pipe(unpacked))), isPacked: true };
}

async function firstBytes(source: AsyncIterable<Uint8Array>): Promise<Omit<Head, 'isPacked'>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let fault: string | undefined;
  try {
    for await (const chunk of source) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > HEAD_BYTES) break;
    }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code !== 'string' || !code.startsWith('Z_')) throw error;
    fault = message;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, HEAD_BYTES), isWhole: length <= HEAD_BYTES, fault };
}
