import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyData,
  FIXTURES_DIR,
  MASTER_FEEDS,
  PLAN_DAY,
  scanPaths,
} from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf, duelist, type Ran } from '../../scripts/proof/support/program.ts';
import {
  households,
  namedBy,
  offers,
  plainPurchaseDays,
  products,
  qualifyingOn,
  replacedIn,
  scanLines,
  spendBefore,
} from '../support/chain-facts.ts';
import { duelistHere } from '../support/here.ts';
import {
  centsOf,
  dayAfter,
  groupBy,
  headerOf,
  parseRecords,
  type Rec,
  readRecords,
} from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** From the feeds to the printed lists, through the program, against what the files themselves say. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const known = scanLines(PLAN_DAY);
const ingested: { feed: string; ran: Ran }[] = [];
let predicted: Ran;
let planned: Ran;
let listed: Ran;
let lines: Rec[];

type Ingested = {
  readonly files: readonly { readonly state: string }[];
  readonly lines_read: number;
  readonly lines_stored: number;
  readonly lines_duplicate: number;
  readonly lines_rejected: number;
  readonly rejected_by_reason: Readonly<Record<string, number>>;
  readonly quarantine: string | null;
  readonly seconds: number;
};

beforeAll(async () => {
  for (const feed of [...MASTER_FEEDS, 'scans']) {
    const own = [join(FIXTURES_DIR, `${feed}.csv`)];
    const paths = feed === 'scans' ? scanPaths(FIXTURES_DIR, '', PLAN_DAY) : own;
    ingested.push({ feed, ran: await duelistHere(['ingest', feed, ...paths, '--data', data, '--json']) });
  }
  // As processes the commands of the README’s loop are run elsewhere; of this one it says less.
  predicted = await duelist([
    ...['predict', '--as-of', PLAN_DAY, '--out', join(scratch, 'p.csv')],
    ...['--data', data, '--json'],
  ]);
  planned = await duelistHere(['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', data, '--json']);
  listed = await duelistHere(['lists', '--cycle', '1', '--data', data]);
  lines = parseRecords(listed.stdout);
});

