import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voidEntries } from '../../src/checkout/void.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import type { Db } from '../../src/store/sqlite.ts';
import {
  AS_OF,
  answer,
  CAN,
  codeOf,
  makeCycle,
  offer,
  openLedgerIn,
  plannedList,
  redeem,
} from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const soupOff = offer('O1', { funderPercent: 33, budgetCents: cents(50) });
const breadOff = offer('O2', { limitHousehold: 1, stack: 'any' }, ['bread']);
const basketOff = offer(
  'O3',
  { kind: 'basket_off', valueCents: cents(75), stack: 'any', onReturn: 'consume' },
  [],
);
const OFFERS = [soupOff, breadOff, basketOff];
const BREAD = { ...CAN, lineNo: 2, productId: 'bread' as ProductId };
const BASKETS = [[CAN], [BREAD], [CAN, BREAD], [{ ...CAN, productId: 'fish' as ProductId }]];

/** Lists 1 and 2, of H1 and H2, with three offers each. */
function room() {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const cycleId = makeCycle(ledger, {
    offers: OFFERS,
    lists: [plannedList('H1', OFFERS), plannedList('H2', OFFERS)],
  });
  return { ledger, cycleId, db: connect(dir, 'ledger') };
}

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      transactionId: fc.constantFrom('T1', 'T2', 'T3', 'T4'),
      lines: fc.constantFrom(...BASKETS),
      who: fc.constantFrom({ listCode: codeOf(1) }, { householdId: 'H1' }, { listCode: codeOf(2) }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ undo: fc.integer({ min: 1, max: 5 }) }) },
);

type OfferRow = {
  issued_offer_id: number;
  state: string;
  redemption_id: number | null;
  paid: number;
  live: number;
};

/** What must hold of the ledger at any moment, by its entries and by its states. */
function expectBalanced(db: Db, ledger: LedgerStore, cycleId: number): void {
  const rows = db
    .prepare<[], OfferRow>(
      `SELECT issued_offer_id, state, redemption_id,
         (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry AS e WHERE e.issued_offer_id = o.issued_offer_id) AS paid,
         (SELECT count(DISTINCT e.redemption_id) FROM ledger_entry AS e JOIN redemption AS r USING (redemption_id)
            WHERE e.issued_offer_id = o.issued_offer_id AND r.state = 'committed') AS live
       FROM issued_offer AS o`,
    )
    .all();
  for (const row of rows) {
    // Paid at most once: one committed redemption at the most has entries of the offer, and a void leaves nothing.
    expect(row.live).toBe(row.state === 'redeemed' ? 1 : 0);
    expect(row.paid > 0).toBe(row.state === 'redeemed');
  }
  const redeemed = rows.filter(({ state }) => state === 'redeemed').length;
  expect(rows.filter(({ state }) => state === 'open')).toHaveLength(6 - redeemed);
  expect(ledger.issuer.standing(cycleId)).toEqual({ issued: 6, redeemed });
  const perRedemption = db
    .prepare<[], { state: string; total: number; paid: number; funded: number }>(
      `SELECT state, total_cents AS total, sum(amount_cents) AS paid, sum(funder_cents + store_cents) AS funded
       FROM redemption JOIN ledger_entry USING (redemption_id) GROUP BY redemption_id`,
    )
    .all();
  for (const { state, total, paid, funded } of perRedemption) {
    expect([paid, funded]).toEqual(state === 'voided' ? [0, 0] : [total, total]);
  }
  for (const { terms } of OFFERS) expectDraws(db, ledger, terms.offerId, terms.budgetCents);
}

function expectDraws(db: Db, ledger: LedgerStore, offerId: string, budgetCents: number | undefined): void {
  const count = (sql: string): unknown => db.prepare(sql).pluck().get(offerId);
  const { drawnCents, drawnCount, openCents, openCount } = ledger.issuer.account(offerId, AS_OF);
  expect(drawnCents).toBe(
    count(
      'SELECT coalesce(sum(funder_cents), 0) FROM ledger_entry JOIN issued_offer USING (issued_offer_id) WHERE offer_id = ?',
    ),
  );
  expect(drawnCents).toBeLessThanOrEqual(budgetCents ?? Number.POSITIVE_INFINITY);
  expect(openCount + drawnCount).toBe(2);
  expect(openCents).toBe(100 * openCount);
}

