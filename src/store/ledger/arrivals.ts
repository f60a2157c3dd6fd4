import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** When contents of files first came. */
export function arrivalBook(db: Db) {
  const select = db.prepare<[string], Day>('SELECT day FROM file_arrival WHERE sha256 = ?').pluck();
  const insert = db.prepare(
    'INSERT INTO file_arrival (sha256, day) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING',
  );
  return {
    dayOf: (sha256: string): Day | undefined => select.get(sha256),
    /** A content that came before keeps its day. */
    note: (sha256: string, day: Day): void => void insert.run(sha256, day),
  };
}
