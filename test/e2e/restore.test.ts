import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { approve, copyData, PLAN_DAY, release } from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { duelistHere, planHere, succeedHere } from '../support/here.ts';
import { type Shopper, writeBasket } from '../support/lane.ts';
import { dayAfter, readRecords } from '../support/records.ts';
import {
  laneLog,
  ledgerOf,
  type RestoreAnswer,
  type RestoreScene,
  redeem,
  restore,
  restored,
  restoreScene,
} from '../support/restore-scene.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** A backup comes back: nothing that happened since is lost silently, and no right comes back to life unseen. */
const scratch = scratchDirectory();
let scene: RestoreScene;

beforeAll(async () => {
  scene = await restoreScene(scratch);
}, 120_000);

describe('restored into the directory whose ledger went wrong', () => {
  const dir = join(scratch, 'back');
  let answer: RestoreAnswer;

  beforeAll(async () => {
    copyData(scene.lost, dir);
    answer = await restored(dir, '--from', scene.backup);
  });

  test('it says what has happened since, and moves what was there aside', () => {
    const { restored: report } = answer;
    expect(report).toMatchObject({ unreadable: null, feeds_again: [] });
    expect(report?.since_backup).toMatchObject({
      redemptions: 5,
      voids: 2,
      returns: 1,
      stores: ['101'],
      first_day: scene.day,
      last_day: scene.day,
      cycles_lost: [],
      cycles_released_since: [],
    });
    expect(readdirSync(report?.replaced ?? '').sort()).toEqual(
      ['acts-since.csv', 'history.db', 'keys', 'ledger.db', 'replay.ndjson', 'restore.json'].sort(),
    );
    const acts = readRecords(report?.since_backup?.acts_file ?? '').map((row) => row('act'));
    expect(acts).toEqual(expect.arrayContaining(['void', 'return']));
    expect(answer.unsettled_since).not.toBeNull();
    expect(report?.lane_logs).toHaveLength(1);
  });

  test('no right comes back to life at a lane, and nothing new goes out', async () => {
    const { code, basket } = scene.shopperNo(1);
    const again = await redeem(dir, { transaction: 'second', day: scene.day, list: code, basket });
    expect(again.ran.code).toBe(1);
    expect(again.answer).toMatchObject({ status: 'rejected', reason: 'ledger-restored', total_cents: 0 });
    const byCard = await redeem(dir, {
      transaction: 'third',
      day: scene.day,
      card: scene.shopperNo(6).card,
      basket,
    });
    expect(byCard.answer).toMatchObject({ status: 'rejected', reason: 'ledger-restored' });

    const later = copyData(dir, join(scratch, 'later'));
    const cycle = await planHere(later, dayAfter(PLAN_DAY, 14), 'due');
    const approved = await succeedHere(approve(later, cycle));
    expect(approved.stdout).toContain('restore --replay');
    const refused = await duelistHere(release(later, cycle));
    expect(refused.code).toBe(77);
    expect(refused.stderr).toContain('--settle');
    const doctor = await duelistHere(['doctor', '--data', later]);
    expect(doctor.stdout).toMatch(/^WARN {2}restoration/m);
  });

  test('the old ledger is closed to lanes that still have it', async () => {
    const old = copyData(answer.restored?.replaced ?? '', join(scratch, 'old'));
    const { code, basket } = scene.shopperNo(6);
    const ran = await redeem(old, { transaction: 'old', day: scene.day, list: code, basket });
    expect(ran.answer).toMatchObject({ status: 'rejected', reason: 'ledger-restored' });
  });

  test('replayed and settled, the ledger says what it said before it was lost', async () => {
    const file = answer.restored?.since_backup?.replay_file ?? '';
    const { replayed, settled } = await restored(dir, '--replay', file, '--settle');
    expect(replayed).toMatchObject({
      requests: 8,
      recorded: 8,
      already_recorded: 0,
      rejected: 0,
      unreadable: 0,
    });
    expect(settled).toMatchObject({ by: 'Ann', restorations: 1, replayed: 8, offers: expect.any(Number) });
    expect(differences(ledgerOf(scene.lost), ledgerOf(dir))).toEqual([]);
    expect(faultsOf(dir)).toEqual([]);
    expect((await duelistHere(['doctor', '--deep', '--data', dir])).code).toBe(0);
  });

  test('replayed again, and from the lanes’ own log, it changes nothing', async () => {
    const before = logicalDump(dir, ['ledger.db']);
    const [log = ''] = answer.restored?.lane_logs ?? [];
    const copies = [answer.restored?.since_backup?.replay_file ?? '', log].map((path, n) => {
      cpSync(path, join(scratch, `log-${n}`));
      return join(scratch, `log-${n}`);
    });
    const { replayed } = await restored(dir, '--replay', ...copies);
    expect(replayed).toMatchObject({ recorded: 0, rejected: 0, unreadable: 0 });
    expect(replayed?.answered_no).toBeGreaterThan(0);
    expect(differences(before, logicalDump(dir, ['ledger.db']))).toEqual([]);
  });

  test('a lane’s retry gets the first answer, under its first number', async () => {
    const { code, basket } = scene.shopperNo(1);
    const retry = await redeem(dir, { transaction: 'a', day: scene.day, list: code, basket });
    expect(retry.answer).toMatchObject({ status: 'already-recorded', redemption_id: scene.since.byList });
    const { card, basket: other } = scene.shopperNo(2);
    const carded = await redeem(dir, { transaction: 'b', day: scene.day, card, basket: other });
    expect(carded.answer).toMatchObject({ status: 'already-recorded', redemption_id: scene.since.byCard });
  });

  test('numbers that the lost ledger gave are not given again', async () => {
    const [row] = query<{ seq: number }>(
      dir,
      'ledger.db',
      "SELECT seq FROM sqlite_sequence WHERE name = 'redemption'",
    );
    expect(row?.seq).toBeGreaterThanOrEqual(scene.since.returned);
    const who = scene.shopperNo(6);
    const next = await redeem(dir, {
      transaction: 'next',
      day: scene.day,
      list: who.code,
      basket: who.basket,
    });
    expect(next.answer.status).toBe('redeemed');
    expect(next.answer.redemption_id).toBeGreaterThan(scene.since.returned);
  });
});

