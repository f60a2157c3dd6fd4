import { normalQuantile } from '../cadence/normal.ts';
import type { Limits, Options } from './allocation/options.ts';

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
  readonly #faceMilli: Float64Array;
  readonly #expectedMilli: Float64Array;
  readonly #reserveMilli: Float64Array;
  readonly #variance: Float64Array;
  readonly #lists: Int32Array;
  readonly #usesMilli: Float64Array;
  readonly #reserveUsesMilli: Float64Array;
  readonly #usesVariance: Float64Array;
  readonly #z: number;

  /** @param risk 0: as if every list came back. */
  constructor(offers: number, risk: number) {
    const zeros = (): Float64Array => new Float64Array(offers);
    this.#faceMilli = zeros();
    this.#expectedMilli = zeros();
    this.#reserveMilli = zeros();
    this.#variance = zeros();
    this.#usesMilli = zeros();
    this.#reserveUsesMilli = zeros();
    this.#usesVariance = zeros();
    this.#lists = new Int32Array(offers);
    this.#z = risk > 0 ? normalQuantile(1 - risk) : 0;
  }

  /** @param applications Most of one list, by offer number. */
  add(options: Options, places: readonly number[], applications: ArrayLike<number>): void {
    for (const place of places) {
      const offer = options.offerNo[place] ?? 0;
      const times = applications[offer] ?? 1;
      const face = (options.faceCents[place] ?? 0) * times * 1000;
      const value = (options.expectedMilli[place] ?? 0) * times;
      const p = face === 0 ? 0 : value / face;
      add(this.#faceMilli, offer, face);
      add(this.#expectedMilli, offer, value);
      add(this.#reserveMilli, offer, options.reserveMilli[place] ?? 0);
      add(this.#variance, offer, p * (1 - p) * face * face);
      add(this.#usesMilli, offer, times * 1000);
      add(this.#reserveUsesMilli, offer, options.reserveUsesMilli[place] ?? 0);
      add(this.#usesVariance, offer, p * (1 - p) * (times * 1000) ** 2);
      this.#lists[offer] = (this.#lists[offer] ?? 0) + 1;
    }
  }

  of(offer: number): Liability {
    const faceMilli = this.#faceMilli[offer] ?? 0;
    const usesMilli = this.#usesMilli[offer] ?? 0;
    return {
      lists: this.#lists[offer] ?? 0,
      faceCents: Math.round(faceMilli / 1000),
      expectedCents: Math.round((this.#expectedMilli[offer] ?? 0) / 1000),
      atRiskCents: Math.ceil(this.#atRisk(faceMilli, this.#reserveMilli, this.#variance, offer) / 1000),
      uses: Math.round(usesMilli / 1000),
      usesAtRisk: Math.ceil(
        this.#atRisk(usesMilli, this.#reserveUsesMilli, this.#usesVariance, offer) / 1000,
      ),
    };
  }

  /** How many times too much an offer's lists promise at the plan's risk: above 1, it has to be stepped down. */
  overrun(offer: number, { leftMilli, usesLeftMilli }: Limits): number {
    const money = this.#atRisk(this.#faceMilli[offer] ?? 0, this.#reserveMilli, this.#variance, offer);
    const uses = this.#atRisk(this.#usesMilli[offer] ?? 0, this.#reserveUsesMilli, this.#usesVariance, offer);
    return Math.max(
      money === 0 ? 0 : money / (leftMilli[offer] ?? 0),
      uses === 0 ? 0 : uses / (usesLeftMilli[offer] ?? 0),
    );
  }

  #atRisk(all: number, reserve: Float64Array, variance: Float64Array, offer: number): number {
    return Math.min(all, (reserve[offer] ?? 0) + this.#z * Math.sqrt(variance[offer] ?? 0));
  }
}

function add(sums: Float64Array, at: number, amount: number): void {
  sums[at] = (sums[at] ?? 0) + amount;
}
