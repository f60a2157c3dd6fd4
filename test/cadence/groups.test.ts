import { describe, expect, test } from 'vitest';
import { newAbsenceReader, readPresent } from '../../src/cadence/absence-facts.ts';
import { FEATURES, GROUPS, type GroupName, writeAbsence, writeQuantity } from '../../src/cadence/features.ts';
import { newSnapshots, takeSnapshots } from '../../src/cadence/gaps.ts';
import { groupsOf, isUsable, namesOf } from '../../src/cadence/groups.ts';
import { type Learned, learnChain } from '../../src/cadence/learn.ts';
import { modelOf, overAll } from '../../src/cadence/model.ts';
import {
  newPairReader,
  openHousehold,
  type PairFacts,
  type PairReader,
  readPair,
} from '../../src/cadence/pair-facts.ts';
import { newQuantityReader, readQuantity } from '../../src/cadence/quantity-facts.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { presentHistory } from '../../src/history/present-days.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { categories, dice, household, learn, learnDays, named, randomChain } from './chain.ts';

const PRODUCTS = categories(0, 0, 1);
const END = 430 as Day;
const WINDOW = { asOf: END, leadDays: 2, horizonDays: 14 };

function learnFrom(histories: readonly HouseholdHistory[]): Learned {
  return overAll(learnChain(PRODUCTS, WINDOW), () => histories.map(named));
}

/** One product, with the quantity of each purchase. */
function bought(no: number, purchases: readonly (readonly [day: number, milli: number])[]): HouseholdHistory {
  const history = household(no, [0, ...purchases.map(([day]) => day)]);
  return { ...history, quantityMilli: Int32Array.from(purchases, ([, milli]) => milli) };
}

/** Bought in ones and threes, each of which lasts nine days, one more or less; or as long, whatever the quantity. */
function inPacks(seed: number, households: number, lasts: boolean): HouseholdHistory[] {
  const roll = dice(seed);
  return Array.from({ length: households }, (_, no) => {
    const purchases: [number, number][] = [];
    for (let day = Math.trunc(20 * roll()); day < END; ) {
      const units = roll() < 0.4 ? 3 : 1;
      purchases.push([day, 1000 * units]);
      day += Math.round((lasts ? units : 2) * (8 + 2 * roll()));
    }
    return bought(no, purchases);
  });
}

/** A trip every four days or so; each product every twenty days at home. Most households were away for 60 days once. */
function withAbsences(seed: number, households: number): HouseholdHistory[] {
  const roll = dice(seed);
  return Array.from({ length: households }, (_, no) => {
    const leaves = Math.trunc((END + 100) * roll());
    const rows: [number, ...number[]][] = [[0], [1], [2]];
    const due = rows.map(() => 20 * roll());
    for (let home = Math.trunc(4 * roll()); ; home += 2 + Math.trunc(5 * roll())) {
      const day = home < leaves ? home : home + 60;
      if (day >= END) break;
      rows.forEach((row, at) => {
        if (home < (due[at] ?? 0)) return;
        row.push(day);
        due[at] = home + 18 + 4 * roll();
      });
    }
    return household(no, ...rows);
  });
}

function openPair(history: HouseholdHistory, chain: readonly HouseholdHistory[], asOf: number): PairReader {
  const snapshots = newSnapshots([asOf]);
  const reader = newPairReader(learn(PRODUCTS, chain, asOf), snapshots, WINDOW);
  takeSnapshots(snapshots, history);
  openHousehold(reader, reader.population, history, 0);
  return reader;
}

