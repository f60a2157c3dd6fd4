import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import { hashesOf } from '../support/files.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { type Answer, redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** Redemptions, voids and returns to claims: each cent once, whoever asks how often. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'claims');
const first = dayAfter(PLAN_DAY, 5);
const second = dayAfter(PLAN_DAY, 8);
let shoppers: Shopper[];
let visits = 0;

type Settled = {
  readonly settlement: number | null;
  readonly claims: readonly {
    readonly claim_id: string;
    readonly funder_id: string;
    readonly coupons: number;
    readonly face_cents: number;
    readonly handling_cents: number;
    readonly total_cents: number;
  }[];
  readonly settlements_of_period: readonly number[];
  readonly reconciliation: Readonly<Record<string, number | boolean>>;
  readonly unclaimed_before: number;
};

async function settle(from = first, to = second): Promise<Settled> {
  const args = ['settle', '--from', from, '--to', to, '--out', out, '--by', 'Ann', '--data', data, '--json'];
  return documentOf<Settled>(await duelistHere(args));
}

async function visit(n: number, day: string): Promise<Answer> {
  const shopper = shoppers[n];
  if (shopper === undefined) throw new Error(`only ${shoppers.length} shoppers`);
  visits += 1;
  const request = { transaction: `v${visits}`, day, list: shopper.code, basket: shopper.basket };
  const { answer } = await redeem(data, request);
  expect(answer.status).toBe('redeemed');
  return answer;
}

