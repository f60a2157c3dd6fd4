/**
 *     npm run bench -- plan [--households N,N,…] [--full] [--dir DIR] [--json]
 *
 * `--households`: sizes of the chain; `--full`: 10,000, 30,000 and 100,000. `--dir`: where the chains go; its disk is part of
 * what is measured.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatDay } from '../../src/shared/day.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench, Claim, Contestant } from '../lib/bench-report.ts';
import { AS_OF, configOf, OFFERS, PRODUCTS_PER_HOUSEHOLD, planChain } from './support/plan-chain.ts';
import { type Use, useOf } from './support/process-use.ts';

export const title = 'one plan of a whole chain, from histories to lists that are written, and how it grows';

const SIZES = [2_000, 5_000];
const FULL = [10_000, 30_000, 100_000];
const SEED = 1;
/** What 100,000 households may take. */
const WHOLE = 100_000;
const WHOLE_S_MAX = 300;
const GAP_MAX = 0.01;
const GROWTH_MAX = 1.15;

const LAUNCHER = fileURLToPath(new URL('../../src/duelist.js', import.meta.url));

type Planned = {
  readonly households: number;
  readonly plan: Use;
  readonly first: Use;
  readonly gap: number;
  readonly lists: number;
};

export const run: Bench = async ({ args, say }) => {
  const { sizes, dir } = readOptions(args);
  mkdirSync(dir, { recursive: true });
  const scratch = mkdtempSync(join(dir, 'duelist-bench-plan-'));
  try {
    const planned: Planned[] = [];
    for (const households of sizes) planned.push(await planOnce(scratch, households, say));
    return {
      contestants: planned.map(contestant),
      claims: claimsOf(planned),
      input: { offers: OFFERS, products_per_household: PRODUCTS_PER_HOUSEHOLD, sizes: sizes.join(', ') },
      versions: {},
      notes: [
        'The first plan of a chain also derives every history and fits the model; the one that counts follows it, with another number of due lines.',
        'Everything is in one process; the seconds are wall time, from the start of the program to its end.',
      ],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

async function planOnce(scratch: string, households: number, say: (line: string) => void): Promise<Planned> {
  const feeds = join(scratch, 'feeds');
  const data = join(scratch, 'data');
  const files = planChain(feeds, households, SEED);
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'duelist.toml'), configOf(AS_OF));
  for (const [feed, path] of files.masters) await duelist('ingest', feed, path, '--data', data);
  const scans = await duelist('ingest', 'scans', files.scans, '--data', data);
  rmSync(feeds, { recursive: true });
  say(`${households} households: taken in within ${scans.wallS.toFixed(0)} s`);
  const asOf = ['--as-of', formatDay(AS_OF), '--households', 'all', '--data', data, '--json'];
  const first = await duelist('plan', ...asOf);
  say(`${households} households: first plan, histories and fit included, ${first.wallS.toFixed(0)} s`);
  const plan = await duelist('plan', ...asOf, '--set', 'plan.min_due_lines=5');
  const { lists, specials } = JSON.parse(plan.stdout);
  say(
    `${households} households: ${lists} lists in ${plan.wallS.toFixed(0)} s, ${Math.round(plan.peakMb)} MB`,
  );
  rmSync(data, { recursive: true });
  return { households, plan, first, gap: specials.gap, lists };
}

function duelist(...args: readonly string[]): Promise<Use> {
  return useOf(process.execPath, [LAUNCHER, ...args]);
}

function contestant({ households, plan }: Planned): Contestant {
  return { name: `plan of ${households}`, ours: true, unit: 's', samples: [plan.wallS], alone: true };
}

function claimsOf(planned: readonly Planned[]): Claim[] {
  const [least] = planned;
  const most = planned.at(-1);
  if (least === undefined || most === undefined) return [];
  const perHousehold = ({ plan, households }: Planned): number => plan.wallS / households;
  return [
    ...planned.flatMap((one): Claim[] => [
      { what: `${one.households} households, lists`, value: one.lists, unit: '' },
      { what: `${one.households} households, peak memory`, value: one.plan.peakMb, unit: 'MB' },
      { what: `${one.households} households, CPU`, value: one.plan.cpuS, unit: 's' },
      {
        what: `${one.households} households, gap to the dual bound`,
        value: one.gap,
        unit: '',
        atMost: GAP_MAX,
      },
      { what: `${one.households} households, the first plan`, value: one.first.wallS, unit: 's' },
    ]),
    {
      what: 'a household of the largest chain over one of the smallest',
      value: perHousehold(most) / perHousehold(least),
      unit: '',
      atMost: GROWTH_MAX,
    },
    ...(most.households < WHOLE
      ? []
      : [
          {
            what: `${most.households} households planned in`,
            value: most.plan.wallS,
            unit: 's',
            atMost: WHOLE_S_MAX,
          },
        ]),
  ];
}

function readOptions(args: readonly string[]): { sizes: readonly number[]; dir: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { households: { type: 'string' }, full: { type: 'boolean' }, dir: { type: 'string' } },
    });
    const sizes = values.households?.split(',').map(Number) ?? (values.full === true ? FULL : SIZES);
    if (sizes.length === 0 || sizes.some((size) => !Number.isSafeInteger(size) || size < 1))
      throw new UsageError('--households takes numbers, separated by commas');
    return { sizes, dir: values.dir ?? tmpdir() };
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`${error instanceof Error ? error.message : error}`);
  }
}
