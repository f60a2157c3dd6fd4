import type { Candidate } from '../offers/candidates.ts';
import { describeOffer } from '../offers/price.ts';
import { day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import { sixDecimals } from '../shared/six-decimals.ts';
import { aisleFacts, cadenceFacts, formerFacts } from './line-facts.ts';
import type { LineInputs } from './line-inputs.ts';
import type { DiscoveryFacts, PlannedLine } from './planned-list.ts';
import { reasonForSpecial } from './reasons.ts';
import { segmentFacts } from './segment-facts.ts';
import { groupOf } from './special-group.ts';

/** Products that a list asks for, by their folded needs. */
export type OnList = ReadonlyMap<string, Pick<PlannedLine, 'productId' | 'description'>>;

/**
 * A special as a line.
 *
 * @param onList What else the list asks for, by its folded need.
 */
export function specialLine(inputs: LineInputs, candidate: Candidate, onList: OnList): PlannedLine {
  const { terms } = candidate.offer;
  const product =
    candidate.productNo === undefined ? undefined : inputs.catalog.products[candidate.productNo];
  const place = product === undefined ? -1 : inputs.scores.productNos.indexOf(product.productNo);
  const { priced } = candidate;
  const discovery = discoveryFacts(inputs, candidate, onList);
  const group =
    product === undefined ? undefined : groupOf(inputs.catalog, candidate.offer.products.productNos);
  return {
    section: 'special',
    productId: product?.productId,
    need: candidate.need,
    description: product?.description ?? terms.headline ?? terms.offerId,
    reason: reasonForSpecial({
      relation: candidate.relation,
      discovery,
      purchases: place < 0 ? 0 : (inputs.scores.purchases[place] ?? 0),
      brands: new Set([...candidate.offer.brandNosByNeed.values()].flat()).size,
    }),
    probability: sixDecimals(candidate.probability),
    expectedDay: place < 0 ? undefined : day(inputs.scores.expectedDay[place] ?? 0),
    regularPriceCents: priced.regularCents,
    offerId: terms.offerId,
    offerVersion: terms.version,
    offerValueCents: priced.offerValueCents,
    termsValueCents: candidate.faceValueCents,
    priceWithOfferCents: priced.priceWithOfferCents,
    facts: {
      size: product?.size,
      ...(product === undefined ? {} : aisleFacts(inputs, product)),
      ...(place < 0 ? {} : cadenceFacts(inputs, place)),
      ...(product === undefined ? {} : formerFacts(inputs, product)),
      offer: {
        ...describeOffer(terms, candidate.faceValueCents, priced),
        // A headline names the value that everybody gets; who gets another one must not read it.
        headline:
          inputs.readsHeadlines && candidate.faceValueCents === terms.valueCents ? terms.headline : undefined,
        legalText: terms.legalText,
        funderId: terms.funderId,
        relation: candidate.relation ?? 'any',
        usage: candidate.usage ?? 'any',
        ...(group === undefined ? {} : { group }),
        ...(discovery === undefined ? {} : { discovery }),
        ...(candidate.taper === undefined ? {} : { taper: candidate.taper }),
        ...(candidate.favoured === undefined ? {} : { favoured: candidate.favoured }),
        ...(candidate.occasionProbability === candidate.probability
          ? {}
          : { occasionProbability: sixDecimals(candidate.occasionProbability) }),
        redeemProbability: sixDecimals(candidate.redeemProbability),
        reserveUsesMilli: candidate.reserveUsesMilli,
        ...(candidate.segment === undefined
          ? {}
          : { segment: segmentFacts(candidate.segment, inputs.brands) }),
      },
    },
  };
}

/**
 * What speaks for a need that the household does not buy: of the needs that do, the surest that is on the list, else the surest
 * of all.
 */
function discoveryFacts(
  { catalog }: LineInputs,
  { discovery }: Candidate,
  onList: OnList,
): DiscoveryFacts | undefined {
  if (discovery === undefined) return undefined;
  const causes = discovery.causes.flatMap((cause) => {
    const product = catalog.products[cause.productNo];
    return product === undefined ? [] : [{ ...cause, product, listed: onList.get(fold(product.need)) }];
  });
  const cause = causes.find(({ listed }) => listed !== undefined) ?? causes[0];
  if (cause === undefined) return undefined;
  const { product, listed, households, buyers } = cause;
  return {
    productId: listed?.productId ?? product.productId,
    description: listed?.description ?? product.description,
    need: product.need,
    onList: listed !== undefined,
    households,
    buyers,
    expected: Math.round(cause.expected * 10) / 10,
    lift: Math.round(cause.lift * 100) / 100,
    liftAtLeast: Math.floor(cause.liftAtLeast * 100) / 100,
  };
}
