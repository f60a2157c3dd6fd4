import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** Where a list stands: what decides whether it can still be held. */
export type ListPlace = {
  readonly listId: number;
  readonly cycleId: number;
  readonly householdId: string;
  readonly state: string;
  readonly validUntil: Day;
  readonly lines: number;
};

/** Finds what a hold names. */
export function heldThings(db: Db) {
  const place = db.prepare<
    { id: number; code: string },
    {
      list_id: number;
      cycle_id: number;
      household_id: string;
      state: string;
      valid_until: Day;
      lines: number;
    }
  >(
    `SELECT list_id, cycle_id, household_id, state, valid_until,
       (SELECT count(*) FROM list_line WHERE list_line.list_id = list.list_id) AS lines
     FROM list JOIN cycle USING (cycle_id) WHERE complete = 1 AND (list_id = @id OR list_code = @code)`,
  );
  return {
    /** By its number, or by the number that is printed on it. */
    list: (text: string): ListPlace | undefined => {
      const digits = text.replace(/[\s-]/g, '');
      if (!/^\d+$/.test(digits)) return undefined;
      const row = place.get({ id: digits.length < 12 ? Number(digits) : -1, code: digits });
      return row === undefined
        ? undefined
        : {
            listId: row.list_id,
            cycleId: row.cycle_id,
            householdId: row.household_id,
            state: row.state,
            validUntil: row.valid_until,
            lines: row.lines,
          };
    },
    /** Lists of open cycles that carry an offer, of released ones on whose paper it stands, and whether any ever did. */
    offer: (offerId: string): { open: number; released: number; known: boolean } => {
      const open =
        db
          .prepare<[string], number>(
            `SELECT count(*) FROM cycle JOIN list USING (cycle_id) JOIN list_line USING (list_id)
             WHERE state IN ('draft', 'approved') AND complete = 1 AND offer_id = ?`,
          )
          .pluck()
          .get(offerId) ?? 0;
      const released =
        db
          .prepare<[string], number>(
            `SELECT count(*) FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
             WHERE offer_id = ? AND cycle.state = 'released' AND issued_offer.state IN ('open', 'reserved')`,
          )
          .pluck()
          .get(offerId) ?? 0;
      const known = db.prepare<[string]>('SELECT 1 FROM offer_terms WHERE offer_id = ?').get(offerId);
      return { open, released, known: known !== undefined };
    },
  };
}
