import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { type Beside, duelist } from '../../scripts/proof/support/program.ts';
import { run } from '../../src/cli/run.ts';
import { takeRunLock } from '../../src/store/run-lock.ts';
import { type Said, worldIn } from '../cli/world.ts';
import { households, scanLines } from '../support/chain-facts.ts';
import { redeem, type Shopper, shoppersOf, writeBasket } from '../support/lane.ts';
import { dayAfter, groupBy, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released as releasedChain } from '../support/shared-chain.ts';

/** What is read of a command's document; the rest is compared as it is. */
type Told = {
  readonly cycle_id?: number;
  readonly withdrawal_id?: number;
  readonly offers?: number;
  readonly drafts?: unknown;
};

/** Paper that is out: what marketing takes back, what must not be sold, and what the lanes make of it. */
const scratch = scratchDirectory();
const released = join(scratch, 'released');
const day = dayAfter(PLAN_DAY, 6);
const AS_OF = ['--as-of', day] as const;

let lines: Rec[];
let shoppers: Shopper[];
/** An offer on the paper of at least five shoppers, and another one that is on a product, too. */
let offerId: string;
let other: string;

beforeAll(async () => {
  await releasedChain(released);
  lines = parseRecords((await command(released, 'lists', '--cycle', '1')).stdout);
  shoppers = shoppersOf(lines, scratch);
  const byOffer = [
    ...groupBy(
      lines.filter((line) => line('offer_id') !== ''),
      (line) => line('offer_id'),
    ),
  ];
  const onProducts = byOffer
    .filter(([, of]) => of.every((line) => line('product_id') !== ''))
    .sort(([a, many], [b, more]) => more.length - many.length || (a < b ? -1 : 1));
  offerId = onProducts[0]?.[0] ?? '';
  other = onProducts[1]?.[0] ?? '';
});

async function command(dir: string, ...argv: string[]): Promise<Said> {
  const { world, said } = worldIn(scratch, { argv: [...argv, '--data', dir], now: () => new Date() });
  await run(world);
  return said;
}

async function document(dir: string, ...argv: string[]): Promise<Told> {
  const said = await command(dir, ...argv, '--json');
  if ((said.exitCode ?? 0) !== 0) throw new Error(said.stderr);
  return JSON.parse(said.stdout);
}

const SAYS = ['--reason', 'wrong price', '--by', 'Ann', ...AS_OF] as const;

function holdersOf(id: string): Shopper[] {
  const lists = new Set(lines.filter((line) => line('offer_id') === id).map((line) => line('list_id')));
  return shoppers.filter(({ listId }) => lists.has(listId));
}

/** Scan a list with a basket that all of its specials on products fit. */
async function scan(dir: string, { code, basket }: Shopper, transaction = code) {
  return (await redeem(dir, { transaction, day, list: code, basket })).answer;
}

