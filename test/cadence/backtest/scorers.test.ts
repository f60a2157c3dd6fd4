import { describe, expect, test } from 'vitest';
import { BG_NBD } from '../../../src/cadence/backtest/bg-nbd.ts';
import { calibrate, fitIsotonic } from '../../../src/cadence/backtest/isotonic.ts';
import { MEAN_INTERVAL } from '../../../src/cadence/backtest/mean-interval.ts';
import { POISSON_GAMMA } from '../../../src/cadence/backtest/poisson-gamma.ts';
import type { Scorer, View } from '../../../src/cadence/backtest/scorer.ts';
import { TIFU_KNN } from '../../../src/cadence/backtest/tifu-knn.ts';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import { truncateHistory } from '../../../src/history/truncate.ts';
import type { Day } from '../../../src/shared/day.ts';
import { dice, household, randomChain } from '../chain.ts';
import { pastOf } from './past.ts';

const T = 1_000 as Day;

function viewOf(histories: readonly HouseholdHistory[], products: number): View {
  const named = histories.map((history) => ({ householdId: `H${history.householdNo}`, history }));
  const { catalog } = pastOf([], products, T);
  return { window: { asOf: T, leadDays: 0, horizonDays: 14 }, households: named, catalog };
}

const answerOf = (scorer: Scorer, view: View, variant = 0) =>
  (scorer.variants[variant] ?? scorer.variants[0]).learn(view);

describe('isotonic calibration', () => {
  test('pools what falls, and is straight between what was seen', () => {
    const fit = fitIsotonic(Float64Array.of(4, 1, 2, 3, 3), Uint8Array.of(1, 0, 1, 0, 0));
    const third = 1 / 3;
    const values = [0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 9].map((score) => calibrate(fit, score));
    const expected = [0, 0, third / 2, third, third, third, (1 + third) / 2, 1, 1];
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 12);
  });
});

describe('the mean-interval rule', () => {
  test('expects the mean gap, at the earliest on the cut-off, and ranks what is due before what is not', () => {
    const history = household(1, [0, T - 20, T - 10], [1, T - 40, T - 30], [2, T - 100, T - 50], [3, T - 1]);
    const { score, expectedDay } = answerOf(MEAN_INTERVAL, viewOf([history], 4))(history);
    expect([...(expectedDay ?? [])].slice(0, 3)).toEqual([T, T, T]);
    expect([...score.keys()].sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0))).toEqual([0, 2, 1, 3]);
  });
});

describe('Poisson-gamma', () => {
  test('is low right after a purchase, highest at the mean gap, and has no step at twice the gap', () => {
    const gap = 20;
    const others = Array.from({ length: 9 }, (_, i) =>
      household(2 + i, [0, T - 300 - i, T - 200 + 3 * i, T - 90]),
    );
    const answer = answerOf(POISSON_GAMMA, viewOf(others, 1));
    const at = (since: number) => {
      const last = T - since;
      return answer(household(1, [0, last - 2 * gap, last - gap, last])).score[0] ?? Number.NaN;
    };
    expect(at(1)).toBeLessThan(at(10));
    expect(at(10)).toBeLessThan(at(gap));
    expect(at(30)).toBeLessThan(at(gap));
    expect(at(2 * gap - 1) - at(2 * gap)).toBeLessThan(0.01);
  });
});

