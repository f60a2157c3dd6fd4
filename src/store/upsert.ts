import type { Db } from './sqlite.ts';

/** Whether a row told us anything new. */
export type Stored = 'stored' | 'duplicate';

type Value = string | number | null;

/** Insert or replace one row; values are given keys first. Says `duplicate` when the row was there just so. */
export function upsert(db: Db, table: string, keys: readonly string[], values: readonly string[]) {
  const columns = [...keys, ...values];
  const statement = db.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${values.map((name) => `${name} = excluded.${name}`).join(', ')}
     WHERE ${values.map((name) => `${table}.${name} IS NOT excluded.${name}`).join(' OR ')}`,
  );
  return (row: readonly Value[]): Stored => (statement.run(...row).changes === 0 ? 'duplicate' : 'stored');
}