describe('an offer that is withdrawn', () => {
  test('is refused or honoured as was said last; letters go to who still holds it; saying it again changes nothing', async () => {
    const dir = copyData(released, join(scratch, 'offer'));
    const [first, second, third] = holdersOf(offerId);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three holders');
    expect((await scan(dir, first)).discounts.map((taken) => taken.offer_id)).toContain(offerId);
    const letters = join(scratch, 'letters.csv');
    const say = ['withdraw', '--offer', offerId, '--lanes', 'refuse', ...SAYS, '--letters', letters];
    const said = await document(dir, ...say);
    const paper = lines.filter((line) => line('offer_id') === offerId && line('list_id') !== first.listId);
    expect(said).toMatchObject({
      schema: 'duelist.withdraw/1',
      kind: 'offer',
      lanes: 'refuse',
      already: false,
      lists: paper.length,
      households: paper.length,
      open_value_cents: paper.reduce((sum, line) => sum + Number(line('offer_value_cents')), 0),
      redeemed_before: 1,
    });
    const rows = readRecords(letters);
    expect(rows.map((row) => row('household_id'))).toEqual(paper.map((line) => line('household_id')).sort());
    for (const row of rows) {
      const of = households.get(row('household_id'));
      expect([row('name'), row('city')]).toEqual([of?.('name'), of?.('city')]);
      if (row('mail_consent') === 'yes') expect(of?.('mail_consent')).toBe('yes');
    }
    expect((await scan(dir, second)).refused).toContainEqual({
      offer_id: offerId,
      reason: 'withdrawn',
      text: expect.stringContaining('taken this special back'),
    });
    const before = logicalDump(dir, ['ledger.db']);
    expect(await document(dir, ...say.slice(0, -2))).toMatchObject({ already: true, lists: paper.length });
    expect(differences(before, logicalDump(dir, ['ledger.db']))).toEqual([]);
    await document(dir, 'withdraw', '--offer', offerId, '--lanes', 'honour', ...SAYS);
    expect((await scan(dir, third)).discounts.map((taken) => taken.offer_id)).toContain(offerId);
  });

  test('leaves the drafts, whatever lanes do with the paper, and comes back in no plan', async () => {
    const dir = copyData(released, join(scratch, 'drafts'));
    const later = dayAfter(PLAN_DAY, 14);
    const cycle = String((await document(dir, 'plan', '--as-of', later, '--households', 'all')).cycle_id);
    const carried = async (): Promise<number> =>
      parseRecords((await command(dir, 'lists', '--cycle', cycle)).stdout).filter(
        (l) => l('offer_id') === offerId,
      ).length;
    const before = await carried();
    expect(before).toBeGreaterThan(0);
    const said = await document(dir, 'withdraw', '--offer', offerId, '--lanes', 'honour', ...SAYS);
    expect(said.drafts).toEqual([{ cycle_id: Number(cycle), lists_touched: before, approval_void: false }]);
    expect(await carried()).toBe(0);
    expect(await document(dir, 'plan', '--as-of', later, '--households', 'all')).toMatchObject({
      cycle_id: Number(cycle),
    });
    const held = await command(dir, 'print', '--cycle', '1', '--out', join(scratch, 'again'));
    expect(held.exitCode ?? 0).toBe(0);
    const kept = readRecords(join(scratch, 'again', 'held.csv'));
    expect(new Set(kept.map((row) => row('reason')))).toEqual(new Set(['withdrawn']));
    expect(kept).toHaveLength(lines.filter((line) => line('offer_id') === offerId).length);
  });

  test('is replaced on the same paper, once and for good', async () => {
    const dir = copyData(released, join(scratch, 'replaced'));
    const both = holdersOf(offerId).filter((shopper) => !holdersOf(other).includes(shopper));
    const [first] = both;
    if (first === undefined) throw new Error('a holder of one of the two');
    const say = ['withdraw', '--offer', offerId, '--lanes', 'replace', '--replace-with', other, ...SAYS];
    const said = await document(dir, ...say);
    expect(said).toMatchObject({ replace_with: other, replaced: said.offers });
    const product = lines.find((line) => line('offer_id') === other);
    const basket = writeBasket(scratch, 'instead.csv', [
      {
        productId: product?.('product_id') ?? '',
        priceCents: Number(product?.('regular_price_cents')),
        quantity: 6,
      },
    ]);
    const answer = await scan(dir, { ...first, basket });
    expect(answer.discounts.map((taken) => taken.offer_id)).toContain(other);
    expect(answer.refused).toContainEqual(
      expect.objectContaining({ offer_id: offerId, reason: 'withdrawn' }),
    );
    const again = await scan(dir, { ...first, basket }, 'again');
    expect(again.refused).toContainEqual(expect.objectContaining({ offer_id: other, reason: 'used' }));
    const final = await command(dir, 'withdraw', '--offer', offerId, '--lanes', 'refuse', ...SAYS);
    expect([final.exitCode, final.stderr]).toEqual([77, expect.stringContaining('replaced')]);
    expect(await document(dir, ...say)).toMatchObject({
      already: true,
      withdrawal_id: said.withdrawal_id,
    });
  });

  test('killed right behind the word, holds at the lanes, and the next run brings the books in line', async () => {
    const args = (dir: string) => [
      'withdraw',
      '--offer',
      offerId,
      '--lanes',
      'replace',
      '--replace-with',
      other,
      ...SAYS,
      '--data',
      dir,
    ];
    const calm = copyData(released, join(scratch, 'calm'));
    await command(calm, ...args(calm).slice(0, -2));
    const killed = copyData(released, join(scratch, 'killed'));
    const { code } = await duelist(args(killed), killWhenSaid(killed));
    expect(code).toBe(undefined);
    expect(query(killed, 'ledger.db', 'SELECT 1 FROM withdrawal WHERE finished_at IS NULL')).toHaveLength(1);
    const left = copyData(killed, join(scratch, 'killed-left'));
    const [first] = holdersOf(offerId);
    if (first === undefined) throw new Error('a holder');
    expect((await scan(left, first)).refused).toContainEqual(
      expect.objectContaining({ offer_id: offerId, reason: 'withdrawn' }),
    );
    await command(killed, ...args(killed).slice(0, -2));
    expect(differences(logicalDump(calm, ['ledger.db']), logicalDump(killed, ['ledger.db']))).toEqual([]);
    expect(faultsOf(killed)).toEqual([]);
  });
});

