import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import { type Db, letLanesIn } from '../sqlite.ts';
import { kinOf } from './kin.ts';

/** What an offer has promised and paid so far, and what one cycle would add. */
export type OfferDraw = {
  readonly terms: OfferTerms;
  /** Lists of the cycle that carry it, and their face values together. */
  readonly lists: number;
  readonly faceValueCents: number;
  /** What is set aside for them, in thousandths of a cent and of an application. */
  readonly reserveMilli: number;
  readonly reserveUsesMilli: number;
  /** What is set aside for what is still open on paper of other cycles. */
  readonly openCents: number;
  readonly openCount: number;
  /** Committed less voided and returned. */
  readonly drawnCents: number;
  readonly drawnCount: number;
};

export type LiveListConflict = {
  readonly householdId: string;
  readonly listId: number;
  readonly validUntil: Day;
};

/**
 * Applications that are set aside for a line of a list, in thousandths: what its plan found, or all that one transaction may
 * apply, for lines from a time when nothing was found. `list_line` and its `offer_terms` are to be joined.
 */
export const RESERVE_USES_MILLI =
  "coalesce(json_extract(facts, '$.offer.reserveUsesMilli'), 1000 * json_extract(terms, '$.limitTransaction'))";

/** Lists of one transaction: some 20 ms, which a lane can wait. */
const CHUNK = 200;

/** Turning a cycle's specials into issued offers, and the facts that decide whether it may happen. */
export function issuer(db: Db) {
  return {
    /** Offers on the cycle's treatment lists, or (with no cycle) every offer with terms: what each has drawn. */
    draws: (cycleId: number, on: Day): OfferDraw[] => draws(db, cycleId, on),
    account: (
      offerId: string,
      on: Day,
    ): { drawnCents: number; drawnCount: number; openCents: number; openCount: number } =>
      account(db, offerId, on),
    /**
     * Households of the cycle that hold another list which is still good on the first day of the new one, be it under
     * their own name or that of one that is one with them.
     */
    conflicts: (cycleId: number, limit: number): LiveListConflict[] =>
      db
        .prepare<[number, number], { household_id: string; list_id: number; valid_until: Day }>(
          `SELECT mine.household_id, other.list_id, o.valid_until
           FROM list AS mine JOIN cycle AS c ON c.cycle_id = mine.cycle_id
           JOIN list AS other ON other.household_id IN ${kinOf('mine.household_id')} AND other.list_id <> mine.list_id
           JOIN cycle AS o ON o.cycle_id = other.cycle_id
           WHERE mine.cycle_id = ? AND mine.arm = 'treatment' AND other.arm = 'treatment' 
             AND (o.state = 'released' OR o.cycle_id = c.cycle_id)
             AND mine.held_by IS NULL AND other.held_by IS NULL
             AND o.valid_until >= c.valid_from AND o.valid_from <= c.valid_until
           ORDER BY mine.household_id LIMIT ?`,
        )
        .all(cycleId, limit)
        .map((row) => ({ householdId: row.household_id, listId: row.list_id, validUntil: row.valid_until })),
    /** Issued offers of a cycle, and how many of them were used. */
    standing: (cycleId: number): { issued: number; redeemed: number } =>
      db
        .prepare<[number], { issued: number; redeemed: number }>(
          `SELECT coalesce(sum(replaces IS NULL), 0) AS issued, coalesce(sum(issued_offer.state = 'redeemed'), 0) AS redeemed
           FROM issued_offer JOIN list USING (list_id) WHERE cycle_id = ?`,
        )
        .get(cycleId) ?? { issued: 0, redeemed: 0 },
    totals: (cycleId: number): { offers: number; faceValueCents: number } => {
      const row = db
        .prepare<[number], { offers: number; face: number | null }>(
          `SELECT count(*) AS offers, sum(face_value_cents) AS face FROM issued_offer JOIN list USING (list_id)
           WHERE cycle_id = ? AND replaces IS NULL`,
        )
        .get(cycleId);
      return { offers: row?.offers ?? 0, faceValueCents: row?.face ?? 0 };
    },
    /**
     * Issue in chunks, each its own transaction, and yield how many were issued so far; a repetition after a kill adds only what is missing. Nothing is
     * redeemable before the cycle's own row says `released`.
     */
    issue: (cycleId: number): Generator<number> => issue(db, cycleId),
  };
}

