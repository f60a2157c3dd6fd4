/**
 *     npm run bench -- ingest [--lines N] [--history N] [--full] [--generator FILE.c] [--dir DIR] [--rounds N] [--json]
 *
 * `--full`: a history of 20 million lines, and the growth up to them. `--generator`: a program in C, called with LINES OUT
 * SEED, instead of the simulator. `--dir`: where the files go; its disk is part of what is measured. `--contest`: without
 * the growth and the night.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alternate } from '../lib/alternate.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench, Claim, Contestant, Limit, Measured } from '../lib/bench-report.ts';
import {
  csvParse,
  duckdbTable,
  ingestAnew,
  type Ours,
  peerVersions,
  sqliteImport,
} from './support/ingest-contest.ts';
import { growth, middle, night } from './support/ingest-series.ts';
import type { Use } from './support/process-use.ts';
import { compiledLines, type MakeLines, simulatedLines } from './support/scan-lines.ts';

export const title = 'scan lines into the history, against the SQLite shell, DuckDB and csv-parse';

const ROUNDS = 3;
const LINES = 5_000_000;
const HISTORY = 2_000_000;
const FULL = 20_000_000;
const SIZES = [100_000, 300_000, 1_000_000, 3_000_000, 5_000_000, FULL];

const STORE = 'ingest';
const ALL = 'ingest + all histories';
const IMPORT = 'sqlite3 .import';
const DUCKDB = 'DuckDB read_csv';
const PARSE = 'csv-parse alone';
const LIMITS: readonly Limit[] = [
  { ours: STORE, peer: IMPORT, unit: 's', atMost: 0.9 },
  { ours: STORE, peer: DUCKDB, unit: 's', atMost: 2.5 },
  { ours: ALL, peer: IMPORT, unit: 's', atMost: 2.5 },
];
const PEAK_MB_MAX = 250;
const BYTES_A_LINE_MAX = 100;
const AGAIN_S_MAX = 3;

type Asked = {
  readonly lines: number;
  readonly history: number;
  readonly full: boolean;
  readonly contestOnly: boolean;
  readonly generator: string | undefined;
  readonly dir: string;
};
type Tools = {
  readonly make: MakeLines;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
};
type Taken = Omit<Use, 'stdout'>;

export const run: Bench = async ({ rounds = ROUNDS, args, say }) => {
  const asked = readOptions(args);
  const scratch = mkdtempSync(join(asked.dir, 'duelist-bench-'));
  const { generator } = asked;
  const make = generator === undefined ? simulatedLines() : compiledLines(generator, scratch);
  try {
    return await measure(asked, { make, scratch, rounds, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

async function measure(asked: Asked, tools: Tools): Promise<Measured> {
  const { make, rounds, scratch, say } = tools;
  const madeBy = asked.generator ?? 'the simulator';
  const path = join(scratch, 'scans.csv');
  const lines = make({ path, lines: asked.lines, year: 0, span: 'year', seed: 1 });
  say(`${lines} lines by ${madeBy}`);
  const versions = peerVersions();
  const { ours, peers } = await compete(tools, path, lines, versions);
  rmSync(path);
  const sizes = SIZES.filter((size) => size <= asked.lines || asked.full);
  const series = asked.contestOnly
    ? []
    : [...(await growth(tools, sizes)), ...(await night(tools, asked.history, rounds))];
  const all = ours.map(({ store, derive }) => together(store, derive));
  return {
    contestants: [
      ...rowsOf(
        STORE,
        true,
        ours.map(({ store }) => store),
      ),
      ...rowsOf(ALL, true, all),
      ...Object.entries(peers).flatMap(([name, uses]) => rowsOf(name, false, uses)),
    ],
    limits: LIMITS,
    claims: [...claimsOf(ours, all, lines), ...series],
    input: { lines, made_by: madeBy, ...(asked.contestOnly ? {} : { history_lines: asked.history }) },
    versions: Object.fromEntries(
      Object.entries(versions).flatMap(([name, version]) => (version === undefined ? [] : [[name, version]])),
    ),
    notes: notesOn(versions),
  };
}

/** Ours and every peer that is here, in turn. */
async function compete(
  { rounds, scratch, say }: Tools,
  path: string,
  lines: number,
  versions: ReturnType<typeof peerVersions>,
): Promise<{ ours: Ours[]; peers: Record<string, Use[]> }> {
  const ours: Ours[] = [];
  const told = async (name: string, work: Promise<Use>): Promise<Use> => {
    const use = await work;
    say(`${name}: ${use.wallS.toFixed(2)} s, ${Math.round(use.peakMb)} MB`);
    return use;
  };
  const { [STORE]: _, ...peers } = await alternate<string, Use>(
    {
      [STORE]: async () => {
        const made = await ingestAnew(join(scratch, 'data'), path, lines);
        ours.push(made);
        say(`histories: ${made.derive.wallS.toFixed(2)} s, ${Math.round(made.derive.peakMb)} MB`);
        return told(STORE, Promise.resolve(made.store));
      },
      ...(versions.sqlite3 === undefined
        ? {}
        : { [IMPORT]: () => told(IMPORT, sqliteImport(scratch, path)) }),
      ...(versions.duckdb === undefined ? {} : { [DUCKDB]: () => told(DUCKDB, duckdbTable(scratch, path)) }),
      [PARSE]: () => told(PARSE, csvParse(path)),
    },
    rounds,
  );
  return { ours, peers };
}

