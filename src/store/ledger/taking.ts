import type { Discount, SpentOffer } from '../../checkout/types.ts';
import type { Db } from '../sqlite.ts';
import { expiryWriter } from './given-back.ts';

/** Writes what a redemption takes, one entry per discount: held, or for good. */
export function takingWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
       funder_cents, store_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (kind: 'reserve' | 'commit', redemptionId: number, discounts: readonly Discount[]): void => {
    for (const taken of discounts) {
      insert.run(
        kind,
        taken.issuedOfferId,
        redemptionId,
        taken.lineNo,
        taken.productId,
        taken.quantityMilli,
        taken.amountCents,
        taken.funderCents,
        taken.storeCents,
      );
    }
  };
}

/**
 * Spends an issued offer. One that has expired was open when the lane took it: the lane's day decided that, and it only
 * told us after the cycle was closed. Its expiry is taken back first.
 */
export function spender(db: Db) {
  const revive = db.prepare(
    "UPDATE issued_offer SET state = 'open' WHERE issued_offer_id = ? AND state = 'expired'",
  );
  const spend = db.prepare(
    `UPDATE issued_offer SET state = ?, redemption_id = ?, applications = ?
     WHERE issued_offer_id = ? AND state = 'open'`,
  );
  const expiries = expiryWriter(db);
  return (
    redemptionId: number,
    { issuedOfferId, applications }: SpentOffer,
    state: 'reserved' | 'redeemed',
  ): void => {
    if (revive.run(issuedOfferId).changes === 1) expiries.revived(issuedOfferId);
    const { changes } = spend.run(state, redemptionId, applications, issuedOfferId);
    if (changes !== 1) throw new Error(`decided on issued offer ${issuedOfferId}, which is not open`);
  };
}
