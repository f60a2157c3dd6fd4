/**
 *     npm run bench -- checkout [--seconds N] [--rate N] [--lists N] [--ingest-lines N] [--generator FILE.c] [--dir DIR] [--json]
 *
 * The checkout endpoint as lanes find it: redemptions begun by the clock whatever became of those before (open loop), alone
 * and beside an ingest into the same data directory; then as many as it can; then the decision without all that.
 */
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../lib/arguments.ts';
import type { Bench, Claim } from '../lib/bench-report.ts';
import { documentOf, duelist, succeed } from '../proof/support/program.ts';
import { laneChain, SPECIALS } from './support/lane-chain.ts';
import { timeDecisions } from './support/lane-decisions.ts';
import { type Loaded, type Served, send, serve } from './support/lane-load.ts';
import { compiledLines, type MakeLines, simulatedLines } from './support/scan-lines.ts';

export const title = 'redemptions over HTTP, alone and beside an ingest, and how many there can be';

const BUSY_P99_MS = 25;
const ALONE_P99_MS = 15;
const LOOKUP_P99_MS = 10;
const DECISION_P99_US = 300;
const LARGE_BASKET_US = 5000;
/** Requests under way at once where the endpoint is to be filled. */
const SATURATION_LANES = 100;
const SATURATION_S = 10;
const WARM_UP_S = 5;
const LOOKUPS_A_SECOND = 100;
/** More than an ingest takes in beside lanes. */
const LINES_A_SECOND = 350_000;

type Options = {
  readonly seconds: number;
  readonly rate: number;
  readonly lists: number;
  readonly ingestLines: number;
  readonly makeLines: (scratch: string) => MakeLines;
  readonly dir: string;
};

