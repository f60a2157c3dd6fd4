import { describe, expect, test } from 'vitest';
import { decideReturn, type ReturnRequest, returnHash } from '../../src/checkout/return.ts';
import { voidEntries } from '../../src/checkout/void.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
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

const soupOff = offer('O1', { funderPercent: 33 });
const breadOff = offer('O2', { onReturn: 'consume' }, ['bread']);
const OFFERS = [soupOff, breadOff];
const CANS = { ...CAN, quantityMilli: 3000, amountCents: cents(900) };
const BREAD = { ...CAN, lineNo: 2, productId: 'bread' as ProductId };
const FISH = { ...CAN, lineNo: 3, productId: 'fish' as ProductId };

/** List 1 of H1, redeemed once: three cans (1.00 off), bread (1.00 off), fish. */
function room() {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const cycleId = makeCycle(ledger, { offers: OFFERS, lists: [plannedList('H1', OFFERS)] });
  const { redemptionId = -1 } = redeem(ledger, { listCode: codeOf(1), lines: [CANS, BREAD, FISH] });
  const db = connect(dir, 'ledger');
  const states = (): unknown => db.prepare('SELECT state FROM issued_offer ORDER BY 1').pluck().all();
  return { dir, ledger, cycleId, db, redemptionId, states };
}

type Ask = Partial<ReturnRequest> & { readonly redemptionId: number };

function takeBack(ledger: LedgerStore, ask: Ask) {
  const request = { lineNo: 1, quantityMilli: undefined, key: undefined, day: undefined, ...ask };
  const note = { by: 'Ann', at: new Date(0), contentHash: returnHash(request) };
  const outcome = ledger.returns.take(request, note, decideReturn);
  expect(ledger.identity().faults).toEqual([]);
  return outcome;
}

function close(ledger: LedgerStore, cycleId: number): number {
  const expired = [...ledger.closing.expire(cycleId)].reduce((sum, count) => sum + count, 0);
  expect(ledger.closing.close(cycleId)).toBe(true);
  expect(ledger.identity().faults).toEqual([]);
  return expired;
}

describe('a return', () => {
  test('gives back the net price, and takes each purse’s share of the special back', () => {
    const { ledger, redemptionId } = room();
    const drawn = () => ledger.issuer.account('O1', AS_OF).drawnCents;
    expect(drawn()).toBe(33);
    expect(takeBack(ledger, { redemptionId, quantityMilli: 1000 })).toMatchObject({
      tag: 'returned',
      refundCents: 267,
      discountCents: 33,
      funderCents: 11,
      storeCents: 22,
      leftMilli: 2000,
      offersRestored: 0,
    });
    expect(drawn()).toBe(22);
    expect(takeBack(ledger, { redemptionId })).toMatchObject({
      refundCents: 533,
      leftMilli: 0,
      offersRestored: 1,
    });
    expect(drawn()).toBe(0);
  });

  test('of a line without a special is known, too', () => {
    const { ledger, redemptionId } = room();
    expect(takeBack(ledger, { redemptionId, lineNo: 3 })).toMatchObject({
      refundCents: 300,
      discountCents: 0,
    });
    expect(takeBack(ledger, { redemptionId, lineNo: 3 })).toEqual({
      tag: 'rejected',
      reason: 'nothing-left',
    });
    expect(ledger.returns.goodsAfter(0, 9)).toEqual([
      {
        returnId: 1,
        householdId: 'H1',
        productId: 'fish',
        saleDay: AS_OF + 5,
        returnDay: AS_OF + 5,
        quantityMilli: 1000,
        refundCents: 300,
      },
    ]);
  });

  test('gives the right back as its offer says, and the household can use it once more', () => {
    const { ledger, redemptionId, states } = room();
    takeBack(ledger, { redemptionId });
    takeBack(ledger, { redemptionId, lineNo: 2 });
    expect(states()).toEqual(['open', 'redeemed']);
    const again = { listCode: codeOf(1), transactionId: 'T2' };
    expect(answer(ledger, { ...again, lines: [BREAD] })).toBe('nothing-taken');
    expect(answer(ledger, { ...again, lines: [CAN] })).toBe('redeemed');
    expect(ledger.identity().ok).toBe(true);
  });

  test('of a redemption from before baskets were kept is refused in words', () => {
    const { ledger, redemptionId, db } = room();
    db.exec('DROP TRIGGER redemption_line_no_delete; DELETE FROM redemption_line');
    expect(takeBack(ledger, { redemptionId })).toEqual({ tag: 'rejected', reason: 'basket-unknown' });
  });

  test('under the desk’s own transaction happens once, and answers the same even when all is void since', () => {
    const { ledger, redemptionId, db } = room();
    const key = { storeId: 'S1', registerId: 'desk', transactionId: 'T7', day: day(AS_OF + 8) };
    const ask = { redemptionId, key, quantityMilli: 1000 };
    const first = takeBack(ledger, ask);
    expect(takeBack(ledger, ask)).toEqual({ ...first, tag: 'already-recorded' });
    expect(takeBack(ledger, { ...ask, lineNo: 2 })).toEqual({
      tag: 'rejected',
      reason: 'transaction-reused',
    });
    expect(takeBack(ledger, { ...ask, key: { ...key, day: day(AS_OF + 9) } })).toMatchObject({
      tag: 'returned',
    });
    ledger.redemptions.void(redemptionId, voidEntries);
    expect(takeBack(ledger, ask)).toEqual({ ...first, tag: 'already-recorded' });
    expect(takeBack(ledger, { redemptionId })).toEqual({ tag: 'rejected', reason: 'redemption-voided' });
    expect(db.prepare('SELECT count(*) FROM ledger_return').pluck().get()).toBe(2);
    expect(ledger.returns.goodsAfter(0, 1)).toMatchObject([{ saleDay: AS_OF + 5, returnDay: AS_OF + 8 }]);
  });
});

