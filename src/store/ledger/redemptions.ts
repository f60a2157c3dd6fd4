import type {
  BasketLine,
  Decision,
  Discount,
  Facts,
  Redeemed,
  RedemptionRequest,
  SpentOffer,
} from '../../checkout/types.ts';
import type { Db } from '../sqlite.ts';
import { expiryWriter } from './given-back.ts';
import { listLookup } from './list-lookup.ts';
import { factReader, type Identity } from './redemption-facts.ts';
import { voider } from './voids.ts';

export type Decide = (request: RedemptionRequest, facts: Facts) => Decision;

export type RedeemOutcome = { readonly decision: Decision; readonly redemptionId: number | undefined };

/** Redemptions: facts in, the pure decision as an argument, its outcome written, all in one IMMEDIATE transaction. */
export function redemptionStore(db: Db) {
  const read = factReader(db);
  const write = decisionWriter(db);
  const redeem = db.transaction(
    (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome => {
      const { facts, redemptionId } = read(request, identity);
      const decision = decide(request, facts);
      if (decision.tag !== 'redeemed') return { decision, redemptionId };
      return { decision, redemptionId: write(request, identity, decision) };
    },
  );
  return {
    // IMMEDIATE takes the write lock before reading, so two lanes cannot both see an offer open.
    redeem: (request: RedemptionRequest, identity: Identity, decide: Decide): RedeemOutcome =>
      redeem.immediate(request, identity, decide),
    void: voider(db),
    lookUp: listLookup(db),
    /**
     * How far the ledger has come: what a plan's budgets and, by returns, its histories depend on. Both numbers only grow,
     * so that their sum stays the same only where both do.
     */
    watermark: (): number =>
      db
        .prepare<[], number>(
          `SELECT (SELECT coalesce(max(entry_id), 0) FROM ledger_entry)
             + (SELECT coalesce(max(return_id), 0) FROM ledger_return)`,
        )
        .pluck()
        .get() ?? 0,
  };
}

function decisionWriter(db: Db) {
  const redemption = db.prepare(
    `INSERT INTO redemption (redemption_id, store_id, register_id, business_day, transaction_id, content_sha256, list_id, state,
       total_cents, answer) VALUES (?, ?, ?, ?, ?, ?, ?, 'committed', ?, ?)`,
  );
  const basket = basketWriter(db);
  const spend = spender(db);
  const entry = db.prepare(
    `INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
       funder_cents, store_cents) VALUES ('commit', ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (request: RedemptionRequest, identity: Identity, answer: Redeemed): number => {
    const { listId, discounts, spent, refused, totalCents } = answer;
    const { storeId, registerId, day, transactionId } = request;
    const stored = JSON.stringify({ listId, discounts, spent, refused, totalCents } satisfies Redeemed);
    const redemptionId = Number(
      redemption.run(
        identity.redemptionId ?? null,
        storeId,
        registerId,
        day,
        transactionId,
        identity.contentHash,
        Number(listId),
        totalCents,
        stored,
      ).lastInsertRowid,
    );
    basket(redemptionId, request.lines);
    for (const offer of spent) spend(redemptionId, offer);
    for (const taken of discounts) entry.run(...entryValues(redemptionId, taken));
    return redemptionId;
  };
}

function entryValues(redemptionId: number, taken: Discount): (string | number)[] {
  return [
    taken.issuedOfferId,
    redemptionId,
    taken.lineNo,
    taken.productId,
    taken.quantityMilli,
    taken.amountCents,
    taken.funderCents,
    taken.storeCents,
  ];
}

/** The basket as the lane sent it: what a return is measured by. */
function basketWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO redemption_line (redemption_id, line_no, product_id, quantity_milli, unit_price_cents, amount_cents)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return (redemptionId: number, lines: readonly BasketLine[]): void => {
    for (const { lineNo, productId, quantityMilli, unitPriceCents, amountCents } of lines) {
      insert.run(redemptionId, lineNo, productId, quantityMilli, unitPriceCents, amountCents);
    }
  };
}

/**
 * Spends an issued offer. One that has expired was open when the lane took it: the lane's day decided that, and it only
 * told us after the cycle was closed. Its expiry is taken back first.
 */
function spender(db: Db) {
  const revive = db.prepare(
    "UPDATE issued_offer SET state = 'open' WHERE issued_offer_id = ? AND state = 'expired'",
  );
  const spend = db.prepare(
    `UPDATE issued_offer SET state = 'redeemed', redemption_id = ?, applications = ?
     WHERE issued_offer_id = ? AND state = 'open'`,
  );
  const expiries = expiryWriter(db);
  return (redemptionId: number, { issuedOfferId, applications }: SpentOffer): void => {
    if (revive.run(issuedOfferId).changes === 1) expiries.revived(issuedOfferId);
    const { changes } = spend.run(redemptionId, applications, issuedOfferId);
    if (changes !== 1) throw new Error(`decided on issued offer ${issuedOfferId}, which is not open`);
  };
}
