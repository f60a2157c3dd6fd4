import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { Affinities } from './affinity.ts';
import { basketProbability } from './basket-probability.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { chooseProduct } from './choose-product.ts';
import { type Discovery, discoveriesOf } from './discovery.ts';
import { type CandidateHousehold, daysOfOffer, type HouseholdView, viewHousehold } from './household-view.ts';
import type { BookedOffer, OfferBook } from './offer-book.ts';
import { isUsedUp, type Taper, taperedValue, taperOf } from './past.ts';
import { exceedsShelf, type PricedOffer, priceOffer } from './price.ts';
import type { RedemptionRates } from './redemption.ts';
import type { Misfit, Rejection } from './rejection.ts';
import {
  audienceMatches,
  type Relation,
  type Segment,
  type Segments,
  segmentsOf,
  valueForSegment,
} from './segment.ts';
import { standingIn } from './standing.ts';
import type { Usage, UsageThresholds } from './usage.ts';
import { type Worth, worthOf } from './worth.ts';

/** What is the same for every household of a plan. */
export type CandidateContext = {
  readonly book: OfferBook;
  readonly index: CatalogIndex;
  readonly thresholds: UsageThresholds;
  readonly asOf: Day;
  /** Length of the window that the probabilities are for, in days. */
  readonly windowDays: number;
  /** Below it a product or need is not due. */
  readonly minProbability: number;
  /** P(a household that never bought a need does so within the window): what an offer to new users is worth. */
  readonly trialProbability: (needNo: number) => number;
  /** Which needs speak for which others. */
  readonly affinities: Affinities;
  /** What a probability of a purchase means for the redemption. */
  readonly rates: RedemptionRates;
};

/** An offer that a household's list may carry, and what it is worth there. */
export type Candidate = Match & Worth;

/** An offer that fits a household. */
type Match = {
  readonly offer: BookedOffer;
  /** The product shown, and its need; undefined for an offer on the basket. */
  readonly productNo: number | undefined;
  readonly need: string | undefined;
  /** P(buys the product shown, or the need when it is to be won over, or a large enough basket) within the window. */
  readonly probability: number;
  /**
   * P(there is an occasion for it within the window), which its redemption goes by: whoever keeps to the brand buys the product, all
   * others the need.
   */
  readonly occasionProbability: number;
  /** Undefined for an offer on the basket, as is {@link usage}. */
  readonly relation: Relation | undefined;
  readonly usage: Usage | undefined;
  /** What makes relation and usage; undefined: it never bought the need, or the offer is on the basket. */
  readonly segment: Segment | undefined;
  /** In a need that it does not buy: what speaks for it. undefined: nothing, or it buys the need. */
  readonly discovery: Discovery | undefined;
  /** Why its value is less than that of its segment; undefined: it is not. */
  readonly taper: Taper | undefined;
  /** The value to print and to redeem, in the meaning of `terms.valueCents`; not the saving. */
  readonly faceValueCents: Cents;
  readonly priced: PricedOffer;
  /** true: it counts for more than it saves, since it may win the household back. */
  readonly favoured?: true;
};

/** Both by offer number. An offer in neither is in needs that the household never bought. */
export type Candidates = {
  readonly candidates: readonly Candidate[];
  readonly rejections: readonly Rejection[];
  /** What the household is in each need that it buys and an offer is on, by need number. */
  readonly segments: () => ReadonlyMap<number, Segment>;
};

/** All candidates of one household, and why each other offer that concerns it is none. */
export function findCandidates(context: CandidateContext, household: CandidateHousehold): Candidates {
  const { book } = context;
  const view = viewHousehold(household, book, context.index);
  const segments = segmentsOf(
    household.history,
    (needNo) => view.placesByNeed.get(needNo),
    context.index,
    context.thresholds,
    context.asOf,
  );
  const discoveries = discoveriesOf(context, household, view);
  const ofDiscoveries = [...discoveries.keys()].flatMap((needNo) => book.byNeed.get(needNo) ?? []);
  const offerNos = Int32Array.from(
    new Set([...view.offers.keys(), ...book.forNew, ...book.onBasket, ...ofDiscoveries]),
  ).sort();
  const candidates: Candidate[] = [];
  const rejections: Rejection[] = [];
  for (const offerNo of offerNos) {
    const offer = book.offers[offerNo];
    if (offer === undefined) continue;
    const outcome =
      offer.terms.kind === 'basket_off'
        ? judgeBasketOffer(context, household, offer)
        : judgeOffer(context, household, view, segments, discoveries, offer);
    if ('reason' in outcome) rejections.push({ offer, ...outcome });
    else candidates.push(weighed(context, outcome));
  }
  return { candidates, rejections, segments: () => segmentsIn(view, segments, book) };
}

function segmentsIn(
  { placesByNeed }: HouseholdView,
  segments: Segments,
  book: OfferBook,
): Map<number, Segment> {
  const found = new Map<number, Segment>();
  for (const needNo of placesByNeed.keys()) {
    const segment = book.byNeed.has(needNo) ? segments.inNeed(needNo) : undefined;
    if (segment !== undefined) found.set(needNo, segment);
  }
  return found;
}

