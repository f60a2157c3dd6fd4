import { numbersFrom } from './draw.ts';
import { METRICS, type MetricId, ratio, SUM, SUMS } from './sums.ts';

/** 95 %: two and a half in a hundred on either side. */
const TAIL = 0.025;

export type Interval = { readonly low: number; readonly high: number };
export type Difference = Interval & { readonly value: number };

export type Intervals = {
  /** Per scorer, in the order given. */
  readonly own: readonly Readonly<Partial<Record<MetricId, Interval>>>[];
  /** The first scorer less each of the others, from the second on: on the same households, so that what they share cancels. */
  readonly differences: readonly Readonly<Partial<Record<MetricId, Difference>>>[];
};

/**
 * Percentile bootstrap over households: each resample draws as many households as there are, with all their cut-offs.
 *
 * Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), 13.3; households are the clusters.
 *
 * @param perHousehold Of each scorer: the sums of each household, one after the other.
 */
export function bootstrap(perHousehold: readonly Float64Array[], resamples: number, seed: number): Intervals {
  const judged = judgedHouseholds(perHousehold[0] ?? new Float64Array());
  const next = numbersFrom(seed);
  const values = perHousehold.map(() => METRICS.map(() => new Float64Array(resamples).fill(Number.NaN)));
  const sums = new Float64Array(SUMS);
  const times = new Uint32Array(judged.length);
  for (let resample = 0; resample < resamples; resample++) {
    times.fill(0);
    for (let draw = 0; draw < judged.length; draw++) {
      const place = Math.trunc(next() * judged.length);
      times[place] = (times[place] ?? 0) + 1;
    }
    perHousehold.forEach((of, scorer) => {
      sums.fill(0);
      judged.forEach((household, place) => {
        const weight = times[place] ?? 0;
        if (weight === 0) return;
        for (let at = 0; at < SUMS; at++) {
          sums[at] = (sums[at] ?? 0) + weight * (of[household * SUMS + at] ?? 0);
        }
      });
      METRICS.forEach(({ sum, over }, metric) => {
        const drawn = values[scorer]?.[metric];
        if (drawn !== undefined) drawn[resample] = ratio(sums, sum, over) ?? Number.NaN;
      });
    });
  }
  const [ours = []] = values;
  return {
    own: values.map((of) => byMetric((metric) => interval(of[metric]))),
    differences: values.slice(1).map((theirs, baseline) =>
      byMetric((metric) => {
        const spread = interval(ours[metric]?.map((value, i) => value - (theirs[metric]?.[i] ?? Number.NaN)));
        const value = difference(perHousehold[0], perHousehold[baseline + 1], metric);
        return spread === undefined || value === undefined ? undefined : { value, ...spread };
      }),
    ),
  };
}

function judgedHouseholds(of: Float64Array): number[] {
  const households = Array.from({ length: of.length / SUMS }, (_, household) => household);
  return households.filter((household) => (of[household * SUMS + SUM.lists] ?? 0) > 0);
}

function byMetric<T>(of: (metric: number) => T | undefined): Partial<Record<MetricId, T>> {
  return Object.fromEntries(
    METRICS.map(({ id }, metric) => [id, of(metric)] as const).filter(([, value]) => value !== undefined),
  );
}

/** undefined: in some resample there was nothing to divide by. */
function interval(drawn: Float64Array | undefined): Interval | undefined {
  if (drawn === undefined || drawn.length === 0 || drawn.some(Number.isNaN)) return undefined;
  const sorted = drawn.toSorted();
  const at = (share: number) => sorted[Math.trunc(share * sorted.length)] ?? Number.NaN;
  return { low: at(TAIL), high: at(1 - TAIL) };
}

function difference(
  ours: Float64Array | undefined,
  theirs: Float64Array | undefined,
  metric: number,
): number | undefined {
  const [a, b] = [figureOf(ours, metric), figureOf(theirs, metric)];
  return a === undefined || b === undefined ? undefined : a - b;
}

function figureOf(of: Float64Array | undefined, metric: number): number | undefined {
  const { sum, over } = METRICS[metric] ?? METRICS[0];
  const totals = new Float64Array(SUMS);
  of?.forEach((value, at) => {
    totals[at % SUMS] = (totals[at % SUMS] ?? 0) + value;
  });
  return ratio(totals, sum, over);
}
