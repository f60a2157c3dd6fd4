import { describe, expect, test } from 'vitest';
import { type Backtest, type BacktestPlan, runBacktest } from '../../../src/cadence/backtest/backtest.ts';
import { bootstrap } from '../../../src/cadence/backtest/bootstrap.ts';
import { numbersFrom } from '../../../src/cadence/backtest/draw.ts';
import { only, type Scorer } from '../../../src/cadence/backtest/scorer.ts';
import { SCORERS } from '../../../src/cadence/backtest/scorers.ts';
import { SUM, SUMS } from '../../../src/cadence/backtest/sums.ts';
import { truncateHistory } from '../../../src/history/truncate.ts';
import type { Day } from '../../../src/shared/day.ts';
import { randomChain } from '../chain.ts';
import { pastOf } from './past.ts';

const CUTOFF = 2_000 as Day;
const PRODUCTS = 14;
const HISTORIES = randomChain(1991, 14, PRODUCTS, CUTOFF - 300, CUTOFF + 100);

function planOf(lastDay: number, histories = HISTORIES, scorers: readonly Scorer[] = SCORERS): BacktestPlan {
  return {
    past: pastOf(histories, PRODUCTS, lastDay),
    cutoffs: [CUTOFF - 28, CUTOFF] as Day[],
    validations: [CUTOFF - 70, CUTOFF - 42] as Day[],
    horizonDays: 14,
    seed: 3,
    scorers,
  };
}

function result(plan: BacktestPlan): Backtest {
  const work = runBacktest(plan);
  let steps = 0;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    steps += 1;
    expect(step.value.done).toBe(steps);
    expect(step.value.done).toBeLessThanOrEqual(step.value.of);
  }
}

/** All of it but functions. */
const plainOf = ({ judged, ...rest }: Backtest) =>
  JSON.stringify({ ...rest, judged: judged.map(({ scorer, ...one }) => ({ id: scorer.id, ...one })) });

const ONCE = plainOf(result(planOf(CUTOFF + 13)));

describe('a rolling backtest', () => {
  test('says the same again, and whatever the order of the households', () => {
    expect(plainOf(result(planOf(CUTOFF + 13, HISTORIES.toReversed())))).toBe(ONCE);
  });

  test('knows nothing of what comes after its windows', () => {
    const end = (CUTOFF + 14) as Day;
    const cut = HISTORIES.map((history) => truncateHistory(history, end));
    expect(plainOf(result(planOf(CUTOFF + 13, cut)))).toBe(ONCE);
  });

  test('shows scorers nothing of the day of the cut-off or later', () => {
    const latest: number[] = [];
    const spy: Scorer = {
      id: 'spy',
      title: 'spy',
      isProbability: false,
      variants: only(({ households, window }) => {
        for (const { history } of households)
          latest.push(window.asOf - Math.max(...history.days, ...history.tripDays));
        return (history) => ({ score: new Float64Array(history.productNos.length) });
      }),
    };
    result(planOf(CUTOFF + 13, HISTORIES, [spy]));
    expect(latest.length).toBeGreaterThan(40);
    expect(Math.min(...latest)).toBe(1);
  });

  test('says at which cut-offs its model was fitted: not where the history before is too short', () => {
    const first = CUTOFF - 300;
    const histories = randomChain(5, 120, PRODUCTS, first, CUTOFF + 14);
    const cutoffs = [first + 40, CUTOFF] as Day[];
    const plan = planOf(CUTOFF + 13, histories, SCORERS.slice(0, 2));
    const { judged } = result({ ...plan, cutoffs, validations: [] });
    expect(judged.map(({ fitted }) => fitted)).toEqual([
      [false, true],
      [undefined, undefined],
    ]);
  });

  test('has no probabilities of mere scores where there is no window to calibrate them on', () => {
    const { judged } = result({ ...planOf(CUTOFF + 13), validations: [] });
    expect(judged.map(({ scorer, probabilities }) => [scorer.id, probabilities])).toEqual([
      ['duelist', 'own'],
      ['mean-interval', 'none'],
      ['p-topfreq', 'none'],
      ['recency-90', 'none'],
      ['mpg', 'none'],
      ['bg-nbd', 'own'],
      ['tifuknn', 'none'],
    ]);
    expect(judged.map(({ grades }) => (grades.overall.sums[SUM.pairs] ?? 0) > 0)).toEqual(
      judged.map(({ probabilities }) => probabilities === 'own'),
    );
  });
});

describe('intervals', () => {
  const HOUSEHOLDS = 80;
  const roll = numbersFrom(5);

  /** P@20 of two scorers, the second 0.1 below the first, on households that differ by far more. */
  const values = Array.from({ length: HOUSEHOLDS }, roll);
  const sumsOf = (less: number) => {
    const sums = new Float64Array((HOUSEHOLDS + 1) * SUMS);
    values.forEach((value, no) => {
      sums[no * SUMS + SUM.precisionLong] = 3 * (value - less);
      sums[no * SUMS + SUM.lists] = 3;
    });
    return sums;
  };

  test('are as wide as the standard error says, and pairs as narrow as what differs', () => {
    const { own, differences } = bootstrap([sumsOf(0), sumsOf(0.1)], 2_000, 1);
    const mean = values.reduce((a, b) => a + b, 0) / HOUSEHOLDS;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / HOUSEHOLDS;
    const { low = 0, high = 0 } = own[0]?.p_at_20 ?? {};
    // A quarter of a standard error for skewness and for chance among the resamples.
    expect(Math.abs(low - (mean - 1.96 * error))).toBeLessThan(error / 4);
    expect(Math.abs(high - (mean + 1.96 * error))).toBeLessThan(error / 4);
    const { value, low: least, high: most } = differences[0]?.p_at_20 ?? { value: 0, low: 0, high: 0 };
    for (const each of [value, least, most]) expect(each).toBeCloseTo(0.1, 9);
    expect(own[0]).not.toHaveProperty('ndcg_at_20');
  });
});
