import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { FIXTURES_DIR, MASTER_FEEDS, PLAN_DAY, scanPaths } from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump } from '../../scripts/proof/support/dump.ts';
import type { Ran } from '../../scripts/proof/support/program.ts';
import { cardOf } from '../support/chain-facts.ts';
import { hashesOf } from '../support/files.ts';
import { duelistHere, succeedInTurnHere } from '../support/here.ts';
import { piecesFor, writeBasket } from '../support/lane.ts';
import { dayAfter, groupBy, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** Whatever cron, a nervous operator or a lane repeats, is done once; and the same feeds are the same paper. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'out');
// Enough for a fit; more days would only take longer.
const scans = scanPaths(FIXTURES_DIR, '2026-07-01', PLAN_DAY);
const faulty = join(scratch, 'scans-faulty.csv');
const master = (feed: string): string[] => ['ingest', feed, join(FIXTURES_DIR, `${feed}.csv`)];

/** Everything that was done in `data`, in order, and what was said the second time. */
const done: (readonly string[])[] = [];
const again: Ran[] = [];

async function run(dir: string, commands: readonly (readonly string[])[]): Promise<void> {
  await succeedInTurnHere(commands.map((args) => [...args, '--data', dir]));
  if (dir === data) done.push(...commands);
}

/** A directory with the same key and configuration as any other of this file. */
function prepare(dir: string): void {
  mkdirSync(join(dir, 'keys'), { recursive: true });
  writeFileSync(join(dir, 'keys', '1.key'), `${'3c'.repeat(32)}\n`, { mode: 0o600 });
  // Several spools, so that more than one file has to come out the same.
  writeFileSync(join(dir, 'duelist.toml'), '[print]\nspool_sheets = 10\n');
}

/** Predictions, lists and sheets of the day of planning. */
const production = (to: string): string[][] => [
  ['predict', '--as-of', PLAN_DAY, '--out', join(to, 'predictions.csv')],
  ['plan', '--as-of', PLAN_DAY, '--households', 'all'],
  ['lists', '--cycle', '1', '--out', join(to, 'lists.csv')],
  ['print', '--cycle', '1', '--limit', '24', '--out', join(to, 'print')],
];

beforeAll(async () => {
  const header = 'store_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount';
  const good = Array.from({ length: 40 }, (_, n) => `101,z${n},1,2026-10-17 09:00,,plu:4011,1,1.25`);
  writeFileSync(faulty, [header, ...good, '101,1,1,2026-02-30 09:00,C1,plu:4011,1,1.25', ''].join('\n'));

  prepare(data);
  await run(data, [
    ['init'],
    ...MASTER_FEEDS.map(master),
    ['ingest', 'scans', ...scans, faulty],
    ...production(out),
  ]);
  await run(data, [
    ['approve', '--cycle', '1', '--by', 'Ann'],
    ['release', '--cycle', '1', '--out', join(out, 'release')],
  ]);
  const lists = groupBy(readRecords(join(out, 'lists.csv')), (line) => line('household_id'));
  const [first, second] = [...lists].filter(([, of]) => piecesFor(of).length > 0);
  if (first === undefined || second === undefined) throw new Error('no two lists have specials');
  await run(data, [
    [...lane('kept', first[1]), '--list', first[1][0]?.('list_code') ?? ''],
    [...lane('undone', second[1]), '--card', cardOf(second[0])],
    ['void', '--redemption', '2'],
    ['status'],
    ['explain', '--household', first[0]],
  ]);
});

function lane(transaction: string, lines: readonly Rec[]): string[] {
  const basket = writeBasket(scratch, `${transaction}.csv`, piecesFor(lines));
  const place = ['--store', '101', '--register', '1', '--transaction', transaction];
  return ['redeem', ...place, '--day', dayAfter(PLAN_DAY, 5), '--basket', basket];
}

/** That somebody looked again is written down again. */
const withoutLooks = (rows: readonly string[]): string[] =>
  rows.filter((row) => !/^ledger\.db audit .*"(?:explain|lists|print)"/.test(row));

test('every command again changes no row of the databases and no byte of a file', async () => {
  const rows = withoutLooks(logicalDump(data));
  const files = hashesOf(out);
  const quarantine = hashesOf(join(data, 'quarantine'));
  expect(done.map(([command]) => command)).toHaveLength(22);
  expect(Object.keys(files).length).toBeGreaterThan(30);
  expect(Object.keys(quarantine)).toHaveLength(1);
  for (const args of done) {
    const ran = await duelistHere([...args, '--data', data]);
    again.push(ran);
    // The second redemption was voided: its retry must not come back to life.
    const code = args.includes('undone') ? 1 : 0;
    expect([args[0], ran.code, ran.stderr]).toEqual([args[0], code, '']);
    const ledger = rows.filter((row) => row.startsWith('ledger.db'));
    expect([args[0], differences(ledger, withoutLooks(logicalDump(data, ['ledger.db'])))]).toEqual([
      args[0],
      [],
    ]);
  }
  expect(differences(rows, withoutLooks(logicalDump(data)))).toEqual([]);
  expect(hashesOf(out)).toEqual(files);
  expect(hashesOf(join(data, 'quarantine'))).toEqual(quarantine);
});

test.each([
  ['ingest', 'already ingested'],
  ['plan', 'cycle 1 was planned before (released)'],
  ['approve', 'was approved before'],
  ['release', 'released before'],
  ['redeem', 'already-recorded'],
  ['void', 'already-voided'],
])('%s says that it was done before', (command, words) => {
  expect(again[done.findIndex(([name]) => name === command)]?.stdout).toContain(words);
});

test('the same feeds in another order, with the same key and configuration, are the same predictions and paper', async () => {
  const other = join(scratch, 'other');
  const otherOut = join(scratch, 'other-out');
  prepare(other);
  const backwards = [faulty, ...scans.toReversed()];
  await run(other, [
    ['ingest', 'scans', ...backwards.slice(0, 40)],
    ...MASTER_FEEDS.toReversed().map(master),
    ['ingest', 'scans', ...backwards.slice(40)],
    ...production(otherOut),
  ]);
  const expected = Object.fromEntries(
    Object.entries(hashesOf(out)).filter(([name]) => !name.startsWith('release/')),
  );
  expect(hashesOf(otherOut)).toEqual(expected);
  expect(Object.keys(expected)).toEqual(
    expect.arrayContaining(['lists.csv', 'predictions.csv', 'print/spool-003.pdf']),
  );
});
