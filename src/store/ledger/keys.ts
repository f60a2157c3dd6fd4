import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** What the ledger knows of the signing keys: never the keys themselves. */
export function keyStore(db: Db) {
  const all = db.prepare<[], { key_id: number; fingerprint: string }>(
    'SELECT key_id, fingerprint FROM signing_key',
  );
  const insert = db.prepare('INSERT INTO signing_key (key_id, fingerprint) VALUES (?, ?)');
  // The first digit of a code names its key.
  const good = db.prepare<[Day], { key_id: string; lists: number }>(
    `SELECT substr(list_code, 1, 1) AS key_id, count(*) AS lists FROM cycle CROSS JOIN list USING (cycle_id)
     WHERE state = 'released' AND valid_until >= ? AND arm = 'treatment' AND held_by IS NULL GROUP BY 1`,
  );
  return {
    /** Fingerprint of each key that ever signed a list, by key id. */
    fingerprints: (): Map<number, string> => new Map(all.all().map((row) => [row.key_id, row.fingerprint])),
    remember: (keyId: number, fingerprint: string): void => void insert.run(keyId, fingerprint),
    /** Lists on paper that can still be redeemed on a day, by the key that signed them. */
    listsGood: (on: Day): Map<number, number> =>
      new Map(good.all(on).map((row) => [Number(row.key_id), row.lists])),
  };
}
