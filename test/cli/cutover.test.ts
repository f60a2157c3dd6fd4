import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differences, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { run as nightly } from '../../src/cli/commands/nightly.ts';
import { run as plan } from '../../src/cli/commands/plan.ts';
import { run as status } from '../../src/cli/commands/status.ts';
import { run as voidRedemption } from '../../src/cli/commands/void.ts';
import { withContext } from '../../src/cli/context.ts';
import { approveCycle } from '../../src/cli/cycle/approve.ts';
import { requireCycle } from '../../src/cli/cycle/cycle.ts';
import { releaseCycle } from '../../src/cli/cycle/release.ts';
import { redeemAtLane } from '../../src/cli/lane/redeem.ts';
import { readPlanInputs } from '../../src/cli/plan/inputs.ts';
import { preflightDraft } from '../../src/cli/print/demand.ts';
import { cents } from '../../src/shared/cents.ts';
import { addDays } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { date } from '../offers/build.ts';
import {
  BUTTER,
  COFFEE,
  cutoverRoom,
  type Document,
  dueOn,
  feed,
  room,
  scan,
  scratch,
  TWO_LISTS,
  take,
} from './cutover-room.ts';
import { worldIn } from './world.ts';

cutoverRoom();

describe('lists of an earlier system', () => {
  test('become a released cycle of their own, with the name of who took them over', async () => {
    const { document, exitCode } = await take(TWO_LISTS);
    expect(exitCode).toBeUndefined();
    expect(document).toMatchObject({
      schema: 'duelist.cutover/1',
      lines_read: 3,
      lines_rejected: 0,
      quarantine: null,
      lists_taken: 2,
      lists_known: 0,
      offers_issued: 2,
      cycles: [
        { cycle_id: 1, valid_from: '2026-10-26', valid_until: '2026-11-08', lists: 2, issued_offers: 2 },
      ],
    });
    const { world, said } = worldIn(scratch);
    await status(world, { data: room.data, json: true });
    expect((JSON.parse(said.stdout) as Document).cycles).toMatchObject([
      { cycle_id: 1, state: 'released', taken_over: true, lists: 2, issued: 2, redeemed: 0 },
    ]);
    expect(query(room.data, 'ledger.db', 'SELECT actor, act, subject FROM audit')).toEqual([
      { actor: 'Jo', act: 'cutover', subject: 'cycle 1' },
    ]);
    expect(query(room.data, 'ledger.db', 'SELECT approved_by, length(seal) AS seal FROM cycle')).toEqual([
      { approved_by: 'Jo', seal: 64 },
    ]);
  });

  test.each([
    ['the old number', { list: 'OLD-1 001' }],
    ['the old number as it is keyed', { list: 'OLD1001' }],
    ['the card', { card: 'KH1' }],
    ['both', { list: 'OLD-1001', card: 'KH1' }],
  ])('are redeemed by scanning %s, at the values that they promise', async (_, code) => {
    await take(TWO_LISTS);
    const answer = await scan(code, [BUTTER, COFFEE]);
    expect(answer).toMatchObject({ status: 'redeemed', total_cents: 300 });
    expect(answer.discounts.map((d) => [d.offer_id, d.amount_cents, d.funder_cents])).toEqual([
      ['BUTTER', 100, 100],
      ['COFFEE', 200, 200],
    ]);
  });

  test('are redeemed by a lane that sends the number as it was scanned', async () => {
    await take(TWO_LISTS);
    const outcome = await withContext(
      worldIn(scratch).world,
      { data: room.data },
      { command: 'test' },
      (context) =>
        redeemAtLane(context, {
          ...{
            storeId: '1',
            registerId: '9',
            transactionId: '1',
            day: date('2026-10-30'),
            cardId: undefined,
          },
          listCode: ' OLD-1 001 ',
          lines: [
            {
              ...{ lineNo: 1, productId: 'C1' as ProductId, quantityMilli: 1000 },
              ...{ unitPriceCents: cents(900), amountCents: cents(900) },
            },
          ],
        }),
    );
    expect(outcome.decision).toMatchObject({ tag: 'redeemed', totalCents: 200 });
  });

  test('have a number of ours, too, which redeems the same rights', async () => {
    await take(TWO_LISTS);
    const [own] = query<{ list_code: string }>(
      room.data,
      'ledger.db',
      "SELECT list_code FROM list WHERE household_id = 'H1'",
    );
    expect(await scan({ list: own?.list_code ?? '' }, [BUTTER])).toMatchObject({ status: 'redeemed' });
    const again = await scan({ list: 'OLD-1 001' }, [BUTTER, COFFEE]);
    expect(again).toMatchObject({ status: 'redeemed', total_cents: 200 });
    expect(again.refused).toMatchObject([{ offer_id: 'BUTTER', reason: 'used' }]);
  });

  test('are refused with the card of another household, before and after their days, and by unknown numbers', async () => {
    await take(TWO_LISTS);
    expect(await scan({ list: 'OLD1001', card: 'KH2' }, [BUTTER])).toMatchObject({
      reason: 'list-of-other-household',
    });
    expect(await scan({ list: 'OLD1001' }, [BUTTER], '2026-10-25')).toMatchObject({
      reason: 'list-not-yet-valid',
    });
    expect(await scan({ list: 'OLD1001' }, [BUTTER], '2026-11-09')).toMatchObject({ reason: 'list-expired' });
    expect(await scan({ list: 'OLD1002' }, [BUTTER])).toMatchObject({ reason: 'code-forged' });
    expect(await scan({ list: '7700000000000003' }, [BUTTER])).toMatchObject({ reason: 'code-forged' });
    expect(await scan({ list: '7700000000000002' }, [BUTTER])).toMatchObject({ reason: 'nothing-taken' });
  });

  test('draw on the funder’s budget and the household’s limit like any other list, and a void gives them back', async () => {
    await take([
      ...TWO_LISTS,
      'H1,SECOND,2026-10-26,2026-11-08,BUTTER,1.00',
      'H1,THIRD,2026-10-26,2026-11-08,BUTTER,1.00',
    ]);
    const account = (): Promise<unknown> =>
      withContext(worldIn(scratch).world, { data: room.data }, { command: 'test' }, ({ ledger }) =>
        ledger.issuer.account('BUTTER', date('2026-10-30')),
      );
    expect(await account()).toMatchObject({ openCents: 300, openCount: 3, drawnCents: 0, drawnCount: 0 });
    const first = await scan({ list: 'OLD1001' }, [BUTTER]);
    await scan({ list: 'SECOND' }, [BUTTER]);
    expect(await account()).toMatchObject({ openCents: 100, openCount: 1, drawnCents: 200, drawnCount: 2 });
    // Two by household, whatever the paper.
    expect((await scan({ list: 'THIRD' }, [BUTTER])).refused).toMatchObject([{ reason: 'limit-household' }]);
    await voidRedemption(worldIn(scratch).world, {
      data: room.data,
      redemption: String(first.redemption_id),
    });
    expect(await account()).toMatchObject({ openCents: 200, drawnCents: 100, drawnCount: 1 });
    expect(await scan({ list: 'THIRD' }, [BUTTER])).toMatchObject({ status: 'redeemed', total_cents: 100 });
  });

  test('name the household of receipts that come with their number', async () => {
    await take(TWO_LISTS);
    const owner = await withContext(
      worldIn(scratch).world,
      { data: room.data },
      { command: 'test' },
      ({ ledger }) => [
        ledger.lists.householdOfCode('OLD-1 001'),
        ledger.lists.householdOfCode('7700000000000002'),
        ledger.lists.householdOfCode('nobody'),
      ],
    );
    expect(owner).toEqual(['H1', 'H2', undefined]);
  });
});

