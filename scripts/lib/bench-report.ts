import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** What `npm run bench -- NAME` was asked for; a bench reads its own settings from `args`. */
export type BenchOptions = {
  /** Repetitions per contestant, alternated; undefined: the bench's own number. */
  readonly rounds: number | undefined;
  /** Whatever stood on the command line beyond the common options. */
  readonly args: readonly string[];
  /** Progress for people; never part of the result. */
  readonly say: (line: string) => void;
};

export type Bench = (options: BenchOptions) => Promise<Measured>;

/** One contestant: ours or a peer, measured on the same input in the same run. */
export type Contestant = {
  readonly name: string;
  readonly ours: boolean;
  /** Unit of every sample, for example `ms` or `rows/s`. */
  readonly unit: string;
  readonly samples: readonly number[];
};

/** What a bench hands back. */
export type Measured = {
  readonly contestants: readonly Contestant[];
  /** What was fed to every contestant, for example rows and households. */
  readonly input: Readonly<Record<string, string | number>>;
  /** Versions of the peers, beside Node's and ours. */
  readonly versions: Readonly<Record<string, string>>;
  /** What a reader must know to judge the figures. */
  readonly notes: readonly string[];
};

type Row = {
  readonly name: string;
  readonly ours: boolean;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: readonly number[];
};

/** The document of `--json`. */
export type Report = {
  readonly schema: 'duelist.bench/1';
  readonly bench: string;
  readonly rows: readonly Row[];
  /** Median of each of ours over the median of each peer. */
  readonly ratios: readonly { readonly ours: string; readonly peer: string; readonly ratio: number }[];
  readonly input: Measured['input'];
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly memory_gib: number;
    readonly platform: string;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
};

/** Add what every bench needs: medians, ratios, machine, versions. */
export function report(bench: string, measured: Measured): Report {
  const rows = measured.contestants.map(toRow);
  const peers = rows.filter((row) => !row.ours);
  return {
    schema: 'duelist.bench/1',
    bench,
    rows,
    ratios: rows
      .filter((row) => row.ours)
      .flatMap((ours) =>
        peers.map((peer) => ({ ours: ours.name, peer: peer.name, ratio: round3(ours.median / peer.median) })),
      ),
    input: measured.input,
    machine: {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? 'unknown',
      memory_gib: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform}-${process.arch}`,
    },
    versions: { duelist: ownVersion(), node: process.versions.node, ...measured.versions },
    notes: measured.notes,
  };
}

/** The same report for people. */
export function reportText(from: Report): string {
  const width = Math.max(...from.rows.map((row) => row.name.length));
  const lines = from.rows.map(
    (row) =>
      `${row.name.padEnd(width)}  median ${row.median} ${row.unit}  (${row.min} to ${row.max}, ${row.samples.length} rounds)`,
  );
  lines.push(...from.ratios.map(({ ours, peer, ratio }) => `${ours} / ${peer} = ${ratio}`));
  const { cores, cpu, memory_gib, platform } = from.machine;
  const pairs = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  if (Object.keys(from.input).length > 0) lines.push(`input: ${pairs(from.input)}`);
  lines.push(`machine: ${cores} cores, ${cpu}, ${memory_gib} GiB, ${platform}`);
  lines.push(`versions: ${pairs(from.versions)}`);
  return [...lines, ...from.notes, ''].join('\n');
}

function toRow({ name, ours, unit, samples }: Contestant): Row {
  const sorted = samples.toSorted((a, b) => a - b);
  const rounded = samples.map(round3);
  return {
    name,
    ours,
    unit,
    median: round3(median(sorted)),
    min: Math.min(...rounded),
    max: Math.max(...rounded),
    samples: rounded,
  };
}

function median(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('a contestant has no samples');
  return (lower + upper) / 2;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function ownVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  );
  return manifest.version;
}
