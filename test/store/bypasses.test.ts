import { expect, test } from 'vitest';
import { voidEntries } from '../../src/checkout/void.ts';
import { codeOf, makeCycle, offer, openLedgerIn, plannedList, redeem } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

/** Statements that no function of the store makes, each of which would pay twice, unpay, or rewrite what happened. */
const BYPASSES: Readonly<Record<string, string>> = {
  'spending a redeemed offer for another redemption':
    "UPDATE issued_offer SET redemption_id = 2 WHERE redemption_id = 1 AND state = 'redeemed'",
  'spending an expired offer': `UPDATE issued_offer SET state = 'redeemed', redemption_id = 2, applications = 1
     WHERE issued_offer_id = 5`,
  'redeeming without a redemption':
    "UPDATE issued_offer SET state = 'redeemed', applications = 1 WHERE state = 'open'",
  'redeeming without an application':
    "UPDATE issued_offer SET state = 'redeemed', redemption_id = 2 WHERE state = 'open'",
  'raising a printed value': 'UPDATE issued_offer SET terms_value_cents = 999',
  'giving an offer to another household': "UPDATE issued_offer SET household_id = 'H9'",
  'deleting an offer that is on paper': 'DELETE FROM issued_offer WHERE issued_offer_id = 6',
  'issuing a line twice': `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id,
     face_value_cents, terms_value_cents, state) SELECT list_id, line_no, offer_id, offer_version, household_id,
     face_value_cents, terms_value_cents, 'open' FROM issued_offer LIMIT 1`,
  'changing an entry':
    "UPDATE ledger_entry SET amount_cents = amount_cents + 1, store_cents = store_cents + 1 WHERE kind = 'commit'",
  'deleting an entry': 'DELETE FROM ledger_entry',
  'paying an entry a second time': entry(
    "'commit', issued_offer_id, 2, amount_cents, funder_cents, store_cents, NULL",
  ),
  'an entry whose parts are not its amount': entry(
    "'commit', issued_offer_id, 1, amount_cents, funder_cents + 1, store_cents, NULL",
  ),
  'a commit of nothing': entry("'commit', issued_offer_id, 1, 0, 0, 0, NULL"),
  'a reversal that reverses nothing': entry(
    "'void', issued_offer_id, 1, -amount_cents, -funder_cents, -store_cents, NULL",
  ),
  'a reversal with the sign of a payment': entry(
    "'return', issued_offer_id, 1, amount_cents, funder_cents, store_cents, entry_id",
  ),
  'taking back more than was paid': entry(
    "'return', issued_offer_id, 1, -amount_cents - 1, -funder_cents, -store_cents - 1, entry_id",
  ),
  'taking back from the redemption of another transaction': entry(
    "'return', issued_offer_id, 2, -amount_cents, -funder_cents, -store_cents, entry_id",
  ),
  'reviving what was voided': "UPDATE redemption SET state = 'committed' WHERE state = 'voided'",
  'rewriting what a lane was told': "UPDATE redemption SET answer = '{}'",
  'deleting a redemption': 'DELETE FROM redemption',
  'changing the audit': "UPDATE audit SET actor = 'Bob'",
  'deleting from the audit': 'DELETE FROM audit',
};

/** A second entry made of the first entry of redemption 1. */
function entry(values: string): string {
  return `INSERT INTO ledger_entry (basket_line_no, product_id, quantity_milli, kind, issued_offer_id, redemption_id,
    amount_cents, funder_cents, store_cents, reverses)
    SELECT 1, 'soup', iif(${values.startsWith("'commit'")}, 1000, -1000), ${values} FROM ledger_entry
    WHERE redemption_id = 1 AND kind = 'commit' ORDER BY entry_id LIMIT 1`;
}

test.each(Object.entries(BYPASSES))('the database itself refuses %s', (_what, sql) => {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const db = connect(dir, 'ledger');
  const offers = [offer('O1'), offer('O2', {}, ['bread']), offer('O3', {}, ['fish'])];
  const cycleId = makeCycle(ledger, {
    offers,
    lists: [plannedList('H1', offers), plannedList('H2', offers)],
  });
  redeem(ledger, { listCode: codeOf(1) });
  const other = redeem(ledger, { listCode: codeOf(2), transactionId: 'T2' });
  ledger.redemptions.void(other.redemptionId ?? -1, voidEntries);
  db.exec("UPDATE issued_offer SET state = 'expired' WHERE issued_offer_id = 5");
  ledger.audit({ at: new Date(0), actor: 'Ann', act: 'test', subject: 'all', detail: {} });
  const dump = (): unknown =>
    ['issued_offer', 'redemption', 'ledger_entry', 'offer_draw', 'audit'].map((table) =>
      db.prepare(`SELECT * FROM ${table}`).all(),
    );
  const before = dump();
  expect(() => db.exec(sql)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) }),
  );
  expect(dump()).toEqual(before);
  expect(ledger.issuer.standing(cycleId).issued).toBe(6);
});
