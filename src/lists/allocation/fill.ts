import { Chooser } from './choose.ts';
import type { ChosenPlaces } from './chosen-places.ts';
import { copyOptions, type Options, type Prices, type Sweep, type TierRule } from './options.ts';
import type { Stock } from './stock.ts';

/** Households that are asked in the order of what they gain; who gains less than all of these comes in the order of households. */
const FIRST = 2000;
/** Of many households another round is worth its time where the last one brought this share of all. */
const WORTH_ANOTHER = 1e-3;

/** What households hold, and what that is worth: changed in place. */
export type Holdings = {
  readonly chosen: ChosenPlaces;
  readonly worths: Float64Array;
  readonly stock: Stock;
};

type Waiting = {
  readonly householdNo: number;
  readonly options: Options;
  readonly before: readonly number[];
  gain: number;
};

/**
 * Offer what is left to those who gain most by it, at given prices: a household may give back what it holds for a better choice.
 * First comes whoever gains most, each asked again when its turn comes, since others may have been before it (M. Minoux,
 * "Accelerated greedy algorithms for maximizing submodular set functions", 1978); of equal gains a chance decides that is the
 * household's own. Nothing depends on how households were read, save on their order.
 *
 * @param who Only those who come first, or all.
 * @returns Whether it may be worth while to do so again: what one gives back another may take.
 */
export function fill(
  rules: readonly TierRule[],
  prices: Prices,
  sweep: Sweep,
  { chosen, worths, stock }: Holdings,
  who: 'first' | 'all',
): boolean {
  const chooser = new Chooser(rules, prices);
  /** What a household's best choice among what is left is worth more than what it holds, prices paid; it stands in the chooser. */
  const gainOf = (options: Options, householdNo: number, before: readonly number[]): number => {
    stock.giveBack(options, before);
    chooser.choose(options, (place) => stock.isShort(options, place));
    stock.take(options, before);
    const more = chooser.worthMilli - (worths[householdNo] ?? 0);
    return more - charge(options, chooser.chosen, prices) + charge(options, before, prices);
  };
  let won = 0;
  const change = (options: Options, householdNo: number, before: readonly number[]): void => {
    stock.giveBack(options, before);
    stock.take(options, chooser.chosen);
    chosen.set(householdNo, chooser.chosen);
    won += chooser.worthMilli - (worths[householdNo] ?? 0);
    worths[householdNo] = chooser.worthMilli;
  };
  const top = new Top();
  sweep((options, householdNo) => {
    const before = chosen.of(householdNo);
    const gain = gainOf(options, householdNo, before);
    if (gain > LEAST_GAIN) top.offer({ householdNo, options, before, gain });
  });
  const waiting = top.ascending();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { householdNo, options, before } = next;
    next.gain = gainOf(options, householdNo, before);
    if (next.gain <= LEAST_GAIN) continue;
    const other = waiting.at(-1);
    if (other === undefined || byGain(next, other) >= 0) change(options, householdNo, before);
    else waiting.splice(placeOf(waiting, next), 0, next);
  }
  if (who === 'all' && !top.isAll) {
    sweep((options, householdNo) => {
      const before = chosen.of(householdNo);
      if (gainOf(options, householdNo, before) > LEAST_GAIN) change(options, householdNo, before);
    });
  }
  return won > (top.isAll ? 0 : WORTH_ANOTHER * worths.reduce((sum, worth) => sum + worth, 0));
}

/** Sums of prices are no whole numbers: a gain of less than a thousandth of a thousandth of a cent is none. */
const LEAST_GAIN = 1e-3;

function charge(
  { offerNo, reserveMilli, reserveUsesMilli }: Options,
  places: readonly number[],
  { perMilli, perUseMilli }: Prices,
): number {
  let sum = 0;
  for (const place of places) {
    const offer = offerNo[place] ?? 0;
    sum += (reserveMilli[place] ?? 0) * (perMilli[offer] ?? 0);
    sum += (reserveUsesMilli[place] ?? 0) * (perUseMilli[offer] ?? 0);
  }
  return sum;
}

/** Those who gain most, with copies of their options. */
class Top {
  /** Whether nobody was left out. */
  isAll = true;
  #held: Waiting[] = [];
  #least: Waiting | undefined;

  offer(one: Waiting): void {
    if (this.#least !== undefined && byGain(one, this.#least) < 0) {
      this.isAll = false;
      return;
    }
    this.#held.push({ ...one, options: copyOptions(one.options) });
    if (this.#held.length < 2 * FIRST) return;
    this.#held = this.ascending().slice(-FIRST);
    this.#least = this.#held[0];
    this.isAll = false;
  }

  /** Who gains most stands last. */
  ascending(): Waiting[] {
    return this.#held.toSorted(byGain);
  }
}

function byGain(a: Waiting, b: Waiting): number {
  return a.gain - b.gain || a.options.hash - b.options.hash || b.householdNo - a.householdNo;
}

/** Where one belongs among others in ascending order. */
function placeOf(waiting: readonly Waiting[], one: Waiting): number {
  let [from, until] = [0, waiting.length];
  while (from < until) {
    const middle = (from + until) >> 1;
    const other = waiting[middle];
    if (other !== undefined && byGain(other, one) < 0) from = middle + 1;
    else until = middle;
  }
  return from;
}
