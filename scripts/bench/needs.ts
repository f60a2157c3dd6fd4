/**
 *     npm run bench -- needs [--households N] [--weeks N] [--data DIR] [--json]
 *
 * What needs are worth, by ablation: the model that may lean on them against one that sees every product as a need of its
 * own, and lists that are ranked by the chance of a need against lists by the chance of a product. On a simulated chain, and on
 * The Complete Journey's baskets where DIR has them (`dunnhumby/scans.csv.gz`, `completejourney/products.csv.gz`). Figures are of the 14 days from each of three cut-offs; differences
 * have 95 % intervals by 1,000 resamples of the households, paired.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Day } from '../../src/shared/day.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench } from '../lib/bench-report.ts';
import { simulate } from '../simulate/run.ts';
import { DEFAULTS } from '../simulate/settings.ts';
import { completeJourney, type NeedChain, simulated } from './support/need-chains.ts';
import { type Compared, compareNeeds } from './support/need-worth.ts';

export const title = 'what needs are worth to probabilities and lists, by ablation';

const WINDOW_DAYS = 14;
const STEP_DAYS = 28;

export const run: Bench = async ({ args, say }) => {
  const { households, weeks, data } = readOptions(args);
  const notes: string[] = [];
  const judge = (name: string, chain: NeedChain, cutoffs: readonly number[]): void => {
    say(`${name}: ${chain.households.length} households, ${chain.catalog.products.length} products`);
    for (const line of textOf(compareNeeds(chain, cutoffs as Day[], WINDOW_DAYS)))
      notes.push(`${name}: ${line}`);
  };
  const dir = mkdtempSync(join(tmpdir(), 'duelist-needs-'));
  try {
    simulate({ ...DEFAULTS, stores: 3, households, weeks, seed: 7, oneFile: true }, dir);
    const chain = simulated(dir);
    judge(
      'simulated',
      chain,
      [2, 1, 0].map((back) => chain.end - WINDOW_DAYS - back * STEP_DAYS),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
  const real = data === undefined ? undefined : completeJourney(data);
  // Its panel fills up for weeks: the last three windows that hardly overlap.
  if (real === undefined) notes.push('The Complete Journey: skipped, since no --data has it');
  else judge('The Complete Journey', real, [51, 58, 66]);
  return { contestants: [], input: { households, weeks, seed: 7 }, versions: {}, notes };
};

function textOf({ gates, differences }: Compared): string[] {
  return [
    ...gates,
    ...differences.map(
      ({ what, figure, before, after, low, high }) =>
        `${what}, ${figure}: ${before.toFixed(5)} to ${after.toFixed(5)}, ${(after - before).toFixed(5)} [${low.toFixed(5)}, ${high.toFixed(5)}]`,
    ),
  ];
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { households: text, weeks: text, data: text } });
  const whole = (name: 'households' | 'weeks', usual: number): number => {
    const value = Number(values[name] ?? usual);
    if (!Number.isInteger(value) || value < 10)
      throw new UsageError(`--${name} is a whole number from 10 on`);
    return value;
  };
  return { households: whole('households', 600), weeks: whole('weeks', 60), data: values.data };
}
