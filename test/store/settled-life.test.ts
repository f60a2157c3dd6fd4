import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import { decideReturn, type ReturnRequest, returnHash } from '../../src/checkout/return.ts';
import type { BasketLine, RedemptionRequest } from '../../src/checkout/types.ts';
import { voidEntries } from '../../src/checkout/void.ts';
import { claimLines } from '../../src/settle/claims.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import { CONFIG } from '../checkout/build.ts';
import { newDatabases } from '../support/new-databases.ts';
import { AS_OF, codeOf, makeCycle, offer, plannedList, REQUEST, withdrawOnce } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const FEE = { handlingFeeCents: cents(8), stack: 'any' } as const;
const HAM = { kind: 'percent_off', percentBasisPoints: 1500, valueCents: cents(0) } as const;
const OFFERS = [
  offer('O1', { ...FEE, funderPercent: 33, budgetCents: cents(150), limitTransaction: 2 }),
  offer('O2', { ...FEE, limitHousehold: 2, limitTransaction: 2, onReturn: 'consume' }, ['bread']),
  offer(
    'O3',
    { ...FEE, kind: 'basket_off', valueCents: cents(175), funderPercent: 50, budgetCents: cents(1) },
    [],
  ),
  offer('O4', { ...FEE, kind: 'bogo', valueCents: cents(0), limitHousehold: 1 }, ['milk', 'ham']),
  offer('O5', { ...HAM, limitTransaction: 9, limitTotal: 3 }, ['ham']),
];
const HOUSEHOLDS = ['H1', 'H2'];
const MINUTE_MS = 60_000;
const NOTE = { by: 'Ann', at: new Date(0) };

const lines = fc
  .array(
    fc.record({
      productId: fc.constantFrom('soup', 'bread', 'milk', 'ham').map((id) => id as ProductId),
      quantityMilli: fc.oneof(
        fc.integer({ min: 1, max: 4 }).map((pieces) => pieces * 1000),
        fc.integer({ min: 1, max: 2500 }),
        fc.constantFrom(-1000, 0, 999_000, 1_000_000),
      ),
      amountCents: fc
        .oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom(-100, 1, 999_999_999_999))
        .map(cents),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all): BasketLine[] => all.map((one, at) => ({ ...one, unitPriceCents: cents(0), lineNo: at + 1 })));
const which = fc.nat({ max: 4 });
const does = <T extends string>(...names: T[]) => fc.constantFrom(...names);

const anyStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: does('redeem'),
      transaction: fc.integer({ min: 1, max: 8 }),
      list: fc.integer({ min: 1, max: 4 }),
      lines,
      onDay: fc.constantFrom(4, 9, 17, 18, 20),
      isReserved: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: does('again'), which }) },
  { weight: 5, arbitrary: fc.record({ do: does('commit', 'tender'), which }) },
  { weight: 2, arbitrary: fc.record({ do: does('void'), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: does('return'),
      which,
      line: fc.integer({ min: 1, max: 4 }),
      milli: fc.option(fc.integer({ min: 1, max: 3000 })),
      later: fc.option(fc.integer({ min: 0, max: 20 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: does('wait'), minutes: fc.constantFrom(9, 11) }) },
  { weight: 1, arbitrary: fc.record({ do: does('close') }) },
  { weight: 1, arbitrary: fc.record({ do: does('withdraw') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('settle'),
      from: fc.integer({ min: 0, max: 20 }),
      days: fc.integer({ min: 0, max: 20 }),
      isKilled: fc.boolean(),
    }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
type Of<Do extends Step['do']> = Extract<Step, { do: Do }>;
type Asked = {
  readonly request: RedemptionRequest;
  readonly isReserved: boolean;
  readonly id: number;
  readonly told: unknown;
};

/** Two cycles of two households, lanes that reserve, a clock, and settlements in the middle of it. */
class Money {
  readonly dir = newDatabases(dataDir(), 'ledger');
  readonly ledger = openLedger(this.dir);
  readonly db = connect(this.dir, 'ledger');
  readonly #asked: Asked[] = [];
  readonly #cycleId: number;
  #nowMs = 0;

  constructor() {
    const lists = HOUSEHOLDS.map((id) => plannedList(id, OFFERS));
    this.#cycleId = makeCycle(this.ledger, { offers: OFFERS, lists });
    makeCycle(this.ledger, { asOf: day(AS_OF + 14), offers: OFFERS, lists });
  }

  run(step: Step): void {
    if (step.do === 'wait') this.#nowMs += step.minutes * MINUTE_MS;
    else if (step.do === 'redeem') this.#redeem(step);
    else if (step.do === 'settle') this.settle(step);
    else if (step.do === 'close') {
      if (this.ledger.cycles.find(this.#cycleId)?.state !== 'released') return;
      Array.from(this.ledger.closing.expire(this.#cycleId));
      this.ledger.closing.close(this.#cycleId);
    } else if (step.do === 'withdraw') this.#withdraw();
    else {
      const of = this.#asked[step.which];
      if (of === undefined) return;
      if (step.do === 'again') this.#again(of);
      else if (step.do === 'return') this.#giveBack(of, step);
      else if (step.do === 'void') this.ledger.redemptions.void(of.id, voidEntries);
      else {
        const outcome = this.ledger.redemptions[step.do](of.id);
        if (outcome.tag !== 'rejected') expect(outcome.told.discounts).toEqual(of.told);
      }
    }
    this.#expectLimits();
  }

  #ask(request: RedemptionRequest, isReserved: boolean) {
    const until = isReserved ? { reserveUntilMs: this.#nowMs + 10 * MINUTE_MS } : {};
    const known = { cardHouseholdId: undefined, codeIsOurs: true, nowMs: this.#nowMs };
    return this.ledger.redemptions.redeem(
      request,
      { contentHash: contentHash(request), ...known, ...until },
      (asked, facts) => decideRedemption(asked, facts, { ...CONFIG, graceDays: 2 }),
    );
  }

  #redeem({ transaction, list, onDay, isReserved, ...step }: Of<'redeem'>): void {
    const at = { transactionId: `T${transaction}`, listCode: codeOf(list), day: day(AS_OF + onDay) };
    const request = { ...REQUEST, ...at, lines: step.lines };
    const { decision, redemptionId = 0 } = this.#ask(request, isReserved);
    if (decision.tag === 'redeemed')
      this.#asked.push({ request, isReserved, id: redemptionId, told: decision.discounts });
  }

  /** A retry answers as the first time, or by name; other content under its key never does. */
  #again({ request, isReserved, id, told }: Asked): void {
    const { decision, redemptionId } = this.#ask(request, isReserved);
    expect(redemptionId).toBe(id);
    if (decision.tag === 'rejected') expect(['voided', 'lapsed']).toContain(decision.reason);
    else expect([decision.tag, decision.discounts]).toEqual(['already-recorded', told]);
    expect(this.#ask({ ...request, lines: [] }, isReserved).decision).toMatchObject({
      reason: 'transaction-reused',
    });
  }

  #giveBack({ id, request }: Asked, { line, milli, later }: Of<'return'>): void {
    const asked: ReturnRequest = {
      redemptionId: id,
      lineNo: line,
      quantityMilli: milli ?? undefined,
      key: undefined,
      day: later === null ? undefined : day(request.day + later),
    };
    this.ledger.returns.take(asked, { ...NOTE, contentHash: returnHash(asked) }, decideReturn);
  }

  #withdraw(): void {
    withdrawOnce(this.ledger, [1, 2, 3, 4]);
  }

  settle({ from, days, isKilled }: Omit<Of<'settle'>, 'do'>): void {
    const { settlements } = this.ledger;
    const period = { fromDay: day(AS_OF + from), toDay: day(AS_OF + from + days) };
    while (settlements.begin(period, NOTE)) {
      const entries = settlements.takeEntries();
      if (isKilled) return void entries.next();
      Array.from(entries);
      settlements.end(claimLines);
    }
  }

  #expectLimits(): void {
    const uses = this.db.prepare<[string, string], number>(
      'SELECT coalesce(sum(applications), 0) FROM issued_offer WHERE offer_id = ? AND household_id = ?',
    );
    for (const { terms } of OFFERS)
      for (const id of terms.limitHousehold === undefined ? [] : HOUSEHOLDS)
        expect(uses.pluck().get(terms.offerId, id)).toBeLessThanOrEqual(terms.limitHousehold ?? 0);
  }

  /** All that was claimed is all that the ledger has, up to the budget; each coupon that still stands has its fee. */
  expectClaimed(): void {
    const claimed = this.db.prepare<[string], Record<string, number>>(
      `SELECT coalesce(sum(funder_cents), 0) AS funder, coalesce(sum(store_cents), 0) AS store, coalesce(sum(face_cents), 0) AS face,
         coalesce(sum(coupons), 0) AS coupons, coalesce(sum(handling_cents), 0) AS handling FROM claim_line WHERE offer_id = ?`,
    );
    const standing = this.db.prepare<[string], Record<string, number>>(
      `SELECT coalesce(sum(funder), 0) AS funder, coalesce(sum(store), 0) AS store, coalesce(sum(funder > 0), 0) AS coupons
       FROM (SELECT sum(funder_cents) AS funder, sum(store_cents) AS store FROM ledger_entry JOIN issued_offer USING (issued_offer_id)
         WHERE offer_id = ? AND kind IN ('commit', 'void', 'return') GROUP BY issued_offer_id, ledger_entry.redemption_id)`,
    );
    for (const { terms } of OFFERS) {
      const is = standing.get(terms.offerId) ?? {};
      const { funder = 0, coupons = 0 } = is;
      const face = Math.min(funder, terms.budgetCents ?? Number.POSITIVE_INFINITY);
      expect(claimed.get(terms.offerId)).toEqual({ ...is, face, handling: coupons * terms.handlingFeeCents });
    }
  }
}

test('whatever is reserved, paid late, voided, returned and settled in between: each cent is claimed once, and no limit is passed', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 60 }), (steps) => {
      const money = new Money();
      try {
        for (const step of steps) money.run(step);
        expect(money.ledger.identity().faults).toEqual([]);
        money.settle({ from: 0, days: 400, isKilled: false });
        money.expectClaimed();
        expect(money.ledger.identity().faults).toEqual([]);
      } finally {
        money.db.close();
        money.ledger.close();
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
});
