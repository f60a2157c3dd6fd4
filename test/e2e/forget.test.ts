import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { approve, copyData, FIXTURES_DIR, PLAN_DAY, scanPaths } from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { withContext } from '../../src/cli/context.ts';
import { applyForgotten } from '../../src/cli/people/forget.ts';
import { worldIn } from '../cli/world.ts';
import { households } from '../support/chain-facts.ts';
import {
  duelistHere as duelist,
  planHere,
  succeedHere as succeed,
  succeedInTurnHere,
} from '../support/here.ts';
import { filesThatHave, tracesOf } from '../support/household-traces.ts';
import { redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** One household that has everything: a list that went out and was used, one in a draft, wishes, faulty rows, a hold. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const LANE_DAY = dayAfter(PLAN_DAY, 6);
let shopper: Shopper;
let other: Shopper;
let redemptionId: number;
/** Names, addresses and ids of the household that the chain's files have nowhere else. */
let traces: string[];

beforeAll(async () => {
  await released(data);
  const lines = parseRecords((await succeed(['lists', '--cycle', '1', '--data', data])).stdout);
  const [first, second] = shoppersOf(lines, scratch);
  if (first === undefined || second === undefined) throw new Error('no two shoppers');
  shopper = first;
  other = second;
  traces = tracesOf(shopper.householdId);
  redemptionId = (await redeem(data, laneOf('used'))).answer.redemption_id ?? 0;
  await redeem(data, { transaction: 'other', day: LANE_DAY, basket: other.basket, list: other.code });
  const row = households.get(shopper.householdId);
  write('faulty.csv', [
    'household_id,card_ids,name,address_1,mail_consent',
    `${shopper.householdId},${shopper.card},${row?.('name')},"${row?.('address_1')}",perhaps`,
  ]);
  write('wishes.csv', [
    'household_id,what,value,day',
    `${shopper.householdId},mute_category,Candy,2026-10-01`,
  ]);
  write('stops.csv', ['household_id,reason,start_day', `${shopper.householdId},no_mail,2026-10-19`]);
  await duelist(['ingest', 'households', join(scratch, 'faulty.csv'), '--data', data]);
  await succeedInTurnHere([
    ['ingest', 'preferences', join(scratch, 'wishes.csv'), '--data', data],
    ['ingest', 'suppressions', join(scratch, 'stops.csv'), '--data', data],
    ['explain', '--household', shopper.householdId, '--by', 'Ann', '--data', data],
  ]);
  const next = await planHere(data, dayAfter(PLAN_DAY, 1));
  await succeed(approve(data, next));
}, 120_000);

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(scratch, name), `${lines.join('\n')}\n`);
}

function laneOf(transaction: string) {
  return { transaction, day: LANE_DAY, basket: shopper.basket, list: shopper.code };
}

const forget = (dir: string, ...more: string[]) =>
  duelist(['forget', '--household', shopper.householdId, '--by', 'Ann', ...more, '--data', dir, '--json']);

/** What is nobody's: it must not change. */
function notPersonal(dir: string): string[] {
  const of = (name: 'history.db' | 'ledger.db', sql: string): string[] =>
    query(dir, name, sql).map((row) => `${sql.slice(0, 40)} ${JSON.stringify(row)}`);
  return [
    ...of('ledger.db', 'SELECT * FROM ledger_entry'),
    ...of('ledger.db', 'SELECT * FROM redemption'),
    ...of('ledger.db', 'SELECT * FROM offer_draw'),
    ...of(
      'ledger.db',
      'SELECT offer_id, offer_version, face_value_cents, list_id, line_no FROM issued_offer',
    ),
    ...of('history.db', 'SELECT receipt_no, file_no, hex(lines) FROM superseded_receipt'),
    ...of(
      'history.db',
      'SELECT receipt_no, day, register_id, transaction_id, second_of_day, hex(lines) FROM receipt',
    ),
    ...of('history.db', 'SELECT * FROM product'),
    ...of('history.db', 'SELECT * FROM price'),
  ];
}

test('without --yes it says what would go, and changes nothing', async () => {
  const before = logicalDump(data);
  const ran = await forget(data);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 1, stderr: '' });
  expect(documentOf(ran)).toMatchObject({
    schema: 'duelist.forget/1',
    status: 'not-done',
    household_id: shopper.householdId,
    lists: 1,
    draft_lists: 1,
    preferences: 1,
    suppressions: 1,
  });
  expect(differences(before, logicalDump(data))).toEqual([]);
  expect(existsSync(join(data, 'forgotten.csv'))).toBe(false);
});

