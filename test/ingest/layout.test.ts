import { describe, expect, test } from 'vitest';
import { isPlainLayout } from '../../src/ingest/layout/plain.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { UserError } from '../../src/shared/errors.ts';
import { readAll } from './read.ts';

function faultsOf(value: unknown): string {
  try {
    parseLayout(value, 'x.toml');
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 78 && error.code === 'layout')
      return error.next ?? '';
    throw error;
  }
  return '';
}

const SCANS = {
  feed: 'scans',
  product_ids: 'opaque',
  columns: {
    transaction_id: 'Bon',
    timestamp: 'Datum',
    product_id: 'Artikel',
    quantity: 'Menge',
    net_amount: 'Betrag',
  },
  constants: { store_id: '7' },
};

describe('a layout', () => {
  test('maps columns, fills in what the source lacks, and keeps the other names', async () => {
    const layout = parseLayout(
      { ...SCANS, delimiter: ';', decimal_mark: ',', date_format: 'dd.MM.yyyy[ HH:mm]' },
      'x.toml',
    );
    const { rows, warnings } = await readAll(
      'scans',
      'BON;Datum;card_id;Artikel;Menge;Betrag;Kasse\nB1;21.11.2026 17:04;C1;0815;1,5;12,50;3\n',
      { layout },
    );
    expect(rows[0]?.row).toMatchObject({
      storeId: '7',
      transactionId: 'B1',
      day: 20_778,
      secondOfDay: 61_440,
      cardId: 'C1',
      productId: '0815',
      quantityMilli: 1500,
      netCents: 1250,
    });
    expect(warnings.map(({ message }) => message)).toEqual(['column not known and not read: Kasse']);
  });

  test('names the columns of a file without a header', async () => {
    const layout = parseLayout(
      {
        feed: 'prices',
        product_ids: 'opaque',
        header: ['product_id', '', 'amount'],
        columns: { price: 'amount' },
      },
      'x.toml',
    );
    const { rows, rejections } = await readAll('prices', 'A,x,3.49\nB,3.49\n', { layout });
    expect(rows).toMatchObject([{ line: 1, row: { productId: 'A', priceCents: 349 } }]);
    expect(rejections).toMatchObject([{ line: 2, reason: 'field-count' }]);
  });

  test('counts days from its first', async () => {
    const layout = parseLayout(
      { ...SCANS, date_format: 'day_number', day_number_one: '2016-03-22' },
      'x.toml',
    );
    const { rows, rejections } = await readAll(
      'scans',
      'Bon,Datum,Artikel,Menge,Betrag\nB1,1,A,1,\nB1,79,A,1,\nB1,0,A,1,\nB1,1.5,A,1,\n',
      { layout },
    );
    expect(rows.map(({ row }) => row.day)).toEqual([16_882, 16_960]);
    expect(rejections.map(({ reason, column }) => [reason, column])).toEqual([
      ['timestamp-format', 'Datum'],
      ['timestamp-format', 'Datum'],
    ]);
  });

  test('lets a column that the file has win over a constant, and says so', async () => {
    const layout = parseLayout(SCANS, 'x.toml');
    const { rows, warnings } = await readAll(
      'scans',
      'store_id,Bon,Datum,Artikel,Menge,Betrag\n9,B1,2026-11-21,A,1,\n',
      { layout },
    );
    expect(rows[0]?.row.storeId).toBe('9');
    expect(warnings.map(({ code }) => code)).toEqual(['layout-constant-unused']);
  });

  test('takes a mapped column for nothing else', async () => {
    const layout = parseLayout(
      { feed: 'prices', product_ids: 'opaque', columns: { product_id: 'store_id' } },
      'x.toml',
    );
    const { rows } = await readAll('prices', 'store_id,price\nA,3.49\n', { layout });
    expect(rows[0]?.row).toMatchObject({ productId: 'A', storeId: undefined });
  });

  test('that maps a column which is not there is named with what is', async () => {
    const layout = parseLayout(SCANS, 'x.toml');
    await expect(readAll('scans', 'Bon,Datum,Artikle,Menge,Betrag\n', { layout })).rejects.toMatchObject({
      code: 'layout-columns',
      exitCode: 78,
      next: expect.stringContaining('columns.product_id = "Artikel" (nearest: Artikle)'),
    });
  });

  test('of another feed is refused', async () => {
    const layout = parseLayout(SCANS, 'x.toml');
    await expect(readAll('prices', '', { layout })).rejects.toMatchObject({
      code: 'layout-feed',
      exitCode: 78,
    });
  });
});

