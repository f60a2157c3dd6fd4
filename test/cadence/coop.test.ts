import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { fitModel } from '../../src/cadence/model.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import { historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine, HouseholdHistory } from '../../src/history/household-history.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import { type Categories, learn, named, unfitted } from './chain.ts';

/**
 * Fifty real households, seven years (`../shared/data/coop`, not part of the project). Cut-offs end 2012-10-16: what
 * comes later is kept for acceptance.
 *
 * Protocol: candidates are the products that a household bought before the cut-off, last at most 365 days before; judged
 * are households with a trip in the 56 days before and a candidate that they buy in the 14 days from the cut-off on.
 * NDCG@20 with binary gains, ideal = min(20, positives), averaged over households that buy any; log-loss over all pairs.
 */
const SCANS = new URL('../../../shared/data/coop/scans.csv.gz', import.meta.url);
const CUTOFFS = ['2011-08-17', '2012-08-01'];
/** The newest one whose window is over by then. */
const NEWEST = '2012-10-03';
const HORIZON_DAYS = 14;
const TOP = 20;

const present = existsSync(SCANS);
if (!present) console.log('skipped: real households, since ../shared/data/coop is not here');

type Chain = { readonly products: Categories; readonly households: readonly (readonly HistoryLine[])[] };

function readChain(): Chain {
  const products = new Map<string, number>();
  const categories = new Map<string, number>();
  const categoryNos: number[] = [];
  const households = new Map<string, HistoryLine[]>();
  for (const row of gunzipSync(readFileSync(SCANS)).toString('utf8').trimEnd().split('\n').slice(1)) {
    // Only descriptions have commas, and those are in quotes.
    const [, date = '', householdId = '', productId = '', , category = ''] = row
      .replace(/"[^"]*"/, '')
      .split(',');
    const productNo = numberOf(products, productId);
    categoryNos[productNo] = numberOf(categories, category);
    const lines = households.get(householdId) ?? [];
    households.set(householdId, lines);
    const day = parseDay(date) ?? (Number.NaN as Day);
    lines.push({ day, receiptNo: day, productNo, quantityMilli: 1000, netCents: null, lineType: 'sale' });
  }
  return {
    products: { categoryNo: Int32Array.from(categoryNos), categoryCount: categories.size },
    households: [...households.values()],
  };
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const no = numbers.get(name) ?? numbers.size;
  numbers.set(name, no);
  return no;
}

type Candidate = { readonly hit: boolean; readonly score: number };

/** The candidates of each household that is judged, with a score per product of its history; -Infinity: not ranked. */
function candidatesOf(
  chain: Chain,
  histories: readonly HouseholdHistory[],
  asOf: number,
  rank: (history: HouseholdHistory) => ArrayLike<number>,
): Candidate[][] {
  const active = histories.filter((history) => asOf - (history.tripDays.at(-1) ?? -Infinity) <= 56);
  return active.map((history) => {
    const window = (chain.households[history.householdNo] ?? []).filter(
      (line) => line.day >= asOf && line.day < asOf + HORIZON_DAYS,
    );
    const bought = new Set(window.map((line) => line.productNo));
    const scores = rank(history);
    return [...history.productNos].flatMap((productNo, place) => {
      const gap = asOf - (history.days[(history.starts[place + 1] ?? 0) - 1] ?? -Infinity);
      return gap > 365 ? [] : [{ hit: bought.has(productNo), score: scores[place] ?? -Infinity }];
    });
  });
}

/** Mean NDCG@20 of a ranking. */
function ndcg(households: readonly (readonly Candidate[])[]): number {
  const values = households.flatMap((candidates) => {
    const positives = candidates.filter(({ hit }) => hit).length;
    if (positives === 0) return [];
    const ranked = candidates.filter(({ score }) => score > -Infinity).sort((a, b) => b.score - a.score);
    const gains = ranked.slice(0, TOP).map(({ hit }, place) => (hit ? discount(place) : 0));
    const ideal = sum(Array.from({ length: Math.min(TOP, positives) }, (_, place) => discount(place)));
    return [sum(gains) / ideal];
  });
  return sum(values) / values.length;
}

