import type { Day } from '../../shared/day.ts';
import { bootstrap, type Intervals } from './bootstrap.ts';
import { type Exam, type Past, setExam } from './exam.ts';
import { type Answers, type Grades, gradeExam, newGrades, rank } from './grade.ts';
import { calibrate, fitIsotonic } from './isotonic.ts';
import type { Scorer, Variant } from './scorer.ts';
import { addRanking, figuresOf, SUM, SUMS } from './sums.ts';

/** Resamples of the households for intervals. */
const RESAMPLES = 1_000;
/** Households of a validation window on which variants are compared, at most. */
const TUNING_HOUSEHOLDS = 200;

export type BacktestPlan = {
  readonly past: Past;
  /** See `planWindows`. */
  readonly cutoffs: readonly Day[];
  readonly validations: readonly Day[];
  readonly horizonDays: number;
  /** Of ties and resamples. */
  readonly seed: number;
  /** Ours first. */
  readonly scorers: readonly Scorer[];
};

/** One scorer through all cut-offs. */
export type Judged = {
  readonly scorer: Scorer;
  /** Settings that were chosen; empty: there were none. */
  readonly variant: string;
  /** Where its probabilities come from: its own, calibrated on validation windows, or none without such windows. */
  readonly probabilities: 'own' | 'calibrated' | 'none';
  readonly grades: Grades;
  /** By cut-off, whether it was fitted; undefined: it has nothing to fit. */
  readonly fitted: readonly (boolean | undefined)[];
};

export type Backtest = {
  readonly judged: readonly Judged[];
  readonly intervals: Intervals;
  /** Households that were judged at some cut-off, households times cut-offs, and pairs. */
  readonly households: number;
  readonly lists: number;
  readonly pairs: number;
};

/** How far it is: steps done, of how many. */
export type Step = { readonly done: number; readonly of: number };

/**
 * A rolling backtest: at each cut-off every scorer learns from what lies before it and is judged by the window that follows.
 * Variants and calibrations are chosen on validation windows, which are over before the first cut-off. One scorer after the
 * other, so that memory holds the past and one cut-off. The same plan, the same result, bit for bit.
 *
 * @yields After each piece of work, so that the caller can show progress and be told to stop.
 */
export function* runBacktest(plan: BacktestPlan): Generator<Step, Backtest, void> {
  const { past, cutoffs, scorers, seed } = plan;
  const of = scorers.reduce((sum, scorer) => sum + stepsOf(scorer, plan), 0);
  let done = 0;
  const judged: Judged[] = [];
  for (const scorer of scorers) {
    const variant = yield* stepping(chooseVariant(plan, scorer));
    const calibration = yield* stepping(calibrationOf(plan, scorer, variant));
    const grades = newGrades(past.households.length, cutoffs.length, past.departments.length);
    const fitted: (boolean | undefined)[] = [];
    for (const [cutoff, asOf] of cutoffs.entries()) {
      const exam = examOf(plan, asOf);
      const answers: Answers = { answer: variant.learn(exam.view), probabilityOf: calibration };
      fitted.push(answers.answer.isFitted);
      gradeExam(grades, exam, cutoff, answers, past.departmentNo);
      yield { done: ++done, of };
    }
    const calibrated = calibration === undefined ? 'none' : 'calibrated';
    const probabilities = scorer.isProbability ? 'own' : calibrated;
    judged.push({ scorer, variant: variant.name, probabilities, grades, fitted });
  }
  const perHousehold = judged.map(({ grades }) => grades.perHousehold);
  const intervals = bootstrap(perHousehold, RESAMPLES, seed);
  return { judged, intervals, ...countsOf(judged[0]?.grades) };

  function* stepping<T>(work: Generator<undefined, T, void>): Generator<Step, T, void> {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      yield { done: ++done, of };
    }
  }
}

function stepsOf({ variants, isProbability }: Scorer, { cutoffs, validations }: BacktestPlan): number {
  const tuning = variants.length > 1 ? variants.length * validations.length : 0;
  return cutoffs.length + tuning + (isProbability ? 0 : validations.length);
}

function examOf({ past, horizonDays, seed }: BacktestPlan, asOf: Day): Exam {
  return setExam(past, asOf, horizonDays, seed);
}

/** The variant with the best mean NDCG@20 on the validation windows; of equals the first. */
function* chooseVariant(plan: BacktestPlan, { variants }: Scorer): Generator<undefined, Variant, void> {
  if (variants.length === 1 || plan.validations.length === 0) return variants[0];
  const gains = variants.map(() => new Float64Array(SUMS));
  for (const asOf of plan.validations) {
    const exam = examOf(plan, asOf);
    const sheets = exam.sheets.slice(0, TUNING_HOUSEHOLDS);
    for (const [place, variant] of variants.entries()) {
      const answer = variant.learn(exam.view);
      for (const sheet of sheets) {
        const hits = Uint8Array.from(rank(sheet, answer(sheet.history)), (i) => sheet.bought[i] ?? 0);
        const { positives } = sheet;
        const ranking = { hits, candidates: sheet.places.length, positives, boughtOfAll: 0 };
        addRanking(gains[place] ?? new Float64Array(SUMS), 0, ranking);
      }
      yield;
    }
  }
  let [best, most] = [variants[0], Number.NEGATIVE_INFINITY];
  for (const [place, variant] of variants.entries()) {
    const gain = figuresOf(gains[place] ?? new Float64Array(SUMS)).ndcg_at_20 ?? Number.NEGATIVE_INFINITY;
    if (gain > most) [best, most] = [variant, gain];
  }
  return best;
}

/** What makes a probability of a score. */
function* calibrationOf(
  plan: BacktestPlan,
  { isProbability }: Scorer,
  variant: Variant,
): Generator<undefined, Answers['probabilityOf'], void> {
  if (isProbability) return (score) => score;
  const scores: Float64Array[] = [];
  const outcomes: Uint8Array[] = [];
  for (const asOf of plan.validations) {
    const { view, sheets } = examOf(plan, asOf);
    const answer = variant.learn(view);
    for (const { history, places, bought } of sheets) {
      const { score } = answer(history);
      scores.push(Float64Array.from(places, (place) => score[place] ?? 0));
      outcomes.push(bought);
    }
    yield;
  }
  if (!scores.some(({ length }) => length > 0)) return undefined;
  const calibration = fitIsotonic(joined(scores, Float64Array), joined(outcomes, Uint8Array));
  return (score) => calibrate(calibration, score);
}

function joined<A extends Float64Array | Uint8Array>(
  parts: readonly A[],
  Kind: new (length: number) => A,
): A {
  const whole = new Kind(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function countsOf(grades: Grades | undefined): Pick<Backtest, 'households' | 'lists' | 'pairs'> {
  const { overall, perHousehold } = grades ?? newGrades(0, 0, 0);
  let households = 0;
  for (let at = SUM.lists; at < perHousehold.length; at += SUMS)
    if ((perHousehold[at] ?? 0) > 0) households++;
  return { households, lists: overall.sums[SUM.lists] ?? 0, pairs: overall.sums[SUM.pairs] ?? 0 };
}
