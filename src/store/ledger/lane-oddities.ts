import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A redemption by a manager's word. */
export type OverrideRow = {
  readonly redemptionId: number;
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
  readonly householdId: string;
  readonly managerId: string;
  readonly reason: string;
  /** What came off only because of it; the store's charge. */
  readonly cents: number;
  readonly state: 'reserved' | 'committed' | 'voided';
};

/** Numbers that were keyed, not scanned, by who was at the register. */
export type KeyedRow = {
  readonly storeId: string;
  readonly registerId: string;
  readonly operatorId: string | null;
  readonly redemptions: number;
  readonly cents: number;
};

/** A household whose goods came back after a special had come off them. */
export type ReturnAfterDealRow = {
  readonly householdId: string;
  readonly returns: number;
  readonly redemptions: number;
  /** Stores in which goods came back, where the desk told. */
  readonly stores: number;
  readonly refundCents: number;
  /** What of the specials was taken back with the goods. */
  readonly discountCents: number;
  /** Specials that are open again by it. */
  readonly offersRestored: number;
  readonly lastDay: Day;
};

/** A reservation that was neither committed nor voided, and does not lapse: it was being paid. */
export type UnfinishedRow = {
  readonly redemptionId: number;
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
  readonly cents: number;
};

/** What of the lanes' days somebody should look at, by business days, both inclusive. */
export function laneOddities(db: Db) {
  const overrides = db.prepare<[Day, Day], OverrideRow>(
    `SELECT redemption_id AS redemptionId, store_id AS storeId, register_id AS registerId, business_day AS day,
       transaction_id AS transactionId, household_id AS householdId, override_by AS managerId, override_reason AS reason,
       override_cents AS cents, redemption.state AS state
     FROM redemption_note JOIN redemption USING (redemption_id) JOIN list USING (list_id)
     WHERE override_cents > 0 AND business_day BETWEEN ? AND ? ORDER BY business_day, redemption_id`,
  );
  const keyed = db.prepare<[Day, Day], KeyedRow>(
    `SELECT store_id AS storeId, register_id AS registerId, operator_id AS operatorId, count(*) AS redemptions,
       sum(total_cents) AS cents
     FROM redemption_note JOIN redemption USING (redemption_id)
     WHERE keyed = 1 AND business_day BETWEEN ? AND ? GROUP BY store_id, register_id, operator_id
     ORDER BY redemptions DESC, store_id, register_id, operator_id`,
  );
  const returns = db.prepare<[Day, Day], ReturnAfterDealRow>(
    `SELECT household_id AS householdId, count(*) AS returns, count(DISTINCT redemption_id) AS redemptions,
       count(DISTINCT back.store_id) AS stores, sum(refund_cents) AS refundCents, sum(discount_cents) AS discountCents,
       sum(offers_restored) AS offersRestored, max(coalesce(back.business_day, redemption.business_day)) AS lastDay
     FROM ledger_return AS back JOIN redemption USING (redemption_id) JOIN list USING (list_id)
     WHERE discount_cents > 0 AND coalesce(back.business_day, redemption.business_day) BETWEEN ? AND ?
     GROUP BY household_id ORDER BY discountCents DESC, household_id`,
  );
  const unfinished = db.prepare<[Day], UnfinishedRow>(
    `SELECT redemption_id AS redemptionId, store_id AS storeId, register_id AS registerId, business_day AS day,
       transaction_id AS transactionId, total_cents AS cents
     FROM redemption WHERE state = 'reserved' AND lapsed = 0 AND reserved_until IS NULL AND business_day < ?
     ORDER BY business_day, redemption_id`,
  );
  return {
    overrides: (from: Day, to: Day): OverrideRow[] => overrides.all(from, to),
    keyed: (from: Day, to: Day): KeyedRow[] => keyed.all(from, to),
    /** Most taken back first. */
    returnsAfterDeals: (from: Day, to: Day): ReturnAfterDealRow[] => returns.all(from, to),
    /** Of days before one: by then it is paid or not. */
    unfinished: (before: Day): UnfinishedRow[] => unfinished.all(before),
  };
}
