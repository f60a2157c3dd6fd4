import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { setExam } from '../../../src/cadence/backtest/exam.ts';
import { gradeExam, newGrades, PURCHASE_BANDS } from '../../../src/cadence/backtest/grade.ts';
import { OURS } from '../../../src/cadence/backtest/ours.ts';
import type { Answer } from '../../../src/cadence/backtest/scorer.ts';
import { summarise } from '../../../src/cadence/backtest/summary.ts';
import { type Day, formatDay } from '../../../src/shared/day.ts';
import { dice, household, randomChain } from '../chain.ts';
import { pastOf, productId } from './past.ts';

/** The judge that acceptance uses, in Python's standard library; not part of the project. */
const JUDGE = new URL('../../../../shared/bench/judge.py', import.meta.url);
const present = existsSync(JUDGE) && spawnSync('python3', ['--version']).error === undefined;
if (!present)
  console.log(
    'skipped: the same predictions through the judge, since ../shared/bench or python3 is not here',
  );

const CUTOFF = 15_000 as Day;
const LAST_DAY = CUTOFF + 60;
const HORIZON_DAYS = 14;
const PRODUCTS = 40;

/** Thirty households, among them one that stopped coming, one whose goods are of two years ago, one that buys nothing again. */
const HISTORIES = [
  ...randomChain(20121121, 27, PRODUCTS, CUTOFF - 500, LAST_DAY),
  household(27, [1, CUTOFF - 100, CUTOFF - 90, CUTOFF + 3], [2, CUTOFF - 57]),
  household(
    28,
    [1, CUTOFF - 800, CUTOFF - 700, CUTOFF + 2],
    [2, CUTOFF - 366, CUTOFF + 1],
    [3, CUTOFF - 365],
    [4, CUTOFF - 3, CUTOFF + 5],
  ),
  household(29, [5, CUTOFF - 1], [6, CUTOFF - 30, CUTOFF - 2], [7, CUTOFF + 1]),
];

/** Scores without ties for most pairs, each a probability, some of them beyond its limits; the others are not ranked. */
const PREDICTED: Answer = (history) => {
  const roll = dice(history.householdNo);
  const score = Float64Array.from(history.productNos, (_, place) => {
    const purchases = (history.starts[place + 1] ?? 0) - (history.starts[place] ?? 0);
    const probability = 1.1 * (1 - Math.exp(-0.06 * purchases * roll())) - 0.01;
    return roll() < 0.1 ? Number.NEGATIVE_INFINITY : probability;
  });
  return { score, expectedDay: Int32Array.from(score, () => CUTOFF + Math.trunc(40 * roll() - 3)) };
};

/** What the judge said of exactly these: holds where it is not at hand, too. */
const FROZEN: Readonly<Record<string, number>> = {
  ap: 0.5149617289289692,
  base_rate: 0.2951251646903821,
  brier: 0.2085707967351607,
  candidate_pairs: 759,
  ece: 0.12956751414887388,
  households: 29,
  logloss: 1.0846116534071901,
  mean_abs_days: 14.820441988950277,
  mean_p: 0.3023952887027666,
  median_abs_days: 12,
  'ndcg@10': 0.5796188139511856,
  'ndcg@20': 0.6918311534441317,
  'p@10': 0.4413793103448275,
  'p@20': 0.31896551724137934,
  'r@10': 0.5608407465550321,
  'r@20': 0.8019459706959707,
  'r_all@10': 0.5359437497368531,
  'r_all@20': 0.7669192876089427,
  timed: 362,
  within3: 0.17679558011049723,
  within7: 0.32044198895027626,
};

function ourFigures() {
  const past = pastOf(HISTORIES, PRODUCTS, LAST_DAY);
  const exam = setExam(past, CUTOFF, HORIZON_DAYS, 1);
  const grades = newGrades(past.households.length, 1, past.departments.length);
  gradeExam(grades, exam, 0, { answer: PREDICTED, probabilityOf: (score) => score }, past.departmentNo);
  const judged = [{ scorer: OURS, variant: '', probabilities: 'own', grades, fitted: [] } as const];
  const intervals = { own: [], differences: [] };
  const [summary] = summarise(
    { judged, intervals, households: 0, lists: 0, pairs: 0 },
    [CUTOFF],
    past.departments,
  );
  if (summary === undefined) throw new Error('nothing was graded');
  return summary;
}

/** Our figures under the judge's names. */
function named(): Record<string, number | undefined> {
  const { overall } = ourFigures();
  const { figures, timing } = overall;
  return {
    'p@10': figures.p_at_10,
    'p@20': figures.p_at_20,
    'r@10': figures.r_at_10,
    'r@20': figures.r_at_20,
    'ndcg@10': figures.ndcg_at_10,
    'ndcg@20': figures.ndcg_at_20,
    ap: figures.ap,
    'r_all@10': figures.r_all_at_10,
    'r_all@20': figures.r_all_at_20,
    brier: figures.brier,
    logloss: figures.log_loss,
    ece: overall.calibrationError,
    base_rate: overall.bought,
    mean_p: overall.meanProbability,
    households: overall.lists,
    candidate_pairs: overall.pairs,
    timed: timing?.pairs,
    median_abs_days: timing?.medianDays,
    mean_abs_days: timing?.meanDays,
    within3: timing?.within[3],
    within7: timing?.within[7],
  };
}

