import type { Limits, Options } from './options.ts';

/** What is left of each offer while it is handed out. */
export class Stock {
  readonly isLimited: boolean;
  readonly #left: Float64Array;
  readonly #usesLeft: Float64Array;

  constructor({ leftMilli, usesLeftMilli }: Limits) {
    this.#left = leftMilli.slice();
    this.#usesLeft = usesLeftMilli.slice();
    this.isLimited = [...leftMilli, ...usesLeftMilli].some((left) => left !== Number.POSITIVE_INFINITY);
  }

  /** Whether an option asks for more than is left of its offer. A list has an offer once: options do not take from each other. */
  isShort({ offerNo, reserveMilli, reserveUsesMilli }: Options, place: number): boolean {
    const offer = offerNo[place] ?? 0;
    return (
      (reserveMilli[place] ?? 0) > (this.#left[offer] ?? 0) ||
      (reserveUsesMilli[place] ?? 0) > (this.#usesLeft[offer] ?? 0)
    );
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