describe('a plain layout', () => {
  test.each([
    ['renames columns', SCANS, true],
    ['divides them otherwise', { ...SCANS, delimiter: ';' }, true],
    ['is of another date format', { ...SCANS, date_format: 'dd.MM.yyyy' }, false],
    ['has decimal commas', { ...SCANS, delimiter: ';', decimal_mark: ',' }, false],
  ])('%s', (_, value, plain) => {
    expect(isPlainLayout(parseLayout(value, 'x.toml'))).toBe(plain);
  });
});

const RECORDS = { H: { role: 'header', fields: ['', 'no'] }, I: { role: 'item', fields: ['', 'id'] } };
const col = (card_id: unknown) => ({ feed: 'scans', columns: { card_id } });
const fixed = (places: object) => ({ feed: 'scans', format: 'fixed', fixed: places });
const log = (records: object) => ({ feed: 'scans', format: 'records', record_code: 1, records });

describe('a faulty layout', () => {
  test.each([
    ['an unknown key', { ...SCANS, delimeter: ';' }, 'delimeter: unknown key; did you mean delimiter?'],
    ['an unknown feed', { feed: 'scan' }, 'feed: expected one of scans'],
    ['no feed', {}, 'feed: expected one of scans'],
    [
      'an unknown column',
      { feed: 'scans', columns: { cardid: 'x' } },
      'columns.cardid: unknown column; did you mean card_id?',
    ],
    [
      'an unknown constant',
      { feed: 'scans', constants: { stor_id: 'x' } },
      'constants.stor_id: unknown column; did you mean store_id?',
    ],
    [
      'a column that is mapped twice',
      { feed: 'scans', columns: { card_id: 'a', store_id: ' A' } },
      '" A" is card_id already',
    ],
    [
      'a constant for a mapped column',
      { feed: 'scans', columns: { card_id: 'a' }, constants: { card_id: 'b' } },
      'constants.card_id: the column is mapped',
    ],
    [
      'a constant that is no text',
      { feed: 'scans', constants: { quantity: 1 } },
      'constants.quantity: expected text',
    ],
    ['a long delimiter', { feed: 'scans', delimiter: '||' }, 'delimiter: expected one character'],
    [
      'a date format with a slip',
      { feed: 'scans', date_format: 'yyyy-mm-dd' },
      'date_format: "yyyy-mm-dd" is not understood',
    ],
    [
      'day numbers without their first day',
      { feed: 'scans', date_format: 'day_number' },
      'day_number_one: the day whose number is 1',
    ],
    [
      'a first day without day numbers',
      { feed: 'scans', day_number_one: '2016-03-22' },
      'day_number_one: only with',
    ],
    ['a header with a name twice', { feed: 'scans', header: ['a', 'A '] }, 'header: "A " is there twice'],
    [
      'a decimal mark that divides columns too',
      { feed: 'scans', delimiter: ',', decimal_mark: ',' },
      'decimal_mark: "," is the delimiter too',
    ],
    ['no table at all', 'scans', 'layout:'],
    [
      'a join with a slip',
      col({ join: ['a'], wit: ' ' }),
      'columns.card_id.wit: unknown key; did you mean with?',
    ],
    ['a rule that is none', col({}), 'columns.card_id: expected "NAME", a position'],
    ['two rules in one', col({ from: 'a', join: ['b'] }), 'columns.card_id: expected'],
    ['an empty join', col({ join: [] }), 'columns.card_id.join: expected a list'],
    ['a mark without a join', col({ from: 'a', with: '-' }), 'columns.card_id.with: only with join'],
    ['a pattern that is none', col({ from: 'a', match: '(' }), 'columns.card_id.match: expected a regular'],
    ['a position of 0', col(0), 'columns.card_id: expected'],
    ['a blank alias', col(['a', ' ']), 'columns.card_id: names no column'],
    [
      'an alias that is taken',
      { feed: 'scans', columns: { card_id: ['a', 'b'], store_id: 'B' } },
      '"B" is card_id already; to use a column twice, write { from = "B" }',
    ],
    [
      'an optional column without a name',
      { feed: 'scans', optional: ['card_id'] },
      'optional.card_id: is not in [columns]',
    ],
    ['an encoding with a slip', { feed: 'scans', encoding: 'utf8' }, 'encoding: expected one of utf-8'],
    [
      'marks that are the same',
      { feed: 'scans', thousands_mark: '.' },
      'thousands_mark: "." is the decimal mark too',
    ],
    ['digits for a currency', { feed: 'scans', currency: ['$', '1'] }, 'currency: expected signs or codes'],
    ['two minds about the minus', { feed: 'scans', currency: '$', minus: 'first' }, 'minus: with a currency'],
    [
      'decimals of nothing',
      { feed: 'scans', implied_decimals: { net: 2 } },
      'implied_decimals.net: unknown column',
    ],
    [
      'a sign of nothing',
      { feed: 'scans', negate: ['discount_amont'] },
      'negate.discount_amont: unknown column; did you mean discount_amount?',
    ],
    [
      'no language',
      { feed: 'scans', month_language: 'xx-unknown!' },
      'month_language: "xx-unknown!" is no language',
    ],
    ['no zone', { feed: 'scans', zone: 'Chicago' }, 'zone: "Chicago" is no zone'],
    [
      'a day that starts in the evening',
      { feed: 'scans', day_starts_at: '20:00' },
      'day_starts_at: expected a time of day before noon',
    ],
    [
      'one bad format of two',
      { feed: 'scans', date_format: ['iso', 'x'] },
      'date_format: "x" is not understood',
    ],
    ['a padding of nothing', { feed: 'scans', pad: { shop: 4 } }, 'pad.shop: unknown column'],
    [
      'line types among the values',
      { feed: 'scans', values: { line_type: { a: 'sale' } } },
      'values.line_type: write it as [line_types]',
    ],
    [
      'a line type with a slip',
      { feed: 'scans', line_types: { A: 'trainin' } },
      'line_types."A": "trainin" is none of',
    ],
    [
      'line types of another feed',
      { feed: 'prices', line_types: { A: 'sale' } },
      'line_types: the feed prices has no line_type',
    ],
    [
      'a skip of nothing',
      { feed: 'scans', skip: [{ values: ['a'], reason: 'tender' }] },
      'skip.0.column: expected a column',
    ],
    [
      'a skip for no reason',
      { feed: 'scans', skip: [{ column: 'a', values: ['a'], reason: 'why' }] },
      'skip.0.reason: expected one of tender',
    ],
    [
      'a skip with a slip',
      { feed: 'scans', skip: [{ column: 'a', value: ['a'], reason: 'tax' }] },
      'skip.0.value: unknown key; did you mean values?',
    ],
    [
      'places without the format',
      { feed: 'scans', fixed: { a: { start: 1, length: 2 } } },
      'fixed: not with format = "delimited"',
    ],
    [
      'places that overlap',
      fixed({ a: { start: 1, length: 5 }, b: { start: 5, length: 2 } }),
      'fixed.b: starts before a ends',
    ],
    ['a place at 0', fixed({ a: { start: 0, length: 5 } }), 'fixed.a.start: expected 1 or more'],
    [
      'a place with a slip',
      fixed({ a: { start: 1, lenght: 5 } }),
      'fixed.a.lenght: unknown key; did you mean length?',
    ],
    ['no place at all', fixed({}), 'fixed: names no column'],
    [
      'bytes of another encoding',
      { ...fixed({ a: { start: 1, length: 5 } }), positions: 'bytes', encoding: 'cp850' },
      'positions: bytes are counted in UTF-8 only',
    ],
    [
      'a log without its code',
      { feed: 'scans', format: 'records', records: RECORDS },
      'record_code: where a record says',
    ],
    ['a log without items', log({ H: RECORDS.H }), 'records: none has role = "item"'],
    ['a role with a slip', log({ ...RECORDS, Z: { role: 'tendr' } }), 'records.Z.role: expected one of file'],
    [
      'a record with a slip',
      log({ ...RECORDS, Z: { role: 'tender', feilds: [] } }),
      'records.Z.feilds: unknown key; did you mean fields?',
    ],
    [
      'places in a log with a delimiter',
      log({ ...RECORDS, Z: { role: 'about', fields: { x: { start: 1, length: 1 } } } }),
      'records.Z.fields: record_code is a field',
    ],
    [
      'a name that is in header and item',
      log({ ...RECORDS, Z: { role: 'about', fields: ['no'] } }),
      'records.Z.fields: "no" is in H too',
    ],
    [
      'a discount without its amount',
      log({ ...RECORDS, Z: { role: 'discount', fields: ['of'], amount: 'off' } }),
      'records.Z.amount: the field with the amount; did you mean of?',
    ],
    [
      'a discount off nothing',
      log({ ...RECORDS, Z: { role: 'discount', fields: ['off'], amount: 'off', reduces: 'net' } }),
      'records.Z.reduces: no item has a field "net"',
    ],
    [
      'a spread tender',
      log({ ...RECORDS, Z: { role: 'tender', spread: true } }),
      'records.Z.spread: only with role = "discount"',
    ],
  ])('with %s is told so', (_, value, fault) => {
    expect(faultsOf(value)).toContain(fault);
  });

  test('hears of all its faults at once', () => {
    const value = { feed: 'scans', date_format: 'x', columns: { card: 'a' }, header: [] };
    expect(faultsOf(value).split('\n')).toHaveLength(3);
  });
});