/** The funders' shares as the lanes were told, by funder. */
function sharesOf(...answers: readonly Answer[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { offer_id, funder_cents } of answers.flatMap(({ discounts }) => discounts)) {
    const funder = funderOf.get(offer_id) ?? '';
    shares.set(funder, (shares.get(funder) ?? 0) + funder_cents);
  }
  return new Map([...shares].filter(([, cents]) => cents !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const faces = ({ claims }: Settled) => new Map(claims.map((claim) => [claim.funder_id, claim.face_cents]));
const funderOf = new Map<string, string>();

beforeAll(async () => {
  await released(data);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', data]);
  shoppers = shoppersOf(parseRecords(stdout), scratch);
  for (const { offer_id, funder_id } of query<{ offer_id: string; funder_id: string }>(
    data,
    'ledger.db',
    "SELECT offer_id, terms ->> '$.funderId' AS funder_id FROM offer_terms",
  ))
    funderOf.set(offer_id, funder_id);
});

describe('a period', () => {
  let answers: Answer[];

  test('is claimed by funder, net of what was voided, with a handling fee for each coupon', async () => {
    answers = [await visit(0, first), await visit(1, first), await visit(2, second)];
    const undone = await visit(3, second);
    await succeedHere(['void', '--redemption', String(undone.redemption_id), '--data', data]);
    const settled = await settle();
    expect(settled.settlement).toBe(1);
    expect(faces(settled)).toEqual(sharesOf(...answers));
    for (const { face_cents, handling_cents, total_cents, coupons } of settled.claims) {
      expect(total_cents).toBe(face_cents + handling_cents);
      expect(coupons).toBeGreaterThan(0);
    }
    expect(settled.reconciliation).toMatchObject({ holds: true });
    const { issued, redeemed, reserved, expired, open, withdrawn } = settled.reconciliation;
    expect([redeemed, reserved, expired, open, withdrawn].reduce((a, b) => Number(a) + Number(b), 0)).toBe(
      issued,
    );
  });

  test('has papers and proofs that add up to its claims', async () => {
    for (const claim of (await documentsOf(1)).claims) {
      const proofs = readRecords(join(out, 'S0001', `proof-${claim.id}.csv`));
      const cents = proofs.reduce((sum, row) => sum + Math.round(100 * Number(row('funder_share'))), 0);
      expect([claim.id, cents]).toEqual([claim.id, claim.face]);
      expect(proofs.some((row) => row('what') === 'redeemed')).toBe(true);
      const pdf = readFileSync(join(out, 'S0001', `claim-${claim.id}.pdf`));
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    }
    // What proves that somebody bought is nobody's name.
    const text = readFileSync(join(out, 'S0001', 'claims.csv'), 'utf8');
    for (const { householdId, card } of shoppers.slice(0, 3)) {
      expect(text).not.toContain(householdId);
      expect(text).not.toContain(card);
    }
  });

  test('that was settled has nothing new, and its files come back the same to the byte', async () => {
    const before = hashesOf(out);
    rmSync(out, { recursive: true });
    expect(await settle()).toMatchObject({ settlement: null, claims: [], settlements_of_period: [1] });
    expect(hashesOf(out)).toEqual(before);
  });

  test('is adjusted by what becomes known later, and only by that', async () => {
    const late = await visit(4, first);
    const [back] = answers;
    const [line] = back?.discounts ?? [];
    const returned = documentOf<{ funder_cents: number }>(
      await duelistHere([
        ...['return', '--redemption', String(back?.redemption_id), '--line', String(line?.line_no)],
        ...['--day', second, '--data', data, '--json'],
      ]),
    );
    const settled = await settle();
    expect(settled).toMatchObject({ settlement: 2, settlements_of_period: [1, 2] });
    const total = settled.claims.reduce((sum, { face_cents }) => sum + face_cents, 0);
    const came = [...sharesOf(late).values()].reduce((a, b) => a + b, 0);
    expect(total).toBe(came - returned.funder_cents);
    expect((await settle()).settlement).toBeNull();
  });

  test('after another one names what nobody claimed of the days before', async () => {
    await visit(5, first);
    const settled = await settle(second, second);
    expect(settled.settlement).toBeNull();
    expect(settled.unclaimed_before).toBeGreaterThan(0);
  });
});

test('a settlement that was cut off is ended by the next one, whichever period that is for', async () => {
  await visit(6, first);
  const ledger = openLedger(data);
  const period = { fromDay: parseDay(first) as Day, toDay: parseDay(first) as Day };
  expect(ledger.settlements.begin(period, { by: 'Bob', at: new Date(0) })).toBe(true);
  ledger.settlements.takeEntries().next();
  ledger.close();
  const settled = await settle(second, second);
  expect(settled.settlement).toBeNull();
  expect(settled.unclaimed_before).toBe(0);
  const rows = query<{ by: string; state: string; lines: number }>(
    data,
    'ledger.db',
    `SELECT settled_by AS by, state, (SELECT count(*) FROM claim_line WHERE claim_line.settlement_id = settlement.settlement_id) AS lines
     FROM settlement ORDER BY settlement_id DESC LIMIT 1`,
  );
  expect(rows).toEqual([{ by: 'Bob', state: 'done', lines: expect.any(Number) }]);
  expect(rows[0]?.lines).toBeGreaterThan(0);
});

test('all settlements together are the ledger, to the cent, and no entry is in two', async () => {
  await settle();
  const [row] = query<{ ledger: number; claimed: number; entries: number; taken: number }>(
    data,
    'ledger.db',
    `SELECT (SELECT sum(funder_cents) FROM ledger_entry WHERE kind <> 'expire') AS ledger,
       (SELECT sum(face_cents + over_budget_cents) FROM claim_line) AS claimed,
       (SELECT count(*) FROM ledger_entry WHERE kind <> 'expire') AS entries,
       (SELECT sum(entries) FROM settlement) AS taken`,
  );
  expect(row?.claimed).toBe(row?.ledger);
  expect(row?.taken).toBe(row?.entries);
});

test('a period that ends before it begins is a mistake of usage', async () => {
  const ran = await duelistHere(['settle', '--from', second, '--to', first, '--out', out, '--data', data]);
  expect([ran.code, ran.stderr]).toEqual([64, expect.stringContaining('error[period]')]);
});

/** Claims of a settlement as its own file says. */
async function documentsOf(settlement: number) {
  const rows = readRecords(join(out, `S000${settlement}`, 'claims.csv')).filter(
    (row) => Number(row('coupons')) !== 0,
  );
  const ids = [...new Set(rows.map((row) => row('claim_id')))];
  return {
    claims: ids.map((id) => ({
      id,
      face: rows
        .filter((row) => row('claim_id') === id)
        .reduce((sum, row) => sum + Math.round(100 * Number(row('face_value'))), 0),
    })),
  };
}
