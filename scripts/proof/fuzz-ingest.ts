/**
 * Real and golden files of every feed and every shipped layout, damaged in all ways that we could think of: each is taken
 * in or refused in words, every line is accounted for, and the second time stores nothing. Canonical scan lines are read
 * by independent readers, too, who must agree.
 *
 *     npm run proof -- fuzz-ingest [--count TRIALS] [--seed N] [--data DIR] [--keep DIR]
 *
 * `--data`: a folder with real exports. `--keep`: where failing files go, made small (default: none); the tests read those
 * in test/ingest/regressions.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../lib/arguments.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { faultsOf } from './support/dump.ts';
import { type Case, judgeCase } from './support/fuzz-case.ts';
import { fuzzCorpus, type Seed } from './support/fuzz-corpus.ts';
import { drawMutations, mutate, pack } from './support/fuzz-mutations.ts';
import { succeedInside } from './support/inside.ts';
import { disagreements } from './support/readers.ts';
import { shrink } from './support/shrink.ts';

export const title = 'damaged files of every feed and layout end in success or in words, and no line is lost';

const TRIALS = 20_000;
/** Trials that share two data directories: so that what one file left meets the next one. */
const BLOCK = 100;
const KINDS = ['gtin', 'opaque'] as const;
/** Purpose of the dice's streams. */
const STREAM = 9;
const LAYOUT_DAMAGED_SHARE = 0.04;
/** A process that has read twenty thousand small files has no reason to hold more. */
const RSS_MB_MOST = 1024;
const SAY_EVERY = 1000;

