import { Chooser } from './choose.ts';
import { type Limits, noPrices, type Options, type Prices, type Sweep, type TierRule } from './options.ts';

/** Rounds in which the chances are set that bring what is asked for down to what is left. */
const THINNING_ROUNDS = 3;
/** Choices of one household until it meets only what is still to be had. */
const TRIES = 8;

/** Who gets what, and what all of it is worth. */
export type HandedOut = { readonly worthMilli: number; readonly chosen: ChosenPlaces };

const NONE = 0xffff;

/** The places of each household's chosen options, by household number: a few bytes each, however many there are. */
export class ChosenPlaces {
  readonly #slots: number;
  readonly #places: Uint16Array;

  constructor(households: number, slots: number) {
    this.#slots = slots;
    this.#places = new Uint16Array(households * slots).fill(NONE);
  }

  set(householdNo: number, places: readonly number[]): void {
    const from = householdNo * this.#slots;
    for (let slot = 0; slot < this.#slots; slot++) this.#places[from + slot] = places[slot] ?? NONE;
  }

  of(householdNo: number): number[] {
    const from = householdNo * this.#slots;
    return [...this.#places.subarray(from, from + this.#slots)].filter((place) => place !== NONE);
  }
}

/**
 * Give every household its best choice at given prices, within every limit, to the last unit.
 *
 * Where more is asked for at these prices than is left (many households for whom an offer is worth exactly its price), a
 * chance decides that depends on the ids of household and offer alone, so that no place in the alphabet is better than
 * another; what is then still over is refused to whoever comes last, and what is left over is offered once more to those
 * who went without.
 */
export function handOut(
  limits: Limits,
  rules: readonly TierRule[],
  prices: Prices,
  sweep: Sweep,
  households: number,
): HandedOut {
  const chooser = new Chooser(rules, prices);
  const chances = thin(limits, chooser, sweep);
  const stock = new Stock(limits);
  const chosen = new ChosenPlaces(households, Math.max(0, ...rules.map(({ slots }) => slots)));
  const worths = new Float64Array(households);
  sweep((options, householdNo) => {
    take(chooser, options, stock, (place) => !hasLuck(options, place, chances));
    stock.take(options, chooser.chosen);
    chosen.set(householdNo, chooser.chosen);
    worths[householdNo] = chooser.worthMilli;
  });
  // First at the prices, and what nobody wants at these for nothing: it is little, and money that stays is no use to anybody.
  for (const again of stock.isLimited
    ? [chooser, new Chooser(rules, noPrices(limits.leftMilli.length))]
    : []) {
    sweep((options, householdNo) => {
      const before = chosen.of(householdNo);
      stock.giveBack(options, before);
      take(again, options, stock);
      const isBetter = again.worthMilli > (worths[householdNo] ?? 0);
      if (isBetter) {
        chosen.set(householdNo, again.chosen);
        worths[householdNo] = again.worthMilli;
      }
      stock.take(options, isBetter ? again.chosen : before);
    });
  }
  return { worthMilli: worths.reduce((sum, worth) => sum + worth, 0), chosen };
}

/** The best choice among what is still to be had. */
function take(
  chooser: Chooser,
  options: Options,
  stock: Stock,
  isBlocked?: (place: number) => boolean,
): void {
  const gone = new Set<number>();
  for (let tries = 0; tries < TRIES; tries++) {
    chooser.choose(options, (place) => gone.has(place) || isBlocked?.(place) === true);
    const over = stock.beyond(options, chooser.chosen);
    if (over.length === 0) return;
    for (const place of over) gone.add(place);
  }
  // It asks for one gone thing after the other: what is limited is out of the question.
  chooser.choose(options, (place) => gone.has(place) || stock.limits(options.offerNo[place] ?? 0));
}

/** What is left of each offer while it is handed out. */
class Stock {
  readonly isLimited: boolean;
  readonly #left: Float64Array;
  readonly #usesLeft: Float64Array;

  constructor({ leftMilli, usesLeftMilli }: Limits) {
    this.#left = leftMilli.slice();
    this.#usesLeft = usesLeftMilli.slice();
    this.isLimited = [...leftMilli, ...usesLeftMilli].some((left) => left !== Number.POSITIVE_INFINITY);
  }

  limits(offer: number): boolean {
    return (
      this.#left[offer] !== Number.POSITIVE_INFINITY || this.#usesLeft[offer] !== Number.POSITIVE_INFINITY
    );
  }

  beyond({ offerNo, reserveMilli, reserveUsesMilli }: Options, places: readonly number[]): number[] {
    return places.filter((place) => {
      const offer = offerNo[place] ?? 0;
      return (
        (reserveMilli[place] ?? 0) > (this.#left[offer] ?? 0) ||
        (reserveUsesMilli[place] ?? 0) > (this.#usesLeft[offer] ?? 0)
      );
    });
  }

  take(options: Options, places: Iterable<number>): void {
    this.#move(options, places, -1);
  }

  giveBack(options: Options, places: Iterable<number>): void {
    this.#move(options, places, 1);
  }

  #move({ offerNo, reserveMilli, reserveUsesMilli }: Options, places: Iterable<number>, by: 1 | -1): void {
    for (const place of places) {
      const offer = offerNo[place] ?? 0;
      this.#left[offer] = (this.#left[offer] ?? 0) + by * (reserveMilli[place] ?? 0);
      this.#usesLeft[offer] = (this.#usesLeft[offer] ?? 0) + by * (reserveUsesMilli[place] ?? 0);
    }
  }
}

/** Per offer the chance that a household may have it. */
function thin({ leftMilli, usesLeftMilli }: Limits, chooser: Chooser, sweep: Sweep): Float64Array {
  const chances = new Float64Array(leftMilli.length).fill(1);
  for (let round = 0; round < THINNING_ROUNDS; round++) {
    const asked = new Float64Array(leftMilli.length);
    const askedUses = new Float64Array(leftMilli.length);
    sweep((options) => {
      chooser.choose(options, (place) => !hasLuck(options, place, chances));
      for (const place of chooser.chosen) {
        const offer = options.offerNo[place] ?? 0;
        asked[offer] = (asked[offer] ?? 0) + (options.reserveMilli[place] ?? 0);
        askedUses[offer] = (askedUses[offer] ?? 0) + (options.reserveUsesMilli[place] ?? 0);
      }
    });
    for (let offer = 0; offer < chances.length; offer++) {
      const fits = Math.min(
        (leftMilli[offer] ?? 0) / Math.max(1, asked[offer] ?? 0),
        (usesLeftMilli[offer] ?? 0) / Math.max(1, askedUses[offer] ?? 0),
      );
      chances[offer] = Math.min(1, (chances[offer] ?? 1) * fits);
    }
  }
  return chances;
}

function hasLuck({ hash, offerNo }: Options, place: number, chances: Float64Array): boolean {
  const offer = offerNo[place] ?? 0;
  const chance = chances[offer] ?? 1;
  return chance >= 1 || mix(hash, offer) < chance * 2 ** 32;
}

/** A 32-bit hash of two numbers: the finalizer of MurmurHash3 (A. Appleby, public domain). */
function mix(a: number, b: number): number {
  let bits = (a ^ Math.imul(b + 1, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
