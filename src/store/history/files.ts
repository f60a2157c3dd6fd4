import type { Feed } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** What became of one file so far; its records are always stored + duplicate + rejected + forgotten +
 * skipped once it is done. */
export type FeedFile = {
  readonly fileNo: number;
  readonly sha256: string;
  readonly state: 'open' | 'done';
  /** Records dealt with and committed: where a run that was killed goes on. */
  readonly recordsDone: number;
  readonly linesStored: number;
  readonly linesDuplicate: number;
  readonly linesForgotten: number;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly quarantine: string | undefined;
};

export type FileKey = { readonly feed: Feed; readonly sha256: string; readonly layoutSha256: string };

/** What one batch adds to a file's counts. */
export type BatchCounts = {
  readonly records: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Rows of forgotten households, which are dropped. */
  readonly forgotten?: number;
  /** Records that are no lines of the feed. */
  readonly skippedByReason?: Readonly<Record<string, number>>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
};

/** Before the reason for which a record was skipped. */
const SKIPPED = 'skipped:';

type Row = {
  file_no: number;
  sha256: string;
  state: 'open' | 'done';
  records_done: number;
  lines_stored: number;
  lines_duplicate: number;
  lines_forgotten: number;
  rejected_by_reason: string;
  quarantine: string | null;
};

