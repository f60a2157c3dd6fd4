import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { addToGroup, type Did, EMPTY_GROUP, liftOf, studentQuantile } from '../../src/measure/lift.ts';

const groupOf = (households: readonly Did[]) => households.reduce(addToGroup, EMPTY_GROUP);
const plain = (...now: readonly number[]): Did[] => now.map((some) => ({ now: some, before: 0 }));

describe('the lift of treatment over control', () => {
  test('is that of Student and Welch where nothing is known of before', () => {
    const lift = liftOf(groupOf(plain(12, 15, 16, 18)), groupOf(plain(9, 10, 11, 12, 13)));
    // By hand: s^2 6.25 and 2.5; error^2 = 6.25/4 + 2.5/5 = 2.0625; freedom = 2.0625^2 / (1.5625^2/3 + 0.5^2/4) = 4.8544.
    expect(lift?.difference).toBeCloseTo(4.25, 10);
    const half = studentQuantile(0.975, 4.8544) * Math.sqrt(2.0625);
    expect(lift?.high).toBeCloseTo(4.25 + half, 4);
    expect(lift?.low).toBeCloseTo(4.25 - half, 4);
    expect(lift?.small).toBe(true);
  });

  test('takes out what households differed in before', () => {
    // Everybody does as before, and the treated 3 more: no error is left, and the groups' unequal beginnings do not count.
    const before = [10, 20, 30, 40];
    const treated = before.map((some) => ({ now: some + 5 + 3, before: some + 5 }));
    const control = before.map((some) => ({ now: some, before: some }));
    const lift = liftOf(groupOf(treated), groupOf(control));
    expect(lift?.difference).toBeCloseTo(3, 10);
    expect((lift?.high ?? 9) - (lift?.low ?? 0)).toBeLessThan(1e-6);
  });

  test('needs two households in each group', () => {
    expect(liftOf(groupOf(plain(1, 2)), groupOf(plain(1)))).toBeUndefined();
  });

  test('covers a known truth in 95 of 100 experiments, groups as unequal and spend as skew as in a chain', () => {
    const dice = new Dice(20_261_128);
    let [covered, narrower] = [0, 0];
    const experiments = 600;
    for (let no = 0; no < experiments; no++) {
      dice.stream(900, no);
      const household = (effect: number): Did => {
        const usual = 10_000 * dice.spread(0.6);
        const spend = () => Math.round(usual * dice.spread(0.4));
        return { before: spend(), now: spend() + effect };
      };
      const treated = Array.from({ length: 400 }, () => household(150));
      const control = Array.from({ length: 60 }, () => household(0));
      const lift = liftOf(groupOf(treated), groupOf(control));
      if (lift === undefined) throw new Error('there are enough households');
      covered += Number(lift.low <= 150 && 150 <= lift.high);
      const blind = (some: Did): Did => ({ ...some, before: 0 });
      const without = liftOf(groupOf(treated.map(blind)), groupOf(control.map(blind)));
      narrower += Number(lift.high - lift.low < (without?.high ?? 0) - (without?.low ?? 0));
    }
    // A binomial of 600 at 0.95 lies within three standard deviations of 0.027; skewness takes a little more.
    expect(covered / experiments).toBeGreaterThan(0.915);
    expect(covered / experiments).toBeLessThan(0.98);
    expect(narrower / experiments).toBeGreaterThan(0.95);
  });
});

test.each([
  [3, 3.1824],
  [10, 2.2281],
  [30, 2.0423],
  [120, 1.9799],
])(
  'the 97.5 %% quantile of Student with %d degrees of freedom is %d (Abramowitz and Stegun, table 26.10)',
  (freedom, expected) => {
    expect(Math.abs(studentQuantile(0.975, freedom) - expected)).toBeLessThan(freedom === 3 ? 0.06 : 0.001);
  },
);