describe('quantities', () => {
  test('what is expected after the last purchase is what the definition says', () => {
    const purchases = [
      [3, 1000],
      [12, 3000],
      [41, 1000],
      [50, 500],
    ] as const;
    const chain = [bought(0, purchases), ...inPacks(1, 8, true).map((of) => truncateHistory(of, 60 as Day))];
    const pairs = openPair(bought(0, purchases), chain, 60);
    const { visits90, logMean } = { ...readPair(pairs, 0) };
    const known = readQuantity(newQuantityReader(WINDOW), pairs, 0);
    // Three gaps of 47 days after 5 units; a trip every 1 / visits90 days.
    const wait = Math.min(1 / visits90, 0.8 * (47 / 3));
    const lasting = purchases.map(([, milli]) => Math.log(wait + (47 - 3 * wait) * (milli / 5000)));
    const usual = lasting.reduce((a, b) => a + b, 0) / 4;
    const logs = [9, 29, 9].map((gap, at) => Math.log(gap) - (lasting[at] ?? 0) + usual);
    const mean = logs.reduce((a, b) => a + b, 0) / 3;
    const rawLogs = [9, 29, 9].map(Math.log);
    const rawMean = rawLogs.reduce((a, b) => a + b, 0) / 3;
    const squares = (of: number[], about: number) => of.reduce((sum, log) => sum + (log - about) ** 2, 0);
    const { priors, logGapSpread } = pairs.population;
    const iv = priors.logGapVariance[0] ?? 0;
    const [raw, own] = [squares(rawLogs, rawMean), squares(logs, mean)];
    const share = Math.min(1, (own + 0.5 * iv) / (raw + 0.5 * iv));
    const posterior = (m: number, ss: number, usualVariance: number) => {
      const pull = (ss + 6 * usualVariance) / (2 + 6) / logGapSpread;
      return (3 * m + pull * ((priors.logGapMean[0] ?? 0) + pairs.offset)) / (3 + pull);
    };
    expect(logMean).toBeCloseTo(posterior(rawMean, raw, iv), 9);
    expect(known?.logMean).toBeCloseTo(posterior(mean, own, share * iv) + (lasting[3] ?? 0) - usual, 9);
  });

  test('say nothing of a pair that was always bought alike', () => {
    const pairs = openPair(
      bought(0, [
        [3, 2000],
        [20, 2000],
      ]),
      inPacks(1, 8, true),
      430,
    );
    readPair(pairs, 0);
    expect(readQuantity(newQuantityReader(WINDOW), pairs, 0)).toBeUndefined();
  });

  test('are in the fit where they decide: who bought three is not due as soon', () => {
    const chain = inPacks(2, 300, true);
    const learned = learnFrom(chain);
    expect(groupsOf(learned.tested?.fit)).toStrictEqual(new Set(['quantity']));
    const chances: Record<number, number[]> = { 1000: [], 3000: [] };
    for (const history of chain) {
      const gap = END - (history.days.at(-1) ?? 0);
      const { probability } = scoreHousehold(modelOf(learned), history, WINDOW);
      if (gap < 6) chances[history.quantityMilli.at(-1) ?? 0]?.push(probability[0] ?? 0);
    }
    const mean = (of: readonly number[] = []) => of.reduce((a, b) => a + b, 0) / of.length;
    expect(mean(chances[1000])).toBeGreaterThan(0.8);
    expect(mean(chances[3000])).toBeLessThan(0.15);
  });

  test('stay out where they decide nothing, and change no bit where all are alike', () => {
    const chain = inPacks(3, 200, false);
    const { tested } = learnFrom(chain);
    expect(tested?.gains.has('quantity')).toBe(true);
    expect(groupsOf(tested?.fit).has('quantity')).toBe(false);
    const [ones, threes] = [1000, 3000].map((milli) => {
      const alike = chain.map((of) => ({ ...of, quantityMilli: of.quantityMilli.map(() => milli) }));
      return learnFrom(alike).tested;
    });
    expect(ones?.gains.has('quantity')).toBe(false);
    expect(ones?.fit).toStrictEqual(threes?.fit);
    expect(ones?.fit).toStrictEqual(tested?.fit);
  });
});

