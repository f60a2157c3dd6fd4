import { describe, expect, test } from 'vitest';
import { checkDigit } from '../../src/shared/gtin.ts';
import { openHistoryIn } from '../store/room.ts';
import { ingestRoom, scansCsv } from './ingest-room.ts';

const BODIES = Array.from({ length: 60 }, (_, number) => `0${String(1_234_500_017 + 977 * number)}`);
const WHOLE = BODIES.map((body) => `${body}${checkDigit(body)}`);
const CUT = WHOLE.map((code) => code.slice(1));
const BARE = BODIES.map((body) => body.slice(1));
const MIXED = [...CUT.slice(0, 30), ...BARE.slice(30)];

/** Two lines on each receipt: a PLU, and a code. */
const receipts = (codes: readonly string[]): string =>
  scansCsv(
    codes.flatMap((code, at): [string, string][] => [
      [`T${at}`, 'plu:4011'],
      [`T${at}`, code],
    ]),
  );

describe('a file whose codes lost their zeros', () => {
  test('is taken in as it is, and says what would help', async () => {
    const { ingest, write } = ingestRoom();
    const { document, exitCode, stderr } = await ingest(['scans', write('a.csv', receipts(CUT))]);
    expect(document).toMatchObject({ lines_stored: 60, rejected_by_reason: { 'product-format': 60 } });
    expect(document.files).toMatchObject([
      { product_codes: { short: 60, short_valid_with_zeros: 60, verdict: 'lost-zeros', repaired: null } },
    ]);
    expect(exitCode).toBe(65);
    expect(stderr).toContain('they lost them. Ingest again with --accept-lost-zeros');
  });

  test('is taken in again with the option: the receipts are whole then, and nothing is there twice', async () => {
    const { data, ingest, write } = ingestRoom();
    const path = write('a.csv', receipts(CUT));
    await ingest(['scans', path]);
    const mended = await ingest(['scans', path], { acceptLostZeros: true });
    expect(mended.exitCode).toBeUndefined();
    expect(mended.document).toMatchObject({ lines_read: 120, lines_stored: 120, lines_rejected: 0 });
    // The same receipts from a register that keeps its zeros: not a line is new.
    const whole = await ingest(['scans', write('b.csv', receipts(WHOLE))]);
    expect(whole.document).toMatchObject({ lines_read: 120, lines_stored: 0, lines_duplicate: 120 });
    const again = await ingest(['scans', path], { acceptLostZeros: true });
    expect(again.document.files).toMatchObject([{ state: 'already-ingested', product_codes: null }]);
    expect(openHistoryIn(data).summary()).toMatchObject({ receipts: 60, products: 61 });
  });

  test('is read so by a layout that says it of every file, few codes or many', async () => {
    const { ingest, write } = ingestRoom();
    const layoutFile = write('l.toml', 'feed = "scans"\nrepair = "lost-zeros"\n');
    const few = await ingest(['scans', write('few.csv', receipts(CUT.slice(0, 3)))], { layout: layoutFile });
    expect(few.document).toMatchObject({ lines_stored: 6, lines_rejected: 0 });
    const wrong = await ingest(['scans', write('bare.csv', receipts(BARE))], { layout: layoutFile });
    expect(wrong.error).toMatchObject({ code: 'codes-unclear', exitCode: 65 });
  });
});

describe('a file whose codes have no check digits', () => {
  test('says so, and is read with them when that is asked for', async () => {
    const { ingest, write } = ingestRoom();
    const path = write('a.csv', receipts(BARE));
    const plain = await ingest(['scans', path]);
    expect(plain.document.files).toMatchObject([{ product_codes: { verdict: 'missing-check-digits' } }]);
    const mended = await ingest(['scans', path], { acceptMissingCheckDigits: true });
    expect(mended.document).toMatchObject({ lines_stored: 120, lines_rejected: 0 });
    expect((await ingest(['scans', write('b.csv', receipts(WHOLE))])).document).toMatchObject({
      lines_duplicate: 120,
    });
  });
});

test.each([
  ['the codes have no check digits', BARE, /--accept-missing-check-digits would fit/],
  ['they are of both kinds', MIXED, /Take it in without the option/],
  ['they are too few', CUT.slice(0, 5), /Take it in without the option/],
  ['they are whole', WHOLE, /Take it in without the option/],
])('zeros are put in front of nothing when %s, and nothing is stored', async (_what, codes, next) => {
  const { data, ingest, write } = ingestRoom();
  const { error } = await ingest(['scans', write('a.csv', receipts(codes))], { acceptLostZeros: true });
  expect(error).toMatchObject({ code: 'codes-unclear', exitCode: 65, next: expect.stringMatching(next) });
  expect(openHistoryIn(data).summary()).toMatchObject({ receipts: 0, files: 0 });
});

test('a chain with codes of its own has nothing to mend', async () => {
  const { ingest, write } = ingestRoom();
  const options = { acceptLostZeros: true, set: ['product_ids=opaque'] };
  expect((await ingest(['scans', write('a.csv', receipts(CUT))], options)).error?.exitCode).toBe(64);
});

test('other layouts of weighed goods read the same file anew', async () => {
  const { data, ingest, write } = ingestRoom();
  const weighed = ['21123450108', '22123450108']
    .map((body) => `2${body}`)
    .map((body) => `${body}${checkDigit(body)}`);
  const path = write('a.csv', scansCsv(weighed.map((code) => ['T1', code])));
  expect((await ingest(['scans', path])).document).toMatchObject({ lines_stored: 2 });
  const own = { set: ['product_codes.embedded=["221IIIIIWWWWC"]'] };
  const read = await ingest(['scans', path], own);
  expect(read.document).toMatchObject({ lines_stored: 2, lines_duplicate: 0 });
  // The other one fits no layout any more: it names no product, and that shows.
  expect(read.document.files).toMatchObject([{ product_codes: { not_products: 1 } }]);
  expect((await ingest(['scans', path], own)).document).toMatchObject({ lines_duplicate: 2 });
  expect(openHistoryIn(data).summary()).toMatchObject({ receipts: 1 });
});
