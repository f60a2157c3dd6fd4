import type { SuppressionRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { type Stored, upsert } from '../upsert.ts';
import { readGroups, sharedByKin } from './kin.ts';

export type Suppression = {
  /** `merged`: the household is part of another one by now, which gets the list. */
  readonly reason: SuppressionRow['reason'] | 'merged';
  readonly category: string | undefined;
};

type Row = { household_id: string; reason: SuppressionRow['reason']; category: string };

/**
 * Households that must not get a list, a letter, or something of a category. What holds of one household holds of all that
 * are one with it: the strictest word wins.
 */
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
  const isOpen = db.prepare<[number]>(
    "SELECT 1 FROM cycle WHERE cycle_id = ? AND state IN ('draft', 'approved')",
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
    inForce: (on: Day): Map<string, Suppression[]> => ofGroups(db, byHousehold(inForce.all(on, on))),
    /**
     * What the paper of a cycle has to mind, by household: what was in force on the day of its plan, and of what was heard
     * since, all that holds on any day from then to the last day of its lists. Before it goes out, households that were
     * merged into others are among them.
     */
    ofCycle: (cycleId: number): Map<string, Suppression[]> => {
      const all = ofGroups(db, byHousehold(ofCycle.all(cycleId)));
      return isOpen.get(cycleId) === undefined ? all : withMerged(db, all);
    },
  };
}

function ofGroups(db: Db, known: Map<string, Suppression[]>): Map<string, Suppression[]> {
  return sharedByKin(db, known, (_, all) => all.flatMap(([, of]) => of));
}

function withMerged(db: Db, known: Map<string, Suppression[]>): Map<string, Suppression[]> {
  for (const [rootId, group] of readGroups(db)) {
    for (const id of group) {
      if (id === rootId) continue;
      known.set(id, [...(known.get(id) ?? []), { reason: 'merged', category: undefined }]);
    }
  }
  return known;
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
