import { fitModel } from '../../../src/cadence/model.ts';
import { householdScorer } from '../../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import { followSuccessors, type Successors, standingFor } from '../../../src/history/succession.ts';
import type { Day } from '../../../src/shared/day.ts';
import { Dice } from '../../simulate/random.ts';
import { trueProbabilities } from './cadence-futures.ts';
import { withQuantity } from './cadence-quantity.ts';
import { live, type Pair, type Process, type Shopper, STAPLES, WHIMS } from './cadence-world.ts';

/** One event in a chain's life with known truth. */
export type Scenario = {
  readonly name: string;
  /** The day of the question. */
  readonly asOf: number;
  /** @param dice For `lot`: who is affected. */
  readonly world: (dice: Dice) => Process;
  readonly groups: (dice: Dice) => readonly Group[];
  /** What the chain is told besides: products that stand for another one. */
  readonly successors?: Successors | undefined;
};

/** Pairs that are judged together. */
export type Group = {
  readonly name: string;
  readonly has: (pair: Asked) => boolean;
  /** Why the model cannot meet the criterion here; without it a miss fails the proof. */
  readonly because?: string;
};

export type Asked = {
  readonly pair: Pair;
  readonly productNo: number;
  /** Purchases of this product. */
  readonly purchases: number;
  readonly lastDay: number;
  readonly lastUnits: number;
  /** ln(units of the last purchase / mean units of all). */
  readonly logQuantity: number;
  readonly truth: number;
  readonly model: number;
  /** Whether the mean-interval rule holds it due by the end of the window. */
  readonly due: boolean;
};

export type Verdict = {
  readonly scenario: string;
  readonly group: Group;
  readonly pairs: number;
  readonly truth: number;
  readonly model: number;
  readonly naive: number;
  /** Nats per pair beyond what the truth itself would lose. */
  readonly excess: number;
  readonly naiveExcess: number;
  readonly met: boolean;
  /** The same, were the model told how much was bought last. */
  readonly toldQuantity?: Verdict;
};

/**
 * The criterion of all groups, fixed before the first run: the mean probability is within three points in a hundred of
 * the true one; the log-loss is at most 0.03 above the truth's (as if each probability near 0.3 were off by a tenth), and
 * below the mean-interval rule's. The rule gets the true shares of what it holds due and not due for its probabilities.
 */
const MEAN_WITHIN = 0.03;
const EXCESS_MAX = 0.03;
const PAIRS_MIN = 30;

const LEAD_DAYS = 4;
const HORIZON_DAYS = 14;
const PROBABILITY_MIN = 1e-4;

/** Pairs of goods to which nothing happens. */
export const CONTROL: Group = { name: 'staples', has: ({ pair }) => pair.goodNo < STAPLES.length };

export function examine(scenario: Scenario, seed: number, households: number): Verdict[] {
  const asked = ask(scenario, seed, households);
  const share = dueShares(asked);
  const groups = scenario.groups(new Dice(seed));
  const verdicts = groups.map((group) => judge(scenario, group, asked.filter(group.has), share));
  if (!asked.some(({ logQuantity }) => logQuantity !== 0)) return verdicts;
  const told = withQuantity(asked.filter(({ pair }) => pair.goodNo >= STAPLES.length));
  return verdicts.map((verdict) => {
    const own = told.filter(verdict.group.has);
    return own.length === 0
      ? verdict
      : { ...verdict, toldQuantity: judge(scenario, verdict.group, own, share) };
  });
}