describe('a void', () => {
  test('after a part has come back takes back the rest, and gives back every right', () => {
    const { ledger, redemptionId, states, db } = room();
    takeBack(ledger, { redemptionId, quantityMilli: 1000 });
    expect(ledger.redemptions.void(redemptionId, voidEntries)).toMatchObject({
      tag: 'voided',
      totalCents: 200,
      reversedCents: 167,
      funderCents: 122,
      storeCents: 45,
      offers: { open: 2, expired: 0, withdrawn: 0 },
    });
    expect(states()).toEqual(['open', 'open']);
    const sums =
      'SELECT sum(amount_cents), sum(funder_cents), sum(store_cents), sum(quantity_milli) FROM ledger_entry';
    expect(db.prepare(sums).raw().get()).toEqual([0, 0, 0, 0]);
    expect(ledger.identity().faults).toEqual([]);
  });
});

describe('what goes back to paper that is over', () => {
  test.each(['void', 'return'] as const)('by a %s has expired', (how) => {
    const { ledger, cycleId, redemptionId, states } = room();
    expect(close(ledger, cycleId)).toBe(0);
    const offers =
      how === 'return'
        ? takeBack(ledger, { redemptionId })
        : ledger.redemptions.void(redemptionId, voidEntries);
    expect(offers).toMatchObject(
      how === 'return' ? { offersRestored: 0 } : { offers: { open: 0, expired: 2 } },
    );
    expect(states()).toEqual(how === 'return' ? ['expired', 'redeemed'] : ['expired', 'expired']);
    expect(ledger.identity().faults).toEqual([]);
  });

  test('or was withdrawn meanwhile is withdrawn', () => {
    const { ledger, redemptionId, states } = room();
    const what = { kind: 'offer', id: 'O1', lanes: 'refuse', replacement: undefined } as const;
    const who = { reason: 'wrong price', by: 'Ann', at: new Date(0).toISOString(), goodOn: AS_OF };
    ledger.withdrawals.put({ ...what, ...who });
    expect(ledger.redemptions.void(redemptionId, voidEntries)).toMatchObject({
      offers: { open: 1, withdrawn: 1 },
    });
    expect(states()).toEqual(['open', 'withdrawn']);
    expect(ledger.identity().faults).toEqual([]);
  });
});

describe('a lane that was cut off', () => {
  const late = { listCode: codeOf(1), transactionId: 'late', lines: [CAN] };

  function closedRoom() {
    const dir = dataDir();
    const ledger = openLedgerIn(dir);
    const cycleId = makeCycle(ledger, { offers: OFFERS, lists: [plannedList('H1', OFFERS)] });
    expect(close(ledger, cycleId)).toBe(2);
    return { ledger, cycleId, db: connect(dir, 'ledger') };
  }

  test('is honoured after the cycle was closed, for its own day, once', () => {
    const { ledger, db } = closedRoom();
    expect(answer(ledger, { ...late, day: day(AS_OF + 18) })).toBe('list-expired');
    expect(answer(ledger, { ...late, day: day(AS_OF + 17) })).toBe('redeemed');
    expect(answer(ledger, { ...late, day: day(AS_OF + 17), transactionId: 'T9' })).toBe('nothing-taken');
    expect(ledger.identity().faults).toEqual([]);
    const expiries =
      "SELECT sum(quantity_milli) FROM ledger_entry WHERE kind = 'expire' GROUP BY issued_offer_id";
    expect(db.prepare(expiries).pluck().all()).toEqual([0, 1000]);
  });

  test('may void what it brought, and the paper is over again', () => {
    const { ledger } = closedRoom();
    const { redemptionId = -1 } = redeem(ledger, { ...late, day: day(AS_OF + 17) });
    expect(ledger.redemptions.void(redemptionId, voidEntries)).toMatchObject({
      offers: { open: 0, expired: 1 },
    });
    expect(answer(ledger, { ...late, day: day(AS_OF + 16), transactionId: 'T2' })).toBe('redeemed');
    expect(ledger.identity().faults).toEqual([]);
  });
});

