import { learnChain } from '../../../src/cadence/learn.ts';
import { modelOf, overAll } from '../../../src/cadence/model.ts';
import { householdScorer } from '../../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import { askedFor, type Listable } from '../../../src/lists/due-needs.ts';
import type { Day } from '../../../src/shared/day.ts';
import { Dice } from '../../simulate/random.ts';
import { boughtIn, historiesOf, type NeedChain, withoutNeeds } from './need-chains.ts';

/** One figure of two ways to do it, on the same households. */
type Difference = {
  readonly what: string;
  readonly figure: string;
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
};
export type Compared = { readonly gates: readonly string[]; readonly differences: readonly Difference[] };

const RESAMPLES = 1_000;
const TOP = 20;
const MIN_PROBABILITY = 0.1;
const GAP_DAYS_MAX = 365;
const AWAY_DAYS_MAX = 56;
const TINY = 1e-6;

/** Sums of one household over the cut-offs; each figure is a ratio of two of them. */
type Sums = Record<'gain' | 'rankings' | 'squares' | 'logLoss' | 'pairs' | 'lines' | 'very' | 'any', number>;
const FIGURES = [
  ['NDCG@20', 'gain', 'rankings'],
  ['Brier', 'squares', 'pairs'],
  ['log-loss', 'logLoss', 'pairs'],
  ['due lines bought, the very product', 'very', 'lines'],
  ['due lines bought, anything of the need', 'any', 'lines'],
] as const;

type Way = { readonly needs: boolean; readonly byNeed: boolean };
const WAYS: Readonly<Record<string, Way>> = {
  plain: { needs: false, byNeed: false },
  known: { needs: true, byNeed: false },
  ranked: { needs: true, byNeed: true },
};

/** Ways are learnt anew at each cut-off; lists have at most 20 lines of at least 10 %, one per need and those bought together. */
export function compareNeeds(chain: NeedChain, cutoffs: readonly Day[], horizonDays: number): Compared {
  const gates: string[] = [];
  const sums = new Map(Object.keys(WAYS).map((name) => [name, new Map<number, Sums>()]));
  for (const asOf of cutoffs) {
    const histories = historiesOf(chain, asOf);
    const window = { asOf, leadDays: 0, horizonDays };
    for (const needs of [false, true]) {
      const catalog = needs ? chain.catalog : withoutNeeds(chain.catalog);
      const learned = overAll(learnChain(catalog, window), () => histories);
      const gain = learned.tested?.gains.get('needs');
      if (gain !== undefined) {
        const verdict = `${learned.tested?.fit.features.length} features`;
        gates.push(
          `gate as of day ${asOf}: ${verdict}; log-loss gain ${gain.logLoss.toFixed(6)}, standard error ${gain.logLossError.toFixed(6)}, Brier gain ${gain.brier.toFixed(6)}`,
        );
      }
      const scoresOf = householdScorer(modelOf(learned), window);
      for (const { no, history } of histories) {
        if (asOf - (history.tripDays.at(-1) ?? 0) > AWAY_DAYS_MAX) continue;
        const { probability } = scoresOf(history);
        const bought = boughtIn(chain, no, asOf, horizonDays);
        for (const [name, way] of Object.entries(WAYS)) {
          if (way.needs !== needs) continue;
          const of = sums.get(name) ?? new Map<number, Sums>();
          of.set(no, plus(of.get(no), judge(chain, { asOf, history, probability, bought }, way.byNeed)));
        }
      }
    }
  }
  const compare = (what: string, before: string, after: string): Difference[] =>
    differencesOf(what, sums.get(before) ?? new Map(), sums.get(after) ?? new Map());
  const byNeed = compare('lists by the chance of the need', 'known', 'ranked');
  return {
    gates,
    differences: [
      ...compare('probabilities that may know needs', 'plain', 'known'),
      // Lists alone differ.
      ...byNeed.filter(({ figure }) => figure.startsWith('due')),
    ],
  };
}