describe('restored where everything was lost', () => {
  const dir = join(scratch, 'nothing');

  test('it makes the directory, and says since when logs are needed', async () => {
    const { restored: report } = await restored(dir, '--from', scene.backup);
    expect(report).toMatchObject({ replaced: null, since_backup: null, unreadable: null });
    const numbers = new Map(
      query<{ name: string; seq: number }>(dir, 'ledger.db', 'SELECT name, seq FROM sqlite_sequence').map(
        (row) => [row.name, row.seq],
      ),
    );
    expect(numbers.get('list')).toBeGreaterThan(1_000_000);
    expect(numbers.get('redemption')).toBeGreaterThan(1_000_000);
  });

  test('the lanes’ own logs bring back what they were told, registers’ logs what can be decided again', async () => {
    const { replayed } = await restored(dir, '--replay', laneLog(scene.lost));
    expect(replayed).toMatchObject({ recorded: 8, already_recorded: 1, answered_no: 1, rejected: 0 });
    expect(differences(ledgerOf(scene.lost), ledgerOf(dir))).toEqual([]);

    const { code, pieces } = scene.shopperNo(7);
    const spent = scene.shopperNo(1);
    const row = (who: Shopper, transaction: string, n: number): string => {
      const piece = who.pieces[n];
      if (piece === undefined) throw new Error('no such piece');
      const { productId, priceCents, quantity } = piece;
      return [
        '101',
        '3',
        transaction,
        scene.day,
        who.code,
        '',
        n + 1,
        productId,
        quantity,
        priceCents,
        priceCents * quantity,
      ].join(',');
    };
    const csv = join(scratch, 'register.csv');
    writeFileSync(
      csv,
      [
        'store_id,register_id,transaction_id,business_day,list_code,card_id,line_no,product_id,quantity,unit_price_cents,amount_cents',
        ...pieces.map((_, n) => row(scene.shopperNo(7), 'csv', n)),
        row(spent, 'csv2', 0),
        '',
      ].join('\n'),
    );
    const ran = await restore(dir, '--replay', csv);
    expect(ran.code).toBe(1);
    const second = documentOf<RestoreAnswer>(ran).replayed;
    expect(second).toMatchObject({
      requests: 2,
      recorded: 1,
      rejected: 1,
      rejected_by_reason: { 'nothing-taken': 1 },
    });
    const [rejected] = readRecords(second?.rejected_file ?? '');
    expect([rejected?.('transaction_id'), rejected?.('list_code'), rejected?.('reason')]).toEqual([
      'csv2',
      spent.code,
      'nothing-taken',
    ]);
    // The register asks again, as registers do: it was recorded in the replay.
    const basket = writeBasket(scratch, 'csv.csv', pieces);
    const retry = await duelistHere([
      ...[
        'redeem',
        '--store',
        '101',
        '--register',
        '3',
        '--transaction',
        'csv',
        '--day',
        scene.day,
        '--list',
        code,
      ],
      ...['--basket', basket, '--data', dir, '--json'],
    ]);
    expect(documentOf(retry)).toMatchObject({ status: 'already-recorded' });
  });

  test('a torn line is told, keeps the check open (65), and costs no other line', async () => {
    const torn = join(scratch, 'torn.ndjson');
    const { code, pieces } = scene.shopperNo(8);
    const request = {
      store_id: '101',
      register_id: '4',
      business_day: scene.day,
      transaction_id: 't',
      list_code: code,
      lines: pieces.map(({ productId, priceCents, quantity }, n) => ({
        line_no: n + 1,
        product_id: productId,
        quantity,
        unit_price_cents: priceCents,
        amount_cents: priceCents * quantity,
      })),
    };
    writeFileSync(torn, `{"store_id":"101","lin\n${JSON.stringify(request)}\n{"act":"dance"}\n`);
    const ran = await restore(dir, '--replay', torn, '--settle');
    expect(ran.code).toBe(65);
    expect(documentOf<RestoreAnswer>(ran)).toMatchObject({
      replayed: { requests: 3, recorded: 1, unreadable: 2 },
      settled: null,
      unsettled_since: expect.any(String),
    });
  });

  test('settled without the rest, it names what may have been used, and lanes pay again', async () => {
    const { settled } = await restored(dir, '--settle');
    expect(settled?.offers).toBeGreaterThan(100);
    expect(settled?.face_value_cents).toBeGreaterThan(10_000);
    const who = scene.shopperNo(9);
    const paid = await redeem(dir, {
      transaction: 'paid',
      day: scene.day,
      list: who.code,
      basket: who.basket,
    });
    expect(paid.answer.status).toBe('redeemed');
    expect((await restored(dir, '--settle')).settled).toMatchObject({ restorations: 0 });
  });
});

