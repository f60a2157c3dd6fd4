import { beforeAll, describe, expect, test } from 'vitest';
import { GROUPS, writeNeeds } from '../../src/cadence/features.ts';
import { firstPairs, fitObserved } from '../../src/cadence/fit.ts';
import type { HeldOut, Regression } from '../../src/cadence/fit-scores.ts';
import { newSnapshots, takeSnapshots } from '../../src/cadence/gaps.ts';
import { gainOf, isEarned } from '../../src/cadence/gate.ts';
import { groupsOf, isUsable, namesOf } from '../../src/cadence/groups.ts';
import { type Learned, learnChain, learnPopulations } from '../../src/cadence/learn.ts';
import { modelOf, overAll } from '../../src/cadence/model.ts';
import { newNeedReader, openNeeds, readNeed } from '../../src/cadence/need-facts.ts';
import { isBought, newPairReader, openHousehold, readPair } from '../../src/cadence/pair-facts.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { LearnCatalog } from '../../src/cadence/visit.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { numberNeeds } from '../../src/history/need-days.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { type Categories, categories, dice, household, named, randomChain } from './chain.ts';
import { naiveFacts } from './naive.ts';

const CATEGORIES = categories(0, 0, 1, 1, 2, 2);
const END = 430 as Day;
const WINDOW = { asOf: END, leadDays: 2, horizonDays: 14 };

function catalog(products: Categories, needs: readonly string[]): LearnCatalog {
  return { ...products, products: needs.map((need, no) => ({ productId: String(no), need })) as never };
}

function learn(histories: readonly HouseholdHistory[], of: LearnCatalog): Learned {
  return overAll(learnChain(of, WINDOW), () => histories.map(named));
}

/** Three needs, each due every 30 days, three more or less; of the two products of each it takes the one or the other. */
function steadyNeeds(seed: number, households: number): HouseholdHistory[] {
  const roll = dice(seed);
  return Array.from({ length: households }, (_, no) => {
    const days: number[][] = [[], [], [], [], [], []];
    for (let need = 0; need < 3; need++) {
      for (let day = 30 * roll(); day < END; day += 27 + 6 * roll()) {
        days[2 * need + Number(roll() < 0.5)]?.push(Math.trunc(day));
      }
    }
    return household(no, ...days.map((of, product): [number, ...number[]] => [product, ...of]));
  });
}

const PAIRED = catalog(CATEGORIES, ['tea', ' Tea', 'jam', 'jam', 'rice', 'rice  ']);

describe('what is known of a need', () => {
  test('is what its definition says, over plain lists of the days on which anything of it was bought', () => {
    const asOfDays = [150, 300, 430];
    const chain = randomChain(11, 25, 6, 0, END);
    const needOf = [2, 2, 0, 0, 1, 1];
    const asNeeds = chain.map((history) => {
      const days: number[][] = [[], [], []];
      history.productNos.forEach((no, place) => {
        days[needOf[no] ?? 0]?.push(...history.days.slice(history.starts[place], history.starts[place + 1]));
      });
      return household(history.householdNo, ...days.map((of, no): [number, ...number[]] => [no, ...of]));
    });
    const window = { leadDays: 2, horizonDays: 14 };
    const numbers = numberNeeds(PAIRED);
    expect([...numbers.needNo]).toEqual(needOf);
    const learning = learnPopulations(PAIRED, asOfDays as Day[], numbers);
    const populations = overAll(learning, () => chain.map(named));
    const [snapshots, needs] = [newSnapshots(asOfDays), newNeedReader(asOfDays, window)];
    let compared = 0;
    populations.forEach((population, c) => {
      const t = asOfDays[c] ?? 0;
      const cut = asNeeds.map((history) => truncateHistory(history, t as Day));
      const ofNeeds = naiveFacts(categories(1, 2, 0), cut, t, 2, 14);
      const reader = newPairReader(population, snapshots, window);
      chain.forEach((history, at) => {
        takeSnapshots(snapshots, history);
        openHousehold(reader, population, history, c);
        openNeeds(needs, population, history, c);
        history.productNos.forEach((productNo, place) => {
          if (!isBought(reader, place)) return;
          const need = needOf[productNo] ?? 0;
          const known = ofNeeds.get(`${history.householdNo}/${need}`);
          const row = new Float64Array(GROUPS[0].features.length);
          const pair = readPair(reader, place);
          writeNeeds(pair, readNeed(needs, place), row, 0);
          const own = cut[at];
          const needPlace = own?.productNos.indexOf(need) ?? -1;
          const last = own?.days[(own.starts[needPlace + 1] ?? 0) - 1] ?? Number.NaN;
          if (known === undefined) throw new Error(`no need ${need}`);
          const mix = Math.min(Math.max(known.alive * known.pRen, 1e-4), 1 - 1e-4);
          const expected = [
            Math.log(mix / (1 - mix)),
            Math.log(t - last) - known.mu,
            Math.log(known.D(90) + 0.02),
            Math.log((pair.bought270 + 0.1) / (known.D(270) + 0.1)),
            Math.log(1 + (t - pair.lastDay) - (t - last)),
          ];
          expected.forEach((value, i) => {
            expect(Math.abs((row[i] ?? 0) - value), `${GROUPS[0].features[i]} as of ${t}`).toBeLessThan(1e-4);
          });
          compared += 1;
        });
      });
    });
    expect(compared).toBeGreaterThan(250);
  });
});

