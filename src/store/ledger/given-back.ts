import type { Db } from '../sqlite.ts';

/** How many issued offers of a redemption went back to their household, by where they stand now. */
export type GivenBack = { readonly open: number; readonly expired: number; readonly withdrawn: number };

/** One issued offer in an expiry entry: an entry of the other sign counts it back. */
const ONE_OFFER_MILLI = 1000;

/** Expiries of issued offers, after their state has changed; see the trigger `ledger_entry_expires_once`. */
export function expiryWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO ledger_entry (kind, issued_offer_id, quantity_milli, amount_cents, funder_cents, store_cents)
     VALUES ('expire', ?, ?, 0, 0, 0)`,
  );
  return {
    expired: (issuedOfferId: number): void => void insert.run(issuedOfferId, ONE_OFFER_MILLI),
    revived: (issuedOfferId: number): void => void insert.run(issuedOfferId, -ONE_OFFER_MILLI),
  };
}

/**
 * Gives issued offers that a redemption has spent back to the household: open again, or what the paper has come to
 * meanwhile. Runs inside the caller's transaction.
 */
export function giverBack(db: Db) {
  const restore = db.prepare<
    { redemption: number; only: string | null },
    { issued_offer_id: number; state: keyof GivenBack }
  >(
    `UPDATE issued_offer SET redemption_id = NULL, applications = 0, state = (
       SELECT CASE WHEN cycle.state = 'withdrawn' OR EXISTS (SELECT 1 FROM withdrawn_right AS taken
                WHERE taken.issued_offer_id = issued_offer.issued_offer_id) THEN 'withdrawn'
              WHEN cycle.state = 'closed' THEN 'expired' ELSE 'open' END
       FROM list JOIN cycle USING (cycle_id) WHERE list.list_id = issued_offer.list_id)
     WHERE redemption_id = @redemption AND state IN ('reserved', 'redeemed')
       AND (@only IS NULL OR issued_offer_id IN (SELECT value FROM json_each(@only)))
     RETURNING issued_offer_id, state`,
  );
  const expiries = expiryWriter(db);

  /** @param only Issued offers of the redemption; undefined: all of them. */
  return (redemptionId: number, only?: readonly number[]): GivenBack => {
    const counts = { open: 0, expired: 0, withdrawn: 0 };
    const asked = { redemption: redemptionId, only: only === undefined ? null : JSON.stringify(only) };
    for (const { issued_offer_id: issuedOfferId, state } of restore.all(asked)) {
      counts[state] += 1;
      if (state === 'expired') expiries.expired(issuedOfferId);
    }
    return counts;
  };
}
