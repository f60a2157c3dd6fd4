import type { OfferTerms } from '../shared/offer-terms.ts';
import type { RefuseReason } from './reasons.ts';
import { spreadCents } from './spread.ts';
import type { Unit } from './units.ts';

/** A unit that an application uses, and the cents that come off it; 0 for what only had to be bought. */
export type Share = { readonly unit: Unit; readonly cents: number };

/** What an offer takes from a basket: all its applications together. */
export type Take = { readonly shares: readonly Share[]; readonly applications: number };

export type Outcome =
  | { readonly tag: 'takes'; readonly take: Take }
  | { readonly tag: 'none'; readonly reason: RefuseReason };

export function none(reason: RefuseReason): Outcome {
  return { tag: 'none', reason };
}

/** Sum of what comes off. */
export function takenCents(shares: readonly Share[]): number {
  return shares.reduce((sum, share) => sum + share.cents, 0);
}

/**
 * Apply an offer again and again to the units left, from the front of the line, until it saves nothing more, the units
 * run out or the limit is reached.
 *
 * @param units In the order in which the offer is to use them.
 * @param discount What comes off each of an application's units, in their order; nothing when it would save nothing.
 * @returns What it takes; else why not even one application is possible.
 */
export function applyRepeatedly(
  terms: OfferTerms,
  units: readonly Unit[],
  applicationsMax: number,
  discount: (units: readonly Unit[]) => readonly number[],
): Outcome {
  const shares: Share[] = [];
  let applications = 0;
  let used = 0;
  while (applications < applicationsMax) {
    const set = smallestSet(terms, units, used, units.length);
    if (typeof set === 'string') return applications > 0 ? takes(shares, applications) : none(set);
    const off = discount(set);
    const application = set.map((unit, place) => ({ unit, cents: off[place] ?? 0 }));
    if (takenCents(application) <= 0)
      return applications > 0 ? takes(shares, applications) : none('no-saving');
    shares.push(...application);
    used += set.length;
    applications++;
  }
  return takes(shares, applications);
}

export function takes(shares: readonly Share[], applications: number): Outcome {
  return { tag: 'takes', take: { shares, applications } };
}

/** What of an application's purchase is not in the basket. */
export type Short = 'quantity-short' | 'amount-short' | 'weight-short';

/** The first units of `units[from .. to)` that make up the quantity, amount and weight to be bought, or which is short. */
export function smallestSet(
  terms: OfferTerms,
  units: readonly Unit[],
  from: number,
  to: number,
): readonly Unit[] | Short {
  if (to - from < terms.buyQuantity) return 'quantity-short';
  const amountNeeded = terms.kind === 'multi_price' ? 0 : (terms.buyAmountCents ?? 0);
  const milliNeeded = terms.buyWeightMilli ?? 0;
  let amount = 0;
  let milli = 0;
  for (let end = from; end < to; end++) {
    amount += units[end]?.cents ?? 0;
    milli += units[end]?.quantityMilli ?? 0;
    const isEnough = end + 1 - from >= terms.buyQuantity && amount >= amountNeeded && milli >= milliNeeded;
    if (isEnough) return units.slice(from, end + 1);
  }
  return amount < amountNeeded ? 'amount-short' : 'weight-short';
}

/**
 * Spread an amount over units: in proportion over the lines first, then within each line, so that a line of many pieces
 * gets its fair share.
 */
export function spreadOverUnits(total: number, units: readonly Unit[], weights: readonly number[]): number[] {
  if (units.length === 1) return [total];
  const byLine = new Map<Unit['line'], number[]>();
  for (const [place, unit] of units.entries()) {
    const places = byLine.get(unit.line);
    if (places === undefined) byLine.set(unit.line, [place]);
    else places.push(place);
  }
  const lines = [...byLine.values()];
  const weightOf = (place: number) => weights[place] ?? 0;
  const lineShares = spreadCents(
    total,
    lines.map((places) => places.reduce((sum, place) => sum + weightOf(place), 0)),
  );
  const shares = units.map(() => 0);
  for (const [line, places] of lines.entries()) {
    const lineShare = lineShares[line] ?? 0;
    const within = places.length === 1 ? [lineShare] : spreadCents(lineShare, places.map(weightOf));
    for (const [at, place] of places.entries()) shares[place] = within[at] ?? 0;
  }
  return shares;
}
