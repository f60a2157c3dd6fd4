import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ROOT, succeed } from './program.ts';

export const FIXTURES_DIR = join(ROOT, 'fixtures');

/** The made-up chain's day of planning: two weeks of its scans are still to come. */
export const PLAN_DAY = '2026-10-18';

/** Every feed but the scans, each in `<feed>.csv`. */
export const MASTER_FEEDS = [
  'stores',
  'products',
  'prices',
  'aisles',
  'households',
  'offers',
  'extras',
  'suppressions',
  'preferences',
] as const;

/** The scan files of a chain's directory for days in `[from, until)`, in order. */
export function scanPaths(dir: string, from = '', until = '9999'): string[] {
  return readdirSync(dir)
    .filter((name) => {
      const day = /^scans-(\d{4}-\d{2}-\d{2})(?:-resent)?\.csv$/.exec(name)?.[1];
      return day !== undefined && from <= day && day < until;
    })
    .sort()
    .map((name) => join(dir, name));
}

/** The commands that take in all feeds of a chain but the scans. */
export function ingestMasters(dataDir: string, dir = FIXTURES_DIR): string[][] {
  return MASTER_FEEDS.map((feed) => ['ingest', feed, join(dir, `${feed}.csv`), '--data', dataDir]);
}

/** The commands that make a data directory with all feeds of a chain, and its scans before a day. */
export function ingestChain(dataDir: string, untilDay = PLAN_DAY, dir = FIXTURES_DIR): string[][] {
  return [
    ...ingestMasters(dataDir, dir),
    ['ingest', 'scans', ...scanPaths(dir, '', untilDay), '--data', dataDir],
  ];
}

/** Plan, and what comes before a lane pays. @returns The cycle's id. */
export async function planCycle(
  dataDir: string,
  asOf = PLAN_DAY,
  households = 'all',
  runs: (args: readonly string[]) => Promise<{ readonly stdout: string }> = succeed,
): Promise<string> {
  const { stdout } = await runs([
    ...['plan', '--as-of', asOf, '--households', households],
    ...['--data', dataDir, '--json'],
  ]);
  const { cycle_id: cycleId }: { cycle_id: number | null } = JSON.parse(stdout);
  if (cycleId === null) throw new Error(`nothing is due on ${asOf}`);
  return String(cycleId);
}

/** Put the fits of a data directory into force in a copy of it as it was before: the first plan there would fit anew, 2 s of CPU. */
export function takeFits(from: string, to: string): void {
  const ledger = new Database(join(to, 'ledger.db'));
  ledger.prepare('ATTACH ? AS fitted').run(join(from, 'ledger.db'));
  ledger.exec('INSERT INTO fit SELECT * FROM fitted.fit');
  ledger.close();
}

/** The two commands from a draft to what a lane pays. */
export function approve(dataDir: string, cycle: string): string[] {
  return ['approve', '--cycle', cycle, '--by', 'Tester', '--data', dataDir];
}

export function release(dataDir: string, cycle: string): string[] {
  return ['release', '--cycle', cycle, '--data', dataDir];
}

/** A copy of a data directory at rest, or of what a killed process left. */
export function copyData(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
  return to;
}

/** One scans file with the lines of several, under one header. */
export function concatenate(paths: readonly string[], target: string): string {
  const parts = paths.map((path, index) => {
    const text = readFileSync(path, 'utf8');
    return index === 0 ? text : text.slice(text.indexOf('\n') + 1);
  });
  writeFileSync(target, parts.join(''));
  return target;
}
