import type { SuppressionRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import { changeReader } from './people-changes.ts';
import { issuedReader, redemptionReader } from './people-money.ts';

/** One list of a household, and the cycle that it is in. */
export type ListOfPerson = {
  readonly listId: number;
  readonly cycleId: number;
  readonly cycleState: string;
};

export type SuppressionOfPerson = {
  readonly reason: SuppressionRow['reason'];
  readonly category: string | undefined;
  readonly startDay: Day | undefined;
  readonly endDay: Day | undefined;
  /** The feed file that brought it; undefined: before that was kept. */
  readonly fileNo: number | undefined;
};

export type HoldOfPerson = {
  readonly kind: 'list' | 'offer' | 'household';
  readonly offerId: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly liftedAt: string | undefined;
};

/** What this database knows of one household: for `explain`, for its export, and for whoever forgets it. */
export function peopleReader(db: Db) {
  const lists = db.prepare<[string], { list_id: number; cycle_id: number; state: string }>(
    `SELECT list_id, cycle_id, state FROM list JOIN cycle USING (cycle_id) WHERE household_id = ? ORDER BY list_id`,
  );
  const offersOut = db
    .prepare<[number], string | null>('SELECT offers_out FROM cycle WHERE cycle_id = ?')
    .pluck();
  const terms = db
    .prepare<[string, number], string>('SELECT terms FROM offer_terms WHERE offer_id = ? AND version = ?')
    .pluck();
  return {
    lists: (householdId: string): ListOfPerson[] =>
      lists
        .all(householdId)
        .map((row) => ({ listId: row.list_id, cycleId: row.cycle_id, cycleState: row.state })),
    issued: issuedReader(db),
    redemptions: redemptionReader(db),
    suppressions: suppressionReader(db),
    holds: holdReader(db),
    ...changeReader(db),
    /** An offer's terms as planned and printed. */
    terms: (offerId: string, version: number): OfferTerms | undefined => {
      const text = terms.get(offerId, version);
      return text === undefined ? undefined : (JSON.parse(text) as OfferTerms);
    },
    /** Offers that no list of the cycle could carry, by reason; undefined for cycles from before this was kept. */
    offersOut: (cycleId: number): Record<string, string[]> | undefined => {
      const text = offersOut.get(cycleId);
      return text == null ? undefined : (JSON.parse(text) as Record<string, string[]>);
    },
    rememberOffersOut: (cycleId: number, offers: Readonly<Record<string, readonly string[]>>): void =>
      void db
        .prepare('UPDATE cycle SET offers_out = ? WHERE cycle_id = ?')
        .run(JSON.stringify(offers), cycleId),
  };
}

function suppressionReader(db: Db) {
  type Row = {
    reason: SuppressionRow['reason'];
    category: string;
    start_day: Day | null;
    end_day: Day | null;
    file_no: number | null;
  };
  const suppressions = db.prepare<[string], Row>(
    `SELECT reason, category, start_day, end_day, file_no FROM suppression WHERE household_id = ?
     ORDER BY reason, category`,
  );
  return (householdId: string): SuppressionOfPerson[] =>
    suppressions.all(householdId).map((row) => ({
      reason: row.reason,
      category: row.category === '' ? undefined : row.category,
      startDay: row.start_day ?? undefined,
      endDay: row.end_day ?? undefined,
      fileNo: row.file_no ?? undefined,
    }));
}

function holdReader(db: Db) {
  type Row = {
    kind: HoldOfPerson['kind'];
    offer_id: string | null;
    reason: string;
    held_by: string;
    held_at: string;
    lifted_at: string | null;
  };
  const holds = db.prepare<{ household: string; list: number | null; offers: string }, Row>(
    `SELECT kind, offer_id, reason, held_by, held_at, lifted_at FROM hold
     WHERE household_id = @household OR list_id = @list OR offer_id IN (SELECT value FROM json_each(@offers))
     ORDER BY hold_id`,
  );
  /** Holds of the household, of one of its lists, and of offers. */
  return (householdId: string, listId: number | undefined, offerIds: readonly string[]): HoldOfPerson[] =>
    holds
      .all({ household: householdId, list: listId ?? null, offers: JSON.stringify(offerIds) })
      .map((row) => ({
        kind: row.kind,
        offerId: row.offer_id ?? undefined,
        reason: row.reason,
        by: row.held_by,
        at: row.held_at,
        liftedAt: row.lifted_at ?? undefined,
      }));
}
