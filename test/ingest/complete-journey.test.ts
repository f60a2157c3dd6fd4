import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FEEDS, type Feed, type RowOf } from '../../src/ingest/rows.ts';
import { readAll } from './read.ts';

const SCRIPT = join(import.meta.dirname, '../../scripts/complete-journey.ts');
const DIR = mkdtempSync(join(tmpdir(), 'complete-journey-'));
const SOURCE = join(DIR, 'source');

/** A chain of two stores and three households, in the source's tables. */
const TABLES = {
  products: `product_id,manufacturer_id,department,label,category,subcategory,size
100,69,GROCERY,Private,SOUP,CHICKEN SOUP,16 OZ
101,7,GROCERY,National,SOUP,"SOUP, OTHER",
102,7,PRODUCE,National,APPLES,,
200,1,FUEL,National,COUPON/MISC ITEMS,GASOLINE-REG UNLEADED,
201,2,SPIRITS,National,LIQUOR,TRADITIONAL GIN,
202,2,MISCELLANEOUS,National,,,
9e+05,7,DRUG GM,National,VITAMINS,VITAMIN C,
`,
  // Product 100: 2.00, 2.50 and 9.00 a unit; fuel; a line of quantity 0; float dust.
  scans: `transaction_id,store_id,timestamp,household_id,product_id,description,category,quantity,net_amount,retail_disc,coupon_disc,coupon_match_disc
1,30,2017-01-02 10:00:00,1,100,SOUP,SOUP,1,1.50,0.50,0,0
2,30,2017-01-03 10:00:00,1,100,SOUP,SOUP,2,4.00,0.50,0,0.50
3,4,2017-01-04 10:00:00,1,100,SOUP,SOUP,1,9.00,0,0,0
3,4,2017-01-04 10:00:00,1,101,SOUP,SOUP,0,0,0,0,0
4,4,2017-01-05 10:00:00,20,200,GAS,GAS,9000,21.00,0,0,0
4,4,2017-01-05 10:00:00,20,102,APPLES,APPLES,1,4.440892e-16,0,0,0
5,4,2017-01-05 11:00:00,3,102,APPLES,APPLES,3,2.00,0.10,0,0
5,4,2017-01-05 11:00:00,3,900000,VITAMIN,VITAMIN,1,0.20,0,0,0
`,
  coupons: `coupon_upc,product_id,campaign_id
555,100,18
555,101,18
555,102,18
555,999,18
555,201,18
556,201,18
557,900000,18
558,102,9
`,
  campaign_descriptions: `campaign_id,campaign_type,start_date,end_date
9,Type A,2017-05-08,2017-06-25
18,Type A,2017-10-30,2017-12-24
`,
};

let said = '';
beforeAll(() => {
  mkdirSync(SOURCE);
  for (const [name, text] of Object.entries(TABLES)) {
    // The real source is packed; either will do.
    if (name === 'scans') writeFileSync(join(SOURCE, `${name}.csv.gz`), gzipSync(text));
    else writeFileSync(join(SOURCE, `${name}.csv`), text);
  }
  said = convert('out', '--assume-consent');
});
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function convert(out: string, ...more: string[]): string {
  const run = spawnSync(process.execPath, [SCRIPT, '--source', SOURCE, '--out', join(DIR, out), ...more], {
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(0);
  return run.stderr;
}

async function feed<F extends Feed>(name: F): Promise<RowOf[F][]> {
  const read = await readAll(name, readFileSync(join(DIR, 'out', `${name}.csv`)), { productIds: 'opaque' });
  expect([read.rejections, read.warnings]).toEqual([[], []]);
  return read.rows.map(({ row }) => row);
}

test('every product comes along, and what is no spend is said to be none', async () => {
  const rows = await feed('products');
  expect(rows.map(({ productId, spend }) => [productId, spend])).toEqual([
    ['100', true],
    ['101', true],
    ['102', true],
    ['200', false],
    ['201', true],
    ['202', false],
    ['900000', true],
  ]);
  expect(rows[0]).toMatchObject({ description: 'CHICKEN SOUP', brand: 'Manufacturer 69', label: 'private' });
  expect(rows[2]).toMatchObject({ description: 'APPLES' });
  expect(rows[4]).toMatchObject({ restricted: 'alcohol' });
});

test('a price is the median of what was asked, before the card took its share, and fuel has none', async () => {
  const rows = await feed('prices');
  expect(rows.map(({ productId, priceCents }) => [productId, priceCents])).toEqual([
    ['100', 250],
    ['102', 70],
    ['900000', 20],
  ]);
});

test('an offer is one coupon of one campaign, worth a believable part of the price', async () => {
  // 556 has alcohol alone, 557 a product cheaper than any face value.
  expect(await feed('offers')).toMatchObject([
    {
      offerId: '9-558',
      funderId: '7',
      valueCents: 25,
      products: [{ by: 'product', value: '102' }],
    },
    {
      offerId: '18-555',
      offerCode: '555',
      funderId: '7',
      // The lower of the medians of 0.70 and 2.50.
      valueCents: 25,
      products: ['100', '101', '102'].map((value) => ({ by: 'product', value })),
      audience: 'any',
    },
  ]);
  expect(said).toContain('left out 2 coupons');
  expect(said).toContain('plan as of 2017-11-29: 1 offers can be mailed then');
});

test('a household is its card, at home where it shops most', async () => {
  const rows = await feed('households');
  expect(rows.map((row) => [row.householdId, row.cardIds, row.homeStoreId, row.mailConsent])).toEqual([
    ['1', ['1'], '30', true],
    ['3', ['3'], '4', true],
    ['20', ['20'], '4', true],
  ]);
});

test('stores and aisles follow', async () => {
  expect((await feed('stores')).map(({ storeId }) => storeId)).toEqual(['4', '30']);
  const aisles = await feed('aisles');
  expect(aisles.filter(({ storeId }) => storeId === '30').map(({ category }) => category)).toEqual([
    'APPLES',
    'SOUP',
    'LIQUOR',
    'VITAMINS',
  ]);
});

test('nobody consents unless it is asked for, and the rest is the same, byte for byte', () => {
  convert('again');
  for (const name of readdirSync(join(DIR, 'out'))) {
    const [first, second] = ['out', 'again'].map((out) => readFileSync(join(DIR, out, name), 'utf8'));
    expect(second).toBe(name === 'households.csv' ? first?.replaceAll(/,yes$/gm, ',no') : first);
  }
  expect(readdirSync(join(DIR, 'out')).every((name) => FEEDS.some((known) => name === `${known}.csv`))).toBe(
    true,
  );
});
