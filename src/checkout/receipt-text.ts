import { type Cents, formatCents } from '../shared/cents.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';

/** Registers cut longer lines wherever they please. */
const RECEIPT_CHARS = 32;

/** What the receipt says beside the amount: the offer's headline, else what it does. */
export function receiptText(terms: OfferTerms, faceValueCents: Cents): string {
  const headline = terms.headline?.trim() ?? '';
  const text = headline === '' ? plainText(terms, formatCents(faceValueCents)) : headline;
  return Array.from(text).slice(0, RECEIPT_CHARS).join('').trimEnd();
}

function plainText(terms: OfferTerms, value: string): string {
  switch (terms.kind) {
    case 'cents_off':
      return `${value} off`;
    case 'percent_off':
      return `${terms.percentBasisPoints / 100}% off`;
    case 'new_price':
      return `Your price ${value}`;
    case 'multi_price':
      return `${terms.buyQuantity} for ${value}`;
    case 'free_item':
    case 'bogo':
      return `Buy ${terms.buyQuantity}, get ${terms.getQuantity} free`;
    case 'basket_off':
      return `${value} off your basket`;
  }
}