test('paper past its last day may cost nothing any more, and what it was worth is free for the next lists', () => {
  const { ledger } = room();
  const promised = ledger.issuer.account('O1', day(AS_OF + 17));
  expect(promised.openCount).toBeGreaterThan(0);
  expect(ledger.issuer.account('O1', day(AS_OF + 18))).toEqual({ ...promised, openCents: 0, openCount: 0 });
});

test('however lanes redeem, retry and void: each offer is paid at most once, and entries, states and sums agree', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { ledger, db, cycleId } = room();
      const told = new Map<string, { asked: string; cents: number; voided: boolean; redemptionId: number }>();
      for (const one of steps) {
        if ('undo' in one) {
          const known = [...told.values()].find(({ redemptionId }) => redemptionId === one.undo);
          const expected =
            known === undefined ? 'redemption-unknown' : known.voided ? 'already-voided' : 'voided';
          expect(ledger.redemptions.void(one.undo, voidEntries).tag).toBe(expected);
          if (known !== undefined) known.voided = true;
        } else {
          const { transactionId, lines, who } = one;
          const asked = JSON.stringify([lines, who]);
          const before = told.get(transactionId);
          const { decision, redemptionId } = redeem(ledger, { transactionId, lines, ...who });
          if (before !== undefined) {
            const retried = before.voided ? 'voided' : 'already-recorded';
            const expected = before.asked === asked ? retried : 'transaction-reused';
            expect(decision.tag === 'rejected' ? decision.reason : decision.tag).toBe(expected);
            if (decision.tag === 'already-recorded') {
              expect([decision.totalCents, redemptionId]).toEqual([before.cents, before.redemptionId]);
            }
          } else if (decision.tag === 'redeemed') {
            const { totalCents } = decision;
            told.set(transactionId, {
              asked,
              cents: totalCents,
              voided: false,
              redemptionId: redemptionId ?? -1,
            });
          } else expect(decision.tag).toBe('rejected');
        }
        expectBalanced(db, ledger, cycleId);
      }
      db.close();
      ledger.close();
    }),
    { numRuns: 40 },
  );
});

describe('a void', () => {
  test('gives the offers back to the household; the retry of what was voided is rejected as voided', () => {
    const ledger = openLedgerIn(dataDir());
    makeCycle(ledger, { offers: [soupOff], lists: [plannedList('H1', [soupOff])] });
    const ask = { listCode: codeOf(1) };
    const { redemptionId } = redeem(ledger, ask);
    expect(answer(ledger, ask)).toBe('already-recorded');
    expect(answer(ledger, { ...ask, transactionId: 'T2' })).toBe('nothing-taken');
    expect(ledger.redemptions.void(redemptionId ?? -1, voidEntries)).toMatchObject({
      tag: 'voided',
      offers: { open: 1 },
    });
    expect(ledger.redemptions.void(redemptionId ?? -1, voidEntries)).toMatchObject({
      tag: 'already-voided',
      offers: { open: 0 },
    });
    expect(answer(ledger, ask)).toBe('voided');
    expect(answer(ledger, { ...ask, transactionId: 'T2' })).toBe('redeemed');
  });
});

test('products of the offer and products outside the basket are two things', () => {
  const ledger = openLedgerIn(dataDir());
  const soupInBigBasket = offer('O1', { minBasketCents: cents(500) }, ['soup'], ['gift-card']);
  makeCycle(ledger, { offers: [soupInBigBasket], lists: [plannedList('H1', [soupInBigBasket])] });
  const with300 = (...productIds: readonly string[]) =>
    answer(ledger, {
      listCode: codeOf(1),
      transactionId: productIds.join(),
      lines: productIds.map((id, place) => ({ ...CAN, lineNo: place + 1, productId: id as ProductId })),
    });
  expect(with300('soup', 'gift-card')).toBe('nothing-taken');
  expect(with300('bread', 'bread', 'gift-card')).toBe('nothing-taken');
  expect(with300('soup', 'bread')).toBe('redeemed');
});
