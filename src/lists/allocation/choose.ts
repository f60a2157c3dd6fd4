import type { Options, Prices, TierRule } from './options.ts';

/**
 * What a special in a need that the household never bought is worth beyond its own saving, which is small since trials are
 * rare: as much as a line that saves ten cents for sure. It is what fills the discovery slots.
 */
export const DISCOVERY_MILLI = 10_000;

/** What a cent of face value is worth that brings a list up to its tier's value, and what one beyond it costs: 2 %. */
const TOWARDS_MILLI = 20;
const BEYOND_MILLI = 20;

/** Steps of the search for the slope at which a list meets its value. */
const SLOPE_STEPS = 3;

/**
 * The specials of one list that are worth most at given prices: at most one per need, so many slots, so many of them in new
 * needs, its value drawn towards the tier's.
 *
 *     max  sum (value - price x reserve + bonus of discovery) + f(sum face)
 *     f(F) = 2 % x min(F, from) - 2 % x max(0, F - to)
 *
 * Without f, the best of each need in descending order is exact: "one per need", "so many new ones", "so many in all" lie in
 * one another, and over such families the greedy choice is optimal (a laminar matroid: A. Schrijver, "Combinatorial
 * Optimization" (2003), 39.4 and 40.1). f is concave, so it is a price on face value of its own: the slope at which the
 * greedy choice meets the band is looked for, the best choice found counts, and the least of the bounds.
 *
 * One instance serves a whole sweep; what it found stands in its fields until the next call.
 */
export class Chooser {
  /** Places of the options chosen, the most valuable first. */
  chosen: number[] = [];
  /** Value of the choice, prices apart: what the plan is to make large. */
  worthMilli = 0;
  /** No choice of this household can be worth more than this, prices paid. */
  boundMilli = 0;

  readonly #rules: readonly TierRule[];
  readonly #prices: Prices;
  /** Gain of each option at a slope of 0; minus infinity where it is out of the question. */
  #base = new Float64Array(64);
  readonly #usual: Top;
  readonly #discoveries: Top;
  #picked: number[] = [];
  #priced = 0;
  #pickedFace = 0;
  #objective = 0;

  constructor(rules: readonly TierRule[], prices: Prices) {
    this.#rules = rules;
    this.#prices = prices;
    this.#usual = new Top(Math.max(0, ...rules.map(({ slots }) => slots)));
    this.#discoveries = new Top(Math.max(0, ...rules.map(({ discoverySlots }) => discoverySlots)));
  }

