import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import type { RedemptionRequest } from '../../src/checkout/types.ts';
import { withContext } from '../../src/cli/context.ts';
import { loadKeys } from '../../src/cli/keys.ts';
import { carryPromotions } from '../../src/cli/lane/carry-promotions.ts';
import { redeemInLedger } from '../../src/cli/lane/redeem.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { worldIn } from '../cli/world.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** Registers that take specials off by themselves, and tell of it in their transaction logs. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const day = dayAfter(PLAN_DAY, 5);
const HEADER =
  'store_id,register_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount,discount_amount,offer_id,line_type,list_code';
const asked = join(scratch, 'asked');
const ledgerBefore = join(scratch, 'ledger-before.db');
let shoppers: Shopper[];
let files = 0;
let used = 0;

type Off = { readonly line_no: number; readonly offer_id: string; readonly amount_cents: number };
type Told = {
  readonly offers: string;
  readonly billed: number;
  readonly reported: number;
  readonly redemption: number | null;
};

const money = (cents: number): string => (cents / 100).toFixed(2);

beforeAll(async () => {
  await released(data);
  copyFileSync(join(data, 'ledger.db'), ledgerBefore);
  copyData(data, asked);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', data]);
  shoppers = shoppersOf(parseRecords(stdout), scratch);
});

function shopper(n: number): Shopper {
  const found = shoppers[n];
  if (found === undefined) throw new Error(`only ${shoppers.length} shoppers`);
  return found;
}

/** What a lane takes off a shopper's basket, in a ledger of its own. */
async function specialsOf(n: number): Promise<readonly Off[]> {
  const { answer } = await redeem(asked, {
    transaction: `ask-${n}`,
    day,
    list: shopper(n).code,
    basket: shopper(n).basket,
  });
  expect(answer.status).toBe('redeemed');
  return answer.discounts;
}

/** The next shopper two of whose specials are each on a line of their own. */
async function nextShopper(): Promise<{ readonly n: number; readonly specials: readonly Off[] }> {
  for (let n = used; n < shoppers.length; n++) {
    used = n + 1;
    const specials = oneEach(await specialsOf(n));
    if (specials.length > 1) return { n, specials };
  }
  throw new Error('no shopper is left');
}

/** A receipt of the shopper's basket with specials taken off, on the lines of the goods. */
function receipt(
  n: number,
  transaction: string,
  specials: readonly Off[],
  more: { card?: string; list?: string } = { list: shopper(n).code },
) {
  return shopper(n).pieces.map(({ productId, priceCents, quantity }, at) => {
    const [off] = specials.filter(({ line_no }) => line_no === at + 1);
    const all = specials
      .filter(({ line_no }) => line_no === at + 1)
      .reduce((sum, { amount_cents }) => sum + amount_cents, 0);
    const net = money(priceCents * quantity - all);
    const cells = [
      '101',
      '7',
      transaction,
      at + 1,
      `${day} 10:00`,
      more.card ?? '',
      productId,
      quantity,
      net,
    ];
    return [...cells, off === undefined ? '' : money(all), off?.offer_id ?? '', 'sale', more.list ?? ''].join(
      ',',
    );
  });
}

async function ingest(...rows: readonly string[]): Promise<void> {
  files += 1;
  const path = join(scratch, `log-${files}.csv`);
  writeFileSync(path, [HEADER, ...rows, ''].join('\n'));
  await succeedHere(['ingest', 'scans', path, '--data', data]);
}

function told(transaction: string): Told[] {
  return query<Told>(
    data,
    'ledger.db',
    `SELECT offers, billed_cents AS billed, reported_cents AS reported, redemption_id AS redemption FROM lane_report
     WHERE transaction_id = '${transaction}' ORDER BY revision`,
  );
}

/** Lines that have one special each: a line of a log names one offer. */
function oneEach(specials: readonly Off[]): Off[] {
  return specials.filter(
    ({ line_no, offer_id }) =>
      specials.filter((other) => other.line_no === line_no).length === 1 &&
      specials.filter((other) => other.offer_id === offer_id).length === 1,
  );
}

