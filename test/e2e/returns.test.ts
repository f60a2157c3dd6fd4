import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { raceDesks, raceReturnCommands } from '../../scripts/proof/returns.ts';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf, type Ran } from '../../scripts/proof/support/program.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { type Answer, redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { purchasesBefore } from '../support/purchases.ts';
import { dayAfter, parseRecords, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released as releasedChain } from '../support/shared-chain.ts';

/** Goods that come back after tender: money, rights, claims and what the household is known to have bought. */
const scratch = scratchDirectory();
const released = join(scratch, 'released');
/** The same, with every list unused. */
const unused = join(scratch, 'unused');
const day = dayAfter(PLAN_DAY, 6);
let shoppers: Shopper[];

beforeAll(async () => {
  await releasedChain(released);
  copyData(released, unused);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', released]);
  shoppers = shoppersOf(parseRecords(stdout), scratch);
});

function shopperNo(n: number): Shopper {
  const found = shoppers[n];
  if (found === undefined) throw new Error(`only ${shoppers.length} households have two specials`);
  return found;
}

type Returned = {
  readonly status: string;
  readonly reason?: string;
  readonly return_id: number | null;
  readonly quantity: number;
  readonly refund_cents: number;
  readonly discount_cents: number;
  readonly funder_cents: number;
  readonly store_cents: number;
  readonly offers_restored: number;
  readonly left_quantity: number | null;
};

function bring(back: { readonly data?: string }, ...args: readonly string[]): Promise<Ran> {
  return duelistHere(['return', ...args, '--data', back.data ?? released, '--json']);
}

/** One redeemed basket, and what its first line cost in the end. */
async function paid(who: Shopper, transaction: string, data = released) {
  const { answer } = await redeem(data, {
    transaction,
    day,
    list: who.code,
    card: who.card,
    basket: who.basket,
  });
  expect(answer.status).toBe('redeemed');
  const [piece] = who.pieces;
  const off = answer.discounts.filter(({ line_no }) => line_no === 1);
  const discount = off.reduce((sum, { amount_cents }) => sum + amount_cents, 0);
  const net = (piece?.priceCents ?? 0) * (piece?.quantity ?? 0) - discount;
  return { answer, redemption: String(answer.redemption_id), net, discount };
}

describe('return', () => {
  test('refunds the net price in parts that add up, credits the purses, and opens the special again', async () => {
    const who = shopperNo(0);
    const { redemption, net, discount } = await paid(who, 'parts');
    const asked = ['--redemption', redemption, '--line', '1'];
    const parts: Returned[] = [];
    for (const quantity of ['1', '2.5', undefined]) {
      const ran = await bring({}, ...asked, ...(quantity === undefined ? [] : ['--quantity', quantity]));
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      parts.push(documentOf<Returned>(ran));
    }
    const sum = (column: 'refund_cents' | 'discount_cents') =>
      parts.reduce((all, part) => all + part[column], 0);
    expect([sum('refund_cents'), sum('discount_cents')]).toEqual([net, discount]);
    expect(parts.map(({ left_quantity }) => left_quantity)).toEqual([5, 2.5, 0]);
    expect(parts.map(({ offers_restored }) => offers_restored).slice(0, 2)).toEqual([0, 0]);
    for (const part of parts) expect(part.discount_cents).toBe(part.funder_cents + part.store_cents);
    const before = logicalDump(released, ['ledger.db']);
    const more = await bring({}, ...asked);
    expect(more.code).toBe(1);
    expect(documentOf(more)).toMatchObject({
      schema: 'duelist.return/1',
      status: 'rejected',
      reason: 'nothing-left',
    });
    expect(differences(before, logicalDump(released, ['ledger.db']))).toEqual([]);
  });

  test('under the desk’s own transaction happens once', async () => {
    const { redemption } = await paid(shopperNo(1), 'keyed');
    const key = ['--store', '101', '--register', 'desk', '--transaction', '77', '--day', day];
    const asked = ['--redemption', redemption, '--line', '2', '--quantity', '1', ...key, '--by', 'Ann'];
    const first = documentOf<Returned>(await bring({}, ...asked));
    const before = logicalDump(released, ['ledger.db']);
    const again = await bring({}, ...asked);
    expect(again.code).toBe(0);
    expect(documentOf(again)).toEqual({ ...first, status: 'already-recorded' });
    const other = await bring({}, ...asked.map((arg) => (arg === '1' ? '2' : arg)));
    expect(other.code).toBe(1);
    expect(documentOf(other)).toMatchObject({ status: 'rejected', reason: 'transaction-reused' });
    expect(differences(before, logicalDump(released, ['ledger.db']))).toEqual([]);
  });

  test('of what is not there is a no with its reason', async () => {
    const { redemption } = await paid(shopperNo(2), 'noes');
    for (const [reason, ...args] of [
      ['redemption-unknown', '--redemption', '999999', '--line', '1'],
      ['line-unknown', '--redemption', redemption, '--line', '99'],
      ['more-than-left', '--redemption', redemption, '--line', '1', '--quantity', '6.001'],
    ]) {
      const ran = await bring({}, ...args);
      expect(ran).toMatchObject({ code: 1, stderr: '' });
      expect(documentOf(ran)).toMatchObject({ status: 'rejected', reason, return_id: null, refund_cents: 0 });
    }
    await succeedHere(['void', '--redemption', redemption, '--data', released]);
    const voided = await bring({}, '--redemption', redemption, '--line', '1');
    expect(documentOf(voided)).toMatchObject({ status: 'rejected', reason: 'redemption-voided' });
  });

  test.each([
    ['a quantity of nothing', ['--quantity', '0']],
    ['a quantity below zero', ['--quantity=-1']],
    ['a quantity in words', ['--quantity', 'all']],
    ['a quantity of a ten-thousandth', ['--quantity', '0.0001']],
    ['half of a transaction', ['--transaction', '5']],
    ['a transaction without its day', ['--store', '1', '--register', '1', '--transaction', '5']],
    ['a day that is none', ['--day', 'today']],
    ['nobody who does it', ['--by', ' ']],
  ])('with %s is a mistake of usage', async (_, args) => {
    expect((await bring({}, '--redemption', '1', '--line', '1', ...args)).code).toBe(64);
  });

  test('before a void leaves the void the rest', async () => {
    const { redemption, answer } = await paid(shopperNo(3), 'void-after');
    const back = documentOf<Returned>(
      await bring({}, '--redemption', redemption, '--line', '1', '--quantity', '4'),
    );
    const voided = documentOf<{ reversed_cents: number; note: string }>(
      await succeedHere(['void', '--redemption', redemption, '--data', released, '--json']),
    );
    expect(voided).toMatchObject({ status: 'voided', total_cents: answer.total_cents, business_day: day });
    expect(voided.reversed_cents).toBe(answer.total_cents - back.discount_cents);
    expect(voided.note).toContain('business day');
    expect(
      (
        await redeem(released, {
          transaction: 'new',
          day,
          list: shopperNo(3).code,
          basket: shopperNo(3).basket,
        })
      ).answer.total_cents,
    ).toBe(answer.total_cents);
  });
});

