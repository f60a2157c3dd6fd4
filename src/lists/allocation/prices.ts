import { Chooser } from './choose.ts';
import { type Limits, noPrices, type Options, type Prices, type Sweep, type TierRule } from './options.ts';

/** Rounds in which prices are looked for on a sample, and then on everybody. */
const SAMPLE_ROUNDS = 40;
const FULL_ROUNDS = 14;
/** Households that a sample has, about. */
const SAMPLE_HOUSEHOLDS = 10_000;
/** Demand within this share of what is left is met. */
const NEAR_ENOUGH = 0.002;
/** First step of a price: this share of what is got for a unit where nothing is asked for it. */
const FIRST_STEP = 0.25;
const FASTER = 1.4;
const SLOWER = 0.5;

export type Settled = {
  /** At which every offer's demand is what it has left, or just above. */
  readonly above: Prices;
  /** The same, or just below. */
  readonly below: Prices;
  /** No plan within the limits is worth more: the least dual value that was found. */
  readonly boundMilli: number;
};

/**
 * Find the shadow prices at which what households would take of each offer is what the offer has left.
 *
 * Each price moves by its own step, up while too much is asked for and down while too little, faster while the direction
 * holds, slower when it turns. (Resilient steps: M. Riedmiller, H. Braun, "A direct adaptive method for faster
 * backpropagation learning", 1993; the dual function is convex and piecewise linear, and its slope in a price is what is
 * left less what is asked for.) First on a sample of the households, drawn by their ids, then on all of them. Whatever the
 * prices, sum over households of the best choice + price x left is a bound of the plan's worth (weak duality).
 *
 * Nothing in it depends on how households were read, save on their order.
 */
export function settlePrices(
  limits: Limits,
  rules: readonly TierRule[],
  sweep: Sweep,
  households: number,
): Settled {
  const search = new Search(limits, rules);
  if (search.limited.length > 0) {
    const every = Math.max(1, Math.floor(households / SAMPLE_HOUSEHOLDS));
    if (every > 1) for (let round = 0; round < SAMPLE_ROUNDS; round++) search.round(sweep, every, households);
    const rounds = every > 1 ? FULL_ROUNDS : SAMPLE_ROUNDS + FULL_ROUNDS;
    search.coolDown();
    for (let round = 0; round < rounds; round++) search.round(sweep, 1, households);
  } else search.round(sweep, 1, households);
  return search.settled();
}

/** One price: of a cent of one offer's budget, or of an application of its total. */
type Price = {
  readonly offerNo: number;
  /** Where the price stands, and what it is the price of. */
  readonly values: Float64Array;
  readonly reserve: (options: Options) => Int32Array;
  readonly left: number;
  step: number;
  /** Which way it went last: 1 up. */
  went: number;
  asked: number;
  /** What those who ask would get, in thousandths of a cent. */
  worth: number;
  /** The highest at which too much was asked for, and the lowest at which no more was asked for than is left. */
  above: number;
  below: number;
};

class Search {
  readonly limited: readonly Price[];
  readonly #prices: Prices;
  readonly #chooser: Chooser;
  readonly #byOffer = new Map<number, Price[]>();
  #boundMilli = Number.POSITIVE_INFINITY;

