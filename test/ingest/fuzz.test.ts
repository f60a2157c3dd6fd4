import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, parse } from 'node:path';
import { expect, test } from 'vitest';
import { freshDirectory, fuzzIngest } from '../../scripts/proof/fuzz-ingest.ts';
import { judgeCase } from '../../scripts/proof/support/fuzz-case.ts';
import { fuzzCorpus } from '../../scripts/proof/support/fuzz-corpus.ts';
import { MUTATIONS, mutate } from '../../scripts/proof/support/fuzz-mutations.ts';
import { disagreements } from '../../scripts/proof/support/readers.ts';
import { shrink } from '../../scripts/proof/support/shrink.ts';
import { Dice } from '../../scripts/simulate/random.ts';
import { FEEDS } from '../../src/ingest/rows.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** A share of `npm run proof -- fuzz-ingest`. */
const TRIALS = 15;
/** Files that failed once, made small: FEED-WORDS.csv, with a layout in FEED-WORDS.csv.toml where it takes one. */
const REGRESSIONS = join(import.meta.dirname, 'regressions');
const scratch = scratchDirectory();

test(`${TRIALS} damaged files end in success or in words, and no line is lost`, async () => {
  const corpus = fuzzCorpus(undefined);
  const proven = await fuzzIngest(scratch, {
    trials: TRIALS,
    seed: 1991,
    corpus,
    keep: undefined,
    say: () => undefined,
  });
  expect(proven.failures).toEqual([]);
  expect(proven.figures).toMatchObject({
    'taken in': expect.any(Number),
    'too many rejected': expect.any(Number),
  });
});

test('every feed and every layout has a file to be damaged', () => {
  const corpus = fuzzCorpus(undefined);
  const layouts = readdirSync(join(import.meta.dirname, '../../fixtures/layouts'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((name) => name.endsWith('.toml'))
    .map((name) => parse(name).base);
  expect(new Set(corpus.map(({ feed }) => feed))).toEqual(new Set(FEEDS));
  expect(new Set(corpus.flatMap(({ layout }) => (layout === undefined ? [] : [parse(layout).base])))).toEqual(
    new Set(layouts),
  );
});

test('every mutation changes a file of scans, some day', () => {
  const specimen = { bytes: Buffer.from('store_id,quantity\n"101",1\n102,2\n103,3\n'), delimiter: ',' };
  for (const name of Object.keys(MUTATIONS)) {
    const changed = Array.from({ length: 40 }, (_, at) =>
      mutate(specimen, [name], new Dice(1).stream(1, at)),
    );
    expect([name, changed.some((bytes) => !bytes.equals(specimen.bytes))]).toEqual([name, true]);
  }
});

test('what fails is made small', async () => {
  const long = Buffer.from(`${'a,b,c\n'.repeat(500)}x,"y,z\n${'d,e,f\n'.repeat(500)}`);
  expect((await shrink(long, async (bytes) => bytes.includes('"'))).toString()).toBe('"');
});

test.each(readdirSync(REGRESSIONS).filter((name) => !name.endsWith('.toml')))(
  '%s, which failed once',
  async (name) => {
    const path = join(REGRESSIONS, name);
    const feed = FEEDS.find((known) => name.startsWith(`${known}-`));
    if (feed === undefined) throw new Error(`${name} names no feed`);
    const layout = readdirSync(REGRESSIONS).includes(`${name}.toml`)
      ? readFileSync(`${path}.toml`, 'latin1')
      : undefined;
    const given = { feed, layout, bytes: readFileSync(path), ending: name.slice(name.indexOf('.')) };
    const data = join(scratch, `data-${name}`);
    cpSync(await freshDirectory(scratch), data, { recursive: true });
    expect([...(await judgeCase(data, scratch, given)).faults, ...(await disagreements(given))]).toEqual([]);
    rmSync(data, { recursive: true });
  },
);
