import type { Difference, Interval } from '../../cadence/backtest/bootstrap.ts';
import type { ReliabilityBin, Timing } from '../../cadence/backtest/slice.ts';
import type { Part, ScorerSummary } from '../../cadence/backtest/summary.ts';
import { METRICS, type MetricId } from '../../cadence/backtest/sums.ts';
import { formatDay } from '../../shared/day.ts';
import type { Outcome } from './outcome.ts';

/** `duelist.backtest/1`: every figure, for programs. Shares and probabilities are 0..1; null: there was nothing to judge. */
export function describeBacktest(outcome: Outcome) {
  const { request, windows, counts, fittedCutoffs, scorers, notes, report, seconds } = outcome;
  return {
    schema: 'duelist.backtest/1',
    horizon_days: request.horizonDays,
    step_days: request.stepDays,
    seed: request.seed,
    first_day: formatDay(windows.firstDay),
    last_day: formatDay(windows.lastDay),
    cutoffs: windows.cutoffs.map(formatDay),
    fitted_cutoffs: fittedCutoffs.map(formatDay),
    validation_cutoffs: windows.validations.map(formatDay),
    cutoffs_too_early: windows.tooEarly.map(formatDay),
    cutoffs_too_late: windows.tooLate.map(formatDay),
    households_known: counts.known,
    households_read: counts.read,
    households_judged: counts.judged,
    household_cutoffs: counts.lists,
    pairs: counts.pairs,
    scorers: scorers.map(describeScorer),
    notes,
    report: report ?? null,
    seconds,
  };
}

function describeScorer(scorer: ScorerSummary) {
  return {
    id: scorer.id,
    title: scorer.title,
    setting: scorer.variant === '' ? null : scorer.variant,
    probabilities: scorer.probabilities,
    ...describePart(scorer.overall),
    intervals: describeIntervals(scorer.intervals),
    duelist_less_this: scorer.difference === undefined ? null : describeIntervals(scorer.difference),
    precision_by_line: scorer.byLine,
    bought_of_first: scorer.boughtOfFirst,
    by_cutoff: scorer.byCutoff.map((part) => ({ cutoff: part.name, ...describePart(part) })),
    by_department: scorer.byDepartment.map((part) => ({ department: part.name, ...describePart(part) })),
    by_history_days: scorer.byTenure.map((part) => ({ days: part.name, ...describePart(part) })),
    by_purchases: scorer.byPurchases.map((part) => ({ purchases: part.name, ...describePart(part) })),
  };
}

function describePart(part: Part) {
  return {
    lists: part.lists,
    pairs: part.pairs,
    metrics: Object.fromEntries(METRICS.map(({ id }) => [id, part.figures[id] ?? null])),
    ece: part.calibrationError ?? null,
    mean_probability: part.meanProbability ?? null,
    bought: part.bought ?? null,
    timing: describeTiming(part.timing),
    timing_of_listed: describeTiming(part.timingOfListed),
    reliability: part.reliability.map(describeBin),
  };
}

function describeTiming(timing: Timing | undefined) {
  if (timing === undefined) return null;
  return {
    pairs: timing.pairs,
    mean_abs_days: timing.meanDays,
    median_abs_days: timing.medianDays,
    within_3_days: timing.within[3] ?? null,
    within_7_days: timing.within[7] ?? null,
  };
}

function describeBin({ from, to, pairs, meanProbability, bought }: ReliabilityBin) {
  return { from, to, pairs, mean_probability: meanProbability, bought };
}

function describeIntervals(of: Readonly<Partial<Record<MetricId, Interval | Difference>>>) {
  return Object.fromEntries(METRICS.map(({ id }) => [id, of[id] ?? null]));
}
