import type { PreferenceRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import type { Stored } from '../upsert.ts';

/**
 * Writer of what households asked for. Of two rows that say the same the newer day stays, whichever comes first; one
 * without a day counts as older than any with one. Runs inside the caller's transaction.
 */
export function preferenceWriter(db: Db): (row: PreferenceRow, fileNo?: number) => Stored {
  const put = db.prepare<[string, string, string, number | null, number | null, number]>(
    `INSERT INTO preference (household_id, what, value, day, file_no, heard_no) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (household_id, what, value) DO UPDATE
     SET day = excluded.day, file_no = excluded.file_no, heard_no = excluded.heard_no
     WHERE excluded.day > coalesce(preference.day, excluded.day - 1)`,
  );
  const hearAgain = db.prepare<[number, string, string, string]>(
    'UPDATE preference SET heard_no = ? WHERE household_id = ? AND what = ? AND value = ? AND day IS NULL',
  );
  const newest = db.prepare<[], number>('SELECT coalesce(max(heard_no), 0) FROM preference').pluck();
  let heardNo: number | undefined;
  return ({ householdId, what, value, day }, fileNo) => {
    heardNo = (heardNo ?? newest.get() ?? 0) + 1;
    const { changes } = put.run(householdId, what, value, day ?? null, fileNo ?? null, heardNo);
    if (changes > 0) return 'stored';
    // Without a day, saying it again is the only way to say it later than something else.
    if (day === undefined) hearAgain.run(heardNo, householdId, what, value);
    return 'duplicate';
  };
}

type Row = { household_id: string; what: PreferenceRow['what']; value: string; day: Day | null };

/** All of them by household, in order of arrival. */
export function readPreferences(db: Db): Map<string, PreferenceRow[]> {
  const rows = db
    .prepare<[], Row>(
      'SELECT household_id, what, value, day FROM preference ORDER BY household_id, heard_no, what, value',
    )
    .all();
  const all = new Map<string, PreferenceRow[]>();
  for (const row of rows) {
    const list = all.get(row.household_id) ?? [];
    list.push(toRow(row));
    all.set(row.household_id, list);
  }
  return all;
}

/** Those of one household, in order of arrival. */
export function readPreferencesOf(db: Db, householdId: string): PreferenceRow[] {
  return db
    .prepare<[string], Row>(
      'SELECT household_id, what, value, day FROM preference WHERE household_id = ? ORDER BY heard_no, what, value',
    )
    .all(householdId)
    .map(toRow);
}

function toRow({ household_id, what, value, day }: Row): PreferenceRow {
  return { householdId: household_id, what, value, day: day ?? undefined };
}

/** Household ids that no households row names, ascending. */
export function readUnknownWishers(db: Db): string[] {
  return db
    .prepare<[], string>(
      `SELECT DISTINCT household_id FROM preference
       WHERE household_id NOT IN (SELECT household_id FROM household WHERE known = 1) ORDER BY household_id`,
    )
    .pluck()
    .all();
}
