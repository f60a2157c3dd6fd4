import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { quietWorld } from '../../scripts/proof/support/quiet-world.ts';
import { withContext } from '../../src/cli/context.ts';
import { closeCycles } from '../../src/cli/cycle/close.ts';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';
import { succeedHere } from '../support/here.ts';
import { parseRecords, type Rec } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/**
 * A chain in which some goods go together: who buys litter mostly buys cat food, who buys beer buys chips, who buys what is
 * sensitive buys juice. Of each there are some who buy the one without the other.
 */
const AS_OF = date('2026-11-01');
const HOUSEHOLDS = 240;
const WEEKS = 12;
const STAPLES = ['milk', 'bread', 'eggs', 'rice', 'soap', 'apples', 'cheese', 'pasta'];
const GOODS = [...STAPLES, 'litter', 'food', 'beer', 'chips', 'secret', 'juice'];
const [LITTER, BOTH] = [60, 40];
/** Who began with cat food lately, and buys no litter. */
const TRIERS = [95, 96, 97, 98, 99];
const [MUTED_FOOD, MUTED_LITTER, SUPPRESSED, NEW] = [41, 42, 43, 44];
const BARE = [MUTED_FOOD, MUTED_LITTER, SUPPRESSED, NEW];

const scratch = scratchDirectory();
const taken = join(scratch, 'taken');

function buys(no: number, good: string): boolean {
  if (STAPLES.includes(good)) return true;
  if (good === 'litter') return no < LITTER;
  if (good === 'food') return no < BOTH;
  if (good === 'beer') return no >= 100 && no < 160;
  if (good === 'chips') return no >= 100 && no < 150;
  if (good === 'secret') return no >= 160;
  return no >= 160 && no < 220;
}

const idOf = (no: number): string => `H${String(no).padStart(6, '0')}`;
const cardOf = (no: number): string => `48${String(no).padStart(8, '0')}`;

