import type { ClaimLine } from '../../settle/claims.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';

/** First and last business day, both inclusive. */
export type Period = { readonly fromDay: Day; readonly toDay: Day };

export type Settlement = Period & { readonly settlementId: number; readonly entries: number };

/** An entry as the proof of a claim. */
export type ProofRow = {
  readonly funderId: string;
  readonly businessDay: Day;
  readonly storeId: string;
  readonly registerId: string;
  readonly transactionId: string;
  readonly kind: 'commit' | 'void' | 'return';
  readonly offerId: string;
  readonly version: number;
  readonly productId: string;
  readonly quantityMilli: number;
  readonly amountCents: number;
  readonly funderCents: number;
};

/** Goods come back on their own day, and never before they were sold. */
export const DAY_OF_ENTRY = `CASE entry.kind WHEN 'return' THEN max(redemption.business_day, coalesce(back.business_day, redemption.business_day))
  ELSE redemption.business_day END`;
/** What was settled: it stays as it is. */
export function settlementReader(db: Db) {
  const ofPeriod = db.prepare<[Day, Day], Settlement>(
    `SELECT settlement_id AS settlementId, from_day AS fromDay, to_day AS toDay, entries FROM settlement
     WHERE from_day = ? AND to_day = ? AND state = 'done' ORDER BY settlement_id`,
  );
  type LineRow = {
    funder_id: string;
    offer_id: string;
    offer_version: number;
    coupons: number;
    discounted_milli: number;
    sold_milli: number;
    funder_cents: number;
    store_cents: number;
    face_cents: number;
    over_budget_cents: number;
    handling_cents: number;
  };
  const lines = db.prepare<[number], LineRow>(
    'SELECT * FROM claim_line WHERE settlement_id = ? ORDER BY funder_id, offer_id, offer_version',
  );
  const proof = db.prepare<[number], ProofRow>(
    `SELECT funder_id AS funderId, ${DAY_OF_ENTRY} AS businessDay, redemption.store_id AS storeId,
       redemption.register_id AS registerId, redemption.transaction_id AS transactionId, entry.kind,
       issued_offer.offer_id AS offerId, issued_offer.offer_version AS version, entry.product_id AS productId,
       entry.quantity_milli AS quantityMilli, entry.amount_cents AS amountCents, entry.funder_cents AS funderCents
     FROM claimed_entry JOIN ledger_entry AS entry USING (entry_id) JOIN redemption USING (redemption_id)
       LEFT JOIN ledger_return AS back USING (return_id) JOIN issued_offer USING (issued_offer_id)
       JOIN claim_line ON claim_line.settlement_id = claimed_entry.settlement_id
         AND claim_line.offer_id = issued_offer.offer_id AND claim_line.offer_version = issued_offer.offer_version
     WHERE claimed_entry.settlement_id = ? ORDER BY entry.entry_id`,
  );
  const terms = db
    .prepare<[string, number], string>('SELECT terms FROM offer_terms WHERE offer_id = ? AND version = ?')
    .pluck();
  return {
    /** Settlements of exactly a period, the first one first; the others adjust it. */
    ofPeriod: ({ fromDay, toDay }: Period): Settlement[] => ofPeriod.all(fromDay, toDay),
    linesOf: (settlementId: number): ClaimLine[] =>
      lines.all(settlementId).map((row) => ({
        funderId: row.funder_id,
        offerId: row.offer_id,
        version: row.offer_version,
        coupons: row.coupons,
        discountedMilli: row.discounted_milli,
        soldMilli: row.sold_milli,
        funderCents: cents(row.funder_cents),
        storeCents: cents(row.store_cents),
        faceCents: cents(row.face_cents),
        overBudgetCents: cents(row.over_budget_cents),
        handlingCents: cents(row.handling_cents),
      })),
    /** In the order of the ledger; no household is named. */
    proofOf: (settlementId: number): IterableIterator<ProofRow> => proof.iterate(settlementId),
    termsOf: (offerId: string, version: number): OfferTerms | undefined => {
      const text = terms.get(offerId, version);
      return text === undefined ? undefined : (JSON.parse(text) as OfferTerms);
    },
  };
}