function* issue(db: Db, cycleId: number): Generator<number> {
  const bounds = db.prepare<[number, number, number], { last: number | null }>(
    `SELECT max(list_id) AS last FROM (SELECT list_id FROM list WHERE cycle_id = ? AND list_id > ? ORDER BY list_id LIMIT ?)`,
  );
  const insert = db.prepare<[number, number, number]>(
    // Only what is issued already is passed over: OR IGNORE would pass over a broken special, too.
    `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents, terms_value_cents,
       reserve_uses_milli, state)
     SELECT list_id, line_no, offer_id, offer_version, household_id, offer_value_cents, terms_value_cents,
       json_extract(facts, '$.offer.reserveUsesMilli'), 'open'
     FROM list JOIN list_line USING (list_id)
     WHERE cycle_id = ? AND list_id > ? AND list_id <= ? AND arm = 'treatment' AND held_by IS NULL AND section = 'special'
     ORDER BY list_id, line_no
     ON CONFLICT (list_id, line_no) WHERE replaces IS NULL DO NOTHING`,
  );
  let done = 0;
  for (let after = 0; ; ) {
    const last = bounds.get(cycleId, after, CHUNK)?.last;
    if (last == null) return;
    const from = after;
    db.transaction(() => {
      done += insert.run(cycleId, from, last).changes;
    }).immediate();
    after = last;
    yield done;
    letLanesIn();
  }
}

function draws(db: Db, cycleId: number, on: Day): OfferDraw[] {
  type Row = {
    offer_id: string;
    terms: string;
    lists: number;
    face: number;
    reserve_milli: number;
    reserve_uses_milli: number;
  };
  return db
    .prepare<[number], Row>(
      `SELECT list_line.offer_id, offer_terms.terms, count(*) AS lists, sum(offer_value_cents) AS face,
         sum(${RESERVE_USES_MILLI} * offer_value_cents) AS reserve_milli,
         sum(${RESERVE_USES_MILLI}) AS reserve_uses_milli
       FROM list JOIN list_line USING (list_id)
       JOIN offer_terms ON offer_terms.offer_id = list_line.offer_id AND offer_terms.version = offer_version
       WHERE cycle_id = ? AND arm = 'treatment' AND held_by IS NULL AND section = 'special'
       GROUP BY list_line.offer_id, offer_version ORDER BY list_line.offer_id, offer_version`,
    )
    .all(cycleId)
    .map((row) => ({
      terms: JSON.parse(row.terms) as OfferTerms,
      lists: row.lists,
      faceValueCents: row.face,
      reserveMilli: row.reserve_milli,
      reserveUsesMilli: row.reserve_uses_milli,
      ...account(db, row.offer_id, on),
    }));
}

/**
 * What an offer has paid, and what is set aside for paper that still holds on a day. Paper past its last day promises nothing
 * any more.
 */
function account(db: Db, offerId: string, on: Day) {
  type Row = {
    open_cents: number | null;
    open_count: number;
    drawn_cents: number | null;
    drawn_count: number;
  };
  const row = db
    .prepare<{ offer: string; on: Day }, Row>(
      `WITH open_paper AS (
         SELECT face_value_cents,
           coalesce(reserve_uses_milli, 1000 * json_extract(terms, '$.limitTransaction')) AS uses_milli
         FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
         JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version
         WHERE issued_offer.offer_id = @offer AND issued_offer.state IN ('open', 'reserved')
           AND cycle.state = 'released' AND valid_until >= @on)
       SELECT
         (SELECT (sum(face_value_cents * uses_milli) + 999) / 1000 FROM open_paper) AS open_cents,
         (SELECT (coalesce(sum(uses_milli), 0) + 999) / 1000 FROM open_paper) AS open_count,
         (SELECT funder_cents FROM offer_draw WHERE offer_id = @offer) AS drawn_cents,
         (SELECT sum(applications) FROM issued_offer WHERE offer_id = @offer AND state = 'redeemed') AS drawn_count`,
    )
    .get({ offer: offerId, on });
  return {
    openCents: row?.open_cents ?? 0,
    openCount: row?.open_count ?? 0,
    drawnCents: row?.drawn_cents ?? 0,
    drawnCount: row?.drawn_count ?? 0,
  };
}
