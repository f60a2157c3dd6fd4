import type { BelowCost } from '../../offers/below-cost.ts';
import type { PriceFault } from '../../offers/price-faults.ts';
import { cents, formatCents } from '../../shared/cents.ts';

/** Faults named one by one in warnings before the rest is counted. */
const NAMED_MAX = 10;

/** Which values of the offers feed the prices feed does not bear, and what to write. */
export function priceTexts(faults: readonly PriceFault[]): string[] {
  return textsOfFirst(faults, textOf, 'values of offers that the shelf prices do not bear');
}

/** The first of some warnings, and how many more there are. */
function textsOfFirst<T>(all: readonly T[], text: (one: T) => string, what: string): string[] {
  const more = all.length - NAMED_MAX;
  return [
    ...all.slice(0, NAMED_MAX).map(text),
    ...(more > 0 ? [`and ${more} more ${what}; see \`plan --json\``] : []),
  ];
}

function textOf(fault: PriceFault): string {
  const { offerId, version, column, segment, productId, units, leftOut } = fault;
  const value =
    segment === undefined ? formatCents(fault.valueCents) : `${segment}=${formatCents(fault.valueCents)}`;
  const shelf = formatCents(fault.shelfCents);
  const goods =
    units === 1 ? `its dearest product ${productId}` : `${units} of its dearest product ${productId}`;
  const [what, next] =
    fault.fault === 'above-price'
      ? ['takes off more than', `Write at most ${shelf}`]
      : ['is not below', `Write less than ${shelf}`];
  const outcome = leftOut ? 'the offer is on no list' : 'no list carries that value';
  return `offer ${offerId} version ${version}: ${column} ${value} ${what} the shelf price of ${goods}, ${shelf}; ${outcome}. ${next}, or correct the prices feed.`;
}

/** The same for programs. */
export function priceFaultsDocument(faults: readonly PriceFault[]) {
  return faults.map((fault) => ({
    offer_id: fault.offerId,
    version: fault.version,
    fault: fault.fault,
    column: fault.column,
    segment: fault.segment ?? null,
    value_cents: fault.valueCents,
    product_id: fault.productId,
    units: fault.units,
    shelf_price_cents: fault.shelfCents,
    left_out: fault.leftOut,
  }));
}

/** Which offers sell below cost where it is known; they stay on the lists, since a chain may know better. */
export function costTexts(offers: readonly BelowCost[]): string[] {
  return textsOfFirst(offers, costText, 'offers below cost');
}

function costText(offer: BelowCost): string {
  const [left, shelf, saving, funder, cost] = [
    offer.shelfCents - offer.savingCents + offer.funderCents,
    offer.shelfCents,
    offer.savingCents,
    offer.funderCents,
    offer.costCents,
  ].map((amount) => formatCents(cents(amount)));
  const where = offer.storeId === undefined ? '' : ` in store ${offer.storeId}`;
  return `offer ${offer.offerId} version ${offer.version}: on product ${offer.productId}${where} it leaves ${left} (${shelf} less ${saving}, of which the funder pays ${funder}), below the cost of ${cost}; some states forbid that (Wis. Stat. 100.30). Write a lower value, or correct unit_cost in the prices feed.`;
}

export function belowCostDocument(offers: readonly BelowCost[]) {
  return offers.map((offer) => ({
    offer_id: offer.offerId,
    version: offer.version,
    product_id: offer.productId,
    store_id: offer.storeId ?? null,
    shelf_price_cents: offer.shelfCents,
    saving_cents: offer.savingCents,
    funder_cents: offer.funderCents,
    cost_cents: offer.costCents,
  }));
}
