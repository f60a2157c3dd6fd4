import { Chooser } from './choose.ts';
import { type Limits, noPrices, type Options, type Prices, type Sweep, type TierRule } from './options.ts';

/** Rounds in which prices are brought near, on a sample, and in which they are then settled, on a sample and on everybody. */
const NEAR_ROUNDS = 30;
const SAMPLE_ROUNDS = 120;
const FULL_ROUNDS = 30;
/** The same where prices were settled before, for limits a little wider. */
const AGAIN_ROUNDS = 40;
/** Households that a sample has, about. */
const SAMPLE_HOUSEHOLDS = 10_000;
/** Demand within this share of what is left is met. */
const NEAR_ENOUGH = 0.002;
/** First step of a price: this share of what is got for a unit where nothing is asked for it. */
const FIRST_STEP = 0.25;
const FASTER = 1.4;
const SLOWER = 0.5;
/** How far below the least bound the target is at first, and once a sample settled prices; what becomes of it when so long idle. */
const TARGET_BELOW = 0.01;
const SETTLED_BELOW = 0.002;
const NEARER = 0.6;
const PATIENCE = 6;

export type Settled = {
  /** At which the bound was found. */
  readonly prices: Prices;
  /** No plan within the limits is worth more than this: the least dual value that was found. */
  readonly boundMilli: number;
};

/**
 * Find the shadow prices at which what households would take of each offer is what the offer has left.
 *
 * Whatever the prices, sum over households of the best choice + price x left is a bound of the plan's worth (weak duality): a
 * convex, piecewise linear function of the prices, whose slope in one is what is left less what is asked for. Its least value
 * is looked for in two ways. First each price moves by its own step, up while too much is asked for and down while too
 * little, faster while the direction holds, slower when it turns (M. Riedmiller, H. Braun, "A direct adaptive method for
 * faster backpropagation learning", 1993): so prices of any size are soon near. Then all move together along the slope, as
 * far as it takes to come down to a target a little below the least value found (B. Polyak, "Minimization of unsmooth
 * functionals", 1969), each in units of its own limit; the target comes nearer when nothing is gained. On a sample of the
 * households, drawn by their ids, where there are many; in the end on all of them.
 *
 * Nothing in it depends on how households were read, save on their order.
 *
 * @param from Prices that were settled for limits a little wider.
 */
export function settlePrices(
  limits: Limits,
  rules: readonly TierRule[],
  sweep: Sweep,
  households: number,
  from?: Prices,
): Settled {
  const search = new Search(limits, rules);
  const every = Math.max(1, Math.floor(households / SAMPLE_HOUSEHOLDS));
  if (search.limited.length > 0) {
    const ask = (): Answer => search.ask(sweep, every, households);
    if (from === undefined) for (let round = 0; round < NEAR_ROUNDS; round++) search.approach(ask());
    else search.goTo(from);
    search.settle(from === undefined ? SAMPLE_ROUNDS : AGAIN_ROUNDS, ask);
  }
  search.forget();
  // Where everybody was asked all along, one round more says what the best prices came to.
  const rounds = search.limited.length > 0 && every > 1 ? FULL_ROUNDS : 1;
  search.settle(rounds, () => search.ask(sweep, 1, households), SETTLED_BELOW);
  return search.settled();
}

