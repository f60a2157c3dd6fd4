import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
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
  /** Its ratio to others says nothing. */
  readonly alone?: true;
};

/** The most that one of ours may take of what a peer takes, in a unit that both have samples of. */
export type Limit = {
  readonly ours: string;
  readonly peer: string;
  readonly unit: string;
  readonly atMost: number;
};

/** A single figure beside the contest, and what it may be at most. */
export type Claim = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
};

/** What a bench hands back. */
export type Measured = {
  readonly contestants: readonly Contestant[];
  readonly limits?: readonly Limit[];
  readonly claims?: readonly Claim[];
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

/** Of one of ours over a peer of the same unit; `min` and `max` where both ran in every round: the rounds' own ratios. */
type Ratio = {
  readonly ours: string;
  readonly peer: string;
  readonly unit: string;
  readonly ratio: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly at_most: number | undefined;
};

/** The document of `--json`. */
export type Report = {
  readonly schema: 'duelist.bench/1';
  readonly bench: string;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly claims: readonly Claim[];
  readonly input: Measured['input'];
  readonly machine: {
    readonly cores: number;
    readonly cpu: string;
    readonly memory_gib: number;
    readonly platform: string;
    /** Processes that wanted to run, in the minute before the bench began. */
    readonly load_at_start: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
};

/** How many processes want to run just now, as a mean over the last minute. */
export function loadNow(): number {
  return round3(loadavg()[0] ?? 0);
}

/** Add what every bench needs: medians, ratios, machine, versions. */
export function report(bench: string, measured: Measured, loadAtStart = loadNow()): Report {
  const rows = measured.contestants.map(toRow);
  const compared = rows.filter((_, place) => measured.contestants[place]?.alone !== true);
  const peers = compared.filter((row) => !row.ours);
  return {
    schema: 'duelist.bench/1',
    bench,
    rows,
    ratios: compared
      .filter((row) => row.ours)
      .flatMap((ours) =>
        peers
          .filter((peer) => peer.unit === ours.unit)
          .map((peer) => toRatio(ours, peer, measured.limits ?? [])),
      ),
    claims: (measured.claims ?? []).map((claim) => ({ ...claim, value: round3(claim.value) })),
    input: measured.input,
    machine: {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? 'unknown',
      memory_gib: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform}-${process.arch}`,
      load_at_start: loadAtStart,
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
  lines.push(...from.ratios.map(ratioText));
  lines.push(
    ...from.claims.map(
      ({ what, value, unit, atMost }) => `${what}: ${value} ${unit}${verdict(value, atMost)}`,
    ),
  );
  const { cores, cpu, memory_gib, platform, load_at_start } = from.machine;
  const pairs = (values: Readonly<Record<string, string | number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  if (Object.keys(from.input).length > 0) lines.push(`input: ${pairs(from.input)}`);
  lines.push(
    `machine: ${cores} cores, ${cpu}, ${memory_gib} GiB, ${platform}, load ${load_at_start} at start`,
  );
  lines.push(`versions: ${pairs(from.versions)}`);
  return [...lines, ...from.notes, ''].join('\n');
}

function ratioText({ ours, peer, unit, ratio, min, max, at_most }: Ratio): string {
  const range = min === undefined ? '' : `  (${min} to ${max})`;
  return `${ours} / ${peer} = ${ratio}${unit === 'ms' ? '' : ` in ${unit}`}${range}${verdict(ratio, at_most)}`;
}

function verdict(value: number, atMost: number | undefined): string {
  if (atMost === undefined) return '';
  return value <= atMost ? `  [at most ${atMost}: yes]` : `  [at most ${atMost}: NO]`;
}

function toRatio(ours: Row, peer: Row, limits: readonly Limit[]): Ratio {
  const paired = ours.samples.length === peer.samples.length;
  const each = paired
    ? ours.samples.map((sample, round) => sample / (peer.samples[round] ?? Number.NaN))
    : [];
  return {
    ours: ours.name,
    peer: peer.name,
    unit: ours.unit,
    ratio: round3(ours.median / peer.median),
    min: paired ? round3(Math.min(...each)) : undefined,
    max: paired ? round3(Math.max(...each)) : undefined,
    at_most: limits.find(
      (limit) => limit.ours === ours.name && limit.peer === peer.name && limit.unit === ours.unit,
    )?.atMost,
  };
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