/** Of probabilities: mean log-loss, and their mean less the share that was bought. */
function lossOf(households: readonly (readonly Candidate[])[]) {
  const pairs = households.flat();
  const inside = (probability: number): number => Math.min(Math.max(probability, 1e-4), 1 - 1e-4);
  const losses = pairs.map(({ hit, score }) => -Math.log(hit ? inside(score) : 1 - inside(score)));
  const excess = pairs.map(({ hit, score }) => score - Number(hit));
  return { logLoss: sum(losses) / pairs.length, bias: sum(excess) / pairs.length };
}

/**
 * The rule of thumb: a product is due on its last day plus its mean gap. Ranked by how far that lies outside the window,
 * then by the shorter gap. Products bought once have no gap.
 */
function meanIntervalRule(history: HouseholdHistory, asOf: number): number[] {
  return [...history.productNos].map((_, place) => {
    const days = history.days.subarray(history.starts[place], history.starts[place + 1]);
    if (days.length < 2) return -Infinity;
    const last = days.at(-1) ?? 0;
    const gap = (last - (days[0] ?? 0)) / (days.length - 1);
    const outside = Math.max(0, asOf - (last + gap), last + gap - (asOf + HORIZON_DAYS));
    return -outside - gap / 1000;
  });
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

describe.skipIf(!present)('on fifty real households', () => {
  let chain: Chain;
  beforeAll(() => {
    chain = readChain();
  });

  test.each(CUTOFFS)(
    'as of %s the top twenty is right, and far ahead of the mean-interval rule',
    (cutoff) => {
      const asOf = parseDay(cutoff) ?? (Number.NaN as Day);
      const histories = chain.households.map((lines, no) => historyAsOf(no, lines, asOf, () => true).history);
      const population = learn(chain.products, histories, asOf);
      const window = { asOf, leadDays: 0, horizonDays: HORIZON_DAYS };
      const judged = (rank: (history: HouseholdHistory) => ArrayLike<number>) =>
        ndcg(candidatesOf(chain, histories, asOf, rank));
      const ours = judged((history) => scoreHousehold(unfitted(population), history, window).probability);
      const rule = judged((history) => meanIntervalRule(history, asOf));
      // Measured: 0.594 and 0.614 against 0.430 and 0.447. One cut-off has noise; a broken step costs 0.02 and more.
      expect(ours).toBeGreaterThan(0.58);
      expect(ours - rule).toBeGreaterThan(0.1);
    },
  );

  test('fitted to what lies before, the probabilities are nearer to what came than the closed form', () => {
    const asOf = parseDay(NEWEST) ?? (Number.NaN as Day);
    const histories = chain.households.map((lines, no) => historyAsOf(no, lines, asOf, () => true).history);
    const window = { asOf, leadDays: 0, horizonDays: HORIZON_DAYS };
    const model = fitModel(() => histories.map(named), chain.products, window);
    expect(model.fit).toBeDefined();
    const [fitted, closed] = [model, unfitted(model.population)].map((one) => {
      const judged = candidatesOf(
        chain,
        histories,
        asOf,
        (history) => scoreHousehold(one, history, window).probability,
      );
      return { ndcg: ndcg(judged), ...lossOf(judged) };
    });
    // Measured: log-loss 0.2421 against 0.2466, bias -0.002 against +0.009, NDCG 0.588. The fit's log-loss was lower by
    // 0.003 to 0.009 at six cut-offs of the year before.
    expect(fitted?.logLoss).toBeLessThan((closed?.logLoss ?? 0) - 0.002);
    expect(Math.abs(fitted?.bias ?? 1)).toBeLessThan(0.006);
    expect(fitted?.ndcg).toBeGreaterThan(0.57);
  });
});
