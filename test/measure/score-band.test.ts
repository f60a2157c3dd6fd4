import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { EMPTY_TALLY } from '../../src/measure/list-score.ts';
import {
  bandOf,
  calibrationOf,
  faultsOf,
  ratesOf,
  type Score,
  trendOf,
} from '../../src/measure/score-band.ts';

const LIMITS = { fallSds: 2.5, eceMax: 0.05 };

/** A cycle of a thousand due lines on a hundred lists. */
function score(bought: number, over: Partial<Score> = {}): Score {
  return {
    ...EMPTY_TALLY,
    lists: 100,
    shoppers: 100,
    dueLines: 1000,
    bought,
    expectedMillionths: bought * 1_000_000,
    naiveBought: bought - 100,
    favouritesBought: bought - 50,
    errors: { bought: 0.01, gain: 0.01, miss: 10 },
    probability: [{ lines: 1000, bought, expectedMillionths: bought * 1_000_000 }],
    ...over,
  };
}

test('what ours has more than the naive list, with its interval', () => {
  expect(ratesOf(score(600))?.gain).toEqual({ share: 0.1, low: 0.1 - 0.0196, high: 0.1 + 0.0196 });
});

test('the calibration error weighs the bins by their lines', () => {
  const probability = [
    { lines: 200, bought: 30, expectedMillionths: 20_000_000 }, // .05 too low
    { lines: 800, bought: 400, expectedMillionths: 480_000_000 }, // .1 too high
  ];
  const calibration = calibrationOf(score(430, { expectedMillionths: 500_000_000, probability }));
  expect(calibration?.ece).toBeCloseTo(0.2 * 0.05 + 0.8 * 0.1, 12);
  expect(calibration).toMatchObject({ miss: -70, missSds: -7 });
});

describe('the band of the share bought', () => {
  test('is the mean of the cycles before less 2.5 standard deviations, as of a Student t', () => {
    const before = [580, 600, 620, 600].map((bought) => score(bought));
    const band = bandOf(score(600), before, LIMITS);
    // The deviation is 1.63 points; for 3 degrees of freedom the t behind which lies as much as behind 2.5 is 5.41.
    const low = 0.6 - 5.41 * 0.01633 * Math.sqrt(5 / 4);
    expect(band).toMatchObject({ mean: 0.6, cycles: 4 });
    expect(Math.abs((band?.low ?? 0) - low)).toBeLessThan(0.005);
    expect(faultsOf(score(510), before, LIMITS)).toEqual([]);
    expect(faultsOf(score(480), before, LIMITS)).toEqual(['score-fell']);
  });

  test('wants four cycles of thirty lists, and looks at the newest thirteen', () => {
    const three = [600, 601, 602].map((bought) => score(bought));
    const small = score(100, { lists: 29 });
    expect(bandOf(score(600), [...three, small], LIMITS)).toBeUndefined();
    expect(faultsOf(score(300), [...three, small], LIMITS)).toEqual([]);
    const long = [
      ...Array.from({ length: 9 }, () => score(100)),
      ...Array.from({ length: 13 }, () => score(600)),
    ];
    const band = bandOf(score(600), long, LIMITS);
    expect(band?.mean).toBeCloseTo(0.6, 12);
    expect(band?.cycles).toBe(13);
  });

  test('is no narrower than what the households of one cycle can keep', () => {
    const alike = Array.from({ length: 13 }, () => score(600));
    expect(bandOf(score(600), alike, LIMITS)?.low).toBeCloseTo(0.6 - 2.5 * 0.01 * Math.sqrt(14 / 13), 12);
  });

  // 2.5 standard deviations: 0.62 percent. Chance has a cycle's own movement, or that of its households beside it.
  test.each([
    [4, 0, 0.005],
    [13, 0, 0.005],
    [4, 0.01, 0.001],
    [13, 0.01, 0.003],
  ])(
    'of %i cycles like this one, errors of %f: one false alarm in 160 cycles at most',
    (cycles, error, least) => {
      const dice = new Dice(1991).stream(cycles, 2);
      const errors = { bought: error, gain: 0.01, miss: 1e9 };
      const drawn = (): Score => {
        const share = 0.6 + 0.015 * dice.normal() + error * dice.normal();
        return score(Math.round(share * 100_000), { dueLines: 100_000, naiveBought: 0, errors });
      };
      const trials = 20_000;
      let alarms = 0;
      for (let trial = 0; trial < trials; trial++) {
        const before = Array.from({ length: cycles }, drawn);
        alarms += Number(faultsOf(drawn(), before, LIMITS).includes('score-fell'));
      }
      expect(alarms / trials).toBeGreaterThan(least);
      // Four standard errors of the rate above it.
      expect(alarms / trials).toBeLessThan(0.0062 + 4 * Math.sqrt(0.0062 / trials));
    },
  );
});

describe('a warning', () => {
  test('of lists below the naive ones wants the whole interval below', () => {
    expect(faultsOf(score(600, { naiveBought: 615 }), [], LIMITS)).toEqual([]);
    expect(faultsOf(score(600, { naiveBought: 620 }), [], LIMITS)).toEqual(['score-below-naive']);
    expect(faultsOf(score(600, { naiveBought: 620, lists: 29 }), [], LIMITS)).toEqual([]);
  });

  test.each<[string, number, number, string[]]>([
    ['off by 6 points and 6 errors', 660, 10, ['score-calibration']],
    ['too high as well as too low', 540, 10, ['score-calibration']],
    ['off by 6 points, which the households explain', 660, 25, []],
    ['off by 4 points', 640, 10, []],
  ])('of the calibration: %s', (_, expected, miss, faults) => {
    const expectedMillionths = expected * 1_000_000;
    const own = score(600, {
      expectedMillionths,
      errors: { bought: 0.01, gain: 0.01, miss },
      probability: [{ lines: 1000, bought: 600, expectedMillionths }],
    });
    expect(faultsOf(own, [], LIMITS)).toEqual(faults);
  });
});

test('a trend is the slope per cycle with its error', () => {
  expect(trendOf([0.6, 0.62])).toEqual({ slope: undefined, slopeError: undefined });
  const { slope, slopeError } = trendOf([0.5, 0.54, 0.52, 0.56]);
  // By hand: sum of (x - 1.5)(y - .53) is .08, sum of (x - 1.5)^2 is 5; residuals square to .00072, of two degrees.
  expect(slope).toBeCloseTo(0.016, 12);
  expect(slopeError).toBeCloseTo(Math.sqrt(0.00072 / 2 / 5), 12);
});