describe('the feeds', () => {
  test.each([...MASTER_FEEDS, 'scans'])('%s are taken in, every line counted, in one document', (feed) => {
    const ran = ingested.find((one) => one.feed === feed)?.ran ?? { code: -1, stdout: '', stderr: '' };
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const document = documentOf<Ingested>(ran);
    const paths =
      feed === 'scans' ? scanPaths(FIXTURES_DIR, '', PLAN_DAY) : [join(FIXTURES_DIR, `${feed}.csv`)];
    const inFiles = paths.reduce((sum, path) => sum + readRecords(path).length, 0);
    expect(document).toMatchObject({
      schema: 'duelist.ingest/1',
      lines_read: inFiles,
      lines_rejected: 0,
      rejected_by_reason: {},
      quarantine: null,
      seconds: expect.any(Number),
    });
    expect(document.files).toHaveLength(paths.length);
    expect(document.lines_stored + document.lines_duplicate).toBe(inFiles);
  });

  test('of the day that was sent twice, each line counts once', () => {
    const { lines_stored, lines_duplicate } = documentOf<Ingested>(ingested.at(-1)?.ran ?? predicted);
    const paths = scanPaths(FIXTURES_DIR, '', PLAN_DAY);
    const once = paths.filter((path) => !path.includes('resent')).flatMap(readRecords).length;
    expect(lines_duplicate).toBe(readRecords(join(FIXTURES_DIR, 'scans-2026-07-12-resent.csv')).length);
    expect(lines_stored).toBe(once);
  });

  test('sent again change nothing, and it says so', async () => {
    const before = logicalDump(data);
    const again = await duelistHere([
      'ingest',
      'scans',
      ...scanPaths(FIXTURES_DIR, '', PLAN_DAY),
      '--data',
      data,
    ]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('already ingested');
    expect(differences(before, logicalDump(data))).toEqual([]);
  });

  test('of the days to come add up to what the simulator wrote, and change no earlier prediction', async () => {
    const whole = copyData(data, join(scratch, 'whole'));
    const rest = await duelistHere([
      ...['ingest', 'scans', ...scanPaths(FIXTURES_DIR, PLAN_DAY)],
      ...['--data', whole, '--json'],
    ]);
    const counted = readRecords(join(FIXTURES_DIR, 'truth.csv')).filter((row) => row('kind') === 'chain');
    const chain = Object.fromEntries(counted.map((row) => [row('key'), row('value')]));
    const before = documentOf<Ingested>(ingested.at(-1)?.ran ?? predicted);
    expect(before.lines_stored + documentOf<Ingested>(rest).lines_stored).toBe(Number(chain.scan_lines));
    const status = await duelistHere(['status', '--data', whole, '--json']);
    expect(documentOf(status)).toMatchObject({
      schema: 'duelist.status/1',
      receipts: Number(chain.receipts),
    });
    const later = join(scratch, 'later.csv');
    await duelistHere(['predict', '--as-of', PLAN_DAY, '--out', later, '--data', whole]);
    expect(readFileSync(later, 'utf8')).toBe(readFileSync(join(scratch, 'p.csv'), 'utf8'));
  });
});

describe('the predictions', () => {
  test('come with one document, the promised columns, and not a word on stderr', () => {
    expect({ code: predicted.code, stderr: predicted.stderr }).toEqual({ code: 0, stderr: '' });
    const rows = readRecords(join(scratch, 'p.csv'));
    const people = new Set(rows.map((row) => row('household_id')));
    expect(documentOf(predicted)).toMatchObject({
      schema: 'duelist.predict/1',
      as_of: PLAN_DAY,
      pairs: rows.length,
      households: people.size,
    });
    expect(headerOf(join(scratch, 'p.csv'))).toBe(
      'household_id,product_id,probability,expected_day,purchases,last_day',
    );
  });

  test('are probabilities of six decimals and days within the horizon', () => {
    const wrong = readRecords(join(scratch, 'p.csv')).filter((row) => {
      const expectedDay = row('expected_day');
      const probability = /^(?:0\.\d{6}|1\.000000)$/.test(row('probability'));
      return !probability || expectedDay < PLAN_DAY || expectedDay >= dayAfter(PLAN_DAY, 14);
    });
    expect(wrong.map((row) => [row('household_id'), row('product_id'), row('probability')])).toEqual([]);
  });

  test('cover every household and product ever bought, once, with its purchase days counted', () => {
    const rows = readRecords(join(scratch, 'p.csv'));
    const pairs = new Map(rows.map((row) => [`${row('household_id')} ${row('product_id')}`, row]));
    expect(pairs.size).toBe(rows.length);
    const bought = plainPurchaseDays(known);
    expect(bought.size).toBeGreaterThan(8000);
    const counted = [...bought].map(([pair, days]) => [pair, String(days.length), days.at(-1)]);
    const said = (pair: string) => ['purchases', 'last_day'].map((column) => pairs.get(pair)?.(column));
    expect([...bought.keys()].map((pair) => [pair, ...said(pair)])).toEqual(counted);
    const everSold = new Set(known.map(({ householdId, productId }) => `${householdId} ${productId}`));
    const isKnown = (pair: string): boolean => everSold.has(pair) || everSold.has(replacedIn(pair));
    expect([...pairs.keys()].filter((pair) => !isKnown(pair))).toEqual([]);
  });
});

describe('the plan', () => {
  test('is a draft, good for a fortnight that begins when the paper is in the home', () => {
    expect({ code: planned.code, stderr: planned.stderr }).toEqual({ code: 0, stderr: '' });
    expect(documentOf(planned)).toMatchObject({
      schema: 'duelist.plan/1',
      cycle_id: 1,
      as_of: PLAN_DAY,
      valid_from: dayAfter(PLAN_DAY, 4),
      valid_until: dayAfter(PLAN_DAY, 17),
      state: 'draft',
      lists: new Set(lines.map((line) => line('list_id'))).size,
      ghost_lists: 0,
    });
  });

  test('has a list for exactly those who spend more than $25.00 a week over eight weeks', () => {
    expect([...new Set(lines.map((line) => line('household_id')))].sort()).toEqual(
      qualifyingOn(PLAN_DAY, known),
    );
  });

  test('leaves out whoever spends $25.00 to the cent, and has who spends a cent more', () => {
    const exact = readRecords(join(FIXTURES_DIR, 'truth.csv')).filter(
      (row) => row('key') === 'weekly_spend_exact',
    );
    const spent = spendBefore(PLAN_DAY, known);
    const onList = new Set(lines.map((line) => line('household_id')));
    expect(
      exact.map((row) => [row('value'), spent.get(row('household_id')), onList.has(row('household_id'))]),
    ).toEqual([
      ['25.00', 20_000, false],
      ['25.01', 20_008, true],
    ]);
  });

  test('counts neither fuel nor lottery as spend: somebody would qualify by them', () => {
    const withAll = groupBy(
      known.filter(({ day }) => day >= dayAfter(PLAN_DAY, -56)),
      ({ householdId }) => householdId,
    );
    const byFuel = [...withAll].filter(([id, of]) => {
      const cents = of.reduce((sum, line) => sum + line.netCents, 0);
      return households.has(id) && cents > 20_000 && (spendBefore(PLAN_DAY, known).get(id) ?? 0) <= 20_000;
    });
    expect(byFuel.length).toBeGreaterThan(0);
    const onList = new Set(lines.map((line) => line('household_id')));
    expect(byFuel.filter(([id]) => onList.has(id)).map(([id]) => id)).toEqual([]);
  });

  test('asked for again is the same cycle', async () => {
    const again = await duelistHere([
      'plan',
      '--as-of',
      PLAN_DAY,
      '--households',
      'all',
      '--data',
      data,
      '--json',
    ]);
    expect(documentOf(again)).toMatchObject({ cycle_id: 1, state: 'draft' });
    expect((await duelistHere(['lists', '--cycle', '1', '--data', data])).stdout).toBe(listed.stdout);
  });
});

describe('the lists', () => {
  const section = (name: string): Rec[] => lines.filter((line) => line('section') === name);

  test('have the promised columns in their order, and say the same as JSON', async () => {
    expect(listed.stdout.split('\n')[0]).toBe(
      'cycle_id,list_id,list_code,household_id,arm,valid_from,valid_until,line_no,section,product_id,need,description,' +
        'reason,probability,expected_day,regular_price_cents,offer_id,offer_version,offer_value_cents,price_with_offer_cents,tier,timing,list_kind,reason_text,disclosure',
    );
    const ran = await duelistHere(['lists', '--cycle', '1', '--format', 'json', '--data', data]);
    const document: { schema: string; lines: Record<string, string | number | null>[] } = JSON.parse(
      ran.stdout,
    );
    expect(document.schema).toBe('duelist.lists/1');
    const asText = document.lines.map((line) => Object.values(line).map((value) => String(value ?? '')));
    const columns = listed.stdout.split('\n')[0]?.split(',') ?? [];
    expect(asText).toEqual(lines.map((line) => columns.map(line)));
  });

  test('have a code of 16 digits each, a household each, and lines numbered from one', () => {
    const byList = groupBy(lines, (line) => line('list_id'));
    const codes = [...byList.values()].map((of) => of[0]?.('list_code') ?? '');
    expect(codes.filter((code) => !/^\d{16}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(byList.size);
    expect(new Set(lines.map((line) => line('household_id'))).size).toBe(byList.size);
    for (const of of byList.values()) {
      expect(of.map((line) => line('line_no'))).toEqual(of.map((_, index) => String(index + 1)));
      expect(new Set(of.map((line) => line('list_code'))).size).toBe(1);
    }
  });

  test('speak of the window in which they are good', () => {
    const from = dayAfter(PLAN_DAY, 4);
    const until = dayAfter(PLAN_DAY, 17);
    const wrong = lines.filter((line) => {
      const expectedDay = line('expected_day');
      const outside = expectedDay !== '' && (expectedDay < from || expectedDay > until);
      const chance = Number(line('probability') || '0');
      return (
        line('valid_from') !== from || line('valid_until') !== until || outside || chance < 0 || chance > 1
      );
    });
    expect(wrong.map((line) => [line('list_id'), line('line_no')])).toEqual([]);
    expect(section('due').length).toBeGreaterThan(1000);
    expect(section('due').filter((line) => line('expected_day') === '')).toEqual([]);
  });

  test('never show what is nobody else’s business, no merchandise, or off the shelves', () => {
    const rows = [...products.values()];
    // Without any of these in the data the test would say nothing.
    for (const [column, value] of [
      ['sensitive', 'yes'],
      ['spend', 'no'],
      ['restricted', 'tobacco'],
    ] as const) {
      expect(rows.some((row) => row(column) === value)).toBe(true);
    }
    const shown = lines.filter((line) => line('product_id') !== '');
    const wrong = shown.filter((line) => {
      const product = products.get(line('product_id'));
      if (product === undefined) return true;
      const hidden =
        product('sensitive') === 'yes' || product('spend') === 'no' || product('status') !== 'active';
      return hidden || ['tobacco', 'lottery', 'rx'].includes(product('restricted'));
    });
    expect(wrong.map((line) => line('product_id'))).toEqual([]);
  });

  test('hold back what a household muted or disowned', () => {
    const muted = readRecords(join(FIXTURES_DIR, 'preferences.csv')).filter((row) =>
      /mute|not_mine/.test(row('what')),
    );
    const wrong = muted.filter((row) =>
      lines
        .filter((line) => line('household_id') === row('household_id'))
        .some((line) => {
          const category = products.get(line('product_id'))?.('category');
          return row('what') === 'mute_category'
            ? category === row('value')
            : line('product_id').endsWith(row('value'));
        }),
    );
    expect(muted.length).toBeGreaterThan(0);
    expect(wrong.map((row) => row('household_id'))).toEqual([]);
  });

  test('promise only offers that hold from the day of the plan to the last day of the list', () => {
    const until = dayAfter(PLAN_DAY, 17);
    const wrong = section('special').filter((line) => {
      const offer = offers.get(line('offer_id'));
      if (offer === undefined) return true;
      const issued = offer('issue_start') <= PLAN_DAY && PLAN_DAY <= offer('issue_end');
      const redeemed = offer('redeem_start') <= dayAfter(PLAN_DAY, 4) && until <= offer('redeem_end');
      return !issued || !redeemed || offer('restricted') !== 'none';
    });
    expect(section('special').length).toBeGreaterThan(150);
    expect([...offers.values()].some((offer) => offer('restricted') !== 'none')).toBe(true);
    expect(wrong.map((line) => line('offer_id'))).toEqual([]);
  });

  test('show a product of the offer, in the household’s store, for less than the price everybody sees', () => {
    const wrong = section('special').filter((line) => {
      const offer = offers.get(line('offer_id'));
      if (offer === undefined || Number(line('offer_value_cents')) <= 0) return true;
      const home = households.get(line('household_id'))?.('home_store_id') ?? '';
      if (offer('stores') !== '' && !offer('stores').split('|').includes(home)) return true;
      if (offer('kind') === 'basket_off') return line('product_id') !== '';
      const product = products.get(line('product_id'));
      const withOffer = line('price_with_offer_cents');
      const dearer = withOffer !== '' && Number(withOffer) >= Number(line('regular_price_cents'));
      return !namedBy(offer).has(line('product_id')) || product?.('restricted') !== 'none' || dearer;
    });
    expect(wrong.map((line) => [line('household_id'), line('offer_id'), line('product_id')])).toEqual([]);
  });

  test('never promise more of an offer than its budget and its limit have', () => {
    for (const [id, of] of groupBy(section('special'), (line) => line('offer_id'))) {
      const offer = offers.get(id);
      const uses = Number(offer?.('limit_transaction') || '1') * of.length;
      const each = of.map((line) => Number(line('offer_value_cents')));
      const cents = each.reduce((sum, value) => sum + value, 0) * Number(offer?.('limit_transaction') || '1');
      expect(cents).toBeLessThanOrEqual(
        offer?.('budget') ? centsOf(offer('budget')) : Number.POSITIVE_INFINITY,
      );
      expect(uses).toBeLessThanOrEqual(
        offer?.('limit_total') ? Number(offer('limit_total')) : Number.POSITIVE_INFINITY,
      );
    }
    const byList = groupBy(section('special'), (line) => `${line('list_id')} ${line('offer_id')}`);
    expect([...byList.values()].filter((of) => of.length > 1)).toEqual([]);
  });

  test('of a household are explained line by line, with the facts behind them', async () => {
    const id = lines[0]?.('household_id') ?? '';
    const own = lines.filter((line) => line('household_id') === id);
    const ran = await duelistHere(['explain', '--household', id, '--data', data, '--json']);
    const document = documentOf<{ lines: Record<string, unknown>[] }>(ran);
    expect(document).toMatchObject({
      schema: 'duelist.explain/1',
      household_id: id,
      cycle_id: 1,
      weekly_spend_cents: Math.floor((spendBefore(PLAN_DAY, known).get(id) ?? 0) / 8),
    });
    expect(document.lines.map((line) => [line.section, line.description])).toEqual(
      own.map((line) => [line('section'), line('description')]),
    );
    const bought = plainPurchaseDays(known);
    for (const line of document.lines.filter(({ section }) => section === 'due')) {
      const days = bought.get(`${id} ${line.product_id}`);
      if (days !== undefined) expect(line).toMatchObject({ purchases: days.length, last_day: days.at(-1) });
    }
  });
});
