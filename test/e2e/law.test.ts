import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { FIXTURES_DIR } from '../../scripts/proof/support/chain.ts';
import { haveTools, pdfText } from '../print/tools.ts';
import { households, products } from '../support/chain-facts.ts';
import { succeedInTurnHere } from '../support/here.ts';
import { parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** What the law and good taste keep off, over all lists of the made-up chain: its stores stand in Wisconsin and New York. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const printed = join(scratch, 'print');
/** The chain's offer on milk, in its stores of Wisconsin alone, is issued by then. */
const DAY = '2026-10-22';
const MILK_OFFER = 'D1038';
const NY_SENTENCE = 'THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA.';

let lines: Rec[];
let document: string;

beforeAll(async () => {
  await takenIn(data);
  // Offers that a funder should not have sent: each beside goods that it may be on.
  const bad = join(scratch, 'offers.csv');
  const offer = (id: string, goods: string) =>
    `${id},F9,cents_off,0.50,need:greek yogurt|${goods},2026-10-01,2026-12-31,2026-10-01,2026-12-31`;
  writeFileSync(
    bad,
    [
      'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end',
      ...['need:beer', 'need:wine', 'need:cigarettes', 'cat:Incontinence', 'need:pregnancy tests'].map(
        (goods, no) => offer(`BAD${no}`, goods),
      ),
      '',
    ].join('\n'),
  );
  const [, , listed = '', json = ''] = await succeedInTurnHere([
    ['ingest', 'offers', bad, '--data', data],
    ['plan', '--as-of', DAY, '--households', 'all', '--data', data],
    ['lists', '--cycle', '1', '--data', data],
    ['lists', '--cycle', '1', '--format', 'json', '--data', data],
    ['print', '--cycle', '1', '--out', printed, '--limit', '12', '--data', data],
  ]);
  lines = parseRecords(listed);
  document = json;
});

const specials = (of: readonly Rec[]) => of.filter((line) => line('section') === 'special');
const restrictionOf = (line: Rec) => products.get(line('product_id'))?.('restricted') ?? 'none';

test('no special is on what may be on offer nowhere, and milk is only where its price is free', () => {
  expect(specials(lines).length).toBeGreaterThan(150);
  expect([...new Set(specials(lines).map(restrictionOf))].sort()).toEqual(['milk', 'none']);
  const milk = specials(lines).filter((line) => restrictionOf(line) === 'milk');
  const homes = milk.map((line) => households.get(line('household_id'))?.('home_store_id') ?? '');
  expect(homes.filter((home) => !['101', '102'].includes(home))).toEqual([]);
});

test('restricted goods that may be named are lines all the same, at the shelf price', () => {
  const due = lines.filter((line) => line('section') === 'due').map(restrictionOf);
  expect(due.filter((one) => one === 'milk').length).toBeGreaterThan(10);
  expect(due.filter((one) => ['tobacco', 'rx', 'lottery'].includes(one))).toEqual([]);
});

test('what is sensitive is in no line, no reason, no fact of a list and no cell of a segment', async () => {
  const sensitive = [...products.values()].filter((product) => product('sensitive') === 'yes');
  expect(sensitive.length).toBeGreaterThan(2);
  const ledger = new Database(join(data, 'ledger.db'), { readonly: true });
  const cells = JSON.stringify(ledger.prepare('SELECT segment_cells FROM cycle').all());
  ledger.close();
  expect(cells.length).toBeGreaterThan(100);
  for (const product of sensitive) {
    for (const name of [product('product_id'), product('description'), product('need')]) {
      expect(document).not.toContain(name);
      expect(cells).not.toContain(name);
    }
  }
});

test.skipIf(!haveTools('pdftotext'))(
  "New York's sentence stands beside the specials of its stores, and of no other",
  async () => {
    const seen = new Set<boolean>();
    for (const row of readRecords(join(printed, 'manifest.csv'))) {
      const home = households.get(row('household_id'))?.('home_store_id') ?? '';
      const own = specials(lines).filter((line) => line('list_id') === row('list_id'));
      const sheet = readFileSync(join(printed, 'lists', `${row('list_id')}.pdf`));
      const text = pdfText(sheet, 'raw').replace(/\s+/g, ' ');
      const due = !['101', '102'].includes(home) && own.length > 0;
      expect([row('list_id'), text.includes(NY_SENTENCE)]).toEqual([row('list_id'), due]);
      seen.add(due);
    }
    expect(seen).toEqual(new Set([true, false]));
  },
);

test('the same stores in Pennsylvania have no special on milk, and the offer says why', async () => {
  const stores = join(scratch, 'stores.csv');
  writeFileSync(
    stores,
    readFileSync(join(FIXTURES_DIR, 'stores.csv'), 'utf8').replaceAll(',WI,', ',Pennsylvania,'),
  );
  const of = specials(lines).find((line) => line('offer_id') === MILK_OFFER)?.('household_id') ?? '';
  const [, , listed = '', told = ''] = await succeedInTurnHere([
    ['ingest', 'stores', stores, '--data', data],
    ['plan', '--as-of', DAY, '--households', 'all', '--data', data],
    ['lists', '--cycle', '2', '--data', data],
    ['explain', '--household', of, '--data', data],
  ]);
  const moved = parseRecords(listed);
  expect(specials(moved).length).toBeGreaterThan(150);
  expect(specials(moved).filter((line) => line('offer_id') === MILK_OFFER)).toEqual([]);
  expect(told).toContain('restricted.csv');
});
