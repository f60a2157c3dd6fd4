import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Rec } from '../simulate/chain-files.ts';

export { centsOf, groupBy, type Rec, readRecords } from '../simulate/chain-files.ts';

/** The records of CSV text, as `readRecords` has those of a file. */
export function parseRecords(text: string): Rec[] {
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return rows.map((row) => (column) => row[column] ?? '');
}

/** The header line of a CSV file. */
export function headerOf(path: string): string {
  return readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
}

/** `YYYY-MM-DD` moved by whole days, by the calendar of the platform: no code of ours. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