describe('what came back is not bought', () => {
  const data = join(scratch, 'history');
  const header =
    'store_id,register_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount,line_type';
  const money = (cents: number) =>
    `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

  async function ingest(name: string, ...rows: readonly string[]): Promise<void> {
    writeFileSync(join(scratch, name), [header, ...rows, ''].join('\n'));
    await succeedHere(['ingest', 'scans', join(scratch, name), '--data', data]);
  }

  function receipt(who: Shopper, transaction: string, answer: Answer): string[] {
    return who.pieces.map(({ productId, priceCents, quantity }, index) => {
      const off = answer.discounts.filter(({ line_no }) => line_no === index + 1);
      const cents = off.reduce((sum, { amount_cents }) => sum - amount_cents, priceCents * quantity);
      const what = [index + 1, `${day} 10:00`, who.card, productId, quantity, money(cents), 'sale'];
      return ['101', '1', transaction, ...what].join(',');
    });
  }

  async function purchasesOf({ householdId, pieces }: Shopper): Promise<number> {
    const counted = await purchasesBefore(dayAfter(day, 3), data, householdId);
    return counted.get(pieces[0]?.productId ?? '')?.[0] ?? 0;
  }

  async function purchasesPredicted(who: Shopper): Promise<number> {
    const out = join(scratch, 'predictions.csv');
    await succeedHere(['predict', '--as-of', dayAfter(day, 3), '--out', out, '--data', data]);
    const own = readRecords(out).find(
      (row) => row('household_id') === who.householdId && row('product_id') === who.pieces[0]?.productId,
    );
    return Number(own?.('purchases') ?? 0);
  }

  test('in the next prediction, and still counts once when the register tells of it too', async () => {
    copyData(released, data);
    const who = shopperNo(4);
    const before = await purchasesOf(who);
    const { answer, redemption, net } = await paid(who, '901', data);
    await ingest('sale.csv', ...receipt(who, '901', answer));
    expect(await purchasesOf(who)).toBe(before + 1);
    documentOf(await bring({ data }, '--redemption', redemption, '--line', '1', '--quantity', '2'));
    expect(await purchasesOf(who)).toBe(before + 1);
    const asked = ['--redemption', redemption, '--line', '1', '--day', dayAfter(day, 1)];
    documentOf(await bring({ data }, ...asked));
    expect(await purchasesOf(who)).toBe(before);
    expect(await purchasesPredicted(who)).toBe(before);
    const back = [`${dayAfter(day, 1)} 11:00`, who.card, who.pieces[0]?.productId, -6, money(-net), 'return'];
    await ingest('return.csv', ['101', '9', '77', 1, ...back].join(','));
    expect(await purchasesOf(who)).toBe(before);
  });

  test('also when the sale is only told of afterwards', async () => {
    const who = shopperNo(5);
    const before = await purchasesOf(who);
    const { answer, redemption } = await paid(who, '902', data);
    await bring({ data }, '--redemption', redemption, '--line', '1');
    await ingest('late.csv', ...receipt(who, '902', answer));
    expect(await purchasesOf(who)).toBe(before);
  });
});

describe('desks at one instant', () => {
  /** A share of `npm run proof -- returns`. */
  const ROUNDS = 16;
  test(`pay no unit twice, in ${ROUNDS} rounds`, async () => {
    const { failures, figures } = await raceDesks(unused, {
      rounds: ROUNDS,
      desks: 4,
      seed: 7,
      say: () => undefined,
    });
    expect(failures).toEqual([]);
    // Desks that come one after the other prove nothing; how many meet depends on disk and machine.
    expect(Number(figures.overlapped)).toBeGreaterThan(ROUNDS / 10);
  });

  test('are told yes and no, as processes of the program', async () => {
    const { failures, count } = await raceReturnCommands(unused, { rounds: 2, desks: 2 });
    expect([failures, count]).toEqual([[], 2]);
  });
});