export const run: Bench = async ({ args, say }) => {
  const options = readOptions(args);
  const { seconds, rate, lists, ingestLines } = options;
  mkdirSync(options.dir, { recursive: true });
  const scratch = mkdtempSync(join(options.dir, 'duelist-bench-checkout-'));
  const data = join(scratch, 'data');
  try {
    await laneChain(data, lists);
    say(`${lists} lists are out`);
    const decisions = await timeDecisions(data);
    const served = await serve(data);
    const taken = sender(served, lists);
    // A server that has just started compiles its own code: what it answers in its first seconds is another figure.
    await taken({ seconds: WARM_UP_S, rate, kind: 'redeem' });
    const alone = await taken({ seconds, rate, kind: 'redeem' });
    say(`alone: ${describe(alone)}`);
    const lookups = await taken({ seconds: Math.min(seconds, 20), rate: LOOKUPS_A_SECOND, kind: 'lookup' });
    say(`lookups: ${describe(lookups)}`);
    const busy = await besideIngest(options, scratch, data, say, () =>
      taken({ seconds, rate, kind: 'redeem' }),
    );
    const full = await taken({ seconds: SATURATION_S, rate: 0, kind: 'redeem' });
    say(`filled: ${describe(full)}`);
    const stopped = await served.stop();
    if (stopped !== 0) throw new Error(`duelist serve ended with ${stopped}`);
    const { ok } = documentOf<{ ok: boolean }>(await duelist(['doctor', '--data', data, '--json']));
    return {
      contestants: [],
      claims: [
        ...loadClaims(`redemptions at ${rate} a second beside an ingest`, busy.loaded, BUSY_P99_MS),
        ...loadClaims(`redemptions at ${rate} a second, alone`, alone, ALONE_P99_MS),
        ...loadClaims(`lookups at ${LOOKUPS_A_SECOND} a second`, lookups, LOOKUP_P99_MS),
        { what: 'redemptions when it is full', value: full.sent / full.seconds, unit: 'a second' },
        { what: 'redemptions when it is full, p99', value: full.p99, unit: 'ms' },
        { what: 'redemptions when it is full, wrong answers', value: wrongOf(full), unit: '', atMost: 0 },
        { what: 'scan lines taken in beside them', value: busy.lines, unit: 'a second' },
        { what: 'the decision alone, p50', value: decisions.p50Us, unit: 'us' },
        { what: 'the decision alone, p99', value: decisions.p99Us, unit: 'us', atMost: DECISION_P99_US },
        {
          what: 'a basket of 200 lines with 12 specials, p50',
          value: decisions.largeP50Us,
          unit: 'us',
        },
        {
          what: 'a basket of 200 lines with 12 specials, p99',
          value: decisions.largeP99Us,
          unit: 'us',
          atMost: LARGE_BASKET_US,
        },
        { what: 'faults that doctor finds afterwards', value: ok ? 0 : 1, unit: '', atMost: 0 },
      ],
      input: { lists, specials: lists * SPECIALS, seconds, rate, ingest_lines: ingestLines },
      versions: {},
      notes: [
        `The endpoint has answered for ${WARM_UP_S} s before anything counts.`,
        'Times are from the moment at which a request was due until its whole answer was there, so that waiting counts.',
        'Lanes, ingest and load share the machine: the load is a process of its own on the same cores.',
      ],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Loads in turn, each beginning where the one before ended: every request finds a special that nobody took. */
function sender({ url, token }: Served, lists: number) {
  let from = 0;
  return async (load: { seconds: number; rate: number; kind: 'redeem' | 'lookup' }): Promise<Loaded> => {
    const loaded = await send({ ...load, url, token, lists, from, lanes: SATURATION_LANES });
    if (load.kind === 'redeem') from += loaded.sent + SATURATION_LANES;
    return loaded;
  };
}

/** The load while files of scans are taken in one after the other, for as long as it lasts. */
async function besideIngest(
  { ingestLines, makeLines, seconds }: Options,
  scratch: string,
  data: string,
  say: (line: string) => void,
  load: () => Promise<Loaded>,
): Promise<{ loaded: Loaded; lines: number }> {
  const make = makeLines(scratch);
  const pathOf = (year: number): string => join(scratch, `scans-${year}.csv`);
  // They lie ready, as a register's do: to write them meanwhile would take the processor from the lanes, and nobody's ingest does.
  const files = 2 + Math.ceil((seconds * LINES_A_SECOND) / ingestLines);
  for (let year = 0; year < files; year++) {
    make({ path: pathOf(year), lines: ingestLines, year, span: 'year', seed: 1 });
    // On the disk, too: else the lanes' commits wait until gigabytes are there that only this bench has written.
    toDisk(pathOf(year));
  }
  say(`${files} files of ${ingestLines} lines lie ready`);
  let isOver = false;
  let stored = 0;
  const started = process.hrtime.bigint();
  const ingest = async (): Promise<number> => {
    for (let year = 0; !isOver; year++) {
      if (year === files) throw new UsageError('all files were taken in before the load was over');
      const ran = documentOf<{ lines_stored: number }>(
        await succeed(['ingest', 'scans', pathOf(year), '--data', data, '--json']),
      );
      stored += ran.lines_stored;
    }
    return stored / (Number(process.hrtime.bigint() - started) / 1e9);
  };
  const ingesting = ingest();
  const loaded = await load();
  isOver = true;
  say(`beside an ingest: ${describe(loaded)}`);
  const lines = await ingesting;
  if (stored === 0) throw new UsageError(`nothing was taken in within ${seconds} s`);
  return { loaded, lines };
}

function toDisk(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function wrongOf({ wrong }: Loaded): number {
  return Object.values(wrong).reduce((sum, count) => sum + count, 0);
}

function loadClaims(what: string, loaded: Loaded, p99Max: number): Claim[] {
  return [
    { what: `${what}, p50`, value: loaded.p50, unit: 'ms' },
    { what: `${what}, p99`, value: loaded.p99, unit: 'ms', atMost: p99Max },
    { what: `${what}, slowest`, value: loaded.max, unit: 'ms' },
    { what: `${what}, wrong answers`, value: wrongOf(loaded), unit: '', atMost: 0 },
  ];
}

function describe({ sent, seconds, p50, p99, max, wrong }: Loaded): string {
  const ms = (value: number): string => value.toPrecision(3);
  return `${sent} in ${Math.round(seconds)} s, p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, slowest ${ms(max)} ms, wrong ${JSON.stringify(wrong)}`;
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string', default: '60' },
        rate: { type: 'string', default: '500' },
        lists: { type: 'string' },
        'ingest-lines': { type: 'string', default: '2000000' },
        generator: { type: 'string' },
        dir: { type: 'string', default: tmpdir() },
      },
    });
    const number = (name: string, text: string): number => {
      if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} takes a whole number above zero`);
      return Number(text);
    };
    const [seconds, rate] = [number('seconds', values.seconds), number('rate', values.rate)];
    // Two loads by the clock, and one as fast as can be: of that nobody knows before how many it is.
    const needed = Math.ceil(((2 * seconds + WARM_UP_S) * rate + SATURATION_S * 5000) / SPECIALS);
    const { generator } = values;
    return {
      seconds,
      rate,
      lists: values.lists === undefined ? needed : number('lists', values.lists),
      ingestLines: number('ingest-lines', values['ingest-lines']),
      makeLines: (scratch) =>
        generator === undefined ? simulatedLines() : compiledLines(generator, scratch),
      dir: values.dir,
    };
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${error instanceof Error ? error.message : error}`);
  }
}
