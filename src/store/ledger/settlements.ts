import type { ClaimedBefore, ClaimLine, FreshEntries } from '../../settle/claims.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import { type Db, letLanesIn } from '../sqlite.ts';
import { DAY_OF_ENTRY, type Period, settlementReader } from './settled.ts';

export type DecideClaims = (
  fresh: readonly FreshEntries[],
  before: (offerId: string) => ClaimedBefore,
) => readonly ClaimLine[];

const UNCLAIMED = `FROM ledger_entry AS entry JOIN redemption USING (redemption_id)
  LEFT JOIN ledger_return AS back USING (return_id) LEFT JOIN ledger_entry AS paid ON paid.entry_id = entry.reverses
  WHERE coalesce(paid.kind, entry.kind) = 'commit' AND NOT EXISTS (SELECT 1 FROM claimed_entry WHERE entry_id = entry.entry_id)`;

/** Entries of one transaction: some 20 ms, which a lane can wait. */
const CHUNK = 500;

export type SettlementNote = { readonly by: string; readonly at: Date };

/**
 * Claims. A lane never waits for a settlement: it is begun, its entries are taken in chunks, what they come to is read beside
 * everybody else, and one short transaction writes it down. Killed anywhere, the next run goes on with it; two runs at once
 * do the same work once.
 */
export function settlementStore(db: Db) {
  const unclaimedBefore = db.prepare<[Day], { entries: number; firstDay: Day | null }>(
    `SELECT count(*) AS entries, min(${DAY_OF_ENTRY}) AS firstDay ${UNCLAIMED} AND ${DAY_OF_ENTRY} < ?`,
  );
  return {
    ...settler(db),
    ...settlementReader(db),
    /** Entries of days before a period that nobody has claimed, and the first of those days. */
    unclaimedBefore: (day: Day): { readonly entries: number; readonly firstDay: Day | undefined } => {
      const row = unclaimedBefore.get(day);
      return { entries: row?.entries ?? 0, firstDay: row?.firstDay ?? undefined };
    },
  };
}

type Open = { readonly id: number; readonly fromDay: Day; readonly toDay: Day; readonly through: number };

function settler(db: Db) {
  const any = db
    .prepare<[Day, Day], number>(
      `SELECT entry.entry_id ${UNCLAIMED} AND ${DAY_OF_ENTRY} BETWEEN ? AND ? LIMIT 1`,
    )
    .pluck();
  const isClaimed = db.prepare<[number]>('SELECT 1 FROM claimed_entry WHERE entry_id = ?');
  const open = db.prepare<[], Open>(
    `SELECT settlement_id AS id, from_day AS fromDay, to_day AS toDay, through_entry AS through FROM settlement
     WHERE state = 'open'`,
  );
  const begin = db.prepare(
    `INSERT INTO settlement (from_day, to_day, through_entry, state, settled_by, settled_at)
     VALUES (?, ?, (SELECT coalesce(max(entry_id), 0) FROM ledger_entry), 'open', ?, ?)`,
  );
  const chunk = db
    .prepare<[number, number, Day, Day, number], number>(
      `SELECT entry.entry_id ${UNCLAIMED} AND entry.entry_id > ? AND entry.entry_id <= ? AND ${DAY_OF_ENTRY} BETWEEN ? AND ?
       ORDER BY entry.entry_id LIMIT ?`,
    )
    .pluck();
  const take = db.prepare('INSERT OR IGNORE INTO claimed_entry (entry_id, settlement_id) VALUES (?, ?)');
  const takeChunk = db.transaction((id: number, entryIds: readonly number[]): void => {
    // Another run may have ended it meanwhile.
    if (open.get()?.id !== id) return;
    for (const entryId of entryIds) take.run(entryId, id);
  });
  const end = ender(db);
  /** @returns false: another run has taken what was found. */
  const beginWith = db.transaction(
    (entryId: number, { fromDay, toDay }: Period, { by, at }: SettlementNote): boolean => {
      if (open.get() !== undefined) return true;
      if (isClaimed.get(entryId) !== undefined) return false;
      begin.run(fromDay, toDay, by, at.toISOString());
      return true;
    },
  );
  return {
    /** Begin a settlement of a period, unless one is open, which comes first. @returns false: there is nothing to settle. */
    begin: (period: Period, note: SettlementNote): boolean => {
      for (;;) {
        if (open.get() !== undefined) return true;
        // Where all is claimed this reads the whole ledger, and no lane is to wait for that.
        const entryId = any.get(period.fromDay, period.toDay);
        if (entryId === undefined) return false;
        if (beginWith.immediate(entryId, period, note)) return true;
      }
    },
    /** Take the open one's entries. @yields How many each chunk had; lanes come in between. */
    takeEntries: function* (): Generator<number> {
      const one = open.get();
      if (one === undefined) return;
      for (let after = 0; ; ) {
        const entryIds = chunk.all(after, one.through, one.fromDay, one.toDay, CHUNK);
        const last = entryIds.at(-1);
        if (last === undefined) return;
        after = last;
        takeChunk.immediate(one.id, entryIds);
        letLanesIn();
        yield entryIds.length;
      }
    },
    /** Decide and write what the open one's entries come to. @returns It; undefined: there is none. */
    end: (decide: DecideClaims): (Period & { readonly settlementId: number }) | undefined => {
      const one = open.get();
      if (one === undefined) return undefined;
      end(one.id, decide);
      return { settlementId: one.id, fromDay: one.fromDay, toDay: one.toDay };
    },
  };
}