describe('what must outlive a restore', () => {
  test('suppressions, recalls and who was forgotten since the backup', async () => {
    const dir = copyData(scene.lost, join(scratch, 'people'));
    const [kept, gone] = [scene.shopperNo(10).householdId, scene.shopperNo(11).householdId];
    const feed = join(scratch, 'suppress.csv');
    writeFileSync(feed, `household_id,reason,start_day\n${kept},opted_out,${PLAN_DAY}\n`);
    await succeedHere(['ingest', 'suppressions', feed, '--data', dir]);
    await succeedHere(['forget', '--household', gone, '--by', 'Ann', '--yes', '--data', dir]);
    await succeedHere(['recall', '--product', 'plu:4046', '--by', 'Ann', '--data', dir]);
    const { restored: report } = await restored(dir, '--from', scene.backup);
    expect(report?.since_backup).toMatchObject({ suppressions_kept: 1, recalls_kept: 1 });
    const recalled = query(dir, 'ledger.db', "SELECT * FROM recalled_product WHERE source = 'command'");
    expect(recalled).toMatchObject([{ product_id: 'plu:4046', recalled_by: 'Ann', lifted_at: null }]);
    expect(report?.since_backup?.forgotten_kept).toBeGreaterThan(0);
    expect(report?.feeds_again).toEqual(['suppress.csv']);
    const suppressed = query<{ household_id: string }>(
      dir,
      'ledger.db',
      'SELECT household_id FROM suppression',
    );
    expect(suppressed.map((row) => row.household_id)).toContain(kept);
    expect(query(dir, 'history.db', `SELECT * FROM household WHERE household_id = '${gone}'`)).toEqual([]);
    expect(query(dir, 'ledger.db', `SELECT * FROM list WHERE household_id = '${gone}'`)).toEqual([]);
  });

  test('a cycle that was released after the backup can be released again, and its redemptions replayed', async () => {
    const dir = copyData(scene.approved, join(scratch, 'cycles'));
    const early = join(scratch, 'early');
    await succeedHere(['backup', '--out', early, '--data', dir]);
    await succeedHere(release(dir, '1'));
    const { code, basket } = scene.shopperNo(1);
    const paid = await redeem(dir, { transaction: 'x', day: scene.day, list: code, basket });
    expect(paid.answer.status).toBe('redeemed');
    const { restored: report } = await restored(dir, '--from', early);
    expect(report?.since_backup).toMatchObject({ redemptions: 1, cycles_released_since: [1] });
    const file = report?.since_backup?.replay_file ?? '';
    const tooEarly = documentOf<RestoreAnswer>(await restore(dir, '--replay', file));
    expect(tooEarly.replayed).toMatchObject({ rejected: 1, cycles_to_release: [1] });
    await succeedHere(release(dir, '1'));
    const before = await redeem(dir, { transaction: 'y', day: scene.day, list: code, basket });
    expect(before.answer).toMatchObject({ reason: 'ledger-restored' });
    expect((await restored(dir, '--replay', file, '--settle')).replayed).toMatchObject({
      recorded: 1,
      rejected: 0,
    });
    const again = await redeem(dir, { transaction: 'y', day: scene.day, list: code, basket });
    expect(again.answer).toMatchObject({ status: 'rejected', reason: 'nothing-taken' });
  });
});

