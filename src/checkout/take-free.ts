import {
  none,
  type Outcome,
  type Share,
  type Short,
  smallestSet,
  spreadOverUnits,
  takenCents,
  takes,
} from './take.ts';
import type { IssuedOffer } from './types.ts';
import type { Unit } from './units.ts';

/**
 * `bogo` and `free_item`: the cheapest qualifying units of the basket go free, the dearest are the paid ones. A maximum
 * bounds what one application takes off.
 */
export function takeFree(offer: IssuedOffer, units: readonly Unit[], applicationsMax: number): Outcome {
  const { getQuantity } = offer.terms;
  const shares: Share[] = [];
  let applications = 0;
  let from = 0;
  let to = units.length;
  while (applications < applicationsMax) {
    const next = nextApplication(offer, units, from, to);
    if (typeof next === 'string') return applications > 0 ? takes(shares, applications) : none(next);
    shares.push(...next);
    from += next.length - getQuantity;
    to -= getQuantity;
    applications++;
  }
  return takes(shares, applications);
}

/** Of `units[from .. to)`: paid ones from the dear end, free ones from the cheap end. */
function nextApplication(
  offer: IssuedOffer,
  units: readonly Unit[],
  from: number,
  to: number,
): readonly Share[] | Short | 'no-saving' {
  const { buyQuantity, getQuantity, maxValueCents } = offer.terms;
  if (to - from < buyQuantity + getQuantity) return 'quantity-short';
  const free = units.slice(to - getQuantity, to);
  const paid = smallestSet(offer.terms, units, from, to - getQuantity);
  if (typeof paid === 'string') return paid;
  const weights = free.map((unit) => unit.cents);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const off = spreadOverUnits(Math.min(sum, maxValueCents ?? sum), free, weights);
  const shares = [
    ...paid.map((unit) => ({ unit, cents: 0 })),
    ...free.map((unit, place) => ({ unit, cents: off[place] ?? 0 })),
  ];
  return takenCents(shares) > 0 ? shares : 'no-saving';
}