function claimsOf(ours: readonly Ours[], all: readonly Taken[], lines: number): Claim[] {
  const most = (of: (each: Ours) => number): number => Math.max(...ours.map(of));
  const perLine = (bytes: number): number => bytes / lines;
  return [
    {
      what: 'stored in a second',
      value: Math.round(lines / middle(ours.map((o) => o.store.wallS))),
      unit: 'lines',
    },
    {
      what: 'with all histories in a second',
      value: Math.round(lines / middle(all.map((a) => a.wallS))),
      unit: 'lines',
    },
    {
      what: 'peak memory of the ingest',
      value: most((o) => o.store.peakMb),
      unit: 'MB',
      atMost: PEAK_MB_MAX,
    },
    {
      what: 'peak memory of the histories',
      value: most((o) => o.derive.peakMb),
      unit: 'MB',
      atMost: PEAK_MB_MAX,
    },
    { what: 'on disk after the ingest', value: perLine(most((o) => o.storedBytes)), unit: 'bytes a line' },
    {
      what: 'on disk, all told',
      value: perLine(most((o) => o.derivedBytes)),
      ...{ unit: 'bytes a line', atMost: BYTES_A_LINE_MAX },
    },
    { what: 'the same file again', value: most((o) => o.again.wallS), unit: 's', atMost: AGAIN_S_MAX },
  ];
}

function together(some: Taken, others: Taken): Taken {
  return {
    wallS: some.wallS + others.wallS,
    cpuS: some.cpuS + others.cpuS,
    peakMb: Math.max(some.peakMb, others.peakMb),
  };
}

function rowsOf(name: string, ours: boolean, uses: readonly Taken[]): Contestant[] {
  return [
    { name, ours, unit: 's', samples: uses.map((use) => use.wallS) },
    { name, ours, unit: 's of CPU', samples: uses.map((use) => use.cpuS) },
    { name, ours, unit: 'MB at the peak', samples: uses.map((use) => use.peakMb), alone: true },
  ];
}

function notesOn(versions: ReturnType<typeof peerVersions>): string[] {
  return [
    'Whole processes, start and end included, on one disk; ours validates, keys, quarantines and syncs every batch, into a fresh directory.',
    'The histories are derived by a second process, as planning does first.',
    ...(versions.sqlite3 === undefined ? ['Without the SQLite shell: sqlite3 is not installed.'] : []),
    ...(versions.duckdb === undefined ? ['Without DuckDB: @duckdb/node-api is not installed.'] : []),
  ];
}

function readOptions(args: readonly string[]): Asked {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { lines: text, history: text, generator: text, dir: text, full: flag, contest: flag };
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const full = values.full ?? false;
  return {
    lines: whole('--lines', values.lines, LINES),
    history: whole('--history', values.history, full ? FULL : HISTORY),
    full,
    contestOnly: values.contest ?? false,
    generator: values.generator,
    dir: values.dir ?? tmpdir(),
  };
}

function whole(option: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${option} takes a positive whole number`);
  return value;
}
