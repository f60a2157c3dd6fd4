import { normalQuantile } from '../cadence/normal.ts';
import type { Limits, Options, Whole } from './allocation/options.ts';

/** What the lists of a plan may draw from one offer's budget. Money in cents. */
export type Liability = {
  /** Lists that carry the offer, and what it costs if every one of them comes back, as often as it may. */
  lists: number;
  faceCents: number;
  /** What is to be expected. */
  expectedCents: number;
  /** What it will not exceed, but for the risk of the plan. */
  atRiskCents: number;
  /** Applications: if all come back, and at the same risk. */
  uses: number;
  usesAtRisk: number;
};

/**
 * Adds up what a plan promises, offer by offer.
 *
 * Each list is one draw of its own: it comes back with its probability, for all that it may. What is set aside for it bounds
 * the uncertainty that all lists of a segment share (that of the rate); the chance of the single lists comes on top as a
 * normal deviate of their sum's variance, sum p (1 - p) c^2. Never more than if every list came back.
 */
export class LiabilityBook {
  readonly #money: Purse;
  readonly #uses: Purse;
  readonly #lists: Int32Array;
  readonly #expectedMilli: Float64Array;

  /** @param risk 0: as if every list came back. */
  constructor(offers: number, risk: number) {
    const z = risk > 0 ? normalQuantile(1 - risk) : 0;
    this.#money = new Purse(offers, z);
    this.#uses = new Purse(offers, z);
    this.#lists = new Int32Array(offers);
    this.#expectedMilli = new Float64Array(offers);
  }

  /** @param applications Most of one list, by offer number. */
  add(options: Options, places: readonly number[], applications: ArrayLike<number>): void {
    for (const place of places) {
      const offer = options.offerNo[place] ?? 0;
      const times = applications[offer] ?? 1;
      const face = (options.faceCents[place] ?? 0) * times * 1000;
      const expected = (options.expectedMilli[place] ?? 0) * times;
      const chance = face === 0 ? 0 : expected / face;
      this.#money.add(offer, face, options.reserveMilli[place] ?? 0, chance);
      this.#uses.add(offer, times * 1000, options.reserveUsesMilli[place] ?? 0, chance);
      this.#lists[offer] = (this.#lists[offer] ?? 0) + 1;
      add(this.#expectedMilli, offer, expected);
    }
  }

  of(offer: number): Liability {
    return this.together([offer]);
  }

  /** Several offers as one; a list that carries two of them counts twice. */
  together(offers: readonly number[]): Liability {
    return {
      lists: sum(offers, (offer) => this.#lists[offer]),
      faceCents: Math.round(sum(offers, (offer) => this.#money.all(offer)) / 1000),
      expectedCents: Math.round(sum(offers, (offer) => this.#expectedMilli[offer]) / 1000),
      atRiskCents: Math.ceil(this.#money.atRisk(offers) / 1000),
      uses: Math.round(sum(offers, (offer) => this.#uses.all(offer)) / 1000),
      usesAtRisk: Math.ceil(this.#uses.atRisk(offers) / 1000),
    };
  }

  /**
   * Share of what an offer has left that may be set aside for lists like these, so that the lists that are out, these and those
   * to come draw no more than there is, but for the plan's risk. The same for every plan until the offer ends: what chance makes
   * of few lists is no reason to give the first plans less than the last. For the same reason lists count as no surer than those
   * that could have been: a few may be, by chance.
   *
   * @param asked All lists that could carry it.
   */
  bearable(
    offer: number,
    { leftMilli, usesLeftMilli, openMilli, openUsesMilli }: Whole,
    asked: LiabilityBook,
  ): number {
    return Math.min(
      this.#money.bearable(offer, leftMilli[offer] ?? 0, openMilli[offer] ?? 0, asked.#money),
      this.#uses.bearable(offer, usesLeftMilli[offer] ?? 0, openUsesMilli[offer] ?? 0, asked.#uses),
    );
  }

  /** Share of an offer's part of a plan that is set aside for its lists, of money or applications, whichever is more. */
  used(offer: number, { leftMilli, usesLeftMilli }: Limits): number {
    return Math.max(
      this.#money.used(offer, leftMilli[offer] ?? 0),
      this.#uses.used(offer, usesLeftMilli[offer] ?? 0),
    );
  }
}

/** What lists may draw of one thing, money or applications, by offer number; in thousandths. */
class Purse {
  readonly #all: Float64Array;
  readonly #reserve: Float64Array;
  readonly #variance: Float64Array;
  readonly #z: number;

  constructor(offers: number, z: number) {
    this.#all = new Float64Array(offers);
    this.#reserve = new Float64Array(offers);
    this.#variance = new Float64Array(offers);
    this.#z = z;
  }

  add(offer: number, amount: number, reserve: number, chance: number): void {
    add(this.#all, offer, amount);
    add(this.#reserve, offer, reserve);
    add(this.#variance, offer, chance * (1 - chance) * amount * amount);
  }

  all(offer: number): number {
    return this.#all[offer] ?? 0;
  }

  /** Of several together less than of each for itself: that all answer more than usual is less likely. */
  atRisk(offers: readonly number[]): number {
    const reserve = sum(offers, (offer) => this.#reserve[offer]);
    const variance = sum(offers, (offer) => this.#variance[offer]);
    return Math.min(
      sum(offers, (offer) => this.#atRiskAlone(offer)),
      reserve + this.#z * Math.sqrt(variance),
    );
  }

  #atRiskAlone(offer: number): number {
    const reserve = this.#reserve[offer] ?? 0;
    return Math.min(this.all(offer), reserve + this.#z * Math.sqrt(this.#variance[offer] ?? 0));
  }

  /**
   * The largest x of x + z sqrt((x + open) v) = left, as a share of it, with v the variance for each unit set aside; or what can
   * be set aside if all came back, where that is more.
   */
  bearable(offer: number, left: number, open: number, asked: Purse): number {
    const reserve = this.#reserve[offer] ?? 0;
    if (reserve <= 0 || left === Number.POSITIVE_INFINITY) return 1;
    const deviate = this.#z * Math.sqrt(Math.max(this.#spread(offer), asked.#spread(offer)));
    const root = (Math.sqrt(deviate ** 2 + 4 * (left + open)) - deviate) / 2;
    const times = this.all(offer) / reserve;
    const ifAllCame = (left - open * (times - 1)) / times;
    return Math.min(1, Math.max(0, root ** 2 - open, ifAllCame) / left);
  }

  /** Variance for each unit that is set aside. */
  #spread(offer: number): number {
    const reserve = this.#reserve[offer] ?? 0;
    return reserve === 0 ? 0 : (this.#variance[offer] ?? 0) / reserve;
  }

  used(offer: number, part: number): number {
    const reserve = this.#reserve[offer] ?? 0;
    return reserve === 0 ? 0 : Math.min(1, reserve / part);
  }
}

function sum(offers: readonly number[], of: (offer: number) => number | undefined): number {
  return offers.reduce((all, offer) => all + (of(offer) ?? 0), 0);
}

function add(sums: Float64Array, at: number, amount: number): void {
  sums[at] = (sums[at] ?? 0) + amount;
}