/** The register of files: known content is never read twice, a file cut off in the middle goes on where it stood. */
export function feedFiles(db: Db) {
  const select = db.prepare<[string, string, string], Row>(
    'SELECT * FROM feed_file WHERE feed = ? AND sha256 = ? AND layout_sha256 = ?',
  );
  const selectNo = db.prepare<[number], Row>('SELECT * FROM feed_file WHERE file_no = ?');
  const insert = db.prepare<[string, string, string, string, string | null]>(
    `INSERT INTO feed_file (feed, sha256, layout_sha256, name, state, records_done, lines_stored, lines_duplicate,
       rejected_by_reason, quarantine) VALUES (?, ?, ?, ?, 'open', 0, 0, 0, '{}', ?)`,
  );
  const progress = db.prepare<[number, number, number, number, string, number]>(
    `UPDATE feed_file SET records_done = records_done + ?, lines_stored = lines_stored + ?,
       lines_duplicate = lines_duplicate + ?, lines_forgotten = lines_forgotten + ?, rejected_by_reason = ?
     WHERE file_no = ?`,
  );
  const done = db.prepare<[number]>("UPDATE feed_file SET state = 'done' WHERE file_no = ?");
  const disown = db.prepare<[string, number]>('UPDATE feed_file SET sha256 = ? WHERE file_no = ?');
  // A file that broke off in transit is fetched again under its name, with other content: then nothing is missing.
  const open = db
    .prepare<[], string>(
      `SELECT name FROM feed_file WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM feed_file AS whole
         WHERE whole.feed = feed_file.feed AND whole.name = feed_file.name AND whole.file_no > feed_file.file_no
           AND whole.state = 'done')
       ORDER BY file_no`,
    )
    .pluck();
  const newest = db.prepare<[], number | null>('SELECT max(file_no) FROM feed_file').pluck();
  const arrive = db.prepare('UPDATE feed_file SET taken_on = ? WHERE file_no = ? AND taken_on IS NULL');
  const see = db.prepare(
    'UPDATE feed_file SET seen_on = @day WHERE file_no = @fileNo AND (seen_on IS NULL OR seen_on < @day)',
  );
  const began = db.prepare<[], Day | null>('SELECT min(taken_on) FROM feed_file').pluck();
  const arrived = db.prepare<[number], Day>('SELECT taken_on FROM feed_file WHERE file_no = ?').pluck();
  const marks = db
    .prepare<[], string>(
      `SELECT feed || ':' || sha256 || ':' || layout_sha256 || iif(state = 'open', ':' || records_done, '') FROM feed_file
       ORDER BY 1`,
    )
    .pluck();

  return {
    find: (key: FileKey): FeedFile | undefined => {
      const row = select.get(key.feed, key.sha256, key.layoutSha256);
      return row === undefined ? undefined : toFile(row);
    },
    get: (fileNo: number): FeedFile => {
      const row = selectNo.get(fileNo);
      if (row === undefined) throw new Error(`no feed file ${fileNo}`);
      return toFile(row);
    },
    begin: (key: FileKey, name: string, quarantine: string | undefined): number =>
      Number(insert.run(key.feed, key.sha256, key.layoutSha256, name, quarantine ?? null).lastInsertRowid),
    /** Inside the transaction of the batch that it counts. */
    advance: (fileNo: number, counts: BatchCounts): void => {
      const before = selectNo.get(fileNo);
      const skipped = Object.entries(counts.skippedByReason ?? {}).map(([reason, count]) => [
        SKIPPED + reason,
        count,
      ]);
      const reasons = addReasons(JSON.parse(before?.rejected_by_reason ?? '{}'), {
        ...counts.rejectedByReason,
        ...Object.fromEntries(skipped),
      });
      const { records, stored, duplicate, forgotten = 0 } = counts;
      progress.run(records, stored, duplicate, forgotten, JSON.stringify(reasons), fileNo);
    },
    finish: (fileNo: number): void => {
      done.run(fileNo);
    },
    /**
     * Forget what content a file had, since it was changed while it was read: whatever comes is read again then, and
     * replaces or repeats what there is.
     */
    disown: (fileNo: number, sha256: string): void => {
      disown.run(sha256, fileNo);
    },
    /**
     * Note the day on which a file came, of which it keeps the first that was noted, and that it was offered today.
     *
     * @returns The first day.
     */
    arrive: (fileNo: number, day: Day, today: Day): Day => {
      arrive.run(day, fileNo);
      see.run({ fileNo, day: today });
      return arrived.get(fileNo) ?? day;
    },
    /** The day on which any file of a feed was last offered; undefined: none was, or it is not known when. */
    lastSeen: (feed: Feed): Day | undefined =>
      db
        .prepare<[string], Day | null>("SELECT max(seen_on) FROM feed_file WHERE feed = ? AND state = 'done'")
        .pluck()
        .get(feed) ?? undefined,
    /** The day on which the first of those files came of which the day is known. */
    began: (): Day | undefined => began.get() ?? undefined,
    /** Names of files that a killed run left half read, and that no later file of the name has made good. */
    openNames: (): string[] => open.all(),
    /** The newest file; undefined: none was ever offered. */
    newest: (): number | undefined => newest.get() ?? undefined,
    /** Names of files that came after a number, in the order in which they were taken in. */
    namesAfter: (fileNo: number): string[] =>
      db
        .prepare<[number], string>('SELECT name FROM feed_file WHERE file_no > ? ORDER BY file_no')
        .pluck()
        .all(fileNo),
    /** One line per file, a half-read one with how far it was read; sorted, so that equal marks are equal content. */
    watermark: (): string[] => marks.all(),
  };
}

function toFile(row: Row): FeedFile {
  return {
    fileNo: row.file_no,
    sha256: row.sha256,
    state: row.state,
    recordsDone: row.records_done,
    linesStored: row.lines_stored,
    linesDuplicate: row.lines_duplicate,
    linesForgotten: row.lines_forgotten,
    ...splitReasons(JSON.parse(row.rejected_by_reason)),
    quarantine: row.quarantine ?? undefined,
  };
}

/** One JSON object in the database has both kinds of reasons: why a record was rejected, and why one was skipped. */
function splitReasons(
  reasons: Record<string, number>,
): Pick<FeedFile, 'rejectedByReason' | 'skippedByReason'> {
  const rejectedByReason: Record<string, number> = {};
  const skippedByReason: Record<string, number> = {};
  for (const [reason, count] of Object.entries(reasons)) {
    if (reason.startsWith(SKIPPED)) skippedByReason[reason.slice(SKIPPED.length)] = count;
    else rejectedByReason[reason] = count;
  }
  return { rejectedByReason, skippedByReason };
}

function addReasons(
  into: Record<string, number>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...into };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