const sum = (offs: readonly Off[]): number => offs.reduce((all, { amount_cents }) => all + amount_cents, 0);

/** Another lane reserves one special of a shopper's. @returns The redemption that is not paid yet. */
async function hold(n: number, { line_no, offer_id }: Off): Promise<number> {
  const piece = shopper(n).pieces[line_no - 1];
  if (piece === undefined) throw new Error('a special on no line');
  const amount = piece.priceCents * piece.quantity;
  const request: RedemptionRequest = {
    ...{ storeId: '101', registerId: '8', transactionId: `hold-${n}`, day: parseDay(day) as Day },
    ...{ listCode: shopper(n).code, cardId: undefined },
    lines: [
      {
        ...{ lineNo: 1, productId: piece.productId as ProductId, quantityMilli: 1000 * piece.quantity },
        ...{ unitPriceCents: cents(piece.priceCents), amountCents: cents(amount) },
      },
    ],
  };
  const { world } = worldIn(scratch, { now: () => new Date() });
  return await withContext(world, { data }, { command: 'redeem' }, (context) => {
    const keys = loadKeys(context.dataDir, context.ledger);
    const manner = { isReserved: true, keyed: false, operatorId: undefined };
    const { decision, redemptionId } = redeemInLedger(context, request, keys, manner).outcome;
    const spent = decision.tag === 'redeemed' ? decision.spent.map(({ offerId }) => offerId) : [];
    expect(spent).toEqual([offer_id]);
    return redemptionId ?? 0;
  });
}

