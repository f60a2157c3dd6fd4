import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { takeIn } from '../../scripts/lane/files.ts';
import { simulateLane } from '../../scripts/lane/simulate.ts';
import { FIXTURES_DIR, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { hashesOf } from '../support/files.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** What registers need that take specials off by themselves, and what they send back. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'lanes');
const day = dayAfter(PLAN_DAY, 5);
let shoppers: Shopper[];

type Run = {
  readonly run: number;
  readonly store_id: string;
  readonly files: Readonly<Record<string, { readonly rows: number }>>;
  readonly delta?: Readonly<Record<'rights' | 'cards', { readonly added: number; readonly dropped: number }>>;
};

async function laneFiles(...more: readonly string[]): Promise<readonly Run[]> {
  const args = ['lane-files', '--out', out, '--day', day, '--data', data, '--json', ...more];
  return documentOf<{ runs: readonly Run[] }>(await duelistHere(args)).runs;
}

beforeAll(async () => {
  await released(data);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', data]);
  shoppers = shoppersOf(parseRecords(stdout), scratch);
});

test('the reference register makes the log of the conformance kit, line by line', () => {
  const kit = join(FIXTURES_DIR, 'lane');
  const log = simulateLane(join(kit, '101'), readFileSync(join(kit, 'baskets.csv'), 'utf8'));
  expect(log).toBe(readFileSync(join(kit, 'log.csv'), 'utf8'));
});

test('a file that was cut, changed or mixed with another run is not taken in', () => {
  const copy = (name: string) => {
    cpSync(join(FIXTURES_DIR, 'lane', '101'), join(scratch, name), { recursive: true });
    return join(scratch, name);
  };
  const cut = copy('cut');
  const rights = join(cut, '000001', 'rights.csv');
  writeFileSync(rights, readFileSync(rights, 'utf8').slice(0, -40));
  expect(() => takeIn(cut)).toThrow('bytes');
  const other = copy('other');
  const cards = join(other, '000001', 'cards.csv');
  writeFileSync(cards, readFileSync(cards, 'utf8').replace('5551234', '5551235'));
  expect(() => takeIn(other)).toThrow('is not what its manifest says');
});

describe('the files of a store', () => {
  test('have every open special that holds there, and agree with their manifest', async () => {
    const runs = await laneFiles();
    expect(runs.map(({ run }) => run)).toEqual(runs.map(() => 1));
    for (const { store_id } of runs) {
      const files = takeIn(join(out, store_id));
      const [row] = query<{ n: number }>(
        data,
        'ledger.db',
        `SELECT count(*) AS n FROM issued_offer JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version
         WHERE state = 'open' AND (json_array_length(terms, '$.stores') = 0
           OR EXISTS (SELECT 1 FROM json_each(terms, '$.stores') WHERE value = '${store_id}'))`,
      );
      expect(files.rights).toHaveLength(row?.n ?? -1);
      const codes = new Set(files.rights.map(({ list_code }) => list_code));
      expect(shoppers.every(({ code }) => codes.has(code))).toBe(true);
      expect(files.cards.filter(({ card_id }) => card_id === shoppers[0]?.card)).toMatchObject([
        { list_code: shoppers[0]?.code },
      ]);
    }
  });

  test('are left alone when nothing has changed', async () => {
    const before = hashesOf(out);
    expect(await laneFiles()).toEqual([]);
    expect(hashesOf(out)).toEqual(before);
  });

  test('come back as a log that the ledger bills to the cent', async () => {
    const baskets = [
      'register_id,transaction_id,timestamp,scanned,line_no,product_id,quantity,unit_price,amount',
      ...shoppers.slice(0, 12).flatMap(({ code, card, pieces }, n) =>
        pieces.map(({ productId, priceCents, quantity }, at) => {
          const [unit, amount] = [priceCents / 100, (priceCents * quantity) / 100];
          return `9,sim-${n},${day} 11:00,${n % 2 === 0 ? code : card},${at + 1},${productId},${quantity},${unit},${amount}`;
        }),
      ),
      '',
    ].join('\n');
    const log = join(scratch, 'sim.csv');
    writeFileSync(log, simulateLane(join(out, '101'), baskets));
    await succeedHere(['ingest', 'scans', log, '--data', data]);
    const reports = query<{ reported: number; billed: number }>(
      data,
      'ledger.db',
      "SELECT reported_cents AS reported, billed_cents AS billed FROM lane_report WHERE transaction_id GLOB 'sim-*'",
    );
    expect(reports).toHaveLength(12);
    expect(reports.map(({ billed }) => billed)).toEqual(reports.map(({ reported }) => reported));
    expect(reports.every(({ billed }) => billed > 0)).toBe(true);
  });

  test('change by what was spent since, as a delta beside the whole', async () => {
    const before = takeIn(join(out, '101'));
    const shopper = shoppers[12];
    if (shopper === undefined) throw new Error('too few shoppers');
    const { answer } = await redeem(data, {
      transaction: 'online',
      day,
      list: shopper.code,
      basket: shopper.basket,
    });
    expect(answer.status).toBe('redeemed');
    const [run] = await laneFiles('--store', '101');
    const after = takeIn(join(out, '101'));
    const gone = before.rights.filter(
      ({ right_id }) => !after.rights.some((right) => right.right_id === right_id),
    );
    expect(run).toMatchObject({ run: 2, delta: { rights: { added: 0, dropped: gone.length } } });
    const delta = readFileSync(join(out, '101', '000002', 'delta-rights.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(delta[0]).toMatch(/^change,right_id,/);
    expect(delta.slice(1).map((line) => line.split(',').slice(0, 2).join(','))).toEqual(
      gone.map(({ right_id }) => `D,${right_id}`),
    );
  });

  test('take the names, order and forms of a register’s own layout', async () => {
    writeFileSync(
      join(data, 'pos.toml'),
      `delimiter = "|"
line_end = "\\r\\n"
header = false
date = "ddMMyyyy"
money = "cents"
product_code = "gtin-12-no-check"

[files]
rights = "CLIPS.DAT"

[rights]
TYPE = "=C"
LIST = "list_code"
FROM = "valid_from"
VALUE = "value"
`,
    );
    const own = ['--set', 'checkout.store_layouts={ "102" = "pos.toml" }', '--store', '102'];
    const [run] = await laneFiles(...own);
    expect(run?.run).toBe(2);
    const lines = readFileSync(join(out, '102', '000002', 'CLIPS.DAT'), 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^C\|\d{16}\|\d{8}\|\d+$/);
    const products = readFileSync(join(out, '102', '000002', 'products.csv'), 'utf8').split('\r\n');
    expect(products.some((line) => /\|\d{11}\|qualifies$/.test(line))).toBe(true);
    const wrong = await duelistHere([
      ...[
        'lane-files',
        '--out',
        out,
        '--day',
        day,
        '--data',
        data,
        '--set',
        'checkout.lane_layout=wrong.toml',
      ],
    ]);
    expect([wrong.code, wrong.stderr]).toEqual([66, expect.stringContaining('error[lane-layout-missing]')]);
    writeFileSync(join(data, 'wrong.toml'), 'money = "pennies"\n[rights]\nX = "price"\n');
    const faulty = await duelistHere([
      ...[
        'lane-files',
        '--out',
        out,
        '--day',
        day,
        '--data',
        data,
        '--set',
        'checkout.lane_layout=wrong.toml',
      ],
    ]);
    expect([faulty.code, faulty.stderr]).toEqual([
      78,
      expect.stringContaining('money: expected "decimal" or "cents"'),
    ]);
    expect(faulty.stderr).toContain('rights.X');
  });

  test('stay as they are when a run was killed before its manifest', async () => {
    const before = readFileSync(join(out, '103', 'manifest.json'), 'utf8');
    cpSync(join(out, '103', '000001'), join(out, '103', '000002'), { recursive: true });
    writeFileSync(join(out, '103', '000002', 'rights.csv'), 'half of i');
    expect(takeIn(join(out, '103')).run).toBe(1);
    await laneFiles('--store', '103');
    expect(takeIn(join(out, '103')).run).toBe(2);
    expect(readFileSync(join(out, '103', 'manifest.json'), 'utf8')).not.toBe(before);
    expect(existsSync(join(out, '103', '000001'))).toBe(true);
    expect(readdirSync(join(out, '103')).sort()).toEqual(['000001', '000002', 'manifest.json']);
  });
});