function ender(db: Db): (settlementId: number, decide: DecideClaims) => void {
  const readFresh = freshReader(db);
  const readBefore = claimedReader(db);
  const finish = db.prepare(
    `UPDATE settlement SET state = 'done', entries = (SELECT count(*) FROM claimed_entry WHERE settlement_id = @id)
     WHERE settlement_id = @id AND state = 'open'`,
  );
  const line = db.prepare(
    `INSERT INTO claim_line (settlement_id, funder_id, offer_id, offer_version, coupons, discounted_milli, sold_milli,
       funder_cents, store_cents, face_cents, over_budget_cents, handling_cents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const write = db.transaction((id: number, lines: readonly ClaimLine[]): void => {
    if (finish.run({ id }).changes === 0) return;
    for (const each of lines) {
      line.run(
        id,
        each.funderId,
        each.offerId,
        each.version,
        each.coupons,
        each.discountedMilli,
        each.soldMilli,
        each.funderCents,
        each.storeCents,
        each.faceCents,
        each.overBudgetCents,
        each.handlingCents,
      );
    }
  });
  return (id, decide) => {
    // Its entries are its own by now, and earlier settlements are done: nothing that this reads can change but what is sold.
    const lines = db.transaction(() => decide(readFresh(id), (offerId) => readBefore(offerId))).deferred();
    write.immediate(id, lines);
  };
}

/** The entries of a settlement that is being written, by version of an offer. */
function freshReader(db: Db): (settlementId: number) => FreshEntries[] {
  type Row = {
    offer_id: string;
    offer_version: number;
    terms: string;
    coupons: number;
    discounted_milli: number;
    sold_milli: number;
    funder_cents: number;
    store_cents: number;
  };
  // A right counts as a coupon as long as its funder pays anything for it: now, less what it was before. What was sold is
  // all that its redemptions have left of the offer's goods, less what earlier settlements said of them.
  const read = db.prepare<{ id: number }, Row>(`
    WITH fresh AS MATERIALIZED (
      SELECT issued_offer_id, redemption_id, sum(quantity_milli) AS milli, sum(funder_cents) AS funder, sum(store_cents) AS store
      FROM claimed_entry JOIN ledger_entry USING (entry_id) WHERE settlement_id = @id GROUP BY issued_offer_id, redemption_id),
    rights AS (
      SELECT fresh.*, (SELECT coalesce(sum(funder_cents), 0) FROM ledger_entry JOIN claimed_entry USING (entry_id)
        WHERE issued_offer_id = fresh.issued_offer_id AND redemption_id = fresh.redemption_id AND settlement_id < @id) AS before
      FROM fresh),
    versions AS MATERIALIZED (
      SELECT offer_id, offer_version, sum((before + funder > 0) - (before > 0)) AS coupons, sum(milli) AS discounted_milli,
        sum(funder) AS funder_cents, sum(store) AS store_cents
      FROM rights JOIN issued_offer USING (issued_offer_id) GROUP BY offer_id, offer_version)
    SELECT versions.*, terms, funder_cents, store_cents,
      (SELECT coalesce(sum(bought.quantity_milli - (SELECT coalesce(sum(quantity_milli), 0) FROM ledger_return
            WHERE redemption_id = bought.redemption_id AND line_no = bought.line_no)), 0)
        FROM (SELECT DISTINCT ledger_entry.redemption_id FROM issued_offer JOIN ledger_entry USING (issued_offer_id)
            JOIN claimed_entry USING (entry_id)
            WHERE offer_id = versions.offer_id AND offer_version = versions.offer_version) AS used
          JOIN redemption ON redemption.redemption_id = used.redemption_id AND state = 'committed'
          JOIN redemption_line AS bought ON bought.redemption_id = used.redemption_id AND bought.quantity_milli > 0
        WHERE EXISTS (SELECT 1 FROM offer_product AS its WHERE its.offer_id = versions.offer_id
          AND its.version = versions.offer_version AND its.product_id = bought.product_id AND role = 'qualifies'))
      - (SELECT coalesce(sum(sold_milli), 0) FROM claim_line
        WHERE offer_id = versions.offer_id AND offer_version = versions.offer_version) AS sold_milli
    FROM versions JOIN offer_terms ON offer_terms.offer_id = versions.offer_id AND version = offer_version
    ORDER BY versions.offer_id, offer_version`);
  return (id) =>
    read.all({ id }).map((row) => {
      const { funderId, funderPercent, handlingFeeCents } = JSON.parse(row.terms) as OfferTerms;
      return {
        terms: {
          offerId: row.offer_id,
          version: row.offer_version,
          funderId,
          funderPercent,
          handlingFeeCents,
        },
        coupons: row.coupons,
        discountedMilli: row.discounted_milli,
        soldMilli: row.sold_milli,
        funderCents: row.funder_cents,
        storeCents: row.store_cents,
      };
    });
}

function claimedReader(db: Db): (offerId: string) => ClaimedBefore {
  const claimed = db.prepare<[string], { funderCents: number; faceCents: number }>(
    `SELECT coalesce(sum(funder_cents), 0) AS funderCents, coalesce(sum(face_cents), 0) AS faceCents
     FROM claim_line WHERE offer_id = ?`,
  );
  const budget = db
    .prepare<[string], number | null>(
      `SELECT json_extract(terms, '$.budgetCents') FROM offer_terms WHERE offer_id = ? ORDER BY version DESC LIMIT 1`,
    )
    .pluck();
  return (offerId) => ({
    ...(claimed.get(offerId) ?? { funderCents: 0, faceCents: 0 }),
    budgetCents: budget.get(offerId) ?? undefined,
  });
}
