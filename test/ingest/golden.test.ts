import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FEEDS, type Feed } from '../../src/ingest/rows.ts';
import { readAll } from './read.ts';

// golden/FEED-CASE.csv beside golden/FEED-CASE.expected.json. The expectations are written by hand: what a person who
// reads the CSV says it means.
const DIR = join(import.meta.dirname, 'golden');
const CASES = readdirSync(DIR)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.slice(0, -'.csv'.length));

test.each(CASES)('%s is read as expected', async (name) => {
  const { rows, rejections, warnings } = await readAll(feedOf(name), readFileSync(join(DIR, `${name}.csv`)));
  const expected: unknown = JSON.parse(readFileSync(join(DIR, `${name}.expected.json`), 'utf8'));
  const read = {
    rows: rows.map(({ line, row }) => ({ line, ...row })),
    rejections: rejections.map(({ line, column, reason, message }) => ({ line, column, reason, message })),
    warnings: warnings.map(({ message }) => message),
  };
  expect(JSON.parse(JSON.stringify(read))).toEqual(expected);
});

test.each(FEEDS)('%s has a golden case', (feed) => {
  expect(CASES.map(feedOf)).toContain(feed);
});

function feedOf(name: string): Feed {
  const feed = FEEDS.find((known) => name.startsWith(`${known}-`));
  if (feed === undefined) throw new Error(`${name} names no feed`);
  return feed;
}
