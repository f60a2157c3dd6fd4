import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** One record of a CSV file by column; a column that the file lacks, or a blank, reads as ''. */
export type Rec = (column: string) => string;

export function parseRecords(text: string | Uint8Array): Rec[] {
  const rows: Record<string, string>[] = parse(Buffer.from(text), { columns: true });
  return rows.map((row) => (column) => row[column] ?? '');
}

export function readRecords(path: string): Rec[] {
  return parseRecords(readFileSync(path));
}

/** The header line of a CSV file. */
export function headerOf(path: string): string {
  return readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Cents of decimal text such as `-3.49`; a blank counts as nothing. */
export function centsOf(text: string): number {
  return Math.round(Number(text) * 100);
}

/** `YYYY-MM-DD` moved by whole days, by the calendar of the platform: no code of ours. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
