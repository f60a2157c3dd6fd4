import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, csvLine, sha256, sha256OfFile, syncDirectory, writeWhole } from '../../src/cli/files.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory();

describe('a file', () => {
  test('is written whole, in directories that were not there, and leaves nothing beside it', () => {
    const path = join(scratch, 'a/b/list.csv');
    writeWhole(path, 'one\n');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    writeWhole(path, new Uint8Array([0, 255, 10]));
    expect([...readFileSync(path)]).toEqual([0, 255, 10]);
    expect(readdirSync(join(scratch, 'a/b'))).toEqual(['list.csv']);
  });

  test('appears by a rename: whoever has the old one open keeps reading the old one', () => {
    const path = join(scratch, 'renamed.csv');
    writeWhole(path, 'old');
    const before = statSync(path).ino;
    writeWhole(path, 'new');
    expect(statSync(path).ino).not.toBe(before);
  });

  test('that cannot be written leaves the old one as it was', () => {
    const path = join(scratch, 'kept.csv');
    writeWhole(path, 'old');
    mkdirSync(`${path}.part`);
    expect(() => writeWhole(path, 'new')).toThrow(/EISDIR/);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('is written over what a killed run left half written', () => {
    const path = join(scratch, 'again.csv');
    writeFileSync(`${path}.part`, 'half of a much longer fi');
    writeWhole(path, 'all');
    expect(readFileSync(path, 'utf8')).toBe('all');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  test('has one hash, read at once or as a stream', async () => {
    const path = join(scratch, 'large.bin');
    const data = Buffer.alloc(3_000_000, 'duelist');
    writeFileSync(path, data);
    const expected = createHash('sha256').update(data).digest('hex');
    expect(await sha256OfFile(path)).toBe(expected);
    expect(sha256(data)).toBe(expected);
    // FIPS 180-2, appendix B.1.
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('is not hashed when it is not there', async () => {
    await expect(sha256OfFile(join(scratch, 'none'))).rejects.toThrow(/ENOENT/);
  });
});

test('a directory can be synced, and one that is not there cannot', () => {
  expect(() => syncDirectory(scratch)).not.toThrow();
  expect(() => syncDirectory(join(scratch, 'none'))).toThrow(/ENOENT/);
});

describe('a cell', () => {
  test.each<[string | number | null | undefined, string]>([
    ['plain', 'plain'],
    ['Ben & Jerry’s', 'Ben & Jerry’s'],
    ['a,b', '"a,b"'],
    ['12" pan', '"12"" pan"'],
    ['"', '""""'],
    ['two\nlines', '"two\nlines"'],
    ['carriage\rreturn', '"carriage\rreturn"'],
    [' blanks ', ' blanks '],
    ['a;b', 'a;b'],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [0, '0'],
    [-0.5, '-0.5'],
  ])('%j is written %s', (value, written) => {
    expect(csvCell(value)).toBe(written);
  });

  test('of any text comes back as it was', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\ufeff', ''));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(cell, fc.constantFrom('"', ',', '\n', '\r\n', '""')), {
          minLength: 2,
          maxLength: 5,
        }),
        (cells) => {
          expect(parse(csvLine(cells), { record_delimiter: '\n' })).toEqual([cells]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
