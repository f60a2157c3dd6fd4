import { type Cents, formatCents } from '../shared/cents.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { LaneLanguage } from './words.ts';

/** Registers cut longer lines wherever they please. */
const RECEIPT_CHARS = 32;

/**
 * What the receipt says beside the amount: the offer's headline, else what it does. A headline names the value that
 * everybody gets, so whoever got another one reads that.
 */
export function receiptText(terms: OfferTerms, faceValueCents: Cents, language: LaneLanguage = 'en'): string {
  const headline = faceValueCents === terms.valueCents ? (terms.headline?.trim() ?? '') : '';
  return cutAtWord(headline === '' ? PLAIN[language](terms, formatCents(faceValueCents)) : headline);
}

function cutAtWord(text: string): string {
  const characters = Array.from(text);
  if (characters.length <= RECEIPT_CHARS) return text;
  // A blank right behind the limit ends a whole word too.
  const space = characters.slice(0, RECEIPT_CHARS + 1).lastIndexOf(' ');
  return characters.slice(0, space > 0 ? space : RECEIPT_CHARS).join('');
}

function inEnglish(terms: OfferTerms, value: string): string {
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

function inSpanish(terms: OfferTerms, value: string): string {
  switch (terms.kind) {
    case 'cents_off':
      return `${value} menos`;
    case 'percent_off':
      return `${terms.percentBasisPoints / 100}% menos`;
    case 'new_price':
      return `Su precio ${value}`;
    case 'multi_price':
      return `${terms.buyQuantity} por ${value}`;
    case 'free_item':
    case 'bogo':
      return `Compre ${terms.buyQuantity}, lleve ${terms.getQuantity} gratis`;
    case 'basket_off':
      return `${value} menos en su compra`;
  }
}

const PLAIN: Readonly<Record<LaneLanguage, (terms: OfferTerms, value: string) => string>> = {
  en: inEnglish,
  es: inSpanish,
};
