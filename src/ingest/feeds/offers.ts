import { type Cents, cents, formatCents } from '../../shared/cents.ts';
import { AUDIENCES, OFFER_KINDS, RESTRICTIONS, STACKS } from '../../shared/offer-terms.ts';
import type { OfferRow } from '../rows.ts';
import { defineFeed } from './definition.ts';
import { OFFER_OPTIONAL, OFFER_REQUIRED, type OfferCells } from './offer-columns.ts';
import { productSelectors } from './offer-selectors.ts';
import { offerTaper, offerValue, offerWeight, valuesBySegment } from './offer-value.ts';

const NO_CENTS = cents(0);
/** Quantities and limits above it are a slip of the keyboard. */
const COUNT_MAX = 1_000_000_000;

/**
 * Offers. What a blank means: version 1; buy 1 (of `multi_price` 2), get 1, one application per transaction; the funder
 * pays all, no handling fee; any audience, every store, no restriction; `exclusive`, since a feed that says nothing must
 * not give two discounts on one unit; a return restores the offer.
 */
export const offersFeed = defineFeed(OFFER_REQUIRED, OFFER_OPTIONAL, (cells): OfferRow => {
  const row = offerRow(cells);
  checkPurchase(cells, row);
  return row;
});

function offerRow(cells: OfferCells): OfferRow {
  const identity = {
    offerId: cells.id('offer_id'),
    version: cells.integer('version', 1, COUNT_MAX) ?? 1,
    offerCode: cells.optional('offer_code'),
    funderId: cells.id('funder_id'),
    funderName: cells.optional('funder_name'),
  };
  const kind = cells.requiredOneOf('kind', OFFER_KINDS);
  return {
    ...identity,
    kind: kind ?? 'cents_off',
    ...offerValue(cells, kind),
    buyQuantity: cells.integer('buy_quantity', 1, COUNT_MAX) ?? (kind === 'multi_price' ? 2 : 1),
    buyAmountCents: cells.amountFrom('buy_amount', 1),
    ...offerWeight(cells, kind),
    getQuantity: cells.integer('get_quantity', 1, COUNT_MAX) ?? 1,
    minBasketCents: cells.amountFrom('min_basket', 0),
    // A discount on the whole basket may name no products: then all of them count.
    products: productSelectors(cells, 'products', kind === 'basket_off' ? 'optional' : 'required'),
    productsExcluded: productSelectors(cells, 'products_excluded', 'optional'),
    ...windows(cells),
    limitTransaction: cells.integer('limit_transaction', 1, COUNT_MAX) ?? 1,
    limitHousehold: cells.integer('limit_household', 1, COUNT_MAX),
    limitTotal: cells.integer('limit_total', 1, COUNT_MAX),
    budgetCents: cells.amountFrom('budget', 0),
    funderPercent: cells.integer('funder_percent', 0, 100) ?? 100,
    handlingFeeCents: cells.amountFrom('handling_fee', 0) ?? NO_CENTS,
    audience: cells.oneOf('audience', AUDIENCES) ?? 'any',
    valuesBySegment: segmentValues(cells, kind),
    ...offerTaper(cells, kind),
    stack: cells.oneOf('stack', STACKS) ?? 'exclusive',
    onVoid: cells.oneOf('on_void', ['restore']) ?? 'restore',
    onReturn: cells.oneOf('on_return', ['restore', 'consume']) ?? 'restore',
    stores: cells.list('stores'),
    restricted: cells.oneOf('restricted', RESTRICTIONS) ?? 'none',
    headline: cells.optional('headline'),
    legalText: cells.optional('legal_text'),
  };
}

/** What comes off an amount that has to be bought is no more than that amount. */
function checkPurchase(cells: OfferCells, row: OfferRow): void {
  const [column, least] =
    row.kind === 'basket_off'
      ? (['min_basket', row.minBasketCents] as const)
      : (['buy_amount', row.kind === 'cents_off' ? row.buyAmountCents : undefined] as const);
  if (least === undefined || least <= 0) return;
  const ofSegments = Object.entries(row.valuesBySegment).find(([, value]) => value > least)?.[0];
  if (row.valueCents <= least && ofSegments === undefined) return;
  const [at, what] =
    row.valueCents > least
      ? (['value', 'is more than'] as const)
      : (['values_by_segment', `takes off more (${ofSegments}) than`] as const);
  cells.fault(
    at,
    'value-above-purchase',
    `${what} the ${formatCents(least)} of ${column}`,
    `Write at most ${formatCents(least)}, or raise ${column}.`,
  );
}

function windows(cells: OfferCells): Pick<OfferRow, 'issueStart' | 'issueEnd' | 'redeemStart' | 'redeemEnd'> {
  const issueStart = cells.requiredDay('issue_start');
  const issueEnd = cells.requiredDay('issue_end');
  const redeemStart = cells.requiredDay('redeem_start');
  const redeemEnd = cells.requiredDay('redeem_end');
  cells.checkWindow('issue_start', issueStart, 'issue_end', issueEnd);
  cells.checkWindow('redeem_start', redeemStart, 'redeem_end', redeemEnd);
  // Such an offer could only be printed after it expired.
  cells.checkWindow('issue_start', issueStart, 'redeem_end', redeemEnd);
  return { issueStart, issueEnd, redeemStart, redeemEnd };
}

function segmentValues(
  cells: OfferCells,
  kind: OfferRow['kind'] | undefined,
): Readonly<Record<string, Cents>> {
  return kind === undefined ? {} : valuesBySegment(cells, kind);
}
