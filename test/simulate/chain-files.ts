import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { onTestFinished } from 'vitest';
import { simulate } from '../../scripts/simulate/run.ts';
import { FIXTURES, type Settings } from '../../scripts/simulate/settings.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import { type ProductId, readProductId } from '../../src/shared/product-id.ts';

export const FIXTURES_DIR = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** One record of a feed by column; a column that the feed lacks reads as ''. */
export type Rec = (column: string) => string;

export function readRecords(path: string): Rec[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return rows.map((row) => (column) => row[column] ?? '');
}

/** Every scan line that was sent in time or late; the file that is sent twice counts once. */
export function readScans(dir: string): Rec[] {
  return scanFiles(dir)
    .filter((name) => !name.includes('resent'))
    .flatMap((name) => readRecords(join(dir, name)));
}

export function scanFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => /^scans.*\.csv$/.test(name))
    .sort();
}

/** Simulate into a directory that goes with the test. */
export function simulated(changes: Partial<Settings>): string {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-simulate-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  simulate({ ...FIXTURES, ...changes }, dir);
  return dir;
}

export function canonical(text: string): ProductId {
  const read = readProductId(text, 'gtin');
  if (read.tag === 'fault') throw new Error(`${text}: ${read.fault}`);
  return read.productId;
}

export function dayOf(text: string): Day {
  const read = parseDay(text.slice(0, 10));
  if (read === undefined) throw new Error(`no day: ${text}`);
  return read;
}

/** Cents of decimal text. */
export function centsOf(text: string): number {
  return Math.round(Number(text) * 100);
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

/** A receipt is what one register of a store printed on a day under one number. */
export function receiptsOf(scans: readonly Rec[]): Map<string, Rec[]> {
  return groupBy(scans, (line) =>
    [line('store_id'), line('register_id'), line('timestamp').slice(0, 10), line('transaction_id')].join('/'),
  );
}

/** Household by card or phone, as the households feed says. */
export function householdByCard(dir: string): Map<string, string> {
  const byCard = new Map<string, string>();
  for (const household of readRecords(join(dir, 'households.csv'))) {
    const ids = [...household('card_ids').split('|'), ...household('alternate_ids').split('|')];
    for (const id of ids) if (id !== '') byCard.set(id, household('household_id'));
  }
  return byCard;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('the median of nothing');
  return middle;
}
