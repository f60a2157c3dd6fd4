import type { Db } from '../sqlite.ts';

/** Who did what to what, and when; acts, and looks at a person's data. */
export type AuditEntry = {
  readonly auditId: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  /** `cycle 1`, `household H000002`, `redemption 7`, ... */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

type Row = { audit_id: number; at: string; actor: string; act: string; subject: string; detail: string };

/** The audit trail, read. */
export function auditReader(db: Db) {
  const all = db.prepare<{ since: string }, Row>('SELECT * FROM audit WHERE at >= @since ORDER BY audit_id');
  const about = db.prepare<{ since: string; subjects: string; quoted: string }, Row>(
    `SELECT * FROM audit WHERE at >= @since
       AND (subject IN (SELECT value FROM json_each(@subjects)) OR instr(detail, @quoted) > 0)
     ORDER BY audit_id`,
  );
  return {
    /** @param since ISO day or time; '' for all of it. */
    all: function* (since: string): Generator<AuditEntry> {
      for (const row of all.iterate({ since })) yield toEntry(row);
    },
    /** What names one of the subjects, or the id in its details. */
    about: function* (subjects: readonly string[], id: string, since: string): Generator<AuditEntry> {
      const quoted = JSON.stringify(id);
      for (const row of about.iterate({ since, subjects: JSON.stringify(subjects), quoted }))
        yield toEntry(row);
    },
  };
}

function toEntry(row: Row): AuditEntry {
  return {
    auditId: row.audit_id,
    at: row.at,
    actor: row.actor,
    act: row.act,
    subject: row.subject,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
  };
}
