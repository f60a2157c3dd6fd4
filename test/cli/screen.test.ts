import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../scripts/proof/support/rows-of-columns.ts';
import type { IdKind, Register } from '../../src/cli/people/register.ts';
import { scanScreen, screenBatch } from '../../src/cli/people/screen.ts';
import type { FeedBatch } from '../../src/ingest/read-feed.ts';
import type { Rejection } from '../../src/ingest/rejection.ts';
import type { Feed, RowOf } from '../../src/ingest/rows.ts';
import { columnsOfRows } from '../../src/ingest/scan-columns.ts';
import { household, scan, TODAY } from '../store/room.ts';

/** A register of these ids; it says of what kind they are as the real one does. */
function registerOf(...ids: readonly (readonly [IdKind, string])[]): Register {
  const known = new Set(ids.map(([kind, id]) => `${kind}|${id}`));
  return { size: ids.length, dayOf: (kind, id) => (known.has(`${kind}|${id}`) ? TODAY : undefined) };
}

const GONE = registerOf(['household', 'H1'], ['card', '4800000001'], ['alternate', '6085550142']);

function batchOf<F extends Feed>(rows: readonly RowOf[F][], raws: readonly string[] = []): FeedBatch<F> {
  const rejections = raws.map(
    (raw, at): Rejection => ({ file: 'a.csv', line: at, column: '', reason: 'yes-no', message: raw, raw }),
  );
  return {
    rows: rows.map((row, line) => ({ line, row })),
    rejections,
    linesRead: rows.length + rejections.length,
    records: rows.length + rejections.length,
    skipped: {},
    controls: [],
  };
}

const screened = <F extends Exclude<Feed, 'scans'>>(feed: F, batch: FeedBatch<F>) =>
  screenBatch(feed, batch, GONE);

/** Lines as somebody who reads them after the screen sees them, and what is left of the rejections. */
function screenedScans({ rows, ...batch }: FeedBatch<'scans'>, register = GONE) {
  const columns = columnsOfRows(rows.map(({ row }) => row));
  const rejections = scanScreen(register, (code) => code === '3000000000000001')({ ...batch, columns });
  return { rows: rowsOf(columns), rejections };
}

describe('a row of the households feed', () => {
  test.each([
    ['with a forgotten id is dropped', household('H1', ['4800000009']), 1],
    ['with a forgotten card is dropped', household('H2', ['4800000009', '4800000001']), 1],
    ['whose id was a card is dropped', household('4800000001', []), 1],
    ['of somebody else is kept', household('H2', ['4800000009']), 0],
  ])('%s', (_, row, forgotten) => {
    expect(screened('households', batchOf<'households'>([row])).forgotten).toBe(forgotten);
  });

  test('with a forgotten telephone number is kept without it', () => {
    const row = household('H2', ['4800000009'], { alternateIds: ['6085550142', '6085550199'] });
    const { rows, forgotten } = screened('households', batchOf<'households'>([row]));
    expect(rows.map((one) => one.row.alternateIds)).toEqual([['6085550199']]);
    expect(forgotten).toBe(0);
  });
});

describe('a rejected row', () => {
  test('of a household is dropped, that of somebody else is kept as it stands', () => {
    const raws = [
      'H1,4800000009,Jo,perhaps',
      'H2,"4800000001|4800000009",Jo,perhaps',
      'H2,4800000009,Jo,perhaps',
    ];
    const { rejections, forgotten } = screened('households', batchOf<'households'>([], raws));
    expect(rejections.map(({ raw }) => raw)).toEqual([raws[2]]);
    expect(forgotten).toBe(2);
  });

  test('of a receipt stays to be mended, and says no more whose it was', () => {
    const { rejections } = screenedScans(batchOf<'scans'>([], ['101,4800000001,plu:4011,"1,25"']));
    expect(rejections.map(({ raw, message }) => [raw, message])).toEqual([
      ['101,****,plu:4011,"1,25"', '101,****,plu:4011,"1,25"'],
    ]);
  });

  test('is found in a line without any marks by who was read there', () => {
    const batch = batchOf<'scans'>([], ['1014800000001plu:4011']);
    const people = ['4800000001'];
    const rejections = batch.rejections.map((rejection) => ({ ...rejection, people }));
    expect(screenedScans({ ...batch, rejections }).rejections.map(({ raw }) => raw)).toEqual([
      '101****plu:4011',
    ]);
  });
});

test('every scan line read is a row or a rejection, and no row has a forgotten card or list', () => {
  const card = fc.constantFrom(undefined, '4800000001', '4800000002', '6085550142');
  const code = fc.constantFrom(undefined, '3000000000000001', '3000000000000002');
  const raw = fc.constantFrom('101,4800000001,x', '101,4800000002,x', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(card, code)), fc.array(raw), fc.boolean(), (trips, raws, empty) => {
      const batch = batchOf<'scans'>(
        trips.map(([cardId, listCode]) => scan({ cardId, listCode })),
        raws,
      );
      const { rows, rejections } = screenedScans(batch, empty ? registerOf() : GONE);
      expect(rows.length + rejections.length).toBe(batch.linesRead);
      if (empty) {
        expect(rows).toEqual(batch.rows.map(({ row }) => row));
        return;
      }
      const expected = trips.map(([cardId, listCode]) => [
        cardId === '4800000002' ? cardId : undefined,
        listCode === '3000000000000002' ? listCode : undefined,
      ]);
      expect(rows.map((row) => [row.cardId, row.listCode])).toEqual(expected);
    }),
  );
});
