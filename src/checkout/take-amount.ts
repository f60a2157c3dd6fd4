import { percentOfCents } from '../offers/price.ts';
import { applyRepeatedly, type Outcome, spreadOverUnits } from './take.ts';
import type { IssuedOffer } from './types.ts';
import type { Unit } from './units.ts';

/**
 * `cents_off` and `percent_off`: come off the price of the day, on the dearest units. One application covers the
 * quantity (and amount) to be bought; cents never exceed what these units cost, a percentage never its maximum.
 */
export function takeAmountOff(offer: IssuedOffer, units: readonly Unit[], applicationsMax: number): Outcome {
  const { terms } = offer;
  return applyRepeatedly(terms, units, applicationsMax, (set) => {
    const weights = set.map((unit) => unit.cents);
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const wanted =
      terms.kind === 'percent_off'
        ? Math.min(
            percentOfCents(sum, terms.percentBasisPoints),
            terms.maxValueCents ?? Number.POSITIVE_INFINITY,
          )
        : offer.faceValueCents;
    return spreadOverUnits(Math.min(wanted, sum), set, weights);
  });
}