describe('closing', () => {
  test('takes cycles in the order in which they ended, those that went out alone, and only once nothing is open', () => {
    const ledger = openLedgerIn(dataDir());
    const lists = [plannedList('H1', OFFERS), plannedList('H2', OFFERS, 'control')];
    const make = (asOf: number, state: 'draft' | 'approved' | 'released' | 'withdrawn') =>
      makeCycle(ledger, { offers: OFFERS, lists, asOf: day(asOf), state });
    const later = make(AS_OF + 14, 'released');
    const first = make(AS_OF, 'released');
    for (const state of ['draft', 'approved', 'withdrawn'] as const) make(AS_OF - 20, state);
    expect(ledger.closing.due(day(AS_OF + 17))).toEqual([]);
    expect(ledger.closing.due(day(AS_OF + 18)).map(({ cycleId }) => cycleId)).toEqual([first]);
    expect(ledger.closing.due(day(AS_OF + 99)).map(({ cycleId }) => cycleId)).toEqual([first, later]);
    expect(ledger.closing.close(first)).toBe(false);
    expect(close(ledger, first)).toBe(2);
    expect(ledger.closing.close(first)).toBe(false);
    expect([...ledger.closing.expire(first)]).toEqual([0]);
  });

  test('goes on where it was cut off', () => {
    const ledger = openLedgerIn(dataDir());
    const lists = Array.from({ length: 120 }, (_, place) => plannedList(`H${place}`, OFFERS));
    const cycleId = makeCycle(ledger, { offers: OFFERS, lists });
    const [firstChunk] = ledger.closing.expire(cycleId);
    expect(firstChunk).toBe(40);
    expect(ledger.closing.close(cycleId)).toBe(false);
    expect(ledger.identity().faults).toEqual([]);
    expect(close(ledger, cycleId)).toBe(200);
    expect(ledger.identity()).toMatchObject({
      counts: { issued: 240, expired: 240 },
      cents: { expired: 24_000 },
    });
  });
});

describe('the database itself refuses', () => {
  const LINE = 'redemption_id, line_no, product_id, quantity_milli, unit_price_cents, amount_cents';
  const back = (line: number, milli: number, refund: number): string =>
    `INSERT INTO ledger_return (redemption_id, line_no, quantity_milli, refund_cents, discount_cents, funder_cents,
       store_cents, left_milli, offers_restored, content_sha256, returned_by, returned_at)
     VALUES (1, ${line}, ${milli}, ${refund}, 0, 0, 0, 0, 0, '${'a'.repeat(64)}', 'Ann', '')`;
  const reversal = (kind: string, returnId: string, milli: number, cents: number): string =>
    `INSERT INTO ledger_entry (kind, return_id, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli,
       amount_cents, funder_cents, store_cents, reverses)
     SELECT '${kind}', ${returnId}, issued_offer_id, 1, 1, product_id, ${milli}, ${cents}, ${cents}, 0, entry_id
     FROM ledger_entry WHERE basket_line_no = 1 AND kind = 'commit'`;
  const expiry = (milli: number, where: string): string =>
    `INSERT INTO ledger_entry (kind, issued_offer_id, quantity_milli, amount_cents, funder_cents, store_cents)
     SELECT 'expire', issued_offer_id, ${milli}, 0, 0, 0 FROM issued_offer WHERE ${where}`;

  test.each<[string, string]>([
    [
      'a line added to a basket afterwards',
      `INSERT INTO redemption_line (${LINE}) VALUES (1, 9, 'soup', 1000, 1, 1)`,
    ],
    ['another quantity in a basket', 'UPDATE redemption_line SET quantity_milli = 9000'],
    ['a basket taken away', 'DELETE FROM redemption_line'],
    ['more back than was bought', back(3, 1001, 0)],
    ['more back than was bought, in two parts', `${back(3, 600, 0)}; ${back(3, 600, 0)}`],
    ['a refund of more than the line was paid for', back(3, 1000, 301)],
    ['a refund of what the special took off', back(1, 3000, 801)],
    ['another refund afterwards', 'UPDATE ledger_return SET refund_cents = 0'],
    ['a return taken away', 'DELETE FROM ledger_return'],
    ['a return entry of no return', reversal('return', 'NULL', -1000, -1)],
    ['a return entry of more than its return', `${back(1, 100, 0)}; ${reversal('return', '2', -1000, -1)}`],
    ['a void entry of a return', reversal('void', '1', -1000, -1)],
    ['a reversal of more goods than the commit had', reversal('void', 'NULL', -3000, 0)],
    ['an expiry of what is redeemed', expiry(1000, "state = 'redeemed' LIMIT 1")],
    ['half an expiry', expiry(500, "state = 'redeemed' LIMIT 1")],
    ['an expiry taken back of what never expired', expiry(-1000, "state = 'redeemed' LIMIT 1")],
  ])('%s', (_, sql) => {
    const { ledger, redemptionId, db } = room();
    takeBack(ledger, { redemptionId, quantityMilli: 1000 });
    const dump = (): unknown =>
      ['redemption_line', 'ledger_return', 'ledger_entry'].map((name) =>
        db.prepare(`SELECT * FROM ${name}`).all(),
      );
    const before = dump();
    expect(() => db.transaction(() => db.exec(sql))()).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) }),
    );
    expect(dump()).toEqual(before);
  });
});
