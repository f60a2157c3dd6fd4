import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, FIXTURES_DIR, PLAN_DAY, scanPaths } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { NIGHT } from '../../scripts/proof/support/night-chain.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { households } from '../support/chain-facts.ts';
import { duelistHere, succeedHere, succeedInTurnHere } from '../support/here.ts';
import { redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { nightEve, released } from '../support/shared-chain.ts';

/** What the program tells of one household: why its list is as it is, all that is known, and who looked. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const LANE_DAY = dayAfter(PLAN_DAY, 6);
let lines: Rec[];
let shopper: Shopper;

type Explained = {
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly left_out: {
    readonly due: readonly { product_id: string; reason: string; text: string; probability: number }[];
    readonly offers: readonly {
      reason: string;
      offers: string[];
      figures: Readonly<Record<string, unknown>>[];
    }[];
  };
  readonly since: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly known_file_no: number;
};

beforeAll(async () => {
  await released(data);
  lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
  const [first] = shoppersOf(lines, scratch);
  if (first === undefined) throw new Error('no shopper');
  shopper = first;
}, 120_000);

const explain = (dir: string, household: string, ...more: string[]) =>
  duelistHere(['explain', '--household', household, '--data', dir, ...more]);

const explained = async (dir: string, household = shopper.householdId): Promise<Explained> =>
  documentOf<Explained>(await explain(dir, household, '--json'));

describe('why a list is as it is', () => {
  test('is told of every line, by the household’s id or a card, in lines that a terminal has room for', async () => {
    const byId = await explain(data, shopper.householdId);
    const byCard = await explain(data, shopper.card);
    expect({ code: byId.code, stderr: byId.stderr }).toEqual({ code: 0, stderr: '' });
    expect(byCard.stdout).toBe(byId.stdout);
    expect(Math.max(...byId.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const line of lines.filter((one) => one('household_id') === shopper.householdId))
      expect(byId.stdout.replace(/\s+/g, ' ')).toContain(line('description'));
    expect(byId.stdout).toMatch(/\d+ % likely to be bought while the list is good \(a line needs 10 %\)/);
    expect(byId.stdout.replace(/\s+/g, ' ')).toMatch(
      /\d+ % to be redeemed: expected to save, and to cost, \$\d+\.\d\d, with \$\d+\.\d\d set aside/,
    );
    expect(byId.stdout).toContain('nothing has changed');
  });

  test('ranks the due lines by their probability', async () => {
    const due = (await explained(data)).lines.filter(({ section }) => section === 'due');
    const byRank = [...due].sort((a, b) => Number(a.rank) - Number(b.rank));
    const probabilities = byRank.map(({ probability }) => Number(probability));
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    expect(byRank[0]?.rank).toBe(1);
  });

  test('tells of a need how it is bought, and that the likeliest of its products is asked for', async () => {
    type Habit = { products: number; purchases: number; chosen: string; others: { probability: number }[] };
    const due = (await explained(data)).lines.filter(({ section }) => section === 'due');
    const told = due.filter(({ need_habit }) => need_habit !== null);
    expect(told.length).toBeGreaterThan(2);
    for (const { need_habit, purchases, probability } of told) {
      const { products, others, chosen, ...habit } = need_habit as Habit;
      expect(products).toBeGreaterThanOrEqual(2);
      expect(habit.purchases).toBeGreaterThanOrEqual(Number(purchases));
      if (chosen !== 'likeliest') continue;
      for (const other of others) expect(other.probability).toBeLessThanOrEqual(Number(probability));
    }
    const text = (await explain(data, shopper.householdId)).stdout.replace(/\s+/g, ' ');
    expect(text).toMatch(
      /need [\w ]+: it buys \d+ products of it, on \d+ days, every \d+ on average, last on [\d-]+; this one is the likeliest, on \d+ of those days/,
    );
  });

  test('expects of a special the chance that it is redeemed times what it saves, as the plan counted it', async () => {
    const specials = (await explained(data)).lines.filter(({ section }) => section === 'special');
    expect(specials.length).toBeGreaterThan(1);
    const [plan] = query<{ report: string }>(data, 'ledger.db', 'SELECT report FROM cycle_plan');
    type Priced = { offerId: string; price: number; pricePerUse: number };
    const prices = new Map(
      (JSON.parse(plan?.report ?? '') as { offers: Priced[] }).offers.map((offer) => [offer.offerId, offer]),
    );
    for (const { probability, offer } of specials) {
      const told = offer as Record<string, number> & { offer_id: string };
      const { value_cents: value = 0, redeem_probability: redeemed = 1, set_aside_cents: aside = 0 } = told;
      expect(redeemed).toBeLessThanOrEqual(Number(probability));
      expect(told.expected_saving_cents).toBe(Math.round(redeemed * value));
      const { price = 0, pricePerUse = 0 } = prices.get(told.offer_id) ?? {};
      expect(told.budget_asks_cents).toBe(Math.round(price * aside + (pricePerUse * aside) / value));
    }
  });

  test('tells of what is left out, and of nothing that is on the list', async () => {
    for (const id of [...new Set(lines.map((line) => line('household_id')))].slice(0, 12)) {
      const { left_out: leftOut, lines: own } = await explained(data, id);
      const listed = new Set(own.map(({ product_id }) => product_id));
      expect(leftOut.due.filter(({ product_id }) => listed.has(product_id))).toEqual([]);
      expect(leftOut.due.length).toBeLessThanOrEqual(20);
      for (const { reason, offers, figures } of leftOut.offers) {
        expect(figures.map(({ offer_id: id }) => id)).toEqual(offers);
        const of = (name: string) => figures.map((figure) => figure[name]);
        if (reason === 'not-due') for (const chance of of('probability')) expect(chance).toBeLessThan(0.05);
        if (reason === 'audience')
          for (const { relation, audience } of figures) expect([relation, relation]).not.toContain(audience);
        if (reason === 'better-one-on')
          for (const rival of of('instead'))
            expect(own.map(({ offer }) => offer)).toContainEqual(
              expect.objectContaining({ offer_id: rival }),
            );
        if (reason === 'given-to-others' && own.filter(({ offer }) => offer !== null).length > 11)
          for (const { worth_cents: worth, budget_asks_cents: asks } of figures)
            expect(Number(asks)).toBeGreaterThanOrEqual(Number(worth) - 1);
      }
      const offered = new Set(own.map(({ offer }) => (offer as { offer_id?: string } | null)?.offer_id));
      expect(leftOut.offers.flatMap(({ offers }) => offers).filter((offer) => offered.has(offer))).toEqual(
        [],
      );
    }
  });

  test('is told for a household without a list, from today’s data', async () => {
    const suppressed = readRecords(join(FIXTURES_DIR, 'suppressions.csv')).find(
      (row) => row('reason') === 'opted_out',
    );
    const ran = await explain(data, suppressed?.('household_id') ?? '', '--json');
    expect(ran.code).toBe(1);
    expect(documentOf(ran)).toMatchObject({
      schema: 'duelist.explain/1',
      list_id: null,
      lines: [],
      no_list: { reason: 'suppressed', judged_from: 'today' },
    });
    const spoken = await explain(data, suppressed?.('household_id') ?? '');
    expect(spoken.stdout).toMatch(/it is suppressed/);
    expect(spoken.stdout).toMatch(/from what is known today/);
  });

  test('needs a plan', async () => {
    const bare = join(scratch, 'bare');
    await succeedHere(['ingest', 'households', join(FIXTURES_DIR, 'households.csv'), '--data', bare]);
    const ran = await explain(bare, 'H000002');
    expect(ran.code).toBe(66);
    expect(ran.stderr).toContain('duelist plan');
  });
});

describe('what came after the plan', () => {
  const dir = join(scratch, 'later');
  let before: Explained;
  let later: Explained;

  beforeAll(async () => {
    copyData(data, dir);
    before = await explained(dir);
    const { answer } = await redeem(dir, {
      transaction: 't1',
      day: LANE_DAY,
      basket: shopper.basket,
      list: shopper.code,
    });
    expect(answer.status).toBe('redeemed');
    const [oldDay] = scanPaths(FIXTURES_DIR, '2026-10-01', PLAN_DAY).filter((path) =>
      readFileSync(path, 'utf8').includes(shopper.card),
    );
    if (oldDay === undefined) throw new Error('the household did not shop in October');
    const rows = readFileSync(oldDay, 'utf8').trimEnd().split('\n');
    const at = rows.findIndex((row) => row.includes(shopper.card));
    const corrected = rows[at]?.split(',') ?? [];
    corrected[8] = '7';
    rows[at] = corrected.join(',');
    put('corrected.csv', rows);
    const due = before.lines.find(({ section }) => section === 'due');
    put('new-day.csv', [
      'store_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount',
      `101,n1,1,2026-10-23 09:00,${shopper.card},${due?.product_id},1,1.25`,
      `101,n2,1,2026-10-02 09:00,${shopper.card},plu:4011,1,1.25`,
    ]);
    put('wish.csv', ['household_id,what,value,day', `${shopper.householdId},mute_category,Soda,2026-10-20`]);
    put('stop.csv', ['household_id,reason', `${shopper.householdId},no_mail`]);
    put('price.csv', ['product_id,price,start_day', `${due?.product_id},99.99,2026-10-19`]);
    const take = (feed: string, name: string) => ['ingest', feed, join(scratch, name), '--data', dir];
    await succeedInTurnHere([
      take('scans', 'corrected.csv'),
      take('scans', 'new-day.csv'),
      take('preferences', 'wish.csv'),
      take('suppressions', 'stop.csv'),
      take('prices', 'price.csv'),
    ]);
    later = await explained(dir);
  });

  function put(name: string, rows: readonly string[]): void {
    writeFileSync(join(scratch, name), `${rows.join('\n')}\n`);
  }

  test('is nothing right after it, in a plan that knew every file', () => {
    expect(before.known_file_no).toBe(query(data, 'history.db', 'SELECT * FROM feed_file').length);
    expect(Object.values(before.since).filter((part) => Array.isArray(part) && part.length > 0)).toEqual([]);
  });

  test('leaves what was known then as it was', () => {
    const then = ({ now: _now, ...rest }: Readonly<Record<string, unknown>>) => rest;
    expect(later.lines.map(then)).toEqual(before.lines.map(then));
    expect(later.left_out).toEqual(before.left_out);
  });

  test('is shown: corrected and late lines, purchases, prices, wishes, suppressions, what came off', async () => {
    const changes = (later.since.lines ?? []).map(({ change, file }) => `${change} ${file}`);
    expect(changes).toEqual(
      expect.arrayContaining(['superseded corrected.csv', 'added corrected.csv', 'added new-day.csv']),
    );
    const due = later.lines.find(({ section }) => section === 'due');
    expect(due?.now).toMatchObject({ bought_on: ['2026-10-23'], regular_price_cents: 9999 });
    expect(later.since.preferences).toEqual([{ what: 'mute_category', value: 'Soda', day: '2026-10-20' }]);
    expect(later.since.suppressions).toMatchObject([{ reason: 'no_mail' }]);
    expect(later.since.redemptions).toMatchObject([{ day: LANE_DAY, state: 'committed' }]);
    const states = later.lines.flatMap(
      ({ now }) => (now as { offer_state: string | null }).offer_state ?? [],
    );
    expect(states).toContain('redeemed');
    const spoken = (await explain(dir, shopper.householdId)).stdout.replace(/\s+/g, ' ');
    expect(spoken).toContain('known then, corrected by corrected.csv');
    expect(spoken).toContain('asked since: mute category Soda');
    expect(spoken).toMatch(/redemption 1 on 2026-10-24 in store 101: \$\d+\.\d\d came off/);
  });
});

describe('an export', () => {
  const out = join(scratch, 'household.json');
  type Document = {
    readonly schema: string;
    readonly master: Readonly<Record<string, unknown>>;
    readonly cards: readonly { card_id: string }[];
    readonly receipts: readonly { transaction_id: string; lines: readonly { superseded: boolean }[] }[];
    readonly lists: readonly { lines: readonly unknown[]; issued: readonly unknown[] }[];
    readonly audit: readonly { actor: string; act: string }[];
  };
  let document: Document;

  beforeAll(async () => {
    const ran = await duelistHere([
      ...[
        'export-household',
        '--household',
        shopper.card,
        '--out',
        out,
        '--by',
        'Ann',
        '--data',
        data,
        '--json',
      ],
    ]);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    document = JSON.parse(readFileSync(out, 'utf8')) as Document;
  });

  test('can be read by its owner alone, and begins with what it is', () => {
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(document.schema).toBe('duelist.household/1');
    expect(readFileSync(out, 'utf8').slice(0, 200)).toContain('Everything that the shopping list program');
  });

  test('has all that the databases have of the household', () => {
    const row = households.get(shopper.householdId);
    expect(document.master).toMatchObject({ name: row?.('name'), address_1: row?.('address_1') });
    expect(document.cards.map(({ card_id }) => card_id)).toContain(shopper.card);
    const own = `card_no IN (SELECT card_no FROM card JOIN household USING (household_no)
      WHERE household_id = '${shopper.householdId}')`;
    expect(document.receipts).toHaveLength(
      query(data, 'history.db', `SELECT * FROM receipt WHERE ${own}`).length,
    );
    expect(document.receipts.flatMap((receipt) => receipt.lines)).toHaveLength(
      query<{ lines: number }>(
        data,
        'history.db',
        `SELECT sum(line_count) AS lines FROM receipt WHERE ${own}`,
      )[0]?.lines ?? 0,
    );
    expect(document.lists[0]?.lines).toHaveLength(
      lines.filter((line) => line('household_id') === shopper.householdId).length,
    );
    expect(document.audit.map(({ actor, act }) => `${actor} ${act}`)).toContain('Ann export');
  });

  test('says in the same words what was known before a correction', async () => {
    const dir = join(scratch, 'later');
    await succeedHere([
      'export-household',
      '--household',
      shopper.householdId,
      '--out',
      out,
      '--by',
      'Ann',
      '--data',
      dir,
    ]);
    const later = JSON.parse(readFileSync(out, 'utf8')) as Document;
    expect(later.receipts.flatMap((receipt) => receipt.lines).some(({ superseded }) => superseded)).toBe(
      true,
    );
  });
});

describe('the audit', () => {
  test('tells who looked at a household and who acted, and is a look itself', async () => {
    const dir = copyData(data, join(scratch, 'audited'));
    await explain(dir, shopper.householdId, '--by', 'Bea');
    const read = async () =>
      documentOf<{ entries: { actor: string; act: string }[] }>(
        await duelistHere([
          'audit',
          '--household',
          shopper.householdId,
          '--by',
          'Eve',
          '--data',
          dir,
          '--json',
        ]),
      ).entries.map(({ actor, act }) => `${actor} ${act}`);
    expect((await read()).at(-1)).toBe('Bea explain');
    expect((await read()).at(-1)).toBe('Eve audit');
    const all = await duelistHere(['audit', '--data', dir]);
    for (const act of ['approve cycle 1', 'release cycle 1', 'lists cycle 1'])
      expect(all.stdout).toContain(act);
    const none = await duelistHere(['audit', '--since', '2150-01-01', '--data', dir]);
    expect(none.stdout).toBe('nothing was written down\n');
  });
});

test('no log of the whole loop names a shopper, a card, a street or a list', async () => {
  // Fed, planned, approved, released, redeemed from and returned to; the night takes in, closes, scores, plans, prints, reviews.
  const dir = await nightEve(join(scratch, 'loop'), 40);
  const out = join(scratch, 'loop-export');
  const night = await duelistHere(['nightly', '--as-of', NIGHT, '--data', dir]);
  expect([night.code, night.stderr.includes('offers-broken.csv')]).toEqual([65, true]);
  const basket = join(scratch, 'empty.csv');
  writeFileSync(basket, 'line_no,product_id,quantity,unit_price_cents,amount_cents\n1,plu:4011,1,62,62\n');
  const lane = ['redeem', '--store', '1', '--register', '1', '--transaction', 'x', '--day', '2026-10-25'];
  await duelistHere([...lane, '--list', '3123 4567 8901 2345', '--basket', basket, '--data', dir]);
  await duelistHere([...lane, '--card', '4999999999', '--basket', join(scratch, 'none.csv'), '--data', dir]);
  await duelistHere(['explain', '--household', '4999999999', '--data', dir]);
  await duelistHere([
    'export-household',
    '--household',
    'H000002',
    '--out',
    out,
    '--by',
    'Ann',
    '--data',
    dir,
  ]);
  await succeedHere(['forget', '--household', 'H000005', '--by', 'Ann', '--yes', '--data', dir]);
  const logs = readdirSync(join(dir, 'logs')).filter((name) => name.endsWith('.log'));
  const text = logs.map((name) => readFileSync(join(dir, 'logs', name), 'utf8')).join('');
  expect(text.split('\n').length).toBeGreaterThan(20);
  const commands = new Set([...text.matchAll(/"command":"([a-z-]+)"/g)].map((found) => found[1]));
  expect(commands.size).toBeGreaterThanOrEqual(10);
  const codes = query<{ list_code: string }>(
    dir,
    'ledger.db',
    'SELECT list_code FROM list WHERE list_code IS NOT NULL',
  );
  const personal = [
    ...[...households.values()].flatMap((row) => [
      row('name'),
      row('address_1'),
      row('email'),
      ...`${row('card_ids')}|${row('alternate_ids')}`.split('|'),
    ]),
    ...codes.map(({ list_code }) => list_code),
    '4999999999',
    '3123 4567 8901 2345',
    '3123456789012345',
  ].filter((one) => one !== '');
  expect(personal.length).toBeGreaterThan(500);
  expect(personal.filter((one) => text.includes(one))).toEqual([]);
}, 120_000);
