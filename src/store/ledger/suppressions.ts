import type { SuppressionRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { type Stored, upsert } from '../upsert.ts';

export type Suppression = {
  readonly reason: SuppressionRow['reason'];
  readonly category: string | undefined;
};

type Row = { household_id: string; reason: SuppressionRow['reason']; category: string };

/** Households that must not get a list, a letter, or something of a category. */
export function suppressionStore(db: Db) {
  const put = upsert(db, 'suppression', ['household_id', 'reason', 'category'], ['start_day', 'end_day']);
  const broughtBy = db.prepare(
    'UPDATE suppression SET file_no = ? WHERE household_id = ? AND reason = ? AND category = ?',
  );
  const inForce = db.prepare<[Day, Day], Row>(
    `SELECT household_id, reason, category FROM suppression
     WHERE (start_day IS NULL OR start_day <= ?) AND (end_day IS NULL OR end_day >= ?)
     ORDER BY household_id, reason, category`,
  );
  const ofCycle = db.prepare<[number], Row>(
    `SELECT household_id, reason, category FROM suppression JOIN cycle ON cycle_id = ?
     WHERE (end_day IS NULL OR end_day >= as_of)
       AND (start_day IS NULL OR start_day <= iif(heard_no > suppressions_known, valid_until, as_of))
     ORDER BY household_id, reason, category`,
  );
  return {
    /** @param fileNo The feed file that brings it. */
    store: (row: SuppressionRow, fileNo?: number): Stored => {
      const { householdId, reason, category = '' } = row;
      const stored = put([householdId, reason, category, row.startDay ?? null, row.endDay ?? null]);
      if (stored === 'stored') broughtBy.run(fileNo ?? null, householdId, reason, category);
      return stored;
    },
    /** Those in force on a day, by household. */
    inForce: (on: Day): Map<string, Suppression[]> => byHousehold(inForce.all(on, on)),
    /**
     * What the paper of a cycle has to mind, by household: what was in force on the day of its plan, and of what was heard
     * since, all that holds on any day from then to the last day of its lists.
     */
    ofCycle: (cycleId: number): Map<string, Suppression[]> => byHousehold(ofCycle.all(cycleId)),
  };
}

function byHousehold(rows: readonly Row[]): Map<string, Suppression[]> {
  const all = new Map<string, Suppression[]>();
  for (const row of rows) {
    const of = all.get(row.household_id) ?? [];
    of.push({ reason: row.reason, category: row.category === '' ? undefined : row.category });
    all.set(row.household_id, of);
  }
  return all;
}
