import { createHash } from 'node:crypto';
import type { SigningKey } from '../../src/lists/list-code.ts';
import type { Candidate } from '../../src/offers/candidates.ts';
import type { BookedOffer } from '../../src/offers/offer-book.ts';
import { type PricedOffer, priceOffer } from '../../src/offers/price.ts';
import { type Cents, cents } from '../../src/shared/cents.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { terms } from '../offers/build.ts';

/** A key whose secret is the bytes 0, 1, 2 .. 31, or follows from a word. */
export function keyOf(keyId: number, word?: string): SigningKey {
  const secret =
    word === undefined
      ? Uint8Array.from({ length: 32 }, (_, at) => at)
      : createHash('sha256').update(word).digest();
  return { keyId, secret };
}

/** Whole numbers from 0 up to `below`, the same for the same seed. Source: G. Steele et al., SplitMix (2014), 32 bits. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** The same things in another order. */
export function shuffled<T>(things: readonly T[], seed: number): T[] {
  const below = seeded(seed);
  const left = [...things];
  const mixed: T[] = [];
  while (left.length > 0) mixed.push(...left.splice(below(left.length), 1));
  return mixed;
}

export type OfferSketch = Partial<OfferTerms> & {
  readonly productNos?: readonly number[];
  readonly budgetLeftCents?: Cents | undefined;
  readonly usesLeft?: number | undefined;
};

/** A live offer on some products; one dollar off unless said otherwise. */
export function offerOf({
  productNos = [],
  budgetLeftCents,
  usesLeft,
  ...over
}: OfferSketch = {}): BookedOffer {
  return {
    terms: terms(over),
    products: {
      productNos: Int32Array.from(productNos),
      denied: [],
      unmatched: [],
      outsideBasketNos: new Int32Array(0),
    },
    budgetLeftCents,
    usesLeft,
    offerNo: 0,
    needNos: [],
    productsByNeed: new Map(),
    brandNosByNeed: new Map(),
  };
}

export type CandidateSketch = {
  readonly offer: BookedOffer;
  readonly productNo?: number | undefined;
  readonly need?: string | undefined;
  readonly probability?: number;
  readonly relation?: Candidate['relation'];
  readonly regularCents?: number | undefined;
  readonly score?: number;
};

/** A candidate as offers make it: priced at 2.99 and worth probability x saving, unless said otherwise. */
export function candidateOf(sketch: CandidateSketch): Candidate {
  const { offer, productNo, need, probability = 0.5, relation = 'loyal' } = sketch;
  const regular = 'regularCents' in sketch ? sketch.regularCents : 299;
  const priced = pricedAt(offer.terms, regular === undefined ? undefined : cents(regular));
  const onBasket = productNo === undefined;
  return {
    offer,
    productNo,
    need,
    probability,
    occasionProbability: probability,
    relation: onBasket ? undefined : relation,
    usage: onBasket ? undefined : 'medium',
    segment: undefined,
    discovery: undefined,
    taper: undefined,
    faceValueCents: offer.terms.valueCents,
    priced,
    redeemProbability: probability,
    score: sketch.score ?? probability * priced.offerValueCents,
    // Nothing is known of how such offers are answered: all of it is set aside.
    reserveMilli: 1000 * offer.terms.limitTransaction * priced.offerValueCents,
    reserveUsesMilli: 1000 * offer.terms.limitTransaction,
  };
}

function pricedAt(offer: OfferTerms, regularCents: Cents | undefined): PricedOffer {
  const result = priceOffer(offer, offer.valueCents, regularCents);
  if (result.tag !== 'priced') throw new Error(`the sketch of an offer has ${result.tag}`);
  return result.priced;
}
