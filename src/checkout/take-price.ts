import { applyRepeatedly, type Outcome, spreadOverUnits } from './take.ts';
import type { IssuedOffer } from './types.ts';
import type { Unit } from './units.ts';

/**
 * `new_price`: each unit costs what was printed, whatever the shelf says today; a unit that is cheaper today keeps its
 * price. Weighed goods: the printed price is that of the weight unit. Where it saves most it is applied first.
 */
export function takeNewPrice(offer: IssuedOffer, units: readonly Unit[], applicationsMax: number): Outcome {
  const saving = (unit: Unit) => Math.max(0, unit.cents - printedCents(offer, unit));
  // A stable sort: ties stay dearest first.
  const ordered = [...units].sort((a, b) => saving(b) - saving(a));
  return applyRepeatedly(offer.terms, ordered, applicationsMax, (set) => set.map(saving));
}

/** Half a cent is rounded down: it is the shopper's. */
function printedCents(offer: IssuedOffer, unit: Unit): number {
  return Math.ceil((offer.faceValueCents * unit.quantityMilli) / 1000 - 0.5);
}

/** `multi_price`: the dearest units together cost what was printed for so many. */
export function takeMultiPrice(offer: IssuedOffer, units: readonly Unit[], applicationsMax: number): Outcome {
  return applyRepeatedly(offer.terms, units, applicationsMax, (set) => {
    const weights = set.map((unit) => unit.cents);
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return spreadOverUnits(Math.max(0, sum - offer.faceValueCents), set, weights);
  });
}