describe('absences', () => {
  test('are stretches beyond three weeks and five usual ones; what was before moves up to the usual gap', () => {
    // Eight trips, 6 days apart on average without the stretch of 60; 102 days in 7 gaps: the usual gap is 14.57.
    const history = household(0, [0, 100, 106, 178], [1, 112, 172, 184, 190, 196, 202], [2, 250]);
    expect(presentHistory(history, 203 as Day)).toBeUndefined();
    const often = household(
      0,
      [0, ...Array.from({ length: 30 }, (_, no) => 52 + 2 * no)],
      [1, 170, 172, 300],
    );
    // 32 trips in 120 days; 60 days away shrink to 4. Day 300 is not before the day.
    const present = presentHistory(often, 173 as Day);
    expect([...(present?.days ?? [])]).toStrictEqual([
      ...Array.from({ length: 30 }, (_, no) => 52 + 2 * no + 56),
      ...[170, 172, 300],
    ]);
    expect([...(present?.tripDays.slice(-4) ?? [])]).toStrictEqual([166, 170, 172, 300]);
    expect(present?.productNos).toStrictEqual(often.productNos);
    // Not over: it may be for good.
    expect(presentHistory(often, 170 as Day)).toBeUndefined();
  });

  test('what is known without them is what is known of a household that had none', () => {
    const chain = withAbsences(4, 40);
    const DAYS = [200, 430] as const;
    const absences = newAbsenceReader(DAYS, WINDOW);
    const snapshots = newSnapshots(DAYS);
    let compared = 0;
    learnDays(PRODUCTS, chain, DAYS).forEach((population, c) => {
      const reader = newPairReader(population, snapshots, WINDOW);
      for (const history of chain) {
        takeSnapshots(snapshots, history);
        openHousehold(reader, population, history, c);
        const cut = truncateHistory(history, population.priors.asOf);
        const present = presentHistory(cut, population.priors.asOf);
        history.productNos.forEach((productNo, place) => {
          const its = cut.productNos.indexOf(productNo);
          if (its < 0) return;
          readPair(reader, place);
          const known = readPresent(absences, reader, place);
          if (present === undefined) {
            expect(known).toBeUndefined();
            return;
          }
          const one = newSnapshots([population.priors.asOf]);
          const alone = newPairReader(population, one, WINDOW);
          takeSnapshots(one, present);
          openHousehold(alone, population, present, 0);
          expect(known).toStrictEqual(readPair(alone, its));
          compared += 1;
        });
      }
    });
    expect(compared).toBeGreaterThan(60);
  });

  test('are in the fit where households come back, whatever their order, and out where none goes', () => {
    const chain = withAbsences(5, 250);
    const { tested } = learnFrom(chain);
    expect(groupsOf(tested?.fit)).toStrictEqual(new Set(['absence']));
    expect(learnFrom(chain.toReversed()).tested?.fit).toStrictEqual(tested?.fit);
    const steady = learnFrom(inPacks(6, 150, false)).tested;
    expect(steady?.gains.has('absence')).toBe(false);
  });
});

test('each number of a group stands under its name', () => {
  const p = {
    mix: 0.1,
    logMean: 2,
    alive: 0.2,
    rhythm: 0.4,
    gapDays: 7,
    bought90: 3,
    horizonDays: 14,
    visits30: 0.5,
  };
  const known = p as PairFacts;
  const row = new Float64Array(10);
  writeQuantity(known, row, 0);
  writeAbsence(known, row, 4);
  const logit = (of: number) => Math.log(of / (1 - of));
  const names = GROUPS.flatMap(({ name, features }) => (name === 'needs' ? [] : features));
  expect(Object.fromEntries(names.map((name, at) => [name, row[at]]))).toStrictEqual({
    'quantity-mix': logit(0.1),
    'quantity-log-gap-mean': 2,
    'quantity-alive': logit(0.2),
    'quantity-rhythm': logit(0.4),
    'present-mix': logit(0.1),
    'present-alive': logit(0.2),
    'present-rhythm': logit(0.4),
    'present-gap': Math.log(7),
    'present-bought-90': Math.log(3.02),
    'present-trips-in-window': Math.log(7.05),
  });
});

describe('a stored fit', () => {
  const SOME: readonly (readonly GroupName[])[] = [
    [],
    ['needs'],
    ['quantity'],
    ['needs', 'absence'],
    ['needs', 'quantity', 'absence'],
  ];

  test.each(SOME.map((groups) => ({ groups })))(
    'with $groups is of use, each being whole and in its place',
    ({ groups }) => {
      const features = namesOf(new Set(groups));
      expect(isUsable({ features })).toBe(true);
      expect(groupsOf({ features })).toStrictEqual(new Set(groups));
      expect(isUsable({ features: features.slice(0, -1) })).toBe(false);
      expect(isUsable({ features: features.toReversed() })).toBe(false);
      expect(isUsable({ features: [...features, 'of tomorrow'] })).toBe(false);
    },
  );

  test('of before there were groups is read as it was', () => {
    expect(namesOf(new Set(['needs'])).slice(FEATURES.length)).toStrictEqual([
      'need-mix',
      'need-late',
      'need-bought-90',
      'share-of-need-270',
      'need-since',
    ]);
    expect(namesOf(new Set())).toStrictEqual(FEATURES);
  });

  test('that leans on what this chain does not show is no rival', () => {
    const chain = randomChain(9, 90, 3, 0, END);
    const { tested } = learnFrom(chain);
    if (tested === undefined) throw new Error('no fit');
    const others = { ...tested.fit, features: namesOf(new Set(['needs'])) };
    expect(tested.scoresOf(others)).toBeUndefined();
    expect(tested.scoresOf(tested.fit)).toStrictEqual(tested.scores);
  });
});