describe('an offer on a line of a log', () => {
  test('is redeemed in the ledger, once, and spends the paper', async () => {
    const { n, specials } = await nextShopper();
    const rows = receipt(n, 'B1', specials);
    await ingest(...rows);
    expect(told('B1')).toMatchObject([{ billed: sum(specials), reported: sum(specials) }]);
    // The log again, in another file, and what the lane would be told now.
    await ingest(...rows, '101,7,other,1,2026-10-23 10:00,,plu:4011,1,0.99,,,sale,');
    expect(told('B1')).toHaveLength(1);
    const { answer } = await redeem(data, {
      transaction: 'later',
      day,
      list: shopper(n).code,
      basket: shopper(n).basket,
    });
    const used = answer.refused.filter(({ reason }) => reason === 'used').map(({ offer_id }) => offer_id);
    expect(used).toEqual(expect.arrayContaining(specials.map(({ offer_id }) => offer_id)));
  });

  test('is found by the card as by the list', async () => {
    const { n, specials } = await nextShopper();
    await ingest(...receipt(n, 'B2', specials, { card: shopper(n).card }));
    expect(told('B2')).toMatchObject([{ billed: sum(specials) }]);
  });

  test('beyond what the offer gives is billed to nobody', async () => {
    const { n, specials } = await nextShopper();
    const [first] = specials as [Off];
    const twice = [{ ...first, amount_cents: first.amount_cents + 100 }];
    await ingest(...receipt(n, 'B3', twice));
    const [report] = told('B3');
    expect(report).toMatchObject({ billed: first.amount_cents, reported: first.amount_cents + 100 });
    expect(JSON.parse(report?.offers ?? '[]')).toMatchObject([
      { offerId: first.offer_id, reason: 'beyond-terms' },
    ]);
    // A second time is over the limit altogether.
    await ingest(...receipt(n, 'B4', [first]));
    expect(told('B4')).toMatchObject([{ billed: 0, reported: first.amount_cents, redemption: null }]);
    expect(JSON.parse(told('B4')[0]?.offers ?? '[]')).toMatchObject([{ reason: 'used' }]);
  });

  test('of less than it would give is billed as it was given', async () => {
    const { n, specials } = await nextShopper();
    const [first] = specials as [Off];
    await ingest(...receipt(n, 'B5', [{ ...first, amount_cents: first.amount_cents - 1 }]));
    expect(told('B5')).toMatchObject([{ billed: first.amount_cents - 1, reported: first.amount_cents - 1 }]);
  });

  test('that is on no list of the shopper is told by name', async () => {
    const { n, specials } = await nextShopper();
    const [other] = specials as [Off];
    await ingest(...receipt(n, 'B6', [{ ...other, offer_id: 'NOBODYS' }]));
    expect(JSON.parse(told('B6')[0]?.offers ?? '[]')).toMatchObject([
      { offerId: 'NOBODYS', reason: 'not-on-list' },
    ]);
  });

  test('on a line of its own counts by what it took off', async () => {
    const { n, specials } = await nextShopper();
    const [first] = specials as [Off];
    const goods = receipt(n, 'B7', []);
    const coupon = [
      '101,7,B7',
      90,
      `${day} 10:00`,
      '',
      '9999',
      1,
      money(-first.amount_cents),
      '',
      first.offer_id,
      'coupon',
      '',
    ];
    await ingest(...goods, coupon.join(','));
    expect(told('B7')).toMatchObject([{ billed: first.amount_cents, reported: first.amount_cents }]);
  });

  test('of a receipt that is corrected is redeemed by the correction', async () => {
    const { n, specials } = await nextShopper();
    await ingest(...receipt(n, 'B8', specials));
    await ingest(...receipt(n, 'B8', specials.slice(1)));
    const reports = told('B8');
    expect(reports.map(({ billed }) => billed)).toEqual([sum(specials), sum(specials.slice(1))]);
    const [voided] = query<{ state: string }>(
      data,
      'ledger.db',
      `SELECT state FROM redemption WHERE redemption_id = ${reports[0]?.redemption}`,
    );
    expect(voided?.state).toBe('voided');
  });

  test('that another lane holds, and nothing else, is told again when that has ended', async () => {
    const { n, specials } = await nextShopper();
    const [held] = specials as [Off];
    const redemptionId = await hold(n, held);
    await ingest(...receipt(n, 'B11', [held]));
    expect(told('B11')).toEqual([]);
    await succeedHere(['void', '--redemption', String(redemptionId), '--data', data]);
    // A fault of ours with one receipt is said, and stops neither the others nor the night.
    const said: string[] = [];
    await withContext(worldIn(scratch).world, { data }, { command: 'ingest' }, (context) => {
      const fail = () => {
        throw new RangeError('a bug');
      };
      Object.assign(context.ledger.offline, { redeemed: fail });
      expect(carryPromotions({ ...context, warn: (text) => void said.push(text) })).toBe(0);
    });
    expect(said).toMatchObject([expect.stringContaining('transaction B11')]);
    await ingest(`101,7,after-${n},1,2026-10-23 10:00,,plu:4011,1,0.99,,,sale,`);
    expect(told('B11')).toMatchObject([{ billed: held.amount_cents, reported: held.amount_cents }]);
  });

  test('that the lane had asked for as it rang up is confirmed, not redeemed again', async () => {
    const { n } = await nextShopper();
    const request = { transaction: 'B9', day, list: shopper(n).code, basket: shopper(n).basket };
    const answered = documentOf<{ discounts: Off[]; total_cents: number; redemption_id: number }>(
      await duelistHere([
        ...[
          'redeem',
          '--store',
          '101',
          '--register',
          '7',
          '--transaction',
          request.transaction,
          '--day',
          day,
        ],
        ...['--list', request.list, '--basket', request.basket, '--data', data, '--json'],
      ]),
    );
    const specials = oneEach(answered.discounts);
    await ingest(...receipt(n, 'B9', specials));
    expect(told('B9')).toMatchObject([{ billed: sum(specials), redemption: answered.redemption_id }]);
    // A correction confirms it again: what stands in the ledger is not reported as given and billed to nobody.
    const rest = specials.slice(1);
    await ingest(...receipt(n, 'B9', rest));
    expect(told('B9')[1]).toMatchObject({ billed: sum(rest), redemption: answered.redemption_id });
  });

  test('of a receipt that is corrected after goods came back stands, less those', async () => {
    const { n, specials } = await nextShopper();
    await ingest(...receipt(n, 'B12', specials));
    const redemption = String(told('B12')[0]?.redemption);
    const line = String(specials[0]?.line_no);
    await succeedHere(['return', '--redemption', redemption, '--line', line, '--data', data]);
    await ingest(...receipt(n, 'B12', specials.slice(1)));
    const entries = `SELECT kind, count(*) AS n FROM ledger_entry WHERE redemption_id = ${redemption} GROUP BY kind`;
    expect(query(data, 'ledger.db', entries)).toMatchObject([{ kind: 'commit' }, { kind: 'return', n: 1 }]);
    expect(told('B12')[1]).toMatchObject({ billed: sum(specials.slice(1)), redemption: Number(redemption) });
  });

  test('on a receipt with an amount that cannot be is told all the same', async () => {
    const { n, specials } = await nextShopper();
    const absurd = `101,7,B13,91,${day} 10:00,,plu:4011,0.001,9999999999.00,,,sale,`;
    await ingest(...receipt(n, 'B13', specials), absurd);
    expect(told('B13')).toMatchObject([{ billed: sum(specials) }]);
  });
});

