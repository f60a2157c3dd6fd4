import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { type Read, readAll } from './read.ts';

// NAME.toml with NAME.csv, .txt or .xml and NAME.expected.json: what a person who reads the sample says it means.
const LAYOUTS = join(import.meta.dirname, '../../fixtures/layouts');
const FILES = readdirSync(LAYOUTS);
const CASES = FILES.filter((file) => file.endsWith('.expected.json')).map((file) => file.split('.')[0] ?? '');

async function readSample(name: string, chunk: number): Promise<Read<'scans'>> {
  const file = `${name}.toml`;
  const layout = parseLayout(parseToml(readFileSync(join(LAYOUTS, file), 'utf8'), file), file);
  const sample = FILES.find((each) => each.startsWith(`${name}.`) && /\.(?:csv|txt|xml)$/.test(each)) ?? '';
  return readAll('scans', readFileSync(join(LAYOUTS, sample)), { layout, chunk });
}

describe.each(CASES)('the sample of %s', (name) => {
  test.each([1 << 16, 61])('is read as expected in chunks of %d bytes', async (chunk) => {
    const { rows, rejections, skipped, controls, linesRead } = await readSample(name, chunk);
    const read = {
      rows: rows.map(({ line, row }) => ({ line, ...row })),
      rejections: rejections.map(({ line, column, reason, message }) => ({ line, column, reason, message })),
      skipped,
      ...(controls.length === 0
        ? {}
        : { controls: controls.map(({ line, code, of, values }) => ({ line, code, of, values })) }),
    };
    const expected: unknown = JSON.parse(readFileSync(join(LAYOUTS, `${name}.expected.json`), 'utf8'));
    expect(JSON.parse(JSON.stringify(read))).toEqual(expected);
    expect(linesRead).toBe(rows.length + rejections.length);
  });
});

test('every kind of export that is shipped has one', () => {
  expect(CASES).toEqual([
    'complete-journey',
    'core-pos',
    'poslog',
    'receipts-de',
    'square-items',
    'tlog-delimited',
    'tlog-fixed',
    'tlog-lanes',
  ]);
});
