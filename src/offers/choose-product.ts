import type { CatalogIndex } from './catalog-index.ts';
import type { Discovery } from './discovery.ts';
import type { CandidateHousehold, HouseholdView } from './household-view.ts';
import type { BookedOffer } from './offer-book.ts';
import type { Misfit } from './rejection.ts';
import type { Relation } from './segment.ts';

type ChoiceContext = {
  readonly index: CatalogIndex;
  readonly trialProbability: (needNo: number) => number;
};

type Choice = { readonly productNo: number; readonly needNo: number; readonly probability: number };

/**
 * The product shown. Whoever buys the offer's products sees the one that it will most probably buy, with that
 * probability. Whoever is to be won (over, back or for the first time) sees the product it used to buy, else the one
 * that the chain buys most in its likeliest need, with the probability of the need. What is in the ad while the list is good
 * is nobody's personal special.
 */
export function chooseProduct(
  context: ChoiceContext,
  household: CandidateHousehold,
  view: HouseholdView,
  discoveries: ReadonlyMap<number, Discovery>,
  offer: BookedOffer,
  relation: Relation,
): Choice | Misfit {
  const own = view.offers.get(offer.offerNo)?.bestOwn;
  if (own !== undefined) {
    if (household.inAd(own.productNo)) return { reason: 'in-ad', productNo: own.productNo };
    const needNo = context.index.needNo[own.productNo] ?? -1;
    const probability = relation === 'lapsed' ? (view.needProbability.get(needNo) ?? 0) : own.probability;
    return { productNo: own.productNo, needNo, probability };
  }
  const needChance = (needNo: number): number => {
    if (relation !== 'new') return view.needProbability.get(needNo) ?? 0;
    // What nothing speaks for is for new users alone if the funder says so.
    const usual = offer.terms.audience === 'new' ? context.trialProbability(needNo) : 0;
    return discoveries.get(needNo)?.probability ?? usual;
  };
  let best: Choice | undefined;
  let barred: Misfit | undefined;
  for (const needNo of offer.needNos) {
    const probability = needChance(needNo);
    if (best !== undefined && probability <= best.probability) continue;
    for (const productNo of offer.productsByNeed.get(needNo) ?? []) {
      const bar = household.suppression(productNo) ?? (household.inAd(productNo) ? 'in-ad' : undefined);
      if (bar !== undefined) {
        barred ??= { reason: bar, productNo };
        continue;
      }
      best = { productNo, needNo, probability };
      break;
    }
  }
  return best ?? barred ?? { reason: 'not-due' };
}
