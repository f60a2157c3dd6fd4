import { normalQuantile } from '../cadence/normal.ts';

/** What one household did while lists were good, and in some weeks before it ever had one; whole numbers of one unit. */
export type Did = { readonly now: number; readonly before: number };

/** Households of one group while they are being counted: sums of whole numbers, so that no order can change them. */
export type GroupTally = {
  readonly households: number;
  readonly now: number;
  readonly before: number;
  readonly nowSquares: number;
  readonly beforeSquares: number;
  readonly products: number;
};

export const EMPTY_GROUP: GroupTally = {
  households: 0,
  now: 0,
  before: 0,
  nowSquares: 0,
  beforeSquares: 0,
  products: 0,
};

export function addToGroup(tally: GroupTally, { now, before }: Did): GroupTally {
  return {
    households: tally.households + 1,
    now: tally.now + now,
    before: tally.before + before,
    nowSquares: tally.nowSquares + now ** 2,
    beforeSquares: tally.beforeSquares + before ** 2,
    products: tally.products + now * before,
  };
}

/** What the lists changed, per household, in the unit of what was counted. */
export type Lift = {
  /** Households of each group. */
  readonly treated: number;
  readonly control: number;
  /** Means, brought to the same weeks before: as if both groups had begun alike. */
  readonly treatedMean: number;
  readonly controlMean: number;
  readonly difference: number;
  /** Of the difference, 95 %. */
  readonly low: number;
  readonly high: number;
  /** The least true difference that such groups would show in four of five cycles. */
  readonly detectable: number;
  /** A group is so small that a few households can make the figure. */
  readonly small: boolean;
};

/** Below so many households a handful of large ones can make a mean of spend, and its interval. */
const SMALL_GROUP = 100;

/** The two sides of 95 %, and the power of 80 %. */
const CONFIDENCE = 0.975;
const POWER = 0.8;

/**
 * Treatment less control. Who is in which group was drawn by lot, so that the difference of the means is what the lists did,
 * within its error; what households had done before they ever had a list takes out of the error what they differed in anyway:
 *
 *     theta = sum over both groups of cov(now, before) / sum of var(before)
 *     lift  = mean_T(now - theta before) - mean_C(now - theta before)
 *
 * Sources: A. Deng et al., "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data",
 * WSDM 2013, 3.2; the interval by B. L. Welch, Biometrika 34 (1947), with his degrees of freedom.
 *
 * @returns undefined: a group has fewer than two households.
 */
export function liftOf(treated: GroupTally, control: GroupTally): Lift | undefined {
  if (treated.households < 2 || control.households < 2) return undefined;
  const [ofTreated, ofControl] = [momentsOf(treated), momentsOf(control)];
  const spread = ofTreated.beforeSquares + ofControl.beforeSquares;
  const theta = spread === 0 ? 0 : (ofTreated.products + ofControl.products) / spread;
  const all = treated.households + control.households;
  const common = (treated.before + control.before) / all;
  const meanOf = ({ households, now, before }: GroupTally): number =>
    now / households - theta * (before / households - common);
  const varianceOf = ({ nowSquares, products, beforeSquares }: Moments, households: number): number =>
    Math.max(0, nowSquares - 2 * theta * products + theta ** 2 * beforeSquares) /
    (households - 1) /
    households;
  const [t, c] = [varianceOf(ofTreated, treated.households), varianceOf(ofControl, control.households)];
  const freedom =
    t + c === 0
      ? Number.POSITIVE_INFINITY
      : (t + c) ** 2 / (t ** 2 / (treated.households - 1) + c ** 2 / (control.households - 1));
  const error = Math.sqrt(t + c);
  const [treatedMean, controlMean] = [meanOf(treated), meanOf(control)];
  const difference = treatedMean - controlMean;
  const half = studentQuantile(CONFIDENCE, freedom) * error;
  return {
    treated: treated.households,
    control: control.households,
    treatedMean,
    controlMean,
    difference,
    low: difference - half,
    high: difference + half,
    detectable: half + studentQuantile(POWER, freedom) * error,
    small: Math.min(treated.households, control.households) < SMALL_GROUP,
  };
}

/** Sums of squares and products about the means. */
type Moments = Pick<GroupTally, 'nowSquares' | 'beforeSquares' | 'products'>;

function momentsOf({ households, now, before, nowSquares, beforeSquares, products }: GroupTally): Moments {
  return {
    nowSquares: Math.max(0, nowSquares - now ** 2 / households),
    beforeSquares: Math.max(0, beforeSquares - before ** 2 / households),
    products: products - (now * before) / households,
  };
}

/**
 * Quantile of Student's t from that of the normal distribution, to four digits from three degrees of freedom on. Source:
 * M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5.
 */
export function studentQuantile(probability: number, freedom: number): number {
  const x = normalQuantile(probability);
  return (
    x +
    (x ** 3 + x) / (4 * freedom) +
    (5 * x ** 5 + 16 * x ** 3 + 3 * x) / (96 * freedom ** 2) +
    (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / (384 * freedom ** 3)
  );
}
