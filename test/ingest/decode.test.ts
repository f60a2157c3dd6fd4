import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { ENCODINGS } from '../../src/ingest/decode.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { readAll } from './read.ts';

const TEXT = 'product_id,description\nA,Käse für Ünal\nB,plain\n';

function layoutOf(encoding: string) {
  return parseLayout({ feed: 'products', product_ids: 'opaque', encoding }, 'x.toml');
}

async function descriptions(bytes: Buffer, encoding: string | undefined, chunk = 7) {
  const how = encoding === undefined ? { productIds: 'opaque' as const } : { layout: layoutOf(encoding) };
  const { rows, rejections } = await readAll('products', bytes, { ...how, chunk });
  return [rows.map(({ row }) => row.description), rejections.map(({ line, reason }) => [line, reason])];
}

describe('a file', () => {
  test.each(ENCODINGS.filter((name) => name !== 'windows-1251'))('in %s is read by its key', async (name) => {
    expect(await descriptions(iconv.encode(TEXT, name), name)).toEqual([['Käse für Ünal', 'plain'], []]);
  });

  test('in windows-1251 is read', async () => {
    const text = 'product_id,description\nA,Молоко 3.2%\n';
    expect(await descriptions(iconv.encode(text, 'windows-1251'), 'windows-1251')).toEqual([
      ['Молоко 3.2%'],
      [],
    ]);
  });

  test.each(['utf-16le', 'utf-16be'])('in %s with its mark needs no key', async (name) => {
    const text = `\ufeff${TEXT.replace('plain', '😀')}`;
    for (const chunk of [1, 2, 3, 64])
      expect(await descriptions(iconv.encode(text, name, { addBOM: false }), undefined, chunk)).toEqual([
        ['Käse für Ünal', '😀'],
        [],
      ]);
  });

  test('is what its mark says, whatever the layout says', async () => {
    expect(await descriptions(Buffer.from(`\ufeff${TEXT}`), 'windows-1252')).toEqual([
      ['Käse für Ünal', 'plain'],
      [],
    ]);
  });

  test('has the characters that Latin-1 does not know', async () => {
    const bytes = Buffer.concat([Buffer.from('product_id,description\nA,'), Buffer.of(0x80, 0x99)]);
    expect(await descriptions(bytes, 'windows-1252')).toEqual([['€™'], []]);
  });

  test('loses the lines that are none in its encoding, and no other', async () => {
    const bytes = Buffer.concat([
      Buffer.from('product_id,description\nA,good\nB,'),
      Buffer.of(0x81),
      Buffer.from('\nC,good\n'),
    ]);
    expect(await descriptions(bytes, 'windows-1252')).toEqual([['good', 'good'], [[3, 'encoding']]]);
  });

  test('of UTF-16 that breaks off in a character loses that line', async () => {
    const bytes = iconv.encode('product_id,description\nA,good\nB,bad', 'utf-16le');
    expect(await descriptions(bytes.subarray(0, -1), 'utf-16le')).toEqual([['good'], [[3, 'encoding']]]);
  });

  test('of UTF-16 without mark and key says what to do', async () => {
    await expect(descriptions(iconv.encode(TEXT, 'utf-16le'), undefined)).rejects.toMatchObject({
      code: 'feed-header',
      next: expect.stringContaining('encoding = "utf-16le"'),
    });
  });
});