test('everything of it is in the claims, the rest in a list of its own, and the ledger is sound', async () => {
  const out = join(scratch, 'claims');
  const settled = documentOf<{ not_billed_cents: number }>(
    await duelistHere(['settle', '--from', day, '--to', day, '--out', out, '--data', data, '--json']),
  );
  const rows = readRecords(join(out, 'not-billed.csv'));
  expect(rows.map((row) => row('transaction_id'))).toEqual(expect.arrayContaining(['B3', 'B4', 'B6']));
  const given = rows.reduce(
    (all, row) => all + Math.round(100 * (Number(row('given')) - Number(row('billed')))),
    0,
  );
  expect(settled.not_billed_cents).toBe(given);
  const doctor = documentOf<{ checks: { name: string; state: string }[] }>(
    await duelistHere(['doctor', '--data', data, '--json']),
  );
  expect(doctor.checks.filter(({ state }) => state === 'failed')).toEqual([]);
});

test('a ledger that came back from a backup is told again what registers have told', async () => {
  const billed = () =>
    query<{ transaction_id: string; billed_cents: number }>(
      data,
      'ledger.db',
      `SELECT transaction_id, billed_cents FROM lane_report AS report WHERE asked_online = 0 AND revision = (SELECT max(revision)
         FROM lane_report WHERE transaction_id = report.transaction_id) ORDER BY transaction_id`,
    );
  const before = billed();
  copyFileSync(ledgerBefore, join(data, 'ledger.db'));
  expect(billed()).toEqual([]);
  await ingest('101,7,one-more,1,2026-10-23 10:00,,plu:4011,1,0.99,,,sale,');
  // What the lane had asked for itself was lost with the ledger, and is redeemed by its log now; so is what had come back.
  const isLost = ({ transaction_id: id }: { transaction_id: string }) => id === 'B9' || id === 'B12';
  expect(billed().filter((row) => !isLost(row))).toEqual(before);
});

// Behind the ledger that came back, which knows nothing of what was held.
test('an offer beside one that another lane holds is billed, and the one that is held stands in the report', async () => {
  const { n, specials } = await nextShopper();
  const [held] = specials as [Off];
  await hold(n, held);
  await ingest(...receipt(n, 'B10', specials));
  const [report] = told('B10');
  expect(report).toMatchObject({ billed: sum(specials) - held.amount_cents, reported: sum(specials) });
  expect(JSON.parse(report?.offers ?? '[]')).toContainEqual(
    expect.objectContaining({ offerId: held.offer_id, billedCents: 0, reason: 'reserved' }),
  );
});