  /** @param isBlocked Options that are out of the question for this household, by place; default: none. */
  choose(options: Options, isBlocked?: (place: number) => boolean): void {
    const rule = this.#rules[options.tierNo];
    if (rule === undefined) throw new RangeError(`a tier without a rule: ${options.tierNo}`);
    this.#objective = Number.NEGATIVE_INFINITY;
    this.boundMilli = Number.POSITIVE_INFINITY;
    this.#weigh(options, isBlocked);
    this.#solve(options, rule, 0);
    const side = sideOf(rule, this.#pickedFace);
    if (side === 0) return;
    let near = 0;
    let far = side < 0 ? TOWARDS_MILLI : -BEYOND_MILLI;
    this.#solve(options, rule, far);
    // Where even the steepest slope does not reach the band, nothing does.
    if (sideOf(rule, this.#pickedFace) === side) return;
    for (let step = 0; step < SLOPE_STEPS; step++) {
      const middle = (near + far) / 2;
      this.#solve(options, rule, middle);
      const now = sideOf(rule, this.#pickedFace);
      if (now === 0) return;
      if (now === side) near = middle;
      else far = middle;
    }
  }

  #weigh(options: Options, isBlocked: ((place: number) => boolean) | undefined): void {
    const { count, offerNo, isDiscovery, valueMilli, reserveMilli, reserveUsesMilli } = options;
    const { perMilli, perUseMilli } = this.#prices;
    if (this.#base.length < count) this.#base = new Float64Array(2 * count);
    const base = this.#base;
    for (let place = 0; place < count; place++) {
      const offer = offerNo[place] ?? 0;
      base[place] =
        isBlocked?.(place) === true
          ? Number.NEGATIVE_INFINITY
          : (valueMilli[place] ?? 0) +
            (isDiscovery[place] ?? 0) * DISCOVERY_MILLI -
            (reserveMilli[place] ?? 0) * (perMilli[offer] ?? 0) -
            (reserveUsesMilli[place] ?? 0) * (perUseMilli[offer] ?? 0);
    }
  }

  /** The greedy choice with a price of `-slope` on each cent of face value. */
  #solve(options: Options, rule: TierRule, slope: number): void {
    this.#weighNeeds(options, rule, slope);
    this.#pick(options, rule);
    const conjugate =
      TOWARDS_MILLI * rule.valueFromCents - slope * (slope >= 0 ? rule.valueFromCents : rule.valueToCents);
    this.boundMilli = Math.min(this.boundMilli, this.#priced + conjugate);
    this.#keepIfBetter(options, rule, slope);
  }

  /** The best of each need, as far as it could be picked. */
  #weighNeeds({ count, needNo, faceCents, isDiscovery }: Options, rule: TierRule, slope: number): void {
    const base = this.#base;
    const usual = this.#usual;
    const discoveries = this.#discoveries;
    usual.clear(rule.slots);
    discoveries.clear(rule.discoverySlots);
    for (let place = 0; place < count; ) {
      const need = needNo[place];
      let best = -1;
      let most = 0;
      for (; place < count && needNo[place] === need; place++) {
        const gain = (base[place] ?? 0) + slope * (faceCents[place] ?? 0);
        if (gain <= most) continue;
        most = gain;
        best = place;
      }
      if (best >= 0) (isDiscovery[best] === 1 ? discoveries : usual).offer(best, most);
    }
  }

  /** The likes of both by gain, the largest first; equal ones in the order of their places. */
  #pick({ faceCents }: Options, { slots }: TierRule): void {
    const usual = this.#usual;
    const discoveries = this.#discoveries;
    this.#picked.length = 0;
    this.#priced = 0;
    this.#pickedFace = 0;
    for (let at = 0, also = 0; this.#picked.length < slots; ) {
      const from = comesFirst(usual, at, discoveries, also) ? usual : discoveries;
      const next = from === usual ? at++ : also++;
      if (next >= from.count) break;
      const place = from.places[next] ?? 0;
      this.#picked.push(place);
      this.#priced += from.gains[next] ?? 0;
      this.#pickedFace += faceCents[place] ?? 0;
    }
  }

  #keepIfBetter({ valueMilli, isDiscovery }: Options, rule: TierRule, slope: number): void {
    const drawn = towardsValue(rule, this.#pickedFace);
    const objective = this.#priced - slope * this.#pickedFace + drawn;
    if (objective <= this.#objective) return;
    this.#objective = objective;
    this.worthMilli = drawn;
    for (const place of this.#picked)
      this.worthMilli += (valueMilli[place] ?? 0) + (isDiscovery[place] === 1 ? DISCOVERY_MILLI : 0);
    [this.chosen, this.#picked] = [this.#picked, this.chosen];
  }
}

/** The few options of the largest gains, in order; of equal ones those that came first. */
class Top {
  readonly places: Int32Array;
  readonly gains: Float64Array;
  count = 0;
  #most = 0;

  constructor(room: number) {
    this.places = new Int32Array(room);
    this.gains = new Float64Array(room);
  }

  clear(most: number): void {
    this.count = 0;
    this.#most = most;
  }

  offer(place: number, gain: number): void {
    const { places, gains } = this;
    if (this.count === this.#most) {
      if (this.count === 0 || gain <= (gains[this.count - 1] ?? 0)) return;
      this.count--;
    }
    let to = this.count++;
    for (; to > 0 && (gains[to - 1] ?? 0) < gain; to--) {
      places[to] = places[to - 1] ?? 0;
      gains[to] = gains[to - 1] ?? 0;
    }
    places[to] = place;
    gains[to] = gain;
  }
}

/** Whether an entry of one comes before an entry of another. */
function comesFirst(one: Top, at: number, other: Top, also: number): boolean {
  if (at >= one.count) return also >= other.count;
  if (also >= other.count) return true;
  const [mine, its] = [one.gains[at] ?? 0, other.gains[also] ?? 0];
  return mine > its || (mine === its && (one.places[at] ?? 0) < (other.places[also] ?? 0));
}

/** -1: below the tier's band of value, 1: above it. */
function sideOf({ valueFromCents, valueToCents }: TierRule, faceCents: number): -1 | 0 | 1 {
  if (faceCents < valueFromCents) return -1;
  return faceCents > valueToCents ? 1 : 0;
}

/** f of {@link Chooser}: what the sum of face values is worth beside the specials themselves. */
function towardsValue({ valueFromCents, valueToCents }: TierRule, faceCents: number): number {
  return (
    TOWARDS_MILLI * Math.min(faceCents, valueFromCents) - BEYOND_MILLI * Math.max(0, faceCents - valueToCents)
  );
}
