import { none, type Outcome, spreadOverUnits, takes } from './take.ts';
import type { IssuedOffer } from './types.ts';
import type { Unit } from './units.ts';

/** What is left of a unit once other offers took their part. */
export type UnitLeft = { readonly unit: Unit; readonly leftCents: number };

/**
 * `basket_off`: an amount off all merchandise, in proportion to what is left to pay. With a least basket, each further
 * application asks for that much again.
 *
 * @param left The units that may carry it. @param basketCents All merchandise, before any discount.
 */
export function takeBasketOff(
  offer: IssuedOffer,
  left: readonly UnitLeft[],
  basketCents: number,
  applicationsMax: number,
): Outcome {
  const least = offer.terms.minBasketCents;
  if (basketCents <= 0) return none('not-in-basket');
  const possible = least === undefined || least <= 0 ? 1 : Math.floor(basketCents / least);
  if (possible < 1) return none('basket-short');
  const base = left.reduce((sum, unit) => sum + unit.leftCents, 0);
  const allowed = Math.min(possible, applicationsMax);
  // No more applications than it takes to reach the bottom: the household keeps the rest.
  const useful = offer.faceValueCents > 0 ? Math.ceil(base / offer.faceValueCents) : 0;
  const applications = Math.min(allowed, useful);
  if (applications < 1) return none('no-saving');
  const total = Math.min(applications * offer.faceValueCents, base);
  const cents = spreadOverUnits(
    total,
    left.map(({ unit }) => unit),
    left.map(({ leftCents }) => leftCents),
  );
  return takes(
    left.map(({ unit }, place) => ({ unit, cents: cents[place] ?? 0 })),
    applications,
  );
}