/** SIGKILL between the word of a withdrawal and its finish; it takes no lock, so the word itself is watched for. */
function killWhenSaid(dir: string): Beside {
  return (kill) => {
    const db = new Database(join(dir, 'ledger.db'), { readonly: true });
    const watch = setInterval(() => {
      const open = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'withdrawal'").get();
      if (
        open === undefined ||
        db.prepare('SELECT 1 FROM withdrawal WHERE finished_at IS NULL').get() === undefined
      )
        return;
      clearInterval(watch);
      kill();
    }, 1);
    return () => {
      clearInterval(watch);
      db.close();
    };
  };
}

const REFUSED: Readonly<Record<string, readonly [code: number, ...args: string[]]>> = {
  'nothing named': [64, '--lanes', 'refuse', ...SAYS],
  'two things named': [64, '--offer', 'D1001', '--cycle', '1', '--lanes', 'refuse', ...SAYS],
  'a blank reason': [64, '--cycle', '1', '--lanes', 'refuse', '--reason', ' ', '--by', 'Ann'],
  'a replacement for lanes that refuse': [
    64,
    '--cycle',
    '1',
    '--lanes',
    'refuse',
    '--replace-with',
    'D1001',
    ...SAYS,
  ],
  'no replacement for lanes that replace': [64, '--cycle', '1', '--lanes', 'replace', ...SAYS],
  'an offer in its own place': [
    64,
    '--offer',
    'D1001',
    '--lanes',
    'replace',
    '--replace-with',
    'D1001',
    ...SAYS,
  ],
  'an offer that there is not': [66, '--offer', 'nope', '--lanes', 'refuse', ...SAYS],
  'a cycle that there is not': [66, '--cycle', '99', '--lanes', 'refuse', ...SAYS],
  'a replacement that there is not': [
    66,
    '--cycle',
    '1',
    '--lanes',
    'replace',
    '--replace-with',
    'nope',
    ...SAYS,
  ],
};

test.each(Object.entries(REFUSED))('a withdrawal with %s is refused', async (_, [code, ...args]) => {
  const tables = (): unknown[] =>
    ['withdrawal', 'audit', 'issued_offer'].map((table) =>
      query(released, 'ledger.db', `SELECT count(*) FROM ${table}`),
    );
  const before = tables();
  const said = await command(released, 'withdraw', ...args);
  expect([said.exitCode, said.stdout]).toEqual([code, '']);
  expect(tables()).toEqual(before);
});

test('a replacement whose budget is short of what it would promise takes no place', async () => {
  const said = await command(
    released,
    'withdraw',
    '--cycle',
    '1',
    '--lanes',
    'replace',
    '--replace-with',
    'D1015',
    ...SAYS,
  );
  expect([said.exitCode, said.stdout]).toEqual([1, '']);
  expect(said.stderr).toMatch(/it would promise \$\d+\.\d\d, and \$\d\.\d\d of its budget is left/);
  expect(query(released, 'ledger.db', 'SELECT 1 FROM withdrawal')).toEqual([]);
});

