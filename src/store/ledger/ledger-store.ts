import { join } from 'node:path';
import type { SuppressionRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { closeDatabase, openDatabase } from '../sqlite.ts';
import { type Stored, upsert } from '../upsert.ts';
import { cycleStore } from './cycles.ts';
import { issuer } from './issue.ts';
import { listReader } from './lists.ts';
import { redemptionStore } from './redemptions.ts';

export type LedgerStore = ReturnType<typeof openLedger>;

export type Suppression = {
  readonly reason: SuppressionRow['reason'];
  readonly category: string | undefined;
};

/** `ledger.db`: what no feed can rebuild. */
export function openLedger(dataDir: string) {
  const db = openDatabase(join(dataDir, 'ledger.db'), import.meta.dirname);
  const suppression = upsert(
    db,
    'suppression',
    ['household_id', 'reason', 'category'],
    ['start_day', 'end_day'],
  );

  return {
    cycles: cycleStore(db),
    lists: listReader(db),
    issuer: issuer(db),
    redemptions: redemptionStore(db),
    inTransaction: <T>(work: () => T): T => db.transaction(work).immediate(),
    storeSuppression: (row: SuppressionRow): Stored =>
      suppression([
        row.householdId,
        row.reason,
        row.category ?? '',
        row.startDay ?? null,
        row.endDay ?? null,
      ]),
    /** Suppressions in force on a day, by household. */
    suppressions: (on: Day): Map<string, Suppression[]> => {
      type Row = { household_id: string; reason: SuppressionRow['reason']; category: string };
      const rows = db
        .prepare<[Day, Day], Row>(
          `SELECT household_id, reason, category FROM suppression
           WHERE (start_day IS NULL OR start_day <= ?) AND (end_day IS NULL OR end_day >= ?)
           ORDER BY household_id, reason, category`,
        )
        .all(on, on);
      const all = new Map<string, Suppression[]>();
      for (const row of rows) {
        const of = all.get(row.household_id) ?? [];
        of.push({ reason: row.reason, category: row.category === '' ? undefined : row.category });
        all.set(row.household_id, of);
      }
      return all;
    },
    /** Fingerprint of each key that ever signed a list, by key id. */
    keyFingerprints: (): Map<number, string> =>
      new Map(
        db
          .prepare<[], { key_id: number; fingerprint: string }>('SELECT key_id, fingerprint FROM signing_key')
          .all()
          .map((row) => [row.key_id, row.fingerprint]),
      ),
    rememberKey: (keyId: number, fingerprint: string): void =>
      void db.prepare('INSERT INTO signing_key (key_id, fingerprint) VALUES (?, ?)').run(keyId, fingerprint),
    audit: (entry: {
      at: Date;
      actor: string;
      act: string;
      subject: string;
      detail: Record<string, unknown>;
    }): void =>
      void db
        .prepare('INSERT INTO audit (at, actor, act, subject, detail) VALUES (?, ?, ?, ?, ?)')
        .run(entry.at.toISOString(), entry.actor, entry.act, entry.subject, JSON.stringify(entry.detail)),
    close: (): void => closeDatabase(db),
  };
}
