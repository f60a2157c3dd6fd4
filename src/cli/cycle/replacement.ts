import { indexCatalog } from '../../offers/catalog-index.ts';
import { liveOffers, type NotLiveOffer } from '../../offers/live.ts';
import { valueForSegment } from '../../offers/segment.ts';
import { type Cents, cents, formatCents } from '../../shared/cents.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Replacement } from '../../store/ledger/withdrawals.ts';
import type { PaperOf } from '../../store/ledger/withdrawn-paper.ts';
import type { Context } from '../context.ts';
import { catalogWithRecalls, stoppedBy } from '../plan/facts.ts';
import { readLaw } from '../plan/law.ts';
import { hashOfTerms } from '../plan/planner.ts';
import { faceValueOf } from './withdrawals.ts';

const WHY_NOT: Readonly<Record<NotLiveOffer['reason'], string>> = {
  held: 'it is held',
  withdrawn: 'it was withdrawn itself',
  'not-yet-issued': 'it is not issued yet',
  'issue-over': 'it is not issued any more',
  'redeem-window': 'it is not good on every day on which the paper is',
  'older-version': 'a newer version takes its place',
  restricted: 'the law where it holds allows no offers on its goods',
  'budget-gone': 'its budget is used up',
  'limit-gone': 'its limit is used up',
  'above-price': 'it takes off more than the shelf price',
  'no-saving': 'it saves nothing at the shelf price',
  'no-products': 'it has no product that may be discounted',
};

/**
 * The offer that takes the place of what is withdrawn: its newest version, good today and as long as the paper is, with
 * budget and limit left for every place that it takes.
 *
 * @throws UserError (66) for an unknown offer, (1) in words for one that cannot step in.
 */
export function chooseReplacement(
  context: Context,
  offerId: string,
  paper: PaperOf,
  today: Day,
): Replacement {
  const { ledger, history } = context;
  const versions = history.facts.offers().filter((terms) => terms.offerId === offerId);
  if (versions.length === 0) {
    throw new UserError('offer-unknown', `there is no offer ${offerId} in the offers feed`, {
      exitCode: EXIT.inputMissing,
    });
  }
  const lastDay = ledger.paper.lastDay(paper) ?? today;
  const restrictions = ledger.restrictions();
  const index = indexCatalog(catalogWithRecalls(history.facts.catalog(), restrictions.recalledProducts));
  const { drawnCents, openCents, drawnCount, openCount } = ledger.issuer.account(offerId, today);
  const draw = { drawnCents: cents(drawnCents + openCents), applications: drawnCount + openCount };
  const { live, notLive } = liveOffers(
    versions,
    { asOf: today, validFrom: today, validUntil: lastDay },
    new Map([[offerId, draw]]),
    index,
    stoppedBy(restrictions),
    readLaw(context),
  );
  const [chosen] = live;
  if (chosen === undefined) {
    const reason = notLive[0]?.reason ?? 'no-products';
    throw refused(offerId, `${WHY_NOT[reason]} (from ${formatDay(today)} to ${formatDay(lastDay)})`);
  }
  const { terms, products } = chosen;
  const idsOf = (numbers: Int32Array): string[] =>
    [...numbers].flatMap((productNo) => index.catalog.products[productNo]?.productId ?? []).sort();
  ledger.cycles.writeOffers([
    {
      terms,
      sha256: hashOfTerms(terms),
      productIds: idsOf(products.productNos),
      outsideBasketIds: idsOf(products.outsideBasketNos),
    },
  ]);
  const replacement = {
    offerId,
    version: terms.version,
    termsValueCents: valueForSegment(terms, undefined, undefined),
    priceCents: typicalPrice(context, products.productNos, today, lastDay),
  };
  requireRoom(context, terms, replacement, paper, {
    cents: chosen.budgetLeftCents ?? Number.POSITIVE_INFINITY,
    uses: chosen.usesLeft ?? Number.POSITIVE_INFINITY,
  });
  return replacement;
}

/** Shelf price of the offer's product that the chain sells most; undefined: none of them has one. */
function typicalPrice(
  context: Context,
  productNos: Int32Array,
  today: Day,
  lastDay: Day,
): number | undefined {
  const { facts } = context.history;
  const popularity = facts.popularity(today);
  const { priceAt } = facts.shelfPrices(today, lastDay);
  const best = [...productNos]
    .map((productNo) => ({ priceCents: priceAt(productNo, undefined), sold: popularity[productNo] ?? 0 }))
    .filter((one) => one.priceCents !== undefined && one.priceCents > 0)
    .sort((a, b) => b.sold - a.sold || (a.priceCents ?? 0) - (b.priceCents ?? 0));
  return best[0]?.priceCents;
}

/** Paper promises: what it comes to must be there before the first household gets it. */
function requireRoom(
  context: Context,
  terms: OfferTerms,
  replacement: Replacement,
  paper: PaperOf,
  left: { readonly cents: number; readonly uses: number },
): void {
  let needed = 0;
  let uses = 0;
  for (const { printedPriceCents } of context.ledger.paper.places(paper, replacement)) {
    const face = faceValueOf(terms, replacement.termsValueCents, printedPriceCents ?? replacement.priceCents);
    if (face === undefined)
      throw refused(terms.offerId, 'what it saves is not known: none of its products has a shelf price');
    needed += face * terms.limitTransaction;
    uses += terms.limitTransaction;
  }
  if (needed > left.cents)
    throw refused(
      terms.offerId,
      `it would promise ${money(needed)}, and ${money(left.cents)} of its budget is left`,
    );
  if (uses > left.uses)
    throw refused(terms.offerId, `it would be given ${uses} times, and ${left.uses} are left of its limit`);
}

function money(amount: number): string {
  return `$${formatCents(cents(amount) satisfies Cents)}`;
}

function refused(offerId: string, why: string): UserError {
  return new UserError('replacement', `offer ${offerId} cannot take the place: ${why}`, {
    exitCode: EXIT.answerIsNo,
    next: 'Nothing was withdrawn. Name another offer, or say --lanes honour or refuse.',
  });
}
