import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openSource } from '../../src/cli/ingest/source.ts';
import { UserError } from '../../src/shared/errors.ts';
import { scratchDirectory } from '../support/scratch.ts';

const dir = scratchDirectory();
const TEXT = 'store_id,name\n'.repeat(100_000);

async function read(name: string, content: Uint8Array): Promise<{ text: string; counted: number }> {
  const path = join(dir, name);
  writeFileSync(path, content);
  let [text, counted] = ['', 0];
  const bytes = openSource(path, (more) => {
    counted += more;
  });
  for await (const chunk of bytes) text += Buffer.from(chunk).toString('latin1');
  return { text, counted };
}

test('a file comes as it is, a packed one unpacked, and progress counts what is on the disk', async () => {
  const plain = Buffer.from(TEXT);
  const packed = gzipSync(plain);
  expect(await read('plain.csv', plain)).toEqual({ text: TEXT, counted: plain.length });
  expect(await read('packed.csv.gz', packed)).toEqual({ text: TEXT, counted: packed.length });
});

const packed = gzipSync(TEXT);
test.each<[string, Buffer]>([
  ['broken off', packed.subarray(0, packed.length - 20)],
  ['with other bytes at its end', Buffer.concat([packed.subarray(0, -4), Buffer.alloc(4)])],
  ['with other bytes within', Buffer.from(packed).fill(255, 30, 200)],
  ['that is none', Buffer.from(TEXT)],
])('a gzip %s is told in words, for any part of it that was read before', async (_, content) => {
  const fault = await read('broken.csv.gz', content).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(UserError);
  expect(fault).toMatchObject({
    code: 'gzip',
    exitCode: 65,
    message: expect.stringContaining('is not whole'),
  });
});
