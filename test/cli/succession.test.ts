import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { addDays, type Day, formatDay, parseDay } from '../../src/shared/day.ts';
import { succeedHere } from '../support/here.ts';
import { readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** Twelve households buy milk every week and a can every other one; in the last week the first finds it under a new number. */
const scratch = scratchDirectory();
const FIRST = parseDay('2026-01-05') as Day;
const WEEKS = 16;
const CHANGE = addDays(FIRST, 7 * (WEEKS - 1));
const AS_OF = addDays(CHANGE, 7);
const HOUSEHOLDS = Array.from({ length: 12 }, (_, no) => `H${String(no + 1).padStart(2, '0')}`);

function write(name: string, lines: readonly string[]): string {
  const path = join(scratch, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const scans = (week: number): readonly string[] =>
  HOUSEHOLDS.flatMap((household, no) => {
    const receipt = `1,1,${household}${week},${formatDay(addDays(FIRST, 7 * week))},${household}`;
    const can = week === WEEKS - 1 ? 'NEW' : 'OLD';
    const isTurn = (week + (no === 0 ? 1 : 0)) % 2 === 0;
    return [
      ...(isTurn ? [`${receipt},${can},1,20.00`] : []),
      `${receipt},MILK,1,20.00`,
      ...(week < 10 ? [`${receipt},GONE,1,5.00`] : []),
    ];
  });
const HEADER = 'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount';
const weeks = Array.from({ length: WEEKS }, (_, week) => week);
const early = write('scans-1.csv', [HEADER, ...weeks.slice(0, 8).flatMap(scans)]);
const late = write('scans-2.csv', [HEADER, ...weeks.slice(8).flatMap(scans)]);
const products = write('products.csv', [
  'product_id,description,category,status,replaces',
  'OLD,Can 16 oz,Soup,delisted,',
  'NEW,Can 14 oz,Soup,active,OLD',
  'MILK,Milk,Dairy,active,',
  'GONE,Plum Tart,Pastry,active,',
  'X,Left,Odds,active,Y',
  'Y,Right,Odds,active,X',
]);
const households = write('households.csv', [
  'household_id,card_ids,mail_consent',
  ...HOUSEHOLDS.map((household) => `${household},${household},yes`),
]);

async function chain(name: string, feeds: readonly (readonly [feed: string, path: string])[]) {
  const data = join(scratch, name);
  const opaque = ['--set', 'product_ids=opaque'];
  for (const [feed, path] of feeds) await succeedHere(['ingest', feed, path, '--data', data, ...opaque]);
  return data;
}

async function predictions(data: string, asOf: Day) {
  const out = join(data, 'predictions.csv');
  await succeedHere(['predict', '--as-of', formatDay(asOf), '--out', out, '--data', data]);
  const rows = readRecords(out).filter((row) => row('product_id').match(/NEW|OLD/) !== null);
  const of = (household: string) =>
    rows
      .filter((row) => row('household_id') === household)
      .map((row) => [
        row('product_id'),
        Number(row('probability')),
        Number(row('purchases')),
        row('last_day'),
      ]);
  return { bytes: readFileSync(out, 'utf8'), of };
}

describe('a product under a new number', () => {
  const lastOld = formatDay(addDays(FIRST, 7 * (WEEKS - 2)));
  const likely = expect.toSatisfy((probability: number) => probability > 0.5);

  test('is due to who bought the old one for months, in whatever order the feeds came', async () => {
    const data = await chain('data', [
      ['products', products],
      ['households', households],
      ['scans', early],
      ['scans', late],
    ]);
    expect(readFileSync(join(data, 'logs/duelist.log'), 'utf8')).toContain(
      'products X, Y replace each other in a circle: that is ignored',
    );
    const asked = await predictions(data, AS_OF);
    expect(asked.of('H02')).toEqual([
      ['NEW', likely, 8, lastOld],
      ['OLD', 0, 8, lastOld],
    ]);
    expect(asked.of('H01')).toEqual([
      ['NEW', likely, 1, formatDay(CHANGE)],
      ['OLD', 0, 7, formatDay(addDays(CHANGE, -14))],
    ]);

    const again = await chain('again', [
      ['scans', late],
      ['households', households],
      ['scans', early],
    ]);
    const unsaid = await predictions(again, AS_OF);
    expect(unsaid.of('H02')).toEqual([['OLD', likely, 8, lastOld]]);
    await succeedHere(['ingest', 'products', products, '--data', again]);
    expect((await predictions(again, AS_OF)).bytes).toBe(asked.bytes);
  });

  test('is the old one as of days before anybody had bought the new one', async () => {
    const { of } = await predictions(join(scratch, 'data'), CHANGE);
    expect(of('H01')).toEqual([['OLD', likely, 7, formatDay(addDays(CHANGE, -14))]]);
  });

  test('is on the list, with what it was bought as; a wish about the old number holds for it', async () => {
    const data = join(scratch, 'data');
    const muted = write('preferences.csv', ['household_id,what,value', 'H03,mute_product,OLD']);
    await succeedHere(['ingest', 'preferences', muted, '--data', data]);
    // A recall of the old number does not stop the new one.
    await succeedHere(['recall', '--product', 'OLD', '--by', 'Ann', '--data', data]);
    const planned = documentOf<{ readonly cycle_id: number }>(
      await succeedHere(['plan', '--as-of', formatDay(AS_OF), '--json', '--data', data]),
    );
    const out = join(data, 'lists.csv');
    await succeedHere(['lists', '--cycle', String(planned.cycle_id), '--out', out, '--data', data]);
    const asking = readRecords(out).filter((row) => row('product_id') === 'NEW');
    expect(asking.map((row) => row('household_id'))).toEqual(HOUSEHOLDS.filter((id) => id !== 'H03'));
    expect(readRecords(out).some((row) => row('product_id') === 'OLD')).toBe(false);
    const { stdout } = await succeedHere(['explain', '--household', 'H02', '--data', data]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('bought 8 times, before as Can 16 oz (OLD), last on');
    const gone = formatDay(addDays(FIRST, 7 * 9));
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Plum Tart: no longer sold; no household has bought it in any store since ${gone}`,
    );
    type Explained = {
      readonly lines: readonly { readonly product_id: string; readonly bought_as: unknown }[];
      readonly left_out: { readonly due: readonly unknown[] };
    };
    const told = documentOf<Explained>(
      await succeedHere(['explain', '--household', 'H02', '--json', '--data', data]),
    );
    expect(told.left_out.due).toContainEqual(
      expect.objectContaining({ product_id: 'GONE', reason: 'gone', last_sold: gone, probability: 0 }),
    );
    expect(told.lines.find((line) => line.product_id === 'NEW')?.bought_as).toEqual([
      { product_id: 'OLD', description: 'Can 16 oz' },
    ]);
  });
});
