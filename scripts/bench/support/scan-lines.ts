import { spawnSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../../../src/shared/day.ts';
import { UsageError } from '../../lib/arguments.ts';
import { simulate } from '../../simulate/run.ts';
import { DEFAULTS } from '../../simulate/settings.ts';

/** What a file of scan lines is to be. */
export type Wanted = {
  readonly path: string;
  readonly lines: number;
  /** Years after the first ones: files of different years share households and no receipts. */
  readonly year: number;
  /** `night`: a day (or, simulated, a week) of eight stores whose receipts come interleaved. */
  readonly span: 'year' | 'night';
  readonly seed: number;
  /** About so many households shop; undefined: as many as lines and span need. */
  readonly households?: number;
};

/** @returns How many lines there are. */
export type MakeLines = (wanted: Wanted) => number;

const NIGHT_STORES = 8;
const YEAR_STORES = 40;
const WEEKS = 52;
/** Of the simulator: lines of a household and week, a little less than on average, so that there are enough lines. */
const LINES_A_WEEK = 10.5;

/** Lines of the simulated chain, households with habits and all. */
export function simulatedLines(): MakeLines {
  return ({ path, lines, year, span, seed, households }) => {
    const dir = `${path}.sim`;
    const weeks = span === 'year' ? WEEKS : 1;
    simulate(
      {
        ...DEFAULTS,
        stores: span === 'year' ? YEAR_STORES : NIGHT_STORES,
        households: Math.max(
          20,
          Math.ceil(lines / weeks / LINES_A_WEEK),
          span === 'night' ? 0 : (households ?? 0),
        ),
        weeks,
        offers: 0,
        seed,
        lastDay: addDays(DEFAULTS.lastDay, 7 * WEEKS * year),
        oneFile: true,
      },
      dir,
    );
    renameSync(join(dir, 'scans.csv'), path);
    rmSync(dir, { recursive: true });
    return cutAfter(path, lines);
  };
}

/** What in the generator's source makes it ours: where it counts receipts from, when it starts, for how long, for whom. */
const KNOBS = {
  receipts: 'long tx=100000000',
  start: 't0=1732233600',
  days: 'dt=365.0*86400',
  stores: 'hh%40',
  households: 'int H=n/100',
} as const;
const LF = 0x0a;
const RECEIPTS_A_YEAR = 10_000_000;

/** Lines of a generator in C that is called with LINES OUT SEED, compiled anew for every file. */
export function compiledLines(source: string, scratch: string): MakeLines {
  const text = readFileSync(source, 'utf8');
  for (const knob of Object.values(KNOBS)) {
    if (!text.includes(knob)) throw new UsageError(`${source} has no "${knob}": it is another generator`);
  }
  return ({ path, lines, year, span, seed, households }) => {
    const night = span === 'night';
    const tuned = text
      .replace(KNOBS.receipts, `long tx=${100_000_000 + year * RECEIPTS_A_YEAR}`)
      .replace(KNOBS.start, `t0=${1_732_233_600 + year * 365 * 86_400}`)
      .replace(KNOBS.days, night ? 'dt=0.8*86400' : KNOBS.days)
      .replace(KNOBS.stores, night ? `hh%${NIGHT_STORES}` : KNOBS.stores)
      .replace(KNOBS.households, households === undefined ? KNOBS.households : `int H=${households}`);
    const program = join(scratch, 'generator');
    writeFileSync(`${program}.c`, tuned);
    runOrThrow('cc', ['-O2', `${program}.c`, '-o', program, '-lm']);
    runOrThrow(program, [String(lines), path, String(seed)]);
    return lines;
  };
}

function runOrThrow(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new UsageError(`${command} failed: ${error?.message ?? stderr}`);
}

/** Shorten a file to its header and so many lines; none of the simulator's has a line feed inside a field. */
function cutAfter(path: string, lines: number): number {
  const handle = openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 20);
  let left = lines + 1;
  for (let offset = 0; left > 0; ) {
    const bytes = chunk.subarray(0, readSync(handle, chunk, 0, chunk.length, offset));
    if (bytes.length === 0) break;
    let end = 0;
    for (; left > 0 && bytes.includes(LF, end); left--) end = bytes.indexOf(LF, end) + 1;
    if (left === 0) truncateSync(path, offset + end);
    offset += bytes.length;
  }
  closeSync(handle);
  return lines - left;
}
