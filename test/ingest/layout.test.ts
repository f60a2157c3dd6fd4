import { describe, expect, test } from 'vitest';
import { isPlainLayout, parseLayout } from '../../src/ingest/layout.ts';
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
  ])('with %s is told so', (_, value, fault) => {
    expect(faultsOf(value)).toContain(fault);
  });

  test('hears of all its faults at once', () => {
    const value = { feed: 'scans', date_format: 'x', columns: { card: 'a' }, header: [] };
    expect(faultsOf(value).split('\n')).toHaveLength(3);
  });
});