function expectSame(theirs: Readonly<Record<string, number>>): void {
  const ours = named();
  expect(Object.keys(theirs).toSorted()).toEqual(Object.keys(ours).toSorted());
  for (const [name, value] of Object.entries(theirs))
    expect([name, ours[name]]).toEqual([name, expect.closeTo(value, 9)]);
}

/** The judge's own document on the same purchases and predictions. */
function askJudge(): Record<string, unknown> {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-judge-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const truth = ['household_id,product_id,timestamp'];
  const predictions = ['household_id,product_id,score,probability,expected_day'];
  const past = pastOf(HISTORIES, PRODUCTS, LAST_DAY);
  for (const { householdId: id, whole, asOf } of past.households) {
    whole.productNos.forEach((no, place) => {
      const days = whole.days.subarray(whole.starts[place], whole.starts[place + 1]);
      for (const day of days) truth.push(`${id},${productId(no)},${formatDay(day as Day)}`);
    });
    const history = asOf(CUTOFF);
    if (history === undefined) continue;
    const { score, expectedDay } = PREDICTED(history);
    history.productNos.forEach((no, place) => {
      const [value, day] = [score[place] ?? 0, expectedDay?.[place] ?? 0];
      if (value > Number.NEGATIVE_INFINITY)
        predictions.push(`${id},${productId(no)},${value},${value},${formatDay(day as Day)}`);
    });
  }
  writeFileSync(join(dir, 'truth.csv'), truth.join('\n'));
  writeFileSync(join(dir, 'predictions.csv'), predictions.join('\n'));
  const files = [
    '--pred',
    join(dir, 'predictions.csv'),
    '--truth',
    join(dir, 'truth.csv'),
    '--json',
    join(dir, 'out.json'),
  ];
  const ran = spawnSync('python3', [JUDGE.pathname, ...files, '--cutoff', formatDay(CUTOFF), '--boot', '1'], {
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('');
  return JSON.parse(readFileSync(join(dir, 'out.json'), 'utf8'));
}

describe('the figures are those of the judge', () => {
  test('as it said once', () => {
    expectSame(FROZEN);
  });

  test.skipIf(!present)('as it says now, to nine decimals', () => {
    const {
      timing,
      reliability,
      by_history: bands,
      ...rest
    } = askJudge() as Record<string, Record<string, number>>;
    const {
      'hit@10': _,
      predicted_rows: __,
      rows_outside_universe: ___,
      brier_skill: ____,
      ...figures
    } = rest as unknown as Record<string, number>;
    const { n: timed = 0, ...errors } = timing ?? {};
    expectSame({ ...figures, timed, ...errors });
    expect(FROZEN).toEqual({ ...figures, timed, ...errors });
    // It rounds these to four decimals, and half of the last one to the even digit.
    const near = (value: number) => expect.closeTo(value, 3.9);
    const { overall, byPurchases } = ourFigures();
    expect(
      overall.reliability.map((bin) => [bin.from, bin.to, bin.pairs, bin.meanProbability, bin.bought]),
    ).toEqual(
      (reliability as unknown as number[][]).map(([from, to, pairs, mean = 0, bought = 0]) => [
        from,
        to,
        pairs,
        near(mean),
        near(bought),
      ]),
    );
    expect(
      Object.fromEntries(
        byPurchases.map(({ name, pairs, bought }) => [name, { n: pairs, observed: bought }]),
      ),
    ).toEqual(
      Object.fromEntries(
        PURCHASE_BANDS.filter((band) => band in (bands ?? {})).map((band) => {
          const { n, observed } = (bands as unknown as Record<string, { n: number; observed: number }>)[
            band
          ] ?? { n: 0, observed: 0 };
          return [band, { n, observed: near(observed) }];
        }),
      ),
    );
  });
});

describe('what is scored alike', () => {
  const ALIKE: Answer = (history) => ({ score: new Float64Array(history.productNos.length) });

  /** P@10 of a scorer that knows nothing, by seed. */
  function precision(seed: number, histories = HISTORIES): number {
    const past = pastOf(histories, PRODUCTS, LAST_DAY);
    const grades = newGrades(past.households.length, 1, 2);
    gradeExam(
      grades,
      setExam(past, CUTOFF, HORIZON_DAYS, seed),
      0,
      { answer: ALIKE, probabilityOf: undefined },
      past.departmentNo,
    );
    return (grades.overall.sums[0] ?? 0) / (grades.overall.sums[2] ?? 1);
  }

  test('is in the order of the draw: on average any order, whatever the order of the input', () => {
    const { sheets } = setExam(pastOf(HISTORIES, PRODUCTS, LAST_DAY), CUTOFF, HORIZON_DAYS, 1);
    const expected =
      sheets.reduce((sum, { positives, places }) => sum + positives / places.length, 0) / sheets.length;
    const seeds = Array.from({ length: 60 }, (_, seed) => precision(seed));
    const mean = seeds.reduce((a, b) => a + b, 0) / seeds.length;
    const variance = seeds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seeds.length;
    // Four standard errors of so many draws.
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / seeds.length));
    expect(variance).toBeGreaterThan(0);
    expect(precision(7, HISTORIES.toReversed())).toBeCloseTo(precision(7), 12);
  });
});