test('a whole cycle is refused, nothing of it is printed, and it is honoured again', async () => {
  const dir = copyData(released, join(scratch, 'cycle'));
  const [first] = shoppers;
  if (first === undefined) throw new Error('a shopper');
  const said = await document(dir, 'withdraw', '--cycle', '1', '--lanes', 'refuse', ...SAYS);
  expect(said).toMatchObject({ kind: 'cycle', state: 'withdrawn' });
  expect(await scan(dir, first)).toMatchObject({ status: 'rejected', reason: 'list-withdrawn' });
  expect((await command(dir, 'print', '--cycle', '1', '--out', join(scratch, 'none'))).exitCode).toBe(77);
  await document(dir, 'withdraw', '--cycle', '1', '--lanes', 'honour', ...SAYS);
  expect(await scan(dir, first, 'T2')).toMatchObject({ status: 'redeemed' });
});

describe('a recalled product', () => {
  const recalled = (): { shopper: Shopper; productId: string } => {
    const [shopper] = holdersOf(offerId);
    const line = lines.find((one) => one('offer_id') === offerId && one('list_id') === shopper?.listId);
    if (shopper === undefined || line === undefined) throw new Error('a holder');
    return { shopper, productId: line('product_id') };
  };

  test('is known to lanes while another run is at work; its buyers are listed, net of what they took back', async () => {
    const dir = copyData(released, join(scratch, 'recall'));
    const { shopper, productId } = recalled();
    const out = join(scratch, 'buyers.csv');
    const letGo = takeRunLock(join(dir, 'run.lock'), join(dir, 'run-holder.db'), {
      pid: process.pid,
      started: new Date().toISOString(),
      phase: 'nightly',
    });
    const said = await document(dir, 'recall', '--product', productId.slice(2), '--by', 'Ann', '--out', out);
    expect(said).toMatchObject({
      schema: 'duelist.recall/1',
      product_id: productId,
      recalled: true,
      drafts: null,
    });
    letGo();

    const place = shopper.pieces.findIndex((piece) => piece.productId === productId) + 1;
    const answer = await scan(dir, shopper);
    expect(answer).toMatchObject({ recalled: [place] });
    expect(answer.discounts.map(({ line_no }) => line_no)).not.toContain(place);
    const unknown = await redeem(dir, {
      transaction: 'x',
      day,
      list: '1'.repeat(16),
      basket: shopper.basket,
    });
    expect(unknown.answer).toMatchObject({ status: 'rejected', recalled: [place] });

    const bought = groupBy(
      scanLines(PLAN_DAY).filter(
        (line) => line.productId === productId && line.type === 'sale' && line.quantity > 0,
      ),
      (line) => line.householdId,
    );
    const rows = readRecords(out);
    expect(rows.map((row) => row('household_id'))).toEqual([...bought.keys()].sort());
    expect(said).toMatchObject({ households: bought.size });
    for (const row of rows) {
      const days = (bought.get(row('household_id')) ?? []).map((line) => line.day).sort();
      expect([row('first_day'), row('last_day')]).toEqual([days[0], days.at(-1)]);
    }
    expect(
      rows.find((row) => row('household_id') === shopper.householdId)?.('on_list_id') ?? shopper.listId,
    ).toBe(shopper.listId);
  });

  test('of the feed ends with the feed, one of a command with the command', async () => {
    const dir = copyData(released, join(scratch, 'feed'));
    const { productId } = recalled();
    const feed = async (status: string): Promise<void> => {
      const path = join(scratch, `${status}.csv`);
      writeFileSync(path, `product_id,description,status\n${productId},Thing,${status}\n`);
      await command(dir, 'ingest', 'products', path);
    };
    const active = () =>
      query<{ source: string }>(
        dir,
        'ledger.db',
        `SELECT source FROM recalled_product WHERE lifted_at IS NULL AND product_id = '${productId}' ORDER BY source`,
      ).map(({ source }) => source);
    await feed('recalled');
    expect(active()).toEqual(['feed']);
    expect((await command(dir, 'recall', '--product', productId, '--by', 'Ann', '--lift')).exitCode).toBe(77);
    await document(dir, 'recall', '--product', productId, '--by', 'Ann');
    await feed('active');
    expect(active()).toEqual(['command']);
    expect(await document(dir, 'recall', '--product', productId, '--by', 'Ann', '--lift')).toMatchObject({
      recalled: false,
    });
    expect(active()).toEqual([]);
    expect((await command(dir, 'recall', '--product', '4011', '--by', 'Ann')).exitCode).toBe(64);
  });
});
