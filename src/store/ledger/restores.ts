import type { Db } from '../sqlite.ts';

/** A backup that was brought back, and what has become of what was redeemed since it was taken. */
export type Restoration = {
  readonly restorationId: number;
  /** ISO 8601, UTC: when the backup was taken. */
  readonly takenAt: string;
  readonly restoredAt: string;
  readonly restoredBy: string;
  /** Lists of cycles up to this one take nothing at a lane until the restoration is settled. */
  readonly lastCycleId: number;
  /** Requests taken over from lanes' logs so far. */
  readonly replayed: number;
  /** Cycles that the backup had not released and that went out since: they may be released again before it is settled. */
  readonly releasedSince: readonly number[];
};

type Row = {
  restoration_id: number;
  taken_at: string;
  restored_at: string;
  restored_by: string;
  last_cycle_id: number;
  replayed: number;
  released_since: string;
};

/** Rights on paper that a restoration may have brought back to life. */
export type AtStake = { readonly lists: number; readonly offers: number; readonly faceValueCents: number };

/** Restorations: recorded when a backup is brought back, unsettled until somebody says that what is missing is known. */
export function restorationStore(db: Db) {
  const unsettled = db.prepare<[], Row>(
    'SELECT * FROM restoration WHERE settled_at IS NULL ORDER BY restoration_id',
  );
  const record = db.prepare(
    'INSERT INTO restoration (taken_at, restored_at, restored_by, last_cycle_id, released_since) VALUES (?, ?, ?, ?, ?)',
  );
  const wentOut = db.prepare(
    `UPDATE restoration SET released_since = (SELECT json_group_array(DISTINCT value) FROM
       (SELECT value FROM json_each(released_since) UNION SELECT value FROM json_each(?) ORDER BY 1))
     WHERE settled_at IS NULL`,
  );
  const count = db.prepare('UPDATE restoration SET replayed = replayed + ? WHERE settled_at IS NULL');
  const settle = db.prepare(
    'UPDATE restoration SET settled_by = ?, settled_at = ? WHERE settled_at IS NULL AND last_cycle_id >= ?',
  );
  return {
    /** Oldest first; the first one's backup says since when logs are needed. */
    unsettled: (): Restoration[] => unsettled.all().map(toRestoration),
    record: (restoration: Omit<Restoration, 'restorationId' | 'replayed'>): void =>
      void record.run(
        restoration.takenAt,
        restoration.restoredAt,
        restoration.restoredBy,
        restoration.lastCycleId,
        JSON.stringify(restoration.releasedSince),
      ),
    /** Lanes' logs name lists of these cycles: they went out. */
    wentOut: (cycleIds: readonly number[]): void => void wentOut.run(JSON.stringify(cycleIds)),
    countReplayed: (requests: number): void => void count.run(requests),
    /** @param least Only those that concern cycles up to this one at least. */
    settle: (by: string, at: string, least = 0): void => void settle.run(by, at, least),
    atStake: (): AtStake => atStake(db),
    skipNumbers: (least: ReadonlyMap<string, number>): void => skipNumbers(db, least),
    numbers: (): Map<string, number> => numbers(db),
    ...suppressionCopier(db),
  };
}

function toRestoration(row: Row): Restoration {
  return {
    restorationId: row.restoration_id,
    takenAt: row.taken_at,
    restoredAt: row.restored_at,
    restoredBy: row.restored_by,
    lastCycleId: row.last_cycle_id,
    replayed: row.replayed,
    releasedSince: JSON.parse(row.released_since) as number[],
  };
}

/** Offers still open on the paper that lanes refuse for now. */
function atStake(db: Db): AtStake {
  const row = db
    .prepare<[], { lists: number; offers: number; face: number | null }>(
      `SELECT count(DISTINCT list_id) AS lists, count(*) AS offers, sum(face_value_cents) AS face
       FROM cycle JOIN list USING (cycle_id) JOIN issued_offer USING (list_id)
       WHERE cycle.state IN ('released', 'closed') AND issued_offer.state IN ('open', 'reserved')
         AND cycle_id <= (SELECT max(last_cycle_id) FROM restoration WHERE settled_at IS NULL)`,
    )
    .get();
  return { lists: row?.lists ?? 0, offers: row?.offers ?? 0, faceValueCents: row?.face ?? 0 };
}

/** The last number given, by table: of lists, redemptions, and whatever else is never numbered twice. */
function numbers(db: Db): Map<string, number> {
  const rows = db.prepare<[], { name: string; seq: number }>('SELECT name, seq FROM sqlite_sequence').all();
  return new Map(rows.map(({ name, seq }) => [name, seq]));
}

/**
 * Number what comes next above what the lost ledger may have given: the paper of a lost list must never name another
 * household's, nor a register's void another redemption.
 */
function skipNumbers(db: Db, least: ReadonlyMap<string, number>): void {
  const raise = db.prepare<{ name: string; least: number }>(
    'UPDATE sqlite_sequence SET seq = max(seq, @least) WHERE name = @name',
  );
  const begin = db.prepare<{ name: string; least: number }>(
    'INSERT INTO sqlite_sequence (name, seq) VALUES (@name, @least)',
  );
  for (const [name, atLeast] of least) {
    const row = { name, least: atLeast };
    if (raise.run(row).changes === 0) begin.run(row);
  }
}

export type SuppressionRecord = {
  readonly household_id: string;
  readonly reason: string;
  readonly category: string;
  readonly start_day: number | null;
  readonly end_day: number | null;
};

/** Who asked not to be written to has asked it of the chain, not of one ledger. */
function suppressionCopier(db: Db) {
  const write = db.prepare(
    `INSERT INTO suppression (household_id, reason, category, start_day, end_day)
     VALUES (@household_id, @reason, @category, @start_day, @end_day)
     ON CONFLICT (household_id, reason, category)
       DO UPDATE SET start_day = excluded.start_day, end_day = excluded.end_day
       WHERE start_day IS NOT excluded.start_day OR end_day IS NOT excluded.end_day`,
  );
  return {
    suppressionRecords: (): SuppressionRecord[] =>
      db
        .prepare<[], SuppressionRecord>(
          'SELECT household_id, reason, category, start_day, end_day FROM suppression',
        )
        .all(),
    /** @returns How many were missing or different. */
    mergeSuppressions: (records: readonly SuppressionRecord[]): number =>
      records.reduce((changed, record) => changed + write.run(record).changes, 0),
  };
}
