import { type Day, formatDay } from '../../shared/day.ts';
import type { Backtest, Judged } from './backtest.ts';
import type { Difference, Interval } from './bootstrap.ts';
import { TENURE_LIMITS } from './exam.ts';
import { PURCHASE_BANDS } from './grade.ts';
import {
  calibrationError,
  type ReliabilityBin,
  reliabilityOf,
  type Slice,
  type Timing,
  timingOf,
} from './slice.ts';
import { type Figures, figuresOf, type MetricId, ratio, SUM } from './sums.ts';

/** What is said of everything, or of a part of it. */
export type Part = {
  readonly name: string;
  /** Lists (households times cut-offs; 0: this part is no list) and pairs of household and product. */
  readonly lists: number;
  readonly pairs: number;
  readonly figures: Figures;
  readonly calibrationError: number | undefined;
  readonly reliability: readonly ReliabilityBin[];
  /** Share of the pairs that was bought, and mean probability; undefined: there are no probabilities. */
  readonly bought: number | undefined;
  readonly meanProbability: number | undefined;
  /** Of products bought twice or more and again within 56 days; of lines of the list that were bought in the window. */
  readonly timing: Timing | undefined;
  readonly timingOfListed: Timing | undefined;
};

export type ScorerSummary = Pick<Judged, 'variant' | 'probabilities'> & {
  readonly id: string;
  readonly title: string;
  readonly overall: Part;
  readonly intervals: Readonly<Partial<Record<MetricId, Interval>>>;
  /** Ours less this one; undefined: this one is ours. */
  readonly difference: Readonly<Partial<Record<MetricId, Difference>>> | undefined;
  readonly byCutoff: readonly Part[];
  readonly byDepartment: readonly Part[];
  readonly byTenure: readonly Part[];
  readonly byPurchases: readonly Part[];
  /** Share of the lists on which the line was bought, from the top. */
  readonly byLine: readonly number[];
  /** By length of the list, from one line on: lines that were bought, on average over all lists, shorter ones included. */
  readonly boughtOfFirst: readonly number[];
};

/** Names of the bands of {@link TENURE_LIMITS}, in days since the first trip. */
const TENURES = [0, ...TENURE_LIMITS].map((from, band) => {
  const to = TENURE_LIMITS[band];
  return to === undefined ? `${from}+` : `${from}-${to - 1}`;
});

/** All figures of a backtest; parts with nothing in them are left out, departments with the most pairs come first. */
export function summarise(
  { judged, intervals }: Backtest,
  cutoffs: readonly Day[],
  departments: readonly string[],
): ScorerSummary[] {
  return judged.map(({ scorer: { id, title }, variant, probabilities, grades }, place) => ({
    id,
    title,
    variant,
    probabilities,
    overall: partOf('all', grades.overall),
    intervals: intervals.own[place] ?? {},
    difference: place === 0 ? undefined : intervals.differences[place - 1],
    byCutoff: partsOf(cutoffs.map(formatDay), grades.byCutoff),
    byDepartment: partsOf(departments, grades.byDepartment).sort((a, b) => b.lists - a.lists),
    byTenure: partsOf(TENURES, grades.byTenure),
    byPurchases: partsOf(PURCHASE_BANDS, grades.byPurchases),
    boughtOfFirst: Array.from(
      grades.hits,
      (_, line) =>
        grades.hits.subarray(0, line + 1).reduce((a, b) => a + b, 0) /
        Math.max(1, grades.overall.sums[SUM.lists] ?? 0),
    ),
    byLine: Array.from(grades.hits, (hits, line) => hits / Math.max(1, grades.lines[line] ?? 0)),
  }));
}

function partsOf(names: readonly string[], slices: readonly Slice[]): Part[] {
  return slices
    .map((slice, at) => partOf(names[at] ?? '', slice))
    .filter(({ lists, pairs, timing }) => lists + pairs > 0 || timing !== undefined);
}

function partOf(name: string, slice: Slice): Part {
  const { sums } = slice;
  return {
    name,
    lists: sums[SUM.lists] ?? 0,
    pairs: sums[SUM.pairs] ?? 0,
    figures: figuresOf(sums),
    calibrationError: calibrationError(slice),
    reliability: reliabilityOf(slice),
    bought: ratio(sums, SUM.bought, SUM.pairs),
    meanProbability: ratio(sums, SUM.probability, SUM.pairs),
    timing: timingOf(slice.timing),
    timingOfListed: timingOf(slice.timingOfListed),
  };
}