/** Whether a special is in a need that the household does not buy. */
export function isDiscovery({ relation, discovery }: Pick<Candidate, 'relation' | 'discovery'>): boolean {
  return relation === 'new' || discovery !== undefined;
}

function weighed({ rates }: CandidateContext, match: Match): Candidate {
  const { offer, occasionProbability, relation, usage, priced, discovery } = match;
  const stance = discovery === undefined ? relation : 'discovery';
  return { ...match, ...worthOf(offer.terms, occasionProbability, stance, usage, priced, rates) };
}

function judgeOffer(
  context: CandidateContext,
  household: CandidateHousehold,
  view: HouseholdView,
  segments: Segments,
  discoveries: ReadonlyMap<number, Discovery>,
  offer: BookedOffer,
): Match | Misfit {
  const { terms } = offer;
  if (!holdsAt(offer, household.storeId)) return { reason: 'store' };
  const standing = standingIn(context, view, segments, offer);
  const relation = standing?.relation ?? 'new';
  const past = household.pastOf(terms.offerId);
  if (isUsedUp(terms, past)) return { reason: 'used-up', times: past?.uses ?? 0 };
  const boughtOn = () => daysOfOffer(household.history, context.book, offer);
  const taper = taperOf(terms, past?.opening, relation, boughtOn, context.asOf);
  // Whoever was won by an offer for rivals is none any more, and keeps what the taper leaves.
  if (!audienceMatches(terms, taper?.relation ?? relation)) return { reason: 'audience', relation };
  const choice = chooseProduct(context, household, view, discoveries, offer, relation);
  if ('reason' in choice) return choice;
  const { productNo, needNo } = choice;
  const isDue = relation !== 'new' && choice.probability >= context.minProbability;
  const discovery = isDue ? undefined : discoveries.get(needNo);
  const probability = Math.max(choice.probability, discovery?.probability ?? 0);
  const isNew = relation === 'new' || discovery !== undefined;
  // An offer to new users cannot wait until they are due: they have no cadence yet. It still needs a chance.
  if (isNew ? probability <= 0 : probability < context.minProbability)
    return { reason: 'not-due', productNo, probability };
  const segment = standing?.segment;
  // A need that was never bought is used lightly.
  const usage = segment?.usage ?? 'light';
  const faceValueCents =
    taper === undefined ? valueForSegment(terms, relation, usage) : taperedValue(terms, taper);
  if (taper !== undefined && faceValueCents === 0) return { reason: 'tapered-out', times: taper.purchases };
  // What comes off could be more than the price of some of the days.
  if (household.priceChanges(productNo)) return { reason: 'no-price', productNo };
  const regularCents = household.priceOf(productNo);
  const price = priceOffer(terms, faceValueCents, regularCents);
  if (price.tag !== 'priced') return { reason: price.tag, productNo, regularCents };
  const { priced } = price;
  if (exceedsShelf(terms, faceValueCents, priced)) return { reason: 'above-price', productNo, regularCents };
  const need = context.index.needs[needNo];
  const until = need === undefined ? undefined : household.restsUntil(terms.funderId, need);
  if (until !== undefined) return { reason: 'fatigue', productNo, until };
  return {
    offer,
    productNo,
    need,
    probability,
    occasionProbability:
      relation === 'loyal' ? probability : Math.max(probability, view.needProbability.get(needNo) ?? 0),
    relation,
    usage,
    segment,
    discovery,
    taper,
    faceValueCents,
    priced,
  };
}

function holdsAt(offer: BookedOffer, storeId: string | undefined): boolean {
  const { stores } = offer.terms;
  return stores.length === 0 || (storeId !== undefined && stores.includes(storeId));
}

function judgeBasketOffer(
  context: CandidateContext,
  household: CandidateHousehold,
  offer: BookedOffer,
): Match | Misfit {
  const { terms } = offer;
  if (!holdsAt(offer, household.storeId)) return { reason: 'store' };
  const past = household.pastOf(terms.offerId);
  if (isUsedUp(terms, past)) return { reason: 'used-up', times: past?.uses ?? 0 };
  if (!audienceMatches(terms, undefined)) return { reason: 'audience' };
  const faceValueCents = valueForSegment(terms, undefined, undefined);
  const price = priceOffer(terms, faceValueCents, undefined);
  if (price.tag !== 'priced') return { reason: price.tag };
  const { asOf, windowDays } = context;
  const probability = basketProbability(household.history, terms.minBasketCents, asOf, windowDays);
  if (probability < context.minProbability) return { reason: 'not-due', probability };
  return {
    offer,
    productNo: undefined,
    need: undefined,
    probability,
    occasionProbability: probability,
    relation: undefined,
    usage: undefined,
    segment: undefined,
    discovery: undefined,
    taper: undefined,
    faceValueCents,
    priced: price.priced,
  };
}