describe('a restore that cannot be made', () => {
  test.each([
    ['ledger.db', 'ledger-in-use', 'SELECT count(*) FROM cycle'],
    ['run.lock', 'locked', 'BEGIN EXCLUSIVE'],
  ])('while somebody has %s is told (75), and lanes go on', async (name, fault, sql) => {
    const dir = copyData(scene.lost, join(scratch, `busy-${name}`));
    const before = ledgerOf(dir);
    const other = new Database(join(dir, name));
    try {
      if (sql.startsWith('BEGIN')) other.exec(sql);
      else other.prepare(sql).get();
      const ran = await restore(dir, '--from', scene.backup);
      expect(ran.code).toBe(75);
      expect(ran.stderr).toContain(`error[${fault}]`);
      expect(readdirSync(dir).filter((entry) => /^(?:replaced|restoring)/.test(entry))).toEqual([]);
    } finally {
      other.close();
    }
    expect(differences(before, ledgerOf(dir))).toEqual([]);
    const { code, basket } = scene.shopperNo(6);
    const paid = await redeem(dir, { transaction: 'on', day: scene.day, list: code, basket });
    expect(paid.answer.status).toBe('redeemed');
  });

  test('is told what to do (64) when it is told nothing, or nobody does it', async () => {
    const dir = copyData(scene.lost, join(scratch, 'usage'));
    expect((await restore(dir)).code).toBe(64);
    const nobody = await duelistHere(['restore', '--settle', '--by', ' ', '--data', dir]);
    expect(nobody.code).toBe(64);
  });

  test('halfway is ended by the next one; until then every command says so (75)', async () => {
    const dir = copyData(scene.lost, join(scratch, 'halfway'));
    const whole = copyData(scene.lost, join(scratch, 'whole'));
    await restored(whole, '--from', scene.backup);
    // What a kill between the decision and the first rename leaves: all of it prepared, nothing moved.
    const prepared = join(dir, 'restoring');
    const fresh = ['history.db', 'keys/1.key', 'ledger.db'];
    for (const path of fresh) cpSync(join(whole, path), join(prepared, 'new', path));
    const report = {
      from: scene.backup,
      taken_at: 'then',
      replaced: join(dir, 'replaced-1'),
      since_backup: null,
    };
    const more = { logs_needed_since: 'then', lane_logs: [], unreadable: null, feeds_again: null };
    const plan = {
      replaced: 'replaced-1',
      present: fresh,
      fresh,
      beside: [],
      report: { ...report, ...more },
    };
    writeFileSync(join(prepared, 'plan.json'), JSON.stringify(plan));
    const { code, basket } = scene.shopperNo(6);
    const lane = await redeem(dir, { transaction: 'x', day: scene.day, list: code, basket });
    expect(lane.ran.code).toBe(75);
    expect(lane.ran.stderr).toContain('duelist restore --from');
    expect((await restored(dir, '--from', scene.backup)).restored).toMatchObject({ taken_at: 'then' });
    expect(differences(ledgerOf(whole), ledgerOf(dir))).toEqual([]);
    expect(differences(ledgerOf(scene.lost), ledgerOf(join(dir, 'replaced-1')))).toEqual([]);
  });
});
