import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../../lib/bench-report.ts';
import { bytesUnder } from '../../lib/bytes-under.ts';
import { derive, ingest } from './ingest-contest.ts';
import type { MakeLines } from './scan-lines.ts';

type Series = {
  readonly make: MakeLines;
  readonly scratch: string;
  readonly say: (line: string) => void;
};

/** Memory is flat when it grows by less than this from a million lines on. */
const FLAT_FROM_LINES = 1_000_000;
const FLAT_RATIO_MAX = 1.15;

/** One ingest of each size into an empty directory: what a line costs, and what is resident, as files grow. */
export async function growth({ make, scratch, say }: Series, sizes: readonly number[]): Promise<Claim[]> {
  const claims: Claim[] = [];
  const peaks = new Map<number, number>();
  for (const size of sizes) {
    const path = join(scratch, 'grown.csv');
    const data = join(scratch, 'grown');
    const lines = make({ path, lines: size, year: 0, span: 'year', seed: 2 });
    const { wallS, cpuS, peakMb } = await ingest(data, path, lines);
    const bytes = bytesUnder(data);
    peaks.set(size, peakMb);
    const at = `${size.toLocaleString('en-US')} lines`;
    say(`${at}: ${Math.round(lines / wallS)} lines/s, ${Math.round(peakMb)} MB`);
    claims.push(
      { what: `${at}: speed`, value: Math.round(lines / wallS), unit: 'lines/s' },
      { what: `${at}: CPU`, value: (1e6 * cpuS) / lines, unit: 'µs a line' },
      { what: `${at}: peak memory`, value: peakMb, unit: 'MB' },
      { what: `${at}: on disk, before the histories`, value: bytes / lines, unit: 'bytes a line' },
    );
    for (const each of [path, data]) rmSync(each, { recursive: true });
  }
  const first = peaks.get(FLAT_FROM_LINES);
  const last = peaks.get(sizes.at(-1) ?? 0);
  if (first === undefined || last === undefined || sizes.at(-1) === FLAT_FROM_LINES) return claims;
  const what = `peak memory of ${sizes.at(-1)?.toLocaleString('en-US')} lines over that of a million`;
  return [...claims, { what, value: last / first, unit: 'times', atMost: FLAT_RATIO_MAX }];
}

const NIGHT_LINES_MAX = 300_000;
const NIGHT_RATIO_MAX = 1.5;
/** A year of the history comes in one file. */
const YEAR_LINES_MAX = 5_000_000;

/** A night of eight stores into a history whose caches are warm, and the same into an empty directory, in turn. */
export async function night(
  { make, scratch, say }: Series,
  historyLines: number,
  rounds: number,
): Promise<Claim[]> {
  const base = join(scratch, 'history');
  const tonight = join(scratch, 'night.csv');
  const years = Math.max(1, Math.ceil(historyLines / YEAR_LINES_MAX));
  const perYear = Math.ceil(historyLines / years);
  const households = Math.max(1000, Math.ceil(perYear / 100));
  const known = await buildHistory({ make, scratch, say }, base, { years, perYear, households });
  const lines = make({
    ...{ path: tonight, lines: Math.min(NIGHT_LINES_MAX, historyLines), year: years, span: 'night' },
    ...{ seed: 99, households },
  });
  const ratios: number[] = [];
  const walls = { full: [] as number[], empty: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const data = join(scratch, 'night');
    for (const which of round % 2 === 0 ? (['full', 'empty'] as const) : (['empty', 'full'] as const)) {
      if (which === 'full') cpSync(base, data, { recursive: true });
      walls[which].push((await ingest(data, tonight, lines)).wallS);
      rmSync(data, { recursive: true });
    }
    ratios.push((walls.full[round] ?? 0) / (walls.empty[round] ?? 1));
    say(
      `a night: ${walls.full.at(-1)?.toFixed(2)} s into ${known} lines, ${walls.empty.at(-1)?.toFixed(2)} s into none`,
    );
  }
  for (const each of [base, tonight]) rmSync(each, { recursive: true });
  const night = `a night of ${lines.toLocaleString('en-US')} lines`;
  const over = `${night} into ${known.toLocaleString('en-US')} over the same into none`;
  return [
    { what: `${night} into ${known.toLocaleString('en-US')}`, value: middle(walls.full), unit: 's' },
    { what: over, value: middle(ratios), unit: 'times', atMost: NIGHT_RATIO_MAX },
    { what: `${over}, worst round`, value: Math.max(...ratios), unit: 'times' },
  ];
}

type History = { readonly years: number; readonly perYear: number; readonly households: number };

async function buildHistory({ make, scratch, say }: Series, base: string, history: History): Promise<number> {
  let known = 0;
  for (let year = 0; year < history.years; year++) {
    const path = join(scratch, `year-${year}.csv`);
    const { perYear: lines, households } = history;
    const made = make({ path, lines, year, span: 'year', seed: 10 + year, households });
    const { wallS } = await ingest(base, path, made);
    rmSync(path);
    known += made;
    say(`history: ${known} lines, ${wallS.toFixed(2)} s for the last ${made}`);
  }
  await derive(base);
  return known;
}

export function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return ((sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN) + upper) / 2;
}