  constructor({ leftMilli, usesLeftMilli }: Limits, rules: readonly TierRule[]) {
    this.#prices = noPrices(leftMilli.length);
    this.#chooser = new Chooser(rules, this.#prices);
    const price =
      (values: Float64Array, reserve: Price['reserve']) =>
      (left: number, offerNo: number): Price[] =>
        left === Number.POSITIVE_INFINITY || left <= 0
          ? []
          : [
              {
                offerNo,
                values,
                reserve,
                left,
                step: 0,
                went: 0,
                asked: 0,
                worth: 0,
                above: Number.NaN,
                below: Number.NaN,
              },
            ];
    this.limited = [
      ...[...leftMilli].flatMap(price(this.#prices.perMilli, ({ reserveMilli }) => reserveMilli)),
      ...[...usesLeftMilli].flatMap(
        price(this.#prices.perUseMilli, ({ reserveUsesMilli }) => reserveUsesMilli),
      ),
    ];
    // What is gone is to be had at no price.
    for (const [values, left] of [
      [this.#prices.perMilli, leftMilli],
      [this.#prices.perUseMilli, usesLeftMilli],
    ] as const) {
      for (const [offerNo, some] of left.entries()) if (some <= 0) values[offerNo] = Number.POSITIVE_INFINITY;
    }
    for (const one of this.limited) {
      this.#byOffer.set(one.offerNo, [...(this.#byOffer.get(one.offerNo) ?? []), one]);
    }
  }

  round(sweep: Sweep, every: number, households: number): void {
    for (const price of this.limited) Object.assign(price, { asked: 0, worth: 0 });
    let seen = 0;
    let boundMilli = 0;
    sweep((options) => {
      if (every > 1 && options.hash % every !== 0) return;
      seen++;
      this.#chooser.choose(options);
      boundMilli += this.#chooser.boundMilli;
      for (const place of this.#chooser.chosen) this.#ask(options, place);
    });
    const share = seen === 0 ? 1 : seen / Math.max(1, households);
    if (every === 1) this.#tighten(boundMilli);
    for (const price of this.limited) move(price, share, every === 1);
  }

  /** What was learnt from a sample stands, and is looked at again closely. */
  coolDown(): void {
    for (const price of this.limited) {
      price.step = Math.max(price.step, (price.values[price.offerNo] ?? 0) * 0.02);
      price.went = 0;
    }
  }

  settled(): Settled {
    const [above, below] = [copyOf(this.#prices), copyOf(this.#prices)];
    for (const price of this.limited) {
      const isMoney = price.values === this.#prices.perMilli;
      const now = price.values[price.offerNo] ?? 0;
      (isMoney ? above.perMilli : above.perUseMilli)[price.offerNo] = Number.isNaN(price.above)
        ? now
        : price.above;
      (isMoney ? below.perMilli : below.perUseMilli)[price.offerNo] = Number.isNaN(price.below)
        ? now
        : price.below;
    }
    return { above, below, boundMilli: this.#boundMilli };
  }

  #ask(options: Options, place: number): void {
    const prices = this.#byOffer.get(options.offerNo[place] ?? -1);
    if (prices === undefined) return;
    for (const price of prices) {
      price.asked += price.reserve(options)[place] ?? 0;
      price.worth += options.valueMilli[place] ?? 0;
    }
  }

  #tighten(boundMilli: number): void {
    let bound = boundMilli;
    for (const { values, offerNo, left } of this.limited) bound += (values[offerNo] ?? 0) * left;
    this.#boundMilli = Math.min(this.#boundMilli, bound);
  }
}

function copyOf({ perMilli, perUseMilli }: Prices): Prices {
  return { perMilli: perMilli.slice(), perUseMilli: perUseMilli.slice() };
}

/** @param share Of the households that were asked. */
function move(price: Price, share: number, isFull: boolean): void {
  const { values, offerNo, asked } = price;
  const left = price.left * share;
  const now = values[offerNo] ?? 0;
  const excess = asked - left;
  if (isFull) {
    // Other prices move, too: only the newest answers say where this one stands.
    if (excess > 0) price.above = now;
    else price.below = now;
  }
  if (Math.abs(excess) <= NEAR_ENOUGH * left) return;
  const way = excess > 0 ? 1 : -1;
  if (way < 0 && now === 0) return;
  if (price.step === 0) price.step = (FIRST_STEP * price.worth) / Math.max(1, price.asked);
  else if (way === price.went) price.step *= FASTER;
  else if (price.went !== 0) price.step *= SLOWER;
  price.went = way;
  values[offerNo] = Math.max(0, now + way * price.step);
}