describe('BG/NBD', () => {
  test('says as much as comes, of pairs that live and die as it assumes', () => {
    const roll = dice(20050101);
    const exponential = (rate: number) => -Math.log(1 - roll()) / rate;
    // Rates Gamma(2, 60), the sum of two exponentials; chance to die after a repeat purchase Beta(1, 4).
    const histories = Array.from({ length: 150 }, (_, no) =>
      household(
        no,
        ...Array.from({ length: 40 }, (__, product): [number, ...number[]] => {
          const rate = exponential(60) + exponential(60);
          const dies = 1 - roll() ** (1 / 4);
          const days: number[] = [];
          for (let day = T - 300 + 200 * roll(); day < T + 14; day += exponential(rate)) {
            days.push(Math.trunc(day));
            if (days.length > 1 && roll() < dies) break;
          }
          return [product, ...days];
        }),
      ),
    );
    const before = histories.map((history) => truncateHistory(history, T));
    const answer = answerOf(BG_NBD, viewOf(before, 40));
    const bands = new Map<number, { said: number; came: number }>();
    before.forEach((history, no) => {
      const { score } = answer(history);
      const whole = histories[no];
      history.productNos.forEach((productNo, place) => {
        const k = Math.min(4, (history.starts[place + 1] ?? 0) - (history.starts[place] ?? 0));
        const band = bands.get(k) ?? { said: 0, came: 0 };
        bands.set(k, band);
        band.said += score[place] ?? 0;
        const at = whole?.productNos.indexOf(productNo) ?? -1;
        band.came += (whole?.days[(whole.starts[at + 1] ?? 0) - 1] ?? 0) >= T ? 1 : 0;
      });
    });
    expect([...bands.keys()].sort()).toEqual([1, 2, 3, 4]);
    for (const { said, came } of bands.values()) {
      // Three standard deviations of a sum of rare events; and 5 % for days that are whole.
      expect(Math.abs(said - came)).toBeLessThan(3 * Math.sqrt(came) + 0.05 * came);
    }
  });
});

describe('TIFUKNN', () => {
  const PRODUCTS = 12;
  const HISTORIES = randomChain(2020, 56, PRODUCTS, T - 120, T);

  /** The paper's formulas with dense vectors. */
  function plain(history: HouseholdHistory, { k, rb, rg, alpha, m }: Record<string, number>): number[] {
    const vector = (of: HouseholdHistory): number[] => {
      const trips = [...of.tripDays];
      const groups = Math.min(m ?? 0, trips.length);
      const sizes = Array.from({ length: groups }, (_, g) => Math.floor((trips.length + g) / groups));
      const dense = new Array<number>(PRODUCTS).fill(0);
      let start = 0;
      sizes.forEach((size, g) => {
        trips.slice(start, start + size).forEach((trip, j) => {
          const weight = ((rb ?? 0) ** (size - 1 - j) * (rg ?? 0) ** (groups - 1 - g)) / size / groups;
          of.productNos.forEach((no, place) => {
            const days = of.days.subarray(of.starts[place], of.starts[place + 1]);
            if (days.includes(trip)) dense[no] = (dense[no] ?? 0) + weight;
          });
        });
        start += size;
      });
      return dense;
    };
    const own = vector(history);
    const distance = (other: number[]) => Math.hypot(...other.map((x, i) => x - (own[i] ?? 0)));
    const near = HISTORIES.filter((other) => other.householdNo !== history.householdNo)
      .map(vector)
      .sort((a, b) => distance(a) - distance(b))
      .slice(0, k);
    const mean = own.map((_, i) => near.reduce((sum, other) => sum + (other[i] ?? 0), 0) / near.length);
    return [...history.productNos].map(
      (no) => (alpha ?? 0) * (own[no] ?? 0) + (1 - (alpha ?? 0)) * (mean[no] ?? 0),
    );
  }

  test('is the formula of the paper, in each of its settings', () => {
    const view = viewOf(HISTORIES, PRODUCTS);
    TIFU_KNN.variants.forEach(({ name }, variant) => {
      const setting = Object.fromEntries(name.split(', ').map((part) => part.replace('_', '').split(' ')));
      const numbers = Object.fromEntries(Object.entries(setting).map(([key, value]) => [key, Number(value)]));
      const answer = answerOf(TIFU_KNN, view, variant);
      for (const history of HISTORIES.slice(0, 3)) {
        const expected = plain(history, numbers);
        for (const [place, score] of answer(history).score.entries()) {
          expect(score).toBeCloseTo(expected[place] ?? Number.NaN, 12);
        }
      }
    });
    expect(new Set(TIFU_KNN.variants.map(({ name }) => name)).size).toBe(TIFU_KNN.variants.length);
  });
});
