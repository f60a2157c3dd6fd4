import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import { readAll } from './read.ts';

const ROW = '036000291452,3.49\n';

async function refusal(content: string): Promise<UserError> {
  const fault: unknown = await readAll('prices', content).catch((error: unknown) => error);
  if (!(fault instanceof UserError)) throw new Error('nothing was refused');
  return fault;
}

describe('the columns of a feed', () => {
  test.each([
    'product_id,price',
    'price,product_id',
    ' Product_ID , PRICE ',
    '"product_id","price"',
    '\ufeffproduct_id,price',
  ])('are found by name in "%s"', async (header) => {
    const cells = header.startsWith('price') ? '3.49,036000291452\n' : ROW;
    const { rows, warnings } = await readAll('prices', `${header}\n${cells}`);
    expect(rows[0]?.row).toMatchObject({ productId: '00036000291452', priceCents: 349 });
    expect(warnings).toEqual([]);
  });

  test('that are not known are read over, with one warning', async () => {
    const { rows, warnings } = await readAll(
      'prices',
      `product_id,price,colour,,mood\n036000291452,3.49,red,,low\n`,
    );
    expect(rows).toHaveLength(1);
    expect(warnings).toEqual([
      {
        code: 'feed-unknown-columns',
        file: 'feed.csv',
        message: 'columns not known and not read: colour, mood',
      },
    ]);
  });

  test('that are missing are named, with what is nearest to them', async () => {
    const fault = await refusal(`prodct_id,cost\n${ROW}`);
    expect(fault).toMatchObject({ code: 'feed-columns', exitCode: 65, at: { file: 'feed.csv', line: 1 } });
    expect(fault.message).toBe('feed.csv has no column product_id (nearest: prodct_id), price');
    expect(fault.next).toContain('It has prodct_id, cost.');
  });

  test('that we read must not be there twice', async () => {
    const fault = await refusal('product_id,price,Price\n036000291452,3.49,3.50\n');
    expect(fault).toMatchObject({ code: 'feed-columns', exitCode: 65 });
    expect(fault.next).toContain('columns 2 and 3');
  });

  test('divided by something else than commas lead to the layout', async () => {
    expect((await refusal('product_id;price\n036000291452;3.49\n')).next).toContain('delimiter = ";"');
  });

  test('cannot be read from a header with an open quote', async () => {
    expect(await refusal('"product_id,price\n')).toMatchObject({ code: 'feed-header', exitCode: 65 });
  });
});

describe('a file', () => {
  test('with a header and nothing else is zero rows', async () => {
    expect(await readAll('prices', 'product_id,price\n')).toMatchObject({
      rows: [],
      batches: 0,
      warnings: [],
    });
  });

  test('of no bytes is zero rows, and said', async () => {
    const { batches, warnings } = await readAll('prices', '');
    expect([batches, warnings.map(({ code }) => code)]).toEqual([0, ['feed-empty']]);
  });

  test('has its wrong records named by the lines on which they start', async () => {
    const { rows, rejections } = await readAll(
      'prices',
      `product_id,price\n${ROW}036000291452\n\n${ROW}a,b,c\n`,
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
    expect(rejections.map(({ line, reason, raw }) => [line, reason, raw])).toEqual([
      [3, 'field-count', '036000291452'],
      [6, 'field-count', 'a,b,c'],
    ]);
  });
});