/** What was asked for at some prices. */
type Answer = {
  /** Of the households. */
  readonly share: number;
  /** The dual value, of the households that were asked. */
  readonly boundMilli: number;
};

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
  /** Where it stood when the least bound was found. */
  best: number;
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
                best: 0,
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

  /** Let every household, or every so many, choose at the prices as they stand. */
  ask(sweep: Sweep, every: number, households: number): Answer {
    for (const price of this.limited) Object.assign(price, { asked: 0, worth: 0 });
    let seen = 0;
    let boundMilli = 0;
    sweep((options) => {
      seen++;
      this.#chooser.choose(options);
      boundMilli += this.#chooser.boundMilli;
      for (const place of this.#chooser.chosen) this.#ask(options, place);
    }, every);
    const share = seen === 0 ? 1 : seen / Math.max(1, households);
    for (const { values, offerNo, left } of this.limited) boundMilli += (values[offerNo] ?? 0) * left * share;
    return { share, boundMilli };
  }

  /** Each price by its own step. */
  approach(answer: Answer): void {
    this.#keep(answer);
    for (const price of this.limited) move(price, answer.share);
  }

  /** Begin where an earlier search ended. */
  goTo(from: Prices): void {
    for (const { values, offerNo } of this.limited)
      values[offerNo] = (values === this.#prices.perMilli ? from.perMilli : from.perUseMilli)[offerNo] ?? 0;
  }

  /** All prices together, towards a bound that is a little below the least one found. */
  settle(rounds: number, ask: () => Answer, targetBelow = TARGET_BELOW): void {
    let below = targetBelow;
    let idle = 0;
    this.#goToBest();
    for (let round = 0; round < rounds; round++) {
      const answer = ask();
      if (this.#keep(answer)) idle = 0;
      else if (++idle > PATIENCE) {
        below *= NEARER;
        idle = 0;
      }
      this.#slide(answer, below);
    }
  }

  /** The least bound so far was of a sample: what follows is of everybody. */
  forget(): void {
    this.#goToBest();
    this.#boundMilli = Number.POSITIVE_INFINITY;
  }

  settled(): Settled {
    this.#goToBest();
    return { prices: this.#prices, boundMilli: this.#boundMilli };
  }

  /** @returns Whether it is the least bound so far. */
  #keep({ boundMilli }: Answer): boolean {
    if (!(boundMilli < this.#boundMilli)) return false;
    this.#boundMilli = boundMilli;
    for (const price of this.limited) price.best = price.values[price.offerNo] ?? 0;
    return true;
  }

  #goToBest(): void {
    if (this.#boundMilli === Number.POSITIVE_INFINITY) return;
    for (const price of this.limited) price.values[price.offerNo] = price.best;
  }

  /** One step of Polyak's: so long that a linear function would come down to the target. */
  #slide({ share, boundMilli }: Answer, below: number): void {
    const excess = ({ asked, left }: Price): number => asked / (left * share) - 1;
    let square = 0;
    for (const price of this.limited) {
      const over = excess(price);
      if (over > 0 || (price.values[price.offerNo] ?? 0) > 0) square += over ** 2;
    }
    if (square === 0) return;
    const target = this.#boundMilli - below * Math.abs(this.#boundMilli);
    const step = (boundMilli - target) / (square * share);
    for (const price of this.limited) {
      const { values, offerNo, left } = price;
      values[offerNo] = Math.max(0, (values[offerNo] ?? 0) + (step * excess(price)) / left);
    }
  }

  #ask(options: Options, place: number): void {
    const prices = this.#byOffer.get(options.offerNo[place] ?? -1);
    if (prices === undefined) return;
    for (const price of prices) {
      price.asked += price.reserve(options)[place] ?? 0;
      price.worth += options.valueMilli[place] ?? 0;
    }
  }
}

/** @param share Of the households that were asked. */
function move(price: Price, share: number): void {
  const { values, offerNo, asked } = price;
  const left = price.left * share;
  const now = values[offerNo] ?? 0;
  const excess = asked - left;
  if (Math.abs(excess) <= NEAR_ENOUGH * left) return;
  const way = excess > 0 ? 1 : -1;
  if (way < 0 && now === 0) return;
  if (price.step === 0) price.step = (FIRST_STEP * price.worth) / Math.max(1, price.asked);
  else if (way === price.went) price.step *= FASTER;
  else if (price.went !== 0) price.step *= SLOWER;
  price.went = way;
  values[offerNo] = Math.max(0, now + way * price.step);
}