beforeAll(async () => {
  const window = [-7, 30, -7, 60].map((days) => formatDay(addDays(AS_OF, days))).join(',');
  const offer = (id: string, good: string, value: string): string =>
    `${id},F1,cents_off,${value},need:${good},${window},any`;
  const feeds: Record<string, string[]> = {
    stores: ['store_id,name', '1,Main Street'],
    products: [
      'product_id,description,brand,department,category,need,restricted,sensitive',
      ...GOODS.map(
        (good) =>
          `${good},The ${good},B,${good},${good},${good},${good === 'beer' ? 'alcohol' : 'none'},${good === 'secret' ? 'yes' : 'no'}`,
      ),
    ],
    prices: ['product_id,price', ...GOODS.map((good) => `${good},6.00`)],
    offers: [
      'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end,audience',
      offer('DFOOD', 'food', '1.50'),
      offer('DCHIPS', 'chips', '1.50'),
      offer('DJUICE', 'juice', '1.50'),
      offer('DMILK', 'milk', '0.50'),
    ],
    households: [
      'household_id,card_ids,home_store_id,mail_consent,language',
      ...range(HOUSEHOLDS).map((no) => `${idOf(no)},${cardOf(no)},1,yes,${no % 2 === 0 ? 'en' : 'es'}`),
    ],
    suppressions: ['household_id,reason,category', `${idOf(SUPPRESSED)},category,food`],
    preferences: [
      'household_id,what,value',
      `${idOf(MUTED_FOOD)},mute_product,food`,
      `${idOf(MUTED_LITTER)},mute_product,litter`,
    ],
    scans: [
      'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount',
      ...range(HOUSEHOLDS).flatMap(receipts),
    ],
  };
  mkdirSync(join(taken, 'keys'), { recursive: true });
  writeFileSync(join(taken, 'keys', '1.key'), `${'3c'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(join(taken, 'duelist.toml'), 'product_ids = "opaque"\n');
  for (const [feed, rows] of Object.entries(feeds)) {
    const path = join(scratch, `${feed}.csv`);
    writeFileSync(path, `${rows.join('\n')}\n`);
    await succeedHere(['ingest', feed, path, '--data', taken]);
  }
});

function receipts(no: number): string[] {
  return range(WEEKS).flatMap((week) => {
    const ago = 7 * (WEEKS - week) - (no % 7);
    if (no === NEW && ago > 42) return [];
    const head = `1,1,${no}-${week},${formatDay(addDays(AS_OF, -ago))},${cardOf(no)}`;
    const tries = TRIERS.includes(no) && ago < 25;
    return GOODS.filter((good) => buys(no, good) || (good === 'food' && tries)).map(
      (good) => `${head},${good},1,6.00`,
    );
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, no) => no);
}

function copy(name: string): string {
  const data = join(scratch, name);
  mkdirSync(join(data, 'keys'), { recursive: true });
  for (const file of ['history.db', 'ledger.db', 'duelist.toml', 'keys/1.key'])
    copyFileSync(join(taken, file), join(data, file));
  return data;
}

async function plan(data: string, ...more: readonly string[]): Promise<ReturnType<typeof JSON.parse>> {
  const args = ['plan', '--as-of', formatDay(AS_OF), '--households', 'all', '--data', data, '--json'];
  return JSON.parse((await succeedHere([...args, ...more])).stdout);
}

const listsOf = async (data: string): Promise<Rec[]> =>
  parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
const isNews = (line: Rec): boolean => /^deal-(goes-with|others-buy)$/.test(line('reason'));

describe('what goes with what a household buys', () => {
  let data: string;
  let news: Rec[];
  let planned: ReturnType<typeof JSON.parse>;

  beforeAll(async () => {
    data = copy('one');
    planned = await plan(data);
    news = (await listsOf(data)).filter(isNews);
  });

  test('is on the lists of those who buy the one without the other, but for whoever must not see it', () => {
    const expected = range(LITTER).filter((no) => no >= BOTH && !BARE.includes(no));
    expect(news.map((line) => line('household_id'))).toEqual(expected.map(idOf));
    // Nothing goes with beer or with what is sensitive, though as many buy it together.
    expect(new Set(news.map((line) => line('offer_id')))).toEqual(new Set(['DFOOD']));
  });

  test('says so on the sheet in its household’s language, and names what is on the list', () => {
    expect(new Set(news.map((line) => line('reason_text')))).toEqual(
      new Set(['goes with The litter on this list', 'va con The litter, en esta lista']),
    );
    expect(new Set(news.map((line) => line('reason')))).toEqual(new Set(['deal-goes-with']));
  });

  test('is explained with counts that the receipts bear out', async () => {
    const of = ['explain', '--household', idOf(BOTH), '--data', data];
    const { lines } = JSON.parse((await succeedHere([...of, '--json'])).stdout);
    const { offer } = lines.find(({ reason }: { reason: string }) => reason === 'deal-goes-with');
    // All buy eight to ten things; who buys cat food does not know of litter: 60 x 45 / 240.
    const expected = (LITTER * (BOTH + TRIERS.length)) / HOUSEHOLDS;
    expect(offer.discovery).toMatchObject({
      need: 'litter',
      product_id: 'litter',
      on_list: true,
      households: BOTH,
      buyers: LITTER,
      expected: Math.round(10 * expected) / 10,
      lift: Math.round((100 * (BOTH + 5)) / (expected + 5)) / 100,
    });
    expect((await succeedHere(of)).stdout.replace(/\s+/g, ' ')).toContain(
      '40 of the 60 households that bought it twice or more in half a year bought this as often, where 11.3 would have',
    );
  });

  test('is counted by the plan, and takes no more than its share of the places', () => {
    const { discovery } = planned.specials;
    expect(discovery).toMatchObject({ specials: news.length, lists: news.length });
    expect(discovery.redemptions_expected).toBeGreaterThan(0);
  });

  test('is the same with any number of threads, and gone where no place is for it', async () => {
    const lists = (await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout;
    const two = copy('two');
    await plan(two, '--set', 'plan.threads=2');
    expect((await succeedHere(['lists', '--cycle', '1', '--data', two])).stdout).toBe(lists);
    const none = copy('none');
    const { specials } = await plan(none, '--set', 'plan.discovery_percent=0');
    expect(specials.discovery.specials).toBe(0);
    expect((await listsOf(none)).filter(isNews)).toEqual([]);
  });

  test('keeps its answers apart: what came back makes the next plans’ chances', async () => {
    await succeedHere(['approve', '--cycle', '1', '--by', 'Ann', '--data', data]);
    await succeedHere(['release', '--cycle', '1', '--data', data]);
    const basket = join(scratch, 'basket.csv');
    writeFileSync(basket, 'line_no,product_id,quantity,unit_price_cents,amount_cents\n1,food,1,600,600\n');
    const [first] = news;
    const lane = [
      '--store',
      '1',
      '--register',
      '1',
      '--transaction',
      '1',
      '--day',
      first?.('valid_from') ?? '',
    ];
    await succeedHere([
      ...['redeem', ...lane, '--list', first?.('list_code') ?? '', '--basket', basket, '--data', data],
    ]);
    const { discovery } = JSON.parse(
      (await succeedHere(['report', 'plan', '--data', data, '--json'])).stdout,
    );
    expect(discovery).toEqual({ issued: news.length, redeemed: 1 });
    await withContext(quietWorld(), { data, quiet: true }, { command: 'test' }, (context) =>
      closeCycles(context, addDays(AS_OF, 30)),
    );
    const rows = query<{ relation: string; depth: number; specials: number; redeemed: number }>(
      data,
      'ledger.db',
      "SELECT relation, depth, specials, redeemed FROM cycle_response WHERE relation = 'discovery'",
    );
    // A quarter of six dollars.
    expect(rows).toEqual([{ relation: 'discovery', depth: 2, specials: news.length, redeemed: 1 }]);
  });
});
