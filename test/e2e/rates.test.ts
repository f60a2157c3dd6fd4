import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingestChain, scanPaths } from '../../scripts/proof/support/chain.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { simulate } from '../../scripts/simulate/run.ts';
import { DEFAULTS } from '../../scripts/simulate/settings.ts';
import { canonical, householdByCard, median } from '../simulate/chain-files.ts';
import { duelistHere, planHere, succeedInTurnHere } from '../support/here.ts';
import { dayAfter, groupBy, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/**
 * A simulated chain lives two weeks longer than the program knows of: what it predicted against what happened, and the
 * gaps that it tells people against those that the simulator drew the purchases from.
 */
const CUT = dayAfter('2026-10-31', -13);
const HOUSEHOLDS = 240;
const EXPLAINED = 10;
const MS_PER_DAY = 86_400_000;

const scratch = scratchDirectory();
const chain = join(scratch, 'chain');
const data = join(scratch, 'data');
/** A predicted pair, what a reader with a pocket calculator would say of it, and whether it was bought. */
type Pair = {
  readonly household: string;
  readonly probability: number;
  /** Purchases in two weeks at the mean interval; none where that is three times over. */
  readonly byRate: number;
  /** The sooner the mean interval is over, the higher; last where it is long over. */
  readonly byNextDay: number;
  readonly bought: boolean;
};
let pairs: Pair[];

beforeAll(async () => {
  mkdirSync(chain);
  simulate({ ...DEFAULTS, households: HOUSEHOLDS, weeks: 42, seed: 78 }, chain);
  const predict = ['predict', '--as-of', CUT, '--out', join(scratch, 'p.csv'), '--data', data];
  await succeedInTurnHere([...ingestChain(data, CUT, chain), predict]);
  const days = purchaseDays();
  pairs = readRecords(join(scratch, 'p.csv')).map((row) => {
    const all = days.get(`${row('household_id')} ${row('product_id')}`) ?? [];
    const before = all.filter((day) => day < CUT);
    return {
      household: row('household_id'),
      probability: Number(row('probability')),
      ...meanIntervalRules(before),
      bought: all.length > before.length,
    };
  });
});

/** Days on which a household bought a product, by `household product`. */
function purchaseDays(): Map<string, string[]> {
  const owner = householdByCard(chain);
  const sales = scanPaths(chain)
    .filter((path) => !path.includes('resent'))
    .flatMap(readRecords)
    .filter((row) => row('card_id') !== '' && row('line_type') === 'sale' && Number(row('quantity')) > 0);
  const pairOf = (row: Rec): string =>
    `${owner.get(row('card_id')) ?? row('card_id')} ${canonical(row('product_id'))}`;
  return new Map(
    [...groupBy(sales, pairOf)].map(([pair, of]) => [
      pair,
      [...new Set(of.map((row) => row('timestamp').slice(0, 10)))].sort(),
    ]),
  );
}

function meanIntervalRules(days: readonly string[]): { byRate: number; byNextDay: number } {
  const [first = CUT] = days;
  const last = days.at(-1) ?? CUT;
  const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / MS_PER_DAY;
  if (days.length < 2) return { byRate: 0, byNextDay: Number.NEGATIVE_INFINITY };
  const gapMeanDays = between(first, last) / (days.length - 1);
  const sinceDays = between(last, CUT);
  const over = sinceDays > 3 * gapMeanDays;
  return {
    byRate: over ? 0 : 14 / gapMeanDays,
    byNextDay: (over ? -10_000 : 0) - Math.max(0, gapMeanDays - sinceDays),
  };
}

describe('the predictions of two weeks', () => {
  test('add up to what was bought, all together and where the program is sure', () => {
    const ratioOf = (some: readonly Pair[]): number =>
      some.reduce((sum, { probability }) => sum + probability, 0) /
      some.filter(({ bought }) => bought).length;
    expect(pairs.filter(({ bought }) => bought).length).toBeGreaterThan(2000);
    // Measured with five seeds: 1.03 to 1.07, and 0.92 to 0.97 above one half.
    expect(Math.abs(ratioOf(pairs) - 1)).toBeLessThan(0.1);
    expect(Math.abs(ratioOf(pairs.filter(({ probability }) => probability >= 0.5)) - 1)).toBeLessThan(0.12);
  });

  test.each(['byRate', 'byNextDay'] as const)(
    'rank what is bought higher than the mean interval does (%s)',
    (rule) => {
      // Measured with five seeds: 0.012 to 0.017 more area under the curve than the rate has, and 0.019 to 0.028 more found.
      expect(areaUnderCurve((pair) => pair.probability)).toBeGreaterThan(
        areaUnderCurve((pair) => pair[rule]) + 0.005,
      );
      expect(foundInTopTen((pair) => pair.probability)).toBeGreaterThan(
        foundInTopTen((pair) => pair[rule]) + 0.005,
      );
    },
  );

  /** P(a bought pair is ranked above one that was not), ties half: the Mann-Whitney statistic. */
  function areaUnderCurve(score: (pair: Pair) => number): number {
    const tied = [...groupBy(pairs, (pair) => String(score(pair)))].map(([text, of]) => ({
      value: Number(text),
      of,
    }));
    let below = 0;
    let rankSum = 0;
    let positives = 0;
    for (const { of } of tied.sort((a, b) => a.value - b.value)) {
      const bought = of.filter((pair) => pair.bought).length;
      rankSum += bought * (below + (of.length + 1) / 2);
      positives += bought;
      below += of.length;
    }
    return (rankSum - (positives * (positives + 1)) / 2) / (positives * (pairs.length - positives));
  }

  /** Share of what a household bought (at most ten) that is among its ten first, on average. */
  function foundInTopTen(score: (pair: Pair) => number): number {
    const shares = [...groupBy(pairs, (pair) => pair.household).values()].flatMap((own) => {
      const positives = Math.min(10, own.filter((pair) => pair.bought).length);
      const top = own.toSorted((a, b) => score(b) - score(a)).slice(0, 10);
      return positives === 0 ? [] : [top.filter((pair) => pair.bought).length / positives];
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }
});

test('the usual gaps that explain tells are the simulator’s, for needs that nothing else acts on', async () => {
  const cycle = await planHere(data, CUT);
  const steady = readRecords(join(chain, 'truth.csv')).filter((row) => row('steady') === 'yes');
  const known = groupBy(steady, (row) => row('household_id'));
  const ratios: number[] = [];
  let explained = 0;
  for (const [household, needs] of known) {
    if (explained >= EXPLAINED) break;
    const ran = await duelistHere([
      'explain',
      '--household',
      household,
      '--cycle',
      cycle,
      '--data',
      data,
      '--json',
    ]);
    if (ran.code !== 0) continue;
    explained += 1;
    const gaps = new Map(
      needs.map((row): [string, number] => [canonical(row('product_id')), Number(row('gap_days'))]),
    );
    const { lines } = documentOf<{ lines: { product_id: string | null; gap_days: number | null }[] }>(ran);
    for (const line of lines) {
      const gap = gaps.get(line.product_id ?? '');
      if (gap !== undefined && line.gap_days !== null) ratios.push(line.gap_days / gap);
    }
  }
  expect(ratios.length).toBeGreaterThan(100);
  // Ours is a median of skewed gaps, the simulator's a mean, which is a little longer. Measured: 0.93 to 0.94.
  expect(Math.abs(median(ratios) - 1)).toBeLessThan(0.15);
});
