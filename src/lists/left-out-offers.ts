import { type Candidate, type Candidates, isDiscovery } from '../offers/candidates.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import type { Rejection } from '../offers/rejection.ts';
import { sixDecimals } from '../shared/six-decimals.ts';
import { DISCOVERY_MILLI } from './allocation/choose.ts';
import type { TierRule } from './allocation/options.ts';
import type { Hidden } from './hidden.ts';
import type { LeftOut, LeftOutOffer, LeftOutReason } from './left-out-facts.ts';

/** Offers kept per reason, the most valuable first where they were ranked. */
const OFFERS_MAX = 40;

export type LeftOutOffersInputs = {
  readonly index: CatalogIndex;
  readonly specials: readonly Candidate[];
  /** What the specials were chosen from, and by which rule. */
  readonly found: Candidates;
  readonly rule: Pick<TierRule, 'slots' | 'discoverySlots'>;
  /** What the budgets ask for a candidate, in thousandths of a cent: what it takes of them is worth so much elsewhere. */
  readonly chargeMilli: (candidate: Candidate) => number;
  /** true: it was rebuilt, and keeps the specials that it was planned with. */
  readonly isRebuilt: boolean;
  /** What the household is not to see. */
  readonly hidden: Pick<Hidden, 'reasonFor' | 'wordFor'>;
};

/** Offers that concern what the household buys, by the reason for which each is no special of the list, with its figures. */
export function leftOutOffers(
  inputs: LeftOutOffersInputs,
): Pick<LeftOut, 'offers' | 'offersBeyond' | 'figures'> {
  const { found, specials } = inputs;
  const offers: Partial<Record<LeftOutReason, string[]>> = {};
  const beyond: Partial<Record<LeftOutReason, number>> = {};
  const figures: Record<string, LeftOutOffer> = {};
  const note = (reason: LeftOutReason, offerId: string, of: () => LeftOutOffer): void => {
    const named = offers[reason] ?? [];
    offers[reason] = named;
    if (named.includes(offerId)) return;
    if (named.length < OFFERS_MAX) {
      named.push(offerId);
      figures[offerId] ??= of();
    } else beyond[reason] = (beyond[reason] ?? 0) + 1;
  };
  const chosen = new Set(specials);
  const ranked = found.candidates.filter((candidate) => !chosen.has(candidate)).sort(byScore);
  for (const candidate of ranked) {
    const rival = rivalOf(candidate, specials);
    const reason = rival === undefined ? notChosen(inputs, candidate) : 'better-one-on';
    note(reason, candidate.offer.terms.offerId, () => ({
      ...worthOf(inputs, candidate),
      ...(rival === undefined ? {} : { by: rival.offer.terms.offerId }),
    }));
  }
  for (const rejection of found.rejections)
    note(rejection.reason, rejection.offer.terms.offerId, () => figuresOf(inputs, rejection));
  return Object.keys(beyond).length === 0 ? { offers, figures } : { offers, offersBeyond: beyond, figures };
}

/** The special that stands for the same thing. */
function rivalOf(
  { productNo, need, offer }: Candidate,
  specials: readonly Candidate[],
): Candidate | undefined {
  return specials.find(
    (other) =>
      other.offer.terms.offerId === offer.terms.offerId ||
      other.productNo === productNo ||
      (need !== undefined && other.need === need),
  );
}

/** Why a candidate without a rival on the list is no special. */
function notChosen(
  { specials, rule, chargeMilli, isRebuilt }: LeftOutOffersInputs,
  candidate: Candidate,
): LeftOutReason {
  const charge = chargeMilli(candidate);
  const isFull = specials.length >= rule.slots;
  const worth = 1000 * candidate.score + (isDiscovery(candidate) ? DISCOVERY_MILLI : 0);
  if (charge > 0 && (!isFull || charge >= worth)) return 'given-to-others';
  if (isFull) return 'no-room';
  if (isRebuilt) return 'kept-as-planned';
  const discoveries = specials.filter(isDiscovery).length;
  return isDiscovery(candidate) && discoveries >= rule.discoverySlots ? 'discovery-full' : 'enough-saved';
}

function worthOf({ index }: LeftOutOffersInputs, candidate: Candidate): LeftOutOffer {
  const { productNo, probability, redeemProbability, score, priced, reserveUsesMilli } = candidate;
  return {
    ...productOf(index, productNo),
    probability: sixDecimals(probability),
    redeemProbability: sixDecimals(redeemProbability),
    savingCents: priced.offerValueCents,
    // To a hundredth of a cent: probabilities have no more to say.
    worthCents: Math.round(100 * score) / 100,
    reserveUsesMilli,
  };
}

function figuresOf({ index, hidden }: LeftOutOffersInputs, rejection: Rejection): LeftOutOffer {
  const { productNo, relation, probability, regularCents, times, until, reason } = rejection;
  const word = productNo === undefined ? undefined : hidden.wordFor(productNo);
  return {
    ...productOf(index, productNo),
    ...(relation === undefined ? {} : { relation }),
    ...(probability === undefined ? {} : { probability: sixDecimals(probability) }),
    ...(regularCents === undefined ? {} : { regularPriceCents: regularCents }),
    ...(times === undefined ? {} : { times }),
    ...(until === undefined ? {} : { until }),
    ...(word === undefined || hidden.reasonFor(productNo ?? -1) !== reason ? {} : { word }),
  };
}

function productOf(
  { catalog }: CatalogIndex,
  productNo: number | undefined,
): Pick<LeftOutOffer, 'productId'> {
  const product = productNo === undefined ? undefined : catalog.products[productNo];
  return product === undefined || product.sensitive ? {} : { productId: product.productId };
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || (a.offer.terms.offerId < b.offer.terms.offerId ? -1 : 1);
}