type Case = {
  readonly asOf: Day;
  readonly history: HouseholdHistory;
  readonly probability: Float64Array;
  readonly bought: ReadonlySet<number>;
};

function judge({ catalog }: NeedChain, { asOf, history, probability, bought }: Case, byNeed: boolean): Sums {
  const { productNos, starts, days } = history;
  const items = [...productNos].flatMap((productNo, place): (Listable & { hit: number })[] => {
    const product = catalog.products[productNo];
    const recent = asOf - (days[(starts[place + 1] ?? 0) - 1] ?? 0) <= GAP_DAYS_MAX;
    if (product === undefined || !recent) return [];
    return [{ place, product, probability: probability[place] ?? 0, hit: Number(bought.has(productNo)) }];
  });
  items.sort((a, b) => b.probability - a.probability || a.place - b.place);
  const discount = (rank: number): number => 1 / Math.log2(rank + 2);
  const positives = items.reduce((sum, { hit }) => sum + hit, 0);
  const ideal = Array.from({ length: Math.min(TOP, positives) }, (_, rank) => discount(rank));
  const gain = items.slice(0, TOP).reduce((sum, { hit }, rank) => sum + hit * discount(rank), 0);
  const needs = new Set([...bought].map((no) => catalog.products[no]?.need));
  const asked = askedFor(items, history, MIN_PROBABILITY).filter(
    (item) => item.probability >= MIN_PROBABILITY,
  );
  if (!byNeed) asked.sort((a, b) => b.probability - a.probability || a.place - b.place);
  const lines = asked.slice(0, TOP);
  const clip = (p: number): number => Math.min(Math.max(p, TINY), 1 - TINY);
  return {
    gain: positives === 0 ? 0 : gain / ideal.reduce((a, b) => a + b, 0),
    rankings: Number(positives > 0),
    squares: items.reduce((sum, { probability: p, hit }) => sum + (p - hit) ** 2, 0),
    logLoss: items.reduce((sum, { probability: p, hit }) => sum - Math.log(clip(hit === 1 ? p : 1 - p)), 0),
    pairs: items.length,
    lines: lines.length,
    very: lines.filter(({ product }) => bought.has(product.productNo)).length,
    any: lines.filter(({ product }) => needs.has(product.need)).length,
  };
}

function plus(a: Sums | undefined, b: Sums): Sums {
  if (a === undefined) return { ...b };
  for (const name of Object.keys(b) as (keyof Sums)[]) a[name] += b[name];
  return a;
}

function differencesOf(
  what: string,
  before: ReadonlyMap<number, Sums>,
  after: ReadonlyMap<number, Sums>,
): Difference[] {
  const households = [...before.keys()];
  const total = (of: ReadonlyMap<number, Sums>, drawn: readonly number[]) =>
    drawn.reduce<Sums | undefined>((sum, no) => plus(sum, of.get(no) ?? ZERO), undefined) ?? ZERO;
  const dice = new Dice(7).stream(1, 0);
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const sample = households.map(() => households[(dice.bits() >>> 0) % households.length] ?? 0);
    return [total(before, sample), total(after, sample)] as const;
  });
  const [whole, wholeAfter] = [total(before, households), total(after, households)];
  return FIGURES.map(([figure, sum, over]) => {
    const spread = drawn.map(([a, b]) => b[sum] / b[over] - a[sum] / a[over]).sort((a, b) => a - b);
    return {
      what,
      figure,
      before: whole[sum] / whole[over],
      after: wholeAfter[sum] / wholeAfter[over],
      low: spread[Math.trunc(0.025 * RESAMPLES)] ?? Number.NaN,
      high: spread[Math.trunc(0.975 * RESAMPLES)] ?? Number.NaN,
    };
  });
}

const ZERO: Sums = {
  gain: 0,
  rankings: 0,
  squares: 0,
  logLoss: 0,
  pairs: 0,
  lines: 0,
  very: 0,
  any: 0,
};
