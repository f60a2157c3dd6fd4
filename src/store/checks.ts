import Database from 'better-sqlite3';
import { isDamage } from './sqlite.ts';

/** Findings that are told one by one. */
const FINDINGS_MAX = 5;
const BUSY_TIMEOUT_MS = 20_000;

/**
 * What SQLite finds wrong with a database's pages; nothing, in a sound one. Reads only; may be asked while others write.
 *
 * @param depth `quick`: every page; `deep`: also that every index says the same as its table.
 */
export function pageFaults(path: string, depth: 'quick' | 'deep'): string[] {
  return looking(path, (db) =>
    db
      .prepare<[], string>(`PRAGMA ${depth === 'deep' ? 'integrity_check' : 'quick_check'}(${FINDINGS_MAX})`)
      .pluck()
      .all()
      .filter((finding) => finding !== 'ok')
      .map((finding) => finding.replaceAll('\n', '; ')),
  );
}

/** Rows without what they refer to, by table; nothing, in a sound database. */
export function referenceFaults(path: string): string[] {
  return looking(path, (db) => {
    const counts = new Map<string, number>();
    const rows = db.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').iterate();
    for (const { table, parent } of rows) {
      const fault = `of ${table} without their ${parent}`;
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
    }
    return [...counts].map(([fault, count]) => `${count} rows ${fault}`);
  });
}

/** The schema that a database has, without bringing it up to date. */
export function schemaOf(path: string): number {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return (
      db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM schema_migration').pluck().get() ?? 0
    );
  } finally {
    db.close();
  }
}

/** The newest times that a chain's databases know of. */
export type NewestTimes = {
  /** ISO 8601, of the newest audited act. */
  readonly act: string | undefined;
  /** Days since 1970-01-01: of the newest receipt, of the newest redemption. */
  readonly receiptDay: number | undefined;
  readonly redemptionDay: number | undefined;
};

export function newestTimes(historyPath: string, ledgerPath: string): NewestTimes {
  const ask = <T>(path: string, sql: string): T | undefined => {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return db.prepare<[], T | null>(sql).pluck().get() ?? undefined;
    } finally {
      db.close();
    }
  };
  return {
    act: ask<string>(ledgerPath, 'SELECT max(at) FROM audit'),
    receiptDay: ask<number>(historyPath, 'SELECT max(day) FROM receipt'),
    redemptionDay: ask<number>(ledgerPath, 'SELECT max(business_day) FROM redemption'),
  };
}

function looking(path: string, look: (db: Database.Database) => string[]): string[] {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    return look(db);
  } catch (error) {
    if (isDamage(error)) return [(error as Error).message];
    throw error;
  } finally {
    db?.close();
  }
}
