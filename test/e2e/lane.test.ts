import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  approve,
  copyData,
  FIXTURES_DIR,
  PLAN_DAY,
  release,
  scanPaths,
} from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { duelistHere, planHere, succeedHere, succeedInTurnHere } from '../support/here.ts';
import { type Answer, redeem, type Shopper, shoppersOf, writeBasket } from '../support/lane.ts';
import { type Purchases, purchasesBefore } from '../support/purchases.ts';
import { dayAfter, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/** From the draft to the lane and back: what is printed is what was approved, and it pays once. */
const scratch = scratchDirectory();
const draft = join(scratch, 'draft');
const approved = join(scratch, 'approved');
const released = join(scratch, 'released');
const day = dayAfter(PLAN_DAY, 6);

let shoppers: Shopper[];

beforeAll(async () => {
  await planned(draft);
  const lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', draft])).stdout);
  shoppers = shoppersOf(lines, scratch);
  copyData(draft, approved);
  await succeedHere(approve(approved, '1'));
  copyData(approved, released);
  await succeedHere(release(released, '1'));
});

/** The n-th household with at least two specials; each test takes others, so that none meets another's purchases. */
function shopperNo(n: number): Shopper {
  const found = shoppers[n];
  if (found === undefined) throw new Error(`only ${shoppers.length} households have two specials`);
  return found;
}

describe('a list', () => {
  test('that nobody approved cannot be released', async () => {
    const ran = await duelistHere(['release', '--cycle', '1', '--data', draft]);
    expect(ran).toMatchObject({ code: 77, stdout: '' });
    expect(ran.stderr).toContain('duelist approve');
  });

  test.each([
    ['planned', draft],
    ['approved', approved],
  ])('that is only %s is worth nothing at the lane', async (_, dir) => {
    const { code, basket, card } = shopperNo(0);
    const byCode = await redeem(dir, { transaction: 'early', day, list: code, basket });
    expect(byCode.ran.code).toBe(1);
    expect(byCode.answer).toMatchObject({ status: 'rejected', reason: 'list-unknown', total_cents: 0 });
    const byCard = await redeem(dir, { transaction: 'early', day, card, basket });
    expect(byCard.answer).toMatchObject({ status: 'rejected', reason: 'no-list' });
  });

  test('is approved and released in documents that say so, and again without effect', async () => {
    const dir = copyData(draft, join(scratch, 'steps'));
    const steps = [
      ['approve', '--cycle', '1', '--by', 'Ann', '--data', dir, '--json'],
      ['release', '--cycle', '1', '--data', dir, '--json'],
    ];
    for (const step of steps) {
      const first = await duelistHere(step);
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(documentOf(first)).toMatchObject({
        schema: `duelist.${step[0]}/1`,
        cycle_id: 1,
        lists: expect.any(Number),
      });
      const before = logicalDump(dir);
      expect((await duelistHere(step)).code).toBe(0);
      expect(differences(before, logicalDump(dir))).toEqual([]);
    }
    const status = documentOf<{ cycles: unknown[] }>(await duelistHere(['status', '--data', dir, '--json']));
    expect(status.cycles).toMatchObject([
      { cycle_id: 1, as_of: PLAN_DAY, state: 'released', lists: expect.any(Number) },
    ]);
  });

  test('pays what its specials say, out of the funders’ and the store’s purse', async () => {
    const { code, listId, basket, pieces } = shopperNo(1);
    const { ran, answer } = await redeem(released, { transaction: 'pay', day, list: code, basket });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(answer).toMatchObject({ schema: 'duelist.redeem/1', status: 'redeemed', list_id: listId });
    expect(answer.redemption_id).toEqual(expect.any(Number));
    expect(answer.total_cents).toBe(
      answer.discounts.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
    );
    for (const taken of answer.discounts) {
      const piece = pieces[taken.line_no - 1];
      expect(taken.amount_cents).toBe(taken.funder_cents + taken.store_cents);
      expect(taken.amount_cents).toBeGreaterThan(0);
      expect(taken.amount_cents).toBeLessThanOrEqual((piece?.priceCents ?? 0) * (piece?.quantity ?? 0));
      expect(taken.receipt_text).not.toBe('');
    }
  });

  test('answers a retry with the first answer, and other content under the same number with no', async () => {
    const { code, basket, pieces } = shopperNo(2);
    const request = { transaction: 'again', day, list: code, basket };
    const first = (await redeem(released, request)).answer;
    const before = logicalDump(released, ['ledger.db']);
    const retry = await redeem(released, request);
    expect(retry.ran.code).toBe(0);
    expect(retry.answer).toEqual({ ...first, status: 'already-recorded' });
    const less = writeBasket(scratch, 'less.csv', pieces.slice(1));
    const other = await redeem(released, { ...request, basket: less });
    expect(other.ran.code).toBe(1);
    expect(other.answer).toMatchObject({ status: 'rejected', reason: 'transaction-reused' });
    expect(differences(before, logicalDump(released, ['ledger.db']))).toEqual([]);
  });

  test.each([
    ['the list', 'the card', 3],
    ['the card', 'the list', 4],
  ])('used with %s is used for %s too', async (by, _, n) => {
    const { code, card, basket } = shopperNo(n);
    const byCard = { card };
    const byList = { list: code };
    const first = await redeem(released, {
      transaction: `f${n}`,
      day,
      basket,
      ...(by === 'the card' ? byCard : byList),
    });
    expect(first.answer.status).toBe('redeemed');
    const second = await redeem(released, {
      transaction: `s${n}`,
      day,
      basket,
      ...(by === 'the card' ? byList : byCard),
    });
    expect(second.ran.code).toBe(1);
    expect(second.answer).toMatchObject({ status: 'rejected', reason: 'nothing-taken', total_cents: 0 });
    const refusals = new Set(second.answer.refused.map(({ reason }) => reason));
    expect(refusals).toContain('used');
  });

  test('keeps its other specials open', async () => {
    const { code, pieces } = shopperNo(5);
    const one = writeBasket(scratch, 'one.csv', pieces.slice(0, 1));
    const rest = writeBasket(scratch, 'rest.csv', pieces.slice(1));
    const first = (await redeem(released, { transaction: 'one', day, list: code, basket: one })).answer;
    const second = (await redeem(released, { transaction: 'rest', day, list: code, basket: rest })).answer;
    expect([first.status, second.status]).toEqual(['redeemed', 'redeemed']);
    const offersOf = (answer: Answer): string[] => answer.discounts.map(({ offer_id }) => offer_id);
    expect(offersOf(second).filter((id) => offersOf(first).includes(id))).toEqual([]);
  });

  test('is whole again after a void, which counts once and never brings the voided transaction back', async () => {
    const { code, basket } = shopperNo(6);
    const request = { transaction: 'undo', day, list: code, basket };
    const first = (await redeem(released, request)).answer;
    const undo = ['void', '--redemption', String(first.redemption_id), '--data', released, '--json'];
    const voided = documentOf(await duelistHere(undo));
    expect(voided).toMatchObject({
      schema: 'duelist.void/1',
      status: 'voided',
      total_cents: first.total_cents,
    });
    const before = logicalDump(released, ['ledger.db']);
    expect(documentOf(await duelistHere(undo))).toMatchObject({ status: 'already-voided' });
    expect((await redeem(released, request)).answer).toMatchObject({ status: 'rejected', reason: 'voided' });
    expect(differences(before, logicalDump(released, ['ledger.db']))).toEqual([]);
    const anew = (await redeem(released, { ...request, transaction: 'anew' })).answer;
    expect(anew).toMatchObject({ status: 'redeemed', total_cents: first.total_cents });
  });

  test.each([
    ['before its first day', dayAfter(PLAN_DAY, 3), 'list-not-yet-valid'],
    ['after its last day', dayAfter(PLAN_DAY, 18), 'list-expired'],
  ])('is not good %s', async (_, on, reason) => {
    const { code, basket } = shopperNo(7);
    const { ran, answer } = await redeem(released, { transaction: `t${on}`, day: on, list: code, basket });
    expect(ran.code).toBe(1);
    expect(answer).toMatchObject({ status: 'rejected', reason });
  });

  test('with a digit changed is a forgery, and nobody’s card is unknown', async () => {
    const { code, basket } = shopperNo(7);
    const forged = `${code.slice(0, 15)}${(Number(code.at(-1)) + 1) % 10}`;
    const byCode = await redeem(released, { transaction: 'forged', day, list: forged, basket });
    expect(byCode.answer).toMatchObject({ status: 'rejected', reason: 'code-forged' });
    const byCard = await redeem(released, { transaction: 'nobody', day, card: '0000000000', basket });
    expect(byCard.answer).toMatchObject({ status: 'rejected', reason: 'card-unknown' });
  });

  test('is the only live one of its household: a second release is refused and changes nothing', async () => {
    const dir = copyData(released, join(scratch, 'second'));
    const cycle = await planHere(dir, dayAfter(PLAN_DAY, 1));
    expect(cycle).toBe('2');
    await succeedHere(approve(dir, cycle));
    const before = logicalDump(dir);
    const ran = await duelistHere(['release', '--cycle', cycle, '--data', dir]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('still good');
    expect(differences(before, logicalDump(dir))).toEqual([]);
    const { card, basket, listId } = shopperNo(8);
    const { answer } = await redeem(dir, { transaction: 'live', day, card, basket });
    expect(answer).toMatchObject({ status: 'redeemed', list_id: listId });
  });
});

describe('a redeemed basket that comes back with the scans', () => {
  const dir = join(scratch, 'back');
  const withCard = join(scratch, 'scans-with-card.csv');
  const withCode = join(scratch, 'scans-with-code.csv');
  const header =
    'store_id,register_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount,list_code';

  /** The receipt of one shopper's basket, as a register sends it: discounts off, the scanned code on every line. */
  function receipt(who: Shopper, transaction: string, card: string, answer: Answer): string[] {
    return who.pieces.map(({ productId, priceCents, quantity }, index) => {
      const off = answer.discounts.filter(({ line_no }) => line_no === index + 1);
      const cents = off.reduce((sum, { amount_cents }) => sum - amount_cents, priceCents * quantity);
      const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      return [
        '101',
        '1',
        transaction,
        index + 1,
        `${day} 10:00`,
        card,
        productId,
        quantity,
        amount,
        who.code,
      ].join(',');
    });
  }

  const purchasesOf = async (...people: readonly Shopper[]): Promise<Purchases[]> => {
    const found: Purchases[] = [];
    for (const { householdId } of people)
      found.push(await purchasesBefore(dayAfter(day, 1), dir, householdId));
    return found;
  };

  /** What a household's purchases must be after one more purchase day of everything in its basket. */
  function onceMore(before: Purchases | undefined, who: Shopper): Purchases {
    const after = new Map(before);
    for (const { productId } of who.pieces) after.set(productId, [(after.get(productId)?.[0] ?? 0) + 1, day]);
    return after;
  }

  test('counts once for its household, with the card or by the list code alone', async () => {
    copyData(released, dir);
    const carded = shopperNo(9);
    const uncarded = shopperNo(10);
    const before = await purchasesOf(carded, uncarded);
    const expected = [onceMore(before[0], carded), onceMore(before[1], uncarded)];
    const first = await redeem(dir, {
      transaction: '901',
      day,
      list: carded.code,
      card: carded.card,
      basket: carded.basket,
    });
    const second = await redeem(dir, {
      transaction: '902',
      day,
      list: uncarded.code,
      basket: uncarded.basket,
    });
    expect([first.answer.status, second.answer.status]).toEqual(['redeemed', 'redeemed']);
    writeFileSync(withCard, [header, ...receipt(carded, '901', carded.card, first.answer), ''].join('\n'));
    writeFileSync(withCode, [header, ...receipt(uncarded, '902', '', second.answer), ''].join('\n'));
    await succeedHere(['ingest', 'scans', withCard, withCode, '--data', dir]);
    expect(await purchasesOf(carded, uncarded)).toEqual(expected);

    // The register sends both receipts again, in one file.
    const again = join(scratch, 'scans-again.csv');
    writeFileSync(
      again,
      [
        header,
        ...receipt(uncarded, '902', '', second.answer),
        ...receipt(carded, '901', carded.card, first.answer),
        '',
      ].join('\n'),
    );
    const resent = await duelistHere(['ingest', 'scans', again, '--data', dir, '--json']);
    expect(documentOf(resent)).toMatchObject({
      lines_stored: 0,
      lines_duplicate: carded.pieces.length + uncarded.pieces.length,
    });
    expect(await purchasesOf(carded, uncarded)).toEqual(expected);
  });

  test('feeds the next plan, which follows when the list has ended and is released beside it', async () => {
    await succeedHere(['ingest', 'scans', ...scanPaths(FIXTURES_DIR, PLAN_DAY), '--data', dir]);
    const early = await duelistHere(['plan', '--as-of', dayAfter(PLAN_DAY, 13), '--data', dir, '--json']);
    const newcomers = documentOf<{ lists: number }>(early).lists;
    const cycle = await planHere(dir, dayAfter(PLAN_DAY, 14), 'due');
    const next = parseRecords((await succeedHere(['lists', '--cycle', cycle, '--data', dir])).stdout);
    const again = new Set(next.map((line) => line('household_id')));
    expect(newcomers).toBeLessThan(10);
    const back = shoppers.filter(({ householdId }) => again.has(householdId)).length;
    expect(back).toBeGreaterThan(0.8 * shoppers.length);
    const { householdId, pieces } = shopperNo(9);
    const explained = documentOf<{ lines: Record<string, unknown>[] }>(
      await duelistHere(['explain', '--household', householdId, '--cycle', cycle, '--data', dir, '--json']),
    );
    const bought = new Set(pieces.map(({ productId }) => productId));
    const seen = explained.lines.filter(({ product_id }) => bought.has(String(product_id)));
    for (const line of seen) expect(String(line.last_day) >= day).toBe(true);
    await succeedInTurnHere([approve(dir, cycle), release(dir, cycle)]);
  });
});

describe('the control group', () => {
  const dir = join(scratch, 'control');
  const armsOf = async (cycle: string): Promise<Map<string, Rec>> => {
    const { stdout } = await succeedHere(['lists', '--cycle', cycle, '--data', dir]);
    return new Map(parseRecords(stdout).map((line) => [line('household_id'), line]));
  };
  let arms: Map<string, Rec>;
  const ghosts = (of: ReadonlyMap<string, Rec>): string[] =>
    [...of].filter(([, line]) => line('arm') === 'control').map(([id]) => id);

  beforeAll(async () => {
    copyData(draft, dir);
    writeFileSync(join(dir, 'duelist.toml'), '[plan]\ncontrol_percent = 50\nrefit_days = 28\n');
    const planned = documentOf<{ cycle_id: number; lists: number; ghost_lists: number }>(
      await duelistHere(['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', dir, '--json']),
    );
    arms = await armsOf(String(planned.cycle_id));
    expect([planned.lists, planned.ghost_lists]).toEqual([
      arms.size - ghosts(arms).length,
      ghosts(arms).length,
    ]);
    await succeedInTurnHere([approve(dir, String(planned.cycle_id)), release(dir, String(planned.cycle_id))]);
  });

  test('gets lists without a code, that are neither printed nor issued', async () => {
    expect(ghosts(arms).length).toBeGreaterThan(30);
    expect(arms.size - ghosts(arms).length).toBeGreaterThan(30);
    for (const line of arms.values()) expect(line('list_code') === '').toBe(line('arm') === 'control');
    const cycle = arms.values().next().value?.('cycle_id') ?? '';
    const print = join(scratch, 'control-print');
    await succeedHere(['print', '--cycle', cycle, '--out', print, '--data', dir]);
    const printed = readRecords(join(print, 'manifest.csv')).map((row) => row('household_id'));
    expect(printed.length).toBe(arms.size - ghosts(arms).length);
    expect(printed.filter((id) => arms.get(id)?.('arm') === 'control')).toEqual([]);
  });

  test('cannot redeem what it would have got', async () => {
    const ghost =
      shoppers.find(({ householdId }) => arms.get(householdId)?.('arm') === 'control') ?? shopperNo(0);
    const byCard = await redeem(dir, { transaction: 'ghost', day, card: ghost.card, basket: ghost.basket });
    expect(byCard.ran.code).toBe(1);
    expect(byCard.answer).toMatchObject({ status: 'rejected', reason: 'no-list' });
    const treated =
      shoppers.find(({ householdId }) => arms.get(householdId)?.('arm') === 'treatment') ?? shopperNo(0);
    const other = await redeem(dir, {
      transaction: 'treated',
      day,
      card: treated.card,
      basket: treated.basket,
    });
    expect(other.answer.status).toBe('redeemed');
  });

  test('has the same members in the next cycle, and with half the share half of them', async () => {
    await succeedHere(['ingest', 'scans', ...scanPaths(FIXTURES_DIR, PLAN_DAY), '--data', dir]);
    const asOf = dayAfter(PLAN_DAY, 14);
    const next = await armsOf(await planHere(dir, asOf));
    const both = [...next.keys()].filter((id) => arms.has(id));
    expect(both.length).toBeGreaterThan(80);
    expect(both.filter((id) => next.get(id)?.('arm') !== arms.get(id)?.('arm'))).toEqual([]);
    writeFileSync(join(dir, 'duelist.toml'), '[plan]\ncontrol_percent = 25\nrefit_days = 28\n');
    const fewer = await armsOf(await planHere(dir, asOf));
    expect(ghosts(fewer).length).toBeLessThan(ghosts(next).length);
    expect(ghosts(fewer).filter((id) => next.get(id)?.('arm') !== 'control')).toEqual([]);
  });
});