export const run: Proof = async ({ seed, count = TRIALS, args, say }) => {
  const { data, keep } = readOptions(args);
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-fuzz-'));
  try {
    return await fuzzIngest(scratch, { trials: count, seed, corpus: fuzzCorpus(data), keep, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type FuzzOptions = {
  readonly trials: number;
  readonly seed: number;
  readonly corpus: readonly Seed[];
  readonly keep: string | undefined;
  readonly say: (line: string) => void;
};

type Trial = { readonly given: Case; readonly name: string };

type Tally = {
  readonly failures: string[];
  readonly outcomes: Map<string, number>;
  readonly figures: { lines: number; rejected: number; peakMb: number; longestMs: number; longest: string };
};

export async function fuzzIngest(scratch: string, options: FuzzOptions): Promise<Proven> {
  const { trials, seed, corpus, say } = options;
  const template = await freshDirectory(scratch);
  const tally: Tally = {
    failures: [],
    outcomes: new Map(),
    figures: { lines: 0, rejected: 0, peakMb: 0, longestMs: 0, longest: '' },
  };
  const { failures, figures, outcomes } = tally;
  for (let first = 0; first < trials; first += BLOCK) {
    // Products are named in one way in a directory.
    const rooms = KINDS.map((kind) => {
      const data = join(scratch, `data-${kind}`);
      cpSync(template, data, { recursive: true });
      return { data, seeds: corpus.filter(({ productIds }) => productIds === kind) };
    });
    for (let at = first; at < Math.min(trials, first + BLOCK); at++) {
      const dice = new Dice(seed).stream(STREAM, at);
      const { data, seeds } = dice.pick(rooms);
      const trial = drawTrial(seeds, dice);
      const faults = await judge(data, scratch, trial, tally);
      if (faults.length > 0) failures.push(await tell(at, trial, faults, scratch, options));
      if ((at + 1) % SAY_EVERY === 0) say(`${at + 1} trials, ${failures.length} failures`);
    }
    for (const { data } of rooms) {
      failures.push(...faultsOf(data).map((fault) => `after trial ${first + BLOCK}: ${fault}`));
      rmSync(data, { recursive: true });
    }
    figures.peakMb = Math.max(figures.peakMb, process.memoryUsage.rss() / 2 ** 20);
  }
  if (figures.peakMb > RSS_MB_MOST) failures.push(`the process held ${Math.round(figures.peakMb)} MB`);
  return { count: trials, failures, figures: { ...describe(figures), ...Object.fromEntries(outcomes) } };
}

/** An empty data directory, to be copied. */
export async function freshDirectory(scratch: string): Promise<string> {
  const template = join(scratch, 'template');
  if (!existsSync(template)) await succeedInside(['init', '--data', template]);
  return template;
}

async function judge(data: string, scratch: string, { given, name }: Trial, tally: Tally): Promise<string[]> {
  const start = performance.now();
  const judged = await judgeCase(data, scratch, given);
  const faults = [...judged.faults, ...(await disagreements(given))];
  const { figures, outcomes } = tally;
  const tookMs = performance.now() - start;
  if (tookMs > figures.longestMs) Object.assign(figures, { longestMs: tookMs, longest: name });
  figures.lines += judged.linesRead;
  figures.rejected += judged.linesRejected;
  outcomes.set(judged.outcome, (outcomes.get(judged.outcome) ?? 0) + 1);
  return faults;
}

function describe(figures: Tally['figures']) {
  return {
    'lines read': figures.lines,
    'lines rejected': figures.rejected,
    'memory of the process, MB': Math.round(figures.peakMb),
    'longest trial, ms': Math.round(figures.longestMs),
    'longest trial': figures.longest,
  };
}

function drawTrial(seeds: readonly Seed[], dice: Dice): Trial {
  const seed = dice.pick(seeds);
  const names = drawMutations(dice);
  const bytes = mutate(seed, names, dice);
  const packed = pack(bytes, dice);
  const layout = seed.layout === undefined ? undefined : readFileSync(seed.layout);
  const damaged = layout !== undefined && dice.chance(LAYOUT_DAMAGED_SHARE);
  const written = damaged ? mutate({ bytes: layout, delimiter: '' }, drawMutations(dice), dice) : layout;
  return {
    name: `${seed.name} (${seed.feed}): ${names.join(', ')}${damaged ? ', layout damaged' : ''}${packed ? ', packed' : ''}`,
    given: {
      feed: seed.feed,
      layout: written?.toString('latin1'),
      bytes: packed ?? bytes,
      ending: packed === undefined ? seed.ending : `${seed.ending}.gz`,
    },
  };
}

/** What went wrong, in one sentence; alone in a fresh directory it is made small and kept. */
async function tell(
  at: number,
  { given, name }: Trial,
  faults: readonly string[],
  scratch: string,
  { keep }: FuzzOptions,
): Promise<string> {
  const sentence = `trial ${at}, ${name}: ${faults.join('; ')}`;
  const alone = join(scratch, 'alone');
  const fails = async (bytes: Case['bytes']): Promise<boolean> => {
    cpSync(join(scratch, 'template'), alone, { recursive: true });
    const smaller = { ...given, bytes };
    const found = [...(await judgeCase(alone, scratch, smaller)).faults, ...(await disagreements(smaller))];
    rmSync(alone, { recursive: true });
    return found.length > 0;
  };
  if (keep === undefined || given.ending.endsWith('.gz')) return sentence;
  if (!(await fails(given.bytes))) return `${sentence} (not in a directory of its own)`;
  const small = await shrink(given.bytes, fails);
  const hash = createHash('sha256').update(small).digest('hex').slice(0, 8);
  mkdirSync(keep, { recursive: true });
  const path = join(keep, `${given.feed}-${hash}${given.ending}`);
  writeFileSync(path, small);
  if (given.layout !== undefined) writeFileSync(`${path}.toml`, given.layout);
  return `${sentence} (kept as ${path})`;
}

function readOptions(args: readonly string[]): { data: string | undefined; keep: string | undefined } {
  try {
    const text = { type: 'string' } as const;
    const { data, keep } = parseArgs({ args: [...args], options: { data: text, keep: text } }).values;
    return { data, keep };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