/** All pairs that the model is asked about, with the truth. */
function ask(scenario: Scenario, seed: number, households: number): Asked[] {
  const dice = new Dice(seed);
  const process = scenario.world(new Dice(seed));
  const asOf = scenario.asOf as Day;
  const window = { asOf, leadDays: LEAD_DAYS, horizonDays: HORIZON_DAYS };
  const [from, until] = [asOf + LEAD_DAYS, asOf + LEAD_DAYS + HORIZON_DAYS];
  const shoppers = live(process, dice, households, asOf);
  const histories = shoppers.map((shopper) =>
    followSuccessors(historyOf(process, shopper), scenario.successors),
  );
  const named = histories.map((history) => ({ householdId: `H${history.householdNo}`, history }));
  const model = fitModel(() => named, catalogOf(process), window);
  const score = householdScorer(model, window);
  return shoppers.flatMap((shopper, no) => {
    const history = histories[no];
    if (history === undefined) return [];
    const scores = score(history);
    const truths = trueProbabilities(process, dice, shopper, { asOf, from, until });
    return shopper.pairs.flatMap((pair): Asked[] => {
      const products = [...new Set(pair.purchases.map(({ productNo }) => standing(scenario, productNo)))];
      return products.map((productNo) => {
        const own = pair.purchases.filter((one) => standing(scenario, one.productNo) === productNo);
        const place = history.productNos.indexOf(productNo);
        const last = own.at(-1);
        const sold = process.productOn(pair, from) ?? process.productOn(pair, until - 1);
        const isSold = sold !== undefined && standing(scenario, sold) === productNo;
        return {
          ...{ pair, productNo, purchases: own.length },
          lastDay: last?.day ?? 0,
          lastUnits: last?.units ?? 0,
          logQuantity: Math.log((last?.units ?? 1) / mean(own.map(({ units }) => units))),
          truth: isSold ? (truths.get(pair) ?? 0) : 0,
          model: scores.probability[place] ?? 0,
          due: isDue(
            own.map(({ day }) => day),
            until,
          ),
        };
      });
    });
  });
}

function standing({ successors }: Scenario, productNo: number): number {
  return standingFor(successors, productNo);
}

/** Due on the last day plus the mean gap; a product bought once never is. */
function isDue(days: readonly number[], until: number): boolean {
  if (days.length < 2) return false;
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  return last + (last - first) / (days.length - 1) < until;
}

function dueShares(asked: readonly Asked[]): (due: boolean) => number {
  const [due, not] = [true, false].map((is) =>
    mean(asked.filter((one) => one.due === is).map(({ truth }) => truth)),
  );
  return (is) => (is ? due : not) ?? 0;
}

function judge(
  { name }: Scenario,
  group: Group,
  asked: readonly Asked[],
  share: (due: boolean) => number,
): Verdict {
  if (asked.length < PAIRS_MIN) throw new Error(`${name}, ${group.name}: ${asked.length} pairs say nothing`);
  const truth = mean(asked.map((one) => one.truth));
  const model = mean(asked.map((one) => one.model));
  const excess = mean(asked.map((one) => excessOf(one.truth, one.model)));
  const naiveExcess = mean(asked.map((one) => excessOf(one.truth, share(one.due))));
  return {
    ...{ scenario: name, group, pairs: asked.length, truth, model, excess, naiveExcess },
    naive: mean(asked.map(({ due }) => share(due))),
    met: Math.abs(model - truth) <= MEAN_WITHIN && excess <= EXCESS_MAX && excess < naiveExcess,
  };
}

/** Expected log-loss of a probability less that of the true one (the Kullback-Leibler divergence). */
function excessOf(truth: number, probability: number): number {
  const p = Math.min(Math.max(probability, PROBABILITY_MIN), 1 - PROBABILITY_MIN);
  const part = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
  return part(truth, p) + part(1 - truth, 1 - p);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function catalogOf({ goods, moreProducts }: Process) {
  const categoryNo = [
    ...goods.map((good) => good.categoryNo),
    ...Array.from({ length: moreProducts + WHIMS }, () => -1),
  ];
  return {
    categoryNo: Int32Array.from(categoryNo),
    categoryCount: 1 + Math.max(...categoryNo),
  };
}

function historyOf(
  { goods, moreProducts }: Process,
  { householdNo, pairs, tripDays, whims }: Shopper,
): HouseholdHistory {
  const byProduct = new Map<number, { day: number; units: number }[]>();
  const add = (productNo: number, day: number, units: number) => {
    const all = byProduct.get(productNo) ?? [];
    byProduct.set(productNo, all);
    all.push({ day, units });
  };
  for (const { purchases } of pairs)
    for (const { productNo, day, units } of purchases) add(productNo, day, units);
  for (const { place, day } of whims) add(goods.length + moreProducts + place, day, 1);
  const products = [...byProduct].sort(([a], [b]) => a - b);
  const lines = products.flatMap(([, bought]) => bought.sort((a, b) => a.day - b.day));
  let end = 0;
  return {
    householdNo,
    tripDays: Int32Array.from(tripDays),
    spendDays: new Int32Array(),
    spendCents: new Float64Array(),
    productNos: Int32Array.from(products, ([productNo]) => productNo),
    starts: Int32Array.from([0, ...products.map(([, bought]) => (end += bought.length))]),
    days: Int32Array.from(lines, ({ day }) => day),
    quantityMilli: Int32Array.from(lines, ({ units }) => 1000 * units),
  };
}