describe('a plan after the cutover', () => {
  test('leaves out who holds a list until its last day, and plans everybody else', async () => {
    await take([
      ...TWO_LISTS,
      // The list that began last is not the one that ends last.
      'H3,LONG,2026-10-12,2026-11-20,,',
      'H3,SHORT,2026-10-26,2026-11-08,,',
    ]);
    expect(await dueOn('2026-10-30')).toEqual(['H4']);
    // In the home on the ninth, the day after the last one.
    expect(await dueOn('2026-11-04')).toEqual(['H4']);
    expect(await dueOn('2026-11-05')).toEqual(['H1', 'H2', 'H4']);
    expect(await dueOn('2026-11-16')).toEqual(['H1', 'H2', 'H4']);
    expect(await dueOn('2026-11-17')).toEqual(['H1', 'H2', 'H3', 'H4']);
  });

  test('for everybody on the day of the cutover is a plan of its own, and its release names the conflict', async () => {
    await take(TWO_LISTS);
    const [cycle] = query<{ as_of: number }>(room.data, 'ledger.db', 'SELECT as_of FROM cycle');
    const day = new Date((cycle?.as_of ?? 0) * 86_400_000).toISOString().slice(0, 10);
    const { world, said } = worldIn(scratch);
    await plan(world, { data: room.data, asOf: day, households: 'all', json: true });
    const { cycle_id: planned, state } = JSON.parse(said.stdout) as { cycle_id: number; state: string };
    expect({ planned, state }).toEqual({ planned: 2, state: 'draft' });
    const released = withContext(
      worldIn(scratch).world,
      { data: room.data },
      { command: 'test' },
      async (context) => {
        const draft = context.ledger.cycles.find(planned);
        if (draft === undefined) throw new Error('no draft');
        await preflightDraft(context, draft);
        approveCycle(context, requireCycle(context, String(planned)), 'Jo');
        const approved = context.ledger.cycles.find(planned);
        if (approved === undefined) throw new Error('no cycle');
        await releaseCycle(context, approved, 'Jo');
      },
    );
    await expect(released).rejects.toMatchObject({
      code: 'list-still-live',
      next: expect.stringContaining('household H1'),
    });
  });

  test('is made by the first night for who holds none, and by the night of its end for who does', async () => {
    await take(TWO_LISTS);
    const set = ['plan.control_percent=0', 'night.approve=auto', 'night.free_mb_min=0'];
    const plannedBy = async (day: string): Promise<string[]> => {
      const before =
        query<{ n: number }>(room.data, 'ledger.db', 'SELECT max(cycle_id) AS n FROM cycle')[0]?.n ?? 0;
      const { world, said } = worldIn(scratch);
      await nightly(world, { data: room.data, asOf: day, set, json: true });
      expect(JSON.parse(said.stdout)).toMatchObject({ state: 'done', exit_code: 0 });
      return query<{ household_id: string }>(
        room.data,
        'ledger.db',
        `SELECT household_id FROM list WHERE cycle_id > ${before} ORDER BY 1`,
      ).map((row) => row.household_id);
    };
    expect(await plannedBy('2026-10-30')).toEqual(['H3', 'H4']);
    expect(await plannedBy('2026-11-04')).toEqual([]);
    expect(await plannedBy('2026-11-05')).toEqual(['H1', 'H2']);
    // Receipts of the last day of both are there, and an earlier system's list is no prediction of ours.
    expect(await plannedBy('2026-11-24')).toEqual(['H1', 'H2', 'H3', 'H4']);
    expect(query(room.data, 'ledger.db', 'SELECT DISTINCT cycle_id FROM cycle_score')).toEqual([
      { cycle_id: 2 },
    ]);
  });

  test('with daily drops does not take the days before it for missed nights', async () => {
    await take(TWO_LISTS);
    const options = { data: room.data, set: ['plan.drops=14'] };
    const inputs = await withContext(worldIn(scratch).world, options, { command: 'test' }, (context) => {
      const asOf = date('2026-10-30');
      return readPlanInputs(context, { asOf, validFrom: addDays(asOf, 4), validUntil: addDays(asOf, 17) });
    });
    expect(inputs.dropPlan.lastPlanned).toBeUndefined();
  });
});