describe('where needs decide what is bought', () => {
  let learned: Learned;
  let chain: HouseholdHistory[];
  beforeAll(() => {
    chain = steadyNeeds(3, 120);
    learned = learn(chain, PAIRED);
  });

  test('they are in the fit, which is better for it, and says so', () => {
    const without = learn(chain, CATEGORIES);
    expect(groupsOf(learned.tested?.fit)).toStrictEqual(new Set(['needs']));
    expect(learned.tested?.fit.features).toStrictEqual(namesOf(new Set(['needs'])));
    expect(isUsable(learned.tested?.fit ?? { features: [] })).toBe(true);
    const gain = (without.tested?.scores.logLoss ?? 0) - (learned.tested?.scores.logLoss ?? 0);
    expect(gain).toBeGreaterThan(0.02);
    expect(learned.tested?.gains.get('needs')?.logLoss).toBeCloseTo(gain, 6);
    // The same pairs were held out from both: a fit without needs is judged to the bit as it was.
    const other = without.tested?.fit;
    expect(other && learned.tested?.scoresOf(other)).toStrictEqual(without.tested?.scores);
    expect(learned.tested && without.tested?.scoresOf(learned.tested.fit)).toBeUndefined();
  });

  test('a product is not due when the other one of its need was bought the other day', () => {
    const model = modelOf(learned);
    const chances: { early: number[]; due: number[] } = { early: [], due: [] };
    for (const history of chain) {
      const { probability, productNos, lastDay } = scoreHousehold(model, history, WINDOW);
      productNos.forEach((no, place) => {
        const other = productNos.indexOf(no % 2 === 0 ? no + 1 : no - 1);
        const [own, its] = [lastDay[place] ?? 0, lastDay[other] ?? 0];
        // Itself long ago; the need is due in 2 to 15 days from now, or was met a week ago at most.
        if (other < 0 || own >= its || END - own < 25) return;
        if (END - its <= 7) chances.early.push(probability[place] ?? 0);
        if (END - its >= 18) chances.due.push(probability[place] ?? 0);
      });
    }
    const mean = (of: number[]) => of.reduce((a, b) => a + b, 0) / of.length;
    expect(Math.min(chances.early.length, chances.due.length)).toBeGreaterThan(30);
    expect(mean(chances.due)).toBeGreaterThan(4 * mean(chances.early));
  });

  test('neither the order of households nor the numbers of products change a bit', () => {
    expect(learn(chain.toReversed(), PAIRED).tested?.fit).toStrictEqual(learned.tested?.fit);
  });

  test('a population that knows no needs is an error, not a guess', () => {
    const model = { ...modelOf(learned), population: { ...learned.population } };
    delete (model.population as { needs?: unknown }).needs;
    const [history = household(0)] = chain;
    expect(() => scoreHousehold(model, history, WINDOW)).toThrow(RangeError);
  });
});

describe('where needs say nothing', () => {
  test('they stay out: products that are bought independently of each other', () => {
    const { tested } = learn(randomChain(5, 150, 6, 0, END), PAIRED);
    expect(tested?.gains.has('needs')).toBe(true);
    expect(groupsOf(tested?.fit).has('needs')).toBe(false);
  });

  test('and where each product is a need of its own, nothing changes by a bit', () => {
    const chain = randomChain(9, 90, 6, 0, END);
    const plain = learn(chain, CATEGORIES);
    const alone = learn(chain, catalog(CATEGORIES, ['a', 'b', 'c', 'd', 'e', 'f']));
    expect(alone.population).toStrictEqual(plain.population);
    expect(alone.tested?.gains.has('needs')).toBe(false);
    expect(alone.tested?.fit).toStrictEqual(plain.tested?.fit);
    expect(alone.tested?.scores).toStrictEqual(plain.tested?.scores);
  });
});

describe('the gate, on rows of numbers', () => {
  const PAIRS = 6_000;
  const NAMES = namesOf(new Set(['needs']));
  const PLAIN = namesOf(new Set());
  /** Outcomes that hang on the first number; and on the last as far as `weight` says, of which the others are noise. */
  function observed(seed: number, weight: number): HeldOut {
    const roll = dice(seed);
    const width = NAMES.length;
    const rows = Float64Array.from({ length: PAIRS * width }, () => 2 * roll() - 1);
    const labels = Uint8Array.from({ length: PAIRS }, (_, row) => {
      const logit = 2 * (rows[row * width] ?? 0) + weight * (rows[(row + 1) * width - 1] ?? 0) - 1;
      return Number(roll() < 1 / (1 + Math.exp(-logit)));
    });
    const starts = Array.from({ length: PAIRS / 20 }, (_, no) => 20 * no);
    return { names: NAMES, rows, labels, starts, closedForm: new Float64Array(PAIRS) };
  }

  test.each([
    ['noise', 0, 0],
    ['what decides', 1, 8],
  ])('%s', (_, weight, admitted) => {
    let earned = 0;
    for (let seed = 0; seed < 8; seed++) {
      const training = firstPairs(observed(2 * seed, weight), PAIRS / 2);
      const held = observed(2 * seed + 1, weight);
      const [plain, all] = [PLAIN, NAMES].map((features) => ({
        features,
        of: fitObserved(training, features),
      }));
      if (plain?.of === undefined || all?.of === undefined) throw new Error('no fit');
      earned += Number(isEarned(gainOf(plain as Regression, all as Regression, held)));
    }
    expect(earned).toBe(admitted);
  });

  test('a gain within two standard errors, or with a worse Brier score, is none', () => {
    const gain = { logLoss: 0.003, logLossError: 0.001, brier: 0.0001 };
    expect(isEarned(gain)).toBe(true);
    expect(isEarned({ ...gain, logLossError: 0.0015 })).toBe(false);
    expect(isEarned({ ...gain, brier: -1e-9 })).toBe(false);
    expect(isEarned({ ...gain, logLossError: Infinity })).toBe(false);
  });
});
