import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyStep, HOUSEHOLDS, Life, sum } from './life.ts';
import { connect } from './room.ts';

/** What a household kept, by its own notes: units by product and day, and the money that stayed with the store. */
function expectKept(life: Life, householdId: string): void {
  const units = new Map<string, number>();
  let spent = 0;
  for (const of of life.paid.filter((paid) => paid.householdId === householdId)) {
    for (const { lineNo, productId } of of.lines) {
      const left = life.leftOf(of, lineNo);
      const key = `${productId} ${of.onDay}`;
      if (left > 0) units.set(key, (units.get(key) ?? 0) + left);
    }
    spent += sum(of.lines, 'amountCents') - of.totalCents - sum(life.backsOf(of), 'refundCents');
  }
  expect(life.boughtBy(householdId)).toEqual(units);
  expect(life.historyOf(householdId).spendCents.reduce((all, amount) => all + amount, 0)).toBe(spent);
}

/** Per redemption: a line that came back whole was refunded whole, and all lines together never more than was paid. */
function expectPaid(life: Life): void {
  for (const of of life.paid) {
    let stillKept = 0;
    for (const { lineNo } of of.lines) {
      const net = life.keptOf(of, lineNo)?.netCents ?? 0;
      const refunded = sum(life.backsOf(of, lineNo), 'refundCents');
      if (life.leftOf(of, lineNo) === 0) expect(refunded).toBe(net);
      expect(refunded).toBeLessThanOrEqual(net);
      stillKept += net - refunded;
    }
    const paid = sum(of.lines, 'amountCents') - of.totalCents;
    expect(sum(life.backsOf(of), 'refundCents') + stillKept).toBe(paid);
  }
}

const OVERDRAWN = `SELECT count(*) FROM ledger_entry AS paid WHERE kind = 'commit' AND 0 > paid.amount_cents
  + (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry WHERE reverses = paid.entry_id)`;

test('whatever lanes, desks, registers and nights do: the ledger holds together, and everybody has what was paid for', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 4, maxLength: 24 }), fc.boolean(), (steps, allComesBack) => {
      const life = new Life();
      const db = connect(life.dir, 'ledger');
      try {
        for (const step of steps) {
          life.run(step);
          expect(life.ledger.identity().faults).toEqual([]);
        }
        for (const [which, { lines }] of allComesBack ? life.paid.entries() : [])
          for (const { lineNo: line } of lines)
            life.giveBack({ which, line, milli: null, key: null, later: null });
        expect(life.ledger.identity()).toMatchObject({ ok: true, faults: [] });
        expect(db.prepare(OVERDRAWN).pluck().get()).toBe(0);
        expectPaid(life);
        life.scanAll();
        for (const id of HOUSEHOLDS) expectKept(life, id);
        // The register tells of the same returns by itself: nothing comes back twice.
        life.scanAllReturns();
        for (const id of HOUSEHOLDS) expectKept(life, id);
      } finally {
        db.close();
        life.close();
      }
    }),
    { numRuns: 20 },
  );
});