describe('taken over again', () => {
  test('the same file changes nothing, whatever it is called', async () => {
    await take([...TWO_LISTS, 'H4,A4,2026-10-26,2026-11-08,NOPE,']);
    await scan({ list: 'OLD1001' }, [BUTTER]);
    const before = logicalDump(room.data);
    const { document } = await take([...TWO_LISTS, 'H4,A4,2026-10-26,2026-11-08,NOPE,'], 'renamed.csv');
    expect(document).toMatchObject({ lists_taken: 0, lists_known: 3, offers_issued: 0, cycles: [] });
    expect(differences(before, logicalDump(room.data))).toEqual([]);
  });

  test('another file adds its lists, and offers to lists that were known', async () => {
    await take(TWO_LISTS);
    await scan({ list: 'OLD1001' }, [COFFEE]);
    const { document } = await take(
      [
        'H2,7700000000000002,2026-10-26,2026-11-08,BUTTER,0.50',
        'H1,OLD1001,2026-10-26,2026-11-08,COFFEE,',
        'H3,NEW3,2026-10-26,2026-11-08,COFFEE,6.00',
      ],
      'more.csv',
    );
    expect(document).toMatchObject({
      lists_taken: 1,
      lists_known: 2,
      offers_issued: 2,
      cycles: [{ cycle_id: 2 }],
    });
    expect(await scan({ list: '7700000000000002' }, [BUTTER])).toMatchObject({ total_cents: 50 });
    expect(await scan({ list: 'NEW3' }, [COFFEE])).toMatchObject({ total_cents: 300 });
    expect((await scan({ list: 'OLD1001' }, [COFFEE])).refused).toMatchObject([
      { reason: 'not-in-basket' },
      { offer_id: 'COFFEE', reason: 'used' },
    ]);
  });

  test('an offer that was unknown is added once the offers feed has it', async () => {
    await take(['H4,A4,2026-10-26,2026-11-08,LATE,']);
    const window = '2026-08-01,2026-12-31,2026-08-01,2026-12-31';
    await feed('offers', [
      'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end',
      `LATE,F1,cents_off,0.40,B1,${window}`,
    ]);
    expect((await take(['H4,A4,2026-10-26,2026-11-08,LATE,'])).document).toMatchObject({ offers_issued: 1 });
    expect(await scan({ list: 'A4' }, [BUTTER])).toMatchObject({ total_cents: 40 });
  });

  test('a list with other days than before is another list under the same number', async () => {
    await take(TWO_LISTS);
    const { document } = await take(['H2,7700000000000002,2026-10-26,2026-11-09,,']);
    expect(document).toMatchObject({ rejected_by_reason: { 'list-differs': 1 } });
  });

  test('a list whose cycle is over gets no more offers', async () => {
    await take(TWO_LISTS);
    await withContext(worldIn(scratch).world, { data: room.data }, { command: 'test' }, ({ ledger }) => {
      expect(ledger.cycles.advance(1, 'released', 'closed')).toBe(true);
    });
    const { document } = await take(['H2,7700000000000002,2026-10-26,2026-11-08,BUTTER,']);
    expect(document).toMatchObject({ rejected_by_reason: { 'list-over': 1 }, offers_issued: 0 });
  });
});

test('an offer without a shelf price or a product is redeemed all the same, or named', async () => {
  const { document } = await take([
    'H1,A1,2027-06-01,2027-06-14,GHOST,',
    'H1,A1,2027-06-01,2027-06-14,COFFEE,6.50',
  ]);
  expect(document).toMatchObject({ offers_issued: 2 });
  const logged = readFileSync(join(room.data, 'logs', 'duelist.log'), 'utf8');
  expect(logged).toContain('offer GHOST has no product');
});
