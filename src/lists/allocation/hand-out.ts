import { Chooser } from './choose.ts';
import { ChosenPlaces } from './chosen-places.ts';
import { fill } from './fill.ts';
import { type Limits, noPrices, type Options, type Prices, type Sweep, type TierRule } from './options.ts';
import { Stock } from './stock.ts';

/** Rounds in which the chances are set that bring what is asked for down to what is left. */
const THINNING_ROUNDS = 3;
/** What is left for fewer lists than this is handed out list by list. */
const FEW_LISTS = 4;
/** What is left is offered for nothing at most so often. */
const FILL_ROUNDS = 3;

/** Who gets what, and what all of it is worth. */
export type HandedOut = { readonly worthMilli: number; readonly chosen: ChosenPlaces };

/**
 * Give every household its best choice at given prices, within every limit, to the last unit.
 *
 * Where more is asked for at these prices than is left (many households for whom an offer is worth exactly its price), a
 * chance decides that depends on the ids of household and offer alone, so that no place in the alphabet is better than
 * another; what is then still over is refused to whoever comes last. What is left is for those who gain most by it, first at the
 * prices, then for nothing: it is little, and money that stays is no use to anybody. Of what holds a few lists alone all goes so:
 * there a chance could miss those whom it is worth most.
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
    chooser.choose(options, (place) => !hasLuck(options, place, chances) || stock.isShort(options, place));
    stock.take(options, chooser.chosen);
    chosen.set(householdNo, chooser.chosen);
    worths[householdNo] = chooser.worthMilli;
  });
  if (stock.isLimited) {
    const holdings = { chosen, worths, stock };
    fill(rules, prices, sweep, holdings, 'first');
    const nothing = noPrices(limits.leftMilli.length);
    for (let round = 0; round < FILL_ROUNDS; round++) {
      if (!fill(rules, nothing, sweep, holdings, 'all')) break;
    }
  }
  return { worthMilli: worths.reduce((sum, worth) => sum + worth, 0), chosen };
}

/** Per offer the chance that a household may have it. */
function thin({ leftMilli, usesLeftMilli }: Limits, chooser: Chooser, sweep: Sweep): Float64Array {
  const chances = new Float64Array(leftMilli.length).fill(1);
  const most = new Float64Array(leftMilli.length);
  const mostUses = new Float64Array(leftMilli.length);
  for (let round = 0; round < THINNING_ROUNDS; round++) {
    const asked = new Float64Array(leftMilli.length);
    const askedUses = new Float64Array(leftMilli.length);
    sweep((options) => {
      chooser.choose(options, (place) => !hasLuck(options, place, chances));
      for (const place of chooser.chosen) {
        const offer = options.offerNo[place] ?? 0;
        asked[offer] = (asked[offer] ?? 0) + (options.reserveMilli[place] ?? 0);
        askedUses[offer] = (askedUses[offer] ?? 0) + (options.reserveUsesMilli[place] ?? 0);
        most[offer] = Math.max(most[offer] ?? 0, options.reserveMilli[place] ?? 0);
        mostUses[offer] = Math.max(mostUses[offer] ?? 0, options.reserveUsesMilli[place] ?? 0);
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
  for (const [offer, chance] of chances.entries()) {
    const isFew =
      (leftMilli[offer] ?? 0) < FEW_LISTS * (most[offer] ?? 0) ||
      (usesLeftMilli[offer] ?? 0) < FEW_LISTS * (mostUses[offer] ?? 0);
    if (chance < 1 && isFew) chances[offer] = 0;
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
