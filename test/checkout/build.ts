import { decideRedemption } from '../../src/checkout/decide.ts';
import type {
  BasketLine,
  CheckoutConfig,
  Decision,
  Facts,
  IssuedOffer,
  RedemptionRequest,
} from '../../src/checkout/types.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { date, money, terms } from '../offers/build.ts';

export const CONFIG: CheckoutConfig = {
  graceDays: 0,
  listOfOtherHousehold: 'refuse',
  overrideCapCents: money('10.00'),
};

/** `2 x soup @ 2.99`, `1.35 x apples @ 5.99`: lines numbered from 1; the amount is rounded to a cent. */
export function basket(...texts: readonly string[]): readonly BasketLine[] {
  return texts.map((text, place) => {
    const match = /^(-?[\d.]+) x (\S+) @ (-?[\d.]+)$/.exec(text);
    if (match === null) throw new Error(`no basket line: ${text}`);
    const quantity = Number(match[1]);
    const unitPriceCents = money(match[3] ?? '');
    return {
      lineNo: place + 1,
      productId: (match[2] ?? '') as ProductId,
      quantityMilli: Math.round(quantity * 1000),
      unitPriceCents,
      amountCents: money((Math.round(quantity * unitPriceCents) / 100).toFixed(2)),
    };
  });
}

export function request(
  lines: readonly BasketLine[],
  over: Partial<RedemptionRequest> = {},
): RedemptionRequest {
  return {
    storeId: 'S1',
    registerId: 'R1',
    transactionId: 'T1',
    day: date('2026-03-10'),
    listCode: '1111222233334444',
    cardId: undefined,
    lines,
    ...over,
  };
}

/** An open offer on the products given (`soup|stew`); numbered by its offer id's digits, O7 is 7. */
export function issued(
  products: string,
  over: Partial<OfferTerms> = {},
  state: Partial<Omit<IssuedOffer, 'terms'>> = {},
): IssuedOffer {
  const ofOffer = terms(over);
  const issuedOfferId = Number(ofOffer.offerId.replace(/\D/g, ''));
  return {
    issuedOfferId,
    lineNo: issuedOfferId,
    terms: ofOffer,
    faceValueCents: ofOffer.valueCents,
    state: 'open',
    productIds: new Set(products === '' ? [] : products.split('|')),
    outsideBasketIds: new Set(['gift-card']),
    funderBudgetLeftCents: undefined,
    householdUsesLeft: undefined,
    ...state,
  };
}

export const LIST = {
  listId: 'L1',
  householdId: 'H1',
  validFrom: date('2026-03-05'),
  validUntil: date('2026-03-18'),
  state: 'live',
} as const;

export function facts(offers: readonly IssuedOffer[], over: Partial<Facts> = {}): Facts {
  return {
    recorded: undefined,
    list: LIST,
    cardHouseholdId: undefined,
    codeIsOurs: true,
    recalledIds: new Set(),
    offers,
    ...over,
  };
}

export function decide(lines: readonly string[], ...offers: readonly IssuedOffer[]): Decision {
  return decideRedemption(request(basket(...lines)), facts(offers), CONFIG);
}

/** Line number -> cents off, all offers together. */
export function perLine(decision: Decision): Readonly<Record<number, number>> {
  const sums: Record<number, number> = {};
  if (decision.tag === 'rejected') return sums;
  for (const { lineNo, amountCents } of decision.discounts) sums[lineNo] = (sums[lineNo] ?? 0) + amountCents;
  return sums;
}

export const percent = (basisPoints: number) =>
  ({ kind: 'percent_off', percentBasisPoints: basisPoints }) as const;
export const newPrice = (text: string) => ({ kind: 'new_price', valueCents: money(text) }) as const;
export const twoFor = (text: string) =>
  ({ kind: 'multi_price', valueCents: money(text), buyQuantity: 2 }) as const;
export const bogo = { kind: 'bogo', valueCents: money('0') } as const;
export const freeItem = { kind: 'free_item', valueCents: money('0') } as const;
export const offBasket = (text: string) => ({ kind: 'basket_off', valueCents: money(text) }) as const;
