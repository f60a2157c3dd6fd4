import type { HouseholdHistory } from '../history/household-history.ts';
import { closedForm } from './closed-form.ts';
import type { HeldOut } from './fit-scores.ts';
import type { RowWriter } from './groups.ts';
import { isBought, type PairReader } from './pair-facts.ts';
import type { ScoreWindow } from './window.ts';

/** A pair that was not bought for longer, or of a household that stayed away for longer, teaches nothing about the rest. */
const GAP_DAYS_MAX = 365;
const AWAY_DAYS_MAX = 56;

/** Collects pairs with their features and outcome, whatever the order in which they come. */
export type Collector = {
  readonly names: readonly string[];
  rows: Float64Array;
  readonly labels: number[];
  readonly closedForm: number[];
  /** What the pairs are sorted by in the end: day, household and product. */
  readonly days: number[];
  readonly householdKeys: number[];
  readonly productKeys: number[];
};

export function newCollector(names: readonly string[]): Collector {
  return {
    names,
    rows: new Float64Array(64 * names.length),
    labels: [],
    closedForm: [],
    days: [],
    householdKeys: [],
    productKeys: [],
  };
}

/** Whether the open household shops here these days. */
export function isActive({ history, trips, population }: PairReader): boolean {
  return trips > 0 && population.priors.asOf - (history.tripDays[trips - 1] ?? 0) <= AWAY_DAYS_MAX;
}

/**
 * Add a pair of the open household as of the open day, which is open to the writer, too. What it did in that day's window
 * is the outcome; nothing else is read beyond the day.
 */
export function collectPair(
  into: Collector,
  reader: PairReader,
  writer: RowWriter,
  place: number,
  window: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>,
  keys: { readonly household: number; readonly product: number },
): void {
  if (!isBought(reader, place)) return;
  const { history, snapshots, c, population } = reader;
  const { asOf } = population.priors;
  const until = snapshots.ends[c * snapshots.count + place] ?? 0;
  if (asOf - (history.days[until - 1] ?? 0) > GAP_DAYS_MAX) return;
  const at = into.labels.length * into.names.length;
  if (at === into.rows.length) {
    const grown = new Float64Array(2 * at);
    grown.set(into.rows);
    into.rows = grown;
  }
  const pair = writer.write(reader, place, into.rows, at);
  into.closedForm.push(closedForm(pair));
  const from = asOf + window.leadDays;
  into.labels.push(buysWithin(history, place, until, from, from + window.horizonDays) ? 1 : 0);
  into.days.push(asOf);
  into.householdKeys.push(keys.household);
  into.productKeys.push(keys.product);
}

/** Whether a purchase from `at` on, the first one that was to come, lies in the days `[from, until)`. */
function buysWithin(
  history: HouseholdHistory,
  place: number,
  at: number,
  from: number,
  until: number,
): boolean {
  const end = history.starts[place + 1] ?? at;
  let next = at;
  while (next < end && (history.days[next] ?? 0) < from) next++;
  return next < end && (history.days[next] ?? 0) < until;
}

/**
 * All that was collected, in an order that depends on nothing but what it is; `days` beside it. The collector is of no use
 * afterwards.
 */
export function collected(from: Collector): HeldOut & { readonly days: readonly number[] } {
  const { names, days, householdKeys, productKeys } = from;
  const width = names.length;
  const by = (keys: readonly number[], a: number, b: number) => (keys[a] ?? 0) - (keys[b] ?? 0);
  const order = [...days.keys()].sort(
    (a, b) => by(days, a, b) || by(householdKeys, a, b) || by(productKeys, a, b),
  );
  const rows = new Float64Array(order.length * width);
  const starts: number[] = [];
  order.forEach((row, place) => {
    rows.set(from.rows.subarray(row * width, (row + 1) * width), place * width);
    const before = order[place - 1] ?? Number.NaN;
    if (days[row] !== days[before] || householdKeys[row] !== householdKeys[before]) starts.push(place);
  });
  // A hundred megabytes that the regressions need elsewhere.
  from.rows = new Float64Array();
  return {
    names,
    rows,
    labels: Uint8Array.from(order, (row) => from.labels[row] ?? 0),
    closedForm: Float64Array.from(order, (row) => from.closedForm[row] ?? 0),
    days: order.map((row) => days[row] ?? 0),
    starts,
  };
}