describe('a forgotten household', () => {
  const dir = join(scratch, 'forgotten');
  let answer: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    copyData(data, dir);
    const ran = await forget(dir, '--yes');
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    answer = documentOf(ran);
  });

  test('is said in counts', () => {
    expect(answer).toMatchObject({
      status: 'forgotten',
      pseudonym: expect.stringMatching(/^forgotten:[0-9a-f]{16}$/),
      lists: 1,
      draft_lists: 1,
      preferences: 1,
      suppressions: 1,
      quarantine_rows: 1,
      to_approve_again: [2],
    });
    expect(answer.offers_withdrawn).toBeGreaterThan(0);
  });

  test('leaves no trace in the bytes of any file', () => {
    expect(filesThatHave(data, traces).length).toBeGreaterThan(5);
    expect(filesThatHave(dir, traces)).toEqual([]);
    expect(faultsOf(dir)).toEqual([]);
  });

  test('leaves money, sales and the chain’s totals as they were', () => {
    expect(differences(notPersonal(data), notPersonal(dir))).toEqual([]);
    const claims = (of: string) =>
      query(
        of,
        'ledger.db',
        `SELECT issued_offer.offer_id, sum(funder_cents) AS funder, sum(store_cents) AS store FROM ledger_entry
         JOIN issued_offer USING (issued_offer_id) GROUP BY 1 ORDER BY 1`,
      );
    expect(claims(dir)).toEqual(claims(data));
    expect(claims(dir).length).toBeGreaterThan(0);
  });

  test('leaves everybody else as they were', () => {
    const others = (of: string) =>
      logicalDump(of).filter(
        (row) =>
          /^(?:history\.db (?:household|card|preference) |ledger\.db (?:suppression|hold) )/.test(row) &&
          !traces.some((trace) => row.includes(trace)),
      );
    expect(differences(others(data), others(dir))).toEqual([]);
  });

  test('keeps its money under one name that leads to nobody', () => {
    const names = query<{ household_id: string }>(
      dir,
      'ledger.db',
      'SELECT DISTINCT household_id FROM issued_offer',
    );
    expect(names.map((row) => row.household_id)).toContain(answer.pseudonym);
    expect(names).toHaveLength(
      query(data, 'ledger.db', 'SELECT DISTINCT household_id FROM issued_offer').length,
    );
    const acts = query<{ act: string }>(
      dir,
      'ledger.db',
      `SELECT act FROM audit WHERE subject = 'household ${answer.pseudonym}' ORDER BY audit_id`,
    );
    expect(acts.map(({ act }) => act)).toEqual(['explain', 'forget']);
  });

  test('has its paper refused by code and by card, also when an earlier redemption is voided', async () => {
    const own = copyData(dir, join(scratch, 'paper'));
    const byCode = await redeem(own, laneOf('after'));
    expect(byCode.answer).toMatchObject({ status: 'rejected', reason: 'list-withdrawn' });
    const { transaction, day, basket } = laneOf('after-card');
    const byCard = await redeem(own, { transaction, day, basket, card: shopper.card });
    expect(byCard.answer).toMatchObject({ status: 'rejected' });
    expect((await duelist(['void', '--redemption', String(redemptionId), '--data', own])).code).toBe(0);
    expect((await redeem(own, laneOf('voided'))).answer).toMatchObject({
      status: 'rejected',
      reason: 'list-withdrawn',
    });
    expect((await redeem(dir, laneOf('used'))).answer.status).toBe('already-recorded');
  });

  test('has no sheet when its cycle is printed again', async () => {
    const out = join(scratch, 'print');
    await succeed(['print', '--cycle', '1', '--out', out, '--data', dir]);
    expect(existsSync(join(out, 'lists', `${shopper.listId}.pdf`))).toBe(false);
    expect(readRecords(join(out, 'held.csv')).map((row) => [row('list_id'), row('reason')])).toContainEqual([
      shopper.listId,
      'forgotten',
    ]);
    expect(filesThatHave(out, traces)).toEqual([]);
  });

  test('is on no list of a draft, and an approval that counted its list is void', () => {
    expect(
      query(dir, 'ledger.db', 'SELECT * FROM list WHERE cycle_id = 2 AND forgotten_on IS NOT NULL'),
    ).toEqual([]);
    const [was] = query<{ lists: number }>(data, 'ledger.db', 'SELECT lists FROM cycle WHERE cycle_id = 2');
    expect(query(dir, 'ledger.db', 'SELECT state, seal, lists FROM cycle WHERE cycle_id = 2')).toEqual([
      { state: 'draft', seal: null, lists: (was?.lists ?? 0) - 1 },
    ]);
  });

  test('is forgotten once: the second time says so', async () => {
    const before = logicalDump(dir);
    const again = await forget(dir, '--yes');
    expect({ code: again.code, status: documentOf(again).status }).toEqual({
      code: 0,
      status: 'already-forgotten',
    });
    const byCard = await duelist([
      ...['forget', '--household', shopper.card, '--by', 'Ann', '--yes', '--data', dir, '--json'],
    ]);
    expect(documentOf(byCard).status).toBe('already-forgotten');
    expect(differences(before, logicalDump(dir))).toEqual([]);
  });

  test('cannot be explained or exported, and says since when', async () => {
    for (const args of [['explain'], ['export-household', '--out', join(scratch, 'x.json'), '--by', 'Ann']]) {
      const ran = await duelist([...args, '--household', shopper.householdId, '--data', dir]);
      expect(ran.code).toBe(66);
      expect(ran.stderr).toMatch(/was forgotten on \d{4}-\d{2}-\d{2}/);
    }
  });

  test('is in the register by keyed digests and the day alone, which only the owner can read', () => {
    const register = join(dir, 'forgotten.csv');
    expect(statSync(register).mode & 0o777).toBe(0o600);
    const lines = readFileSync(register, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('digest,day');
    expect(lines.slice(1).every((line) => /^[0-9a-f]{64},\d{4}-\d{2}-\d{2}$/.test(line))).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
  });

  describe('when the feeds bring it back', () => {
    const back = join(scratch, 'back');

    beforeAll(() => {
      copyData(dir, back);
      // Other bytes than before, so that the files are read again.
      write('households-again.csv', [readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8')]);
      write('wishes-again.csv', ['household_id,what,value', `${shopper.householdId},mute_category,Soda`]);
      write('stops-again.csv', ['household_id,reason', `${shopper.householdId},opted_out`]);
    });

    test('its row is dropped and counted, with nothing in quarantine', async () => {
      const ran = await duelist([
        ...['ingest', 'households', join(scratch, 'households-again.csv'), '--data', back, '--json'],
      ]);
      const counts = documentOf<Record<string, number | null>>(ran);
      expect(counts).toMatchObject({ lines_forgotten: 1, lines_rejected: 0, quarantine: null });
      expect(counts.lines_read).toBe(
        Number(counts.lines_stored) + Number(counts.lines_duplicate) + Number(counts.lines_forgotten),
      );
    });

    test('also a row that is rejected, another household with its card, and its wishes', async () => {
      write('sly.csv', [
        'household_id,card_ids,name,mail_consent',
        `${shopper.householdId},${shopper.card},Somebody,perhaps`,
        `H900001,${shopper.card},Somebody Else,yes`,
        'H900002,4800000000,Somebody Quite Else,yes',
      ]);
      const sly = documentOf(
        await duelist(['ingest', 'households', join(scratch, 'sly.csv'), '--data', back, '--json']),
      );
      expect(sly).toMatchObject({ lines_read: 3, lines_stored: 1, lines_rejected: 0, lines_forgotten: 2 });
      for (const [feed, name] of [
        ['preferences', 'wishes-again.csv'],
        ['suppressions', 'stops-again.csv'],
      ] as const) {
        const ran = await duelist(['ingest', feed, join(scratch, name), '--data', back, '--json']);
        expect(documentOf(ran)).toMatchObject({ lines_read: 1, lines_forgotten: 1, lines_stored: 0 });
      }
    });

    test('its trips are trips of nobody, by card and by list', async () => {
      const header =
        'store_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount,list_code';
      write('trips.csv', [
        header,
        `101,f1,1,2026-10-25 09:00,${shopper.card},plu:4011,1,1.25,`,
        `101,f2,1,2026-10-25 09:00,,plu:4011,1,1.25,${shopper.code}`,
        `101,f3,1,2026-10-25 09:00,${shopper.card},plu:4011,1,"1,25",${shopper.code}`,
        ...Array.from(
          { length: 40 },
          (_, n) => `101,g${n},1,2026-10-25 09:00,${other.card},plu:4011,1,1.25,`,
        ),
      ]);
      const ran = await duelist(['ingest', 'scans', join(scratch, 'trips.csv'), '--data', back, '--json']);
      expect(documentOf(ran)).toMatchObject({ lines_read: 43, lines_stored: 42, lines_rejected: 1 });
      expect(
        query(
          back,
          'history.db',
          "SELECT card_no, list_code FROM receipt WHERE transaction_id IN ('f1', 'f2')",
        ),
      ).toEqual([
        { card_no: null, list_code: null },
        { card_no: null, list_code: null },
      ]);
      for (const [n, path] of scanPaths(FIXTURES_DIR, '2026-10-15', PLAN_DAY).entries()) {
        write(`again-${n}.csv`, [readFileSync(path, 'utf8').trimEnd(), '']);
        const again = await duelist([
          'ingest',
          'scans',
          join(scratch, `again-${n}.csv`),
          '--data',
          back,
          '--json',
        ]);
        expect(documentOf(again)).toMatchObject({ lines_stored: 0, lines_rejected: 0 });
      }
    });

    test('and nothing of it is anywhere, in the next plan neither', async () => {
      expect(filesThatHave(back, traces)).toEqual([]);
      await planHere(back, dayAfter(PLAN_DAY, 2));
      expect(filesThatHave(back, traces)).toEqual([]);
    });
  });

  test('may come back as somebody new, with a new card and the old telephone number', async () => {
    const own = copyData(data, join(scratch, 'newcomer'));
    write('phone.csv', [
      'household_id,card_ids,alternate_ids,name,mail_consent',
      `${shopper.householdId},${shopper.card},6085550142,Old Name,yes`,
    ]);
    write('new.csv', [
      'household_id,card_ids,alternate_ids,name,mail_consent',
      'H900003,4800000001,6085550142,New Name,yes',
    ]);
    await succeed(['ingest', 'households', join(scratch, 'phone.csv'), '--data', own]);
    await forget(own, '--yes');
    const ran = await duelist(['ingest', 'households', join(scratch, 'new.csv'), '--data', own, '--json']);
    expect(documentOf(ran)).toMatchObject({ lines_stored: 1, lines_forgotten: 0 });
    const cards = query(
      own,
      'history.db',
      "SELECT card_id FROM card JOIN household USING (household_no) WHERE household_id = 'H900003'",
    );
    expect(cards).toEqual([{ card_id: '4800000001' }]);
  });

  test('stays forgotten when an older copy of the databases is brought back', async () => {
    const restored = copyData(data, join(scratch, 'restored'));
    writeFileSync(join(restored, 'forgotten.csv'), readFileSync(join(dir, 'forgotten.csv')), { mode: 0o600 });
    const { world } = worldIn(scratch);
    const apply = () =>
      withContext(world, { data: restored }, { command: 'restore', lock: true }, applyForgotten);
    expect(await apply()).toEqual({ households: 1 });
    expect(filesThatHave(restored, traces)).toEqual([]);
    expect(differences(notPersonal(dir), notPersonal(restored))).toEqual([]);
    expect(await apply()).toEqual({ households: 0 });
  });

  test('stays forgotten when only the register beside the databases is lost', async () => {
    const own = copyData(dir, join(scratch, 'lost'));
    writeFileSync(join(own, 'forgotten.csv'), 'digest,day\n');
    const { world } = worldIn(scratch);
    await withContext(world, { data: own }, { command: 'restore', lock: true }, applyForgotten);
    expect(readFileSync(join(own, 'forgotten.csv'), 'utf8')).toBe(
      readFileSync(join(dir, 'forgotten.csv'), 'utf8'),
    );
  });

  test('a register that cannot be read stops what would bring people back', async () => {
    const own = copyData(dir, join(scratch, 'broken'));
    writeFileSync(join(own, 'forgotten.csv'), 'digest,day\nnonsense,2026-10-01\n');
    const ran = await duelist(['ingest', 'households', join(FIXTURES_DIR, 'households.csv'), '--data', own]);
    expect(ran.code).toBe(0);
    write('other.csv', ['household_id,card_ids', 'H900004,4800000004']);
    const fresh = await duelist(['ingest', 'households', join(scratch, 'other.csv'), '--data', own]);
    expect(fresh.code).toBe(78);
    expect(fresh.stderr).toContain('forgotten.csv:2');
  });
});
