import type { OfferFacts } from '../offers/price.ts';
import { dayParts } from '../shared/day.ts';
import { besides, dietText, oneOf, type ReasonFacts, rhythmOf, type Words } from './words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DIETS: Readonly<Record<string, string>> = {
  'pork free': 'no pork',
  'beef free': 'no beef',
  'alcohol free': 'no alcohol',
};

function every(facts: ReasonFacts): string | undefined {
  const rhythm = rhythmOf(facts);
  if (rhythm === undefined) return lastTime(facts);
  const { count, unit } = rhythm;
  return count === 1 ? `about every ${unit}` : `about every ${count} ${unit}s`;
}

function lastTime({ lastDay }: ReasonFacts): string | undefined {
  if (lastDay === undefined) return undefined;
  const { month, dayOfMonth } = dayParts(lastDay);
  return `last time ${MONTHS[month - 1]} ${dayOfMonth}`;
}

function times({ purchases }: ReasonFacts): string | undefined {
  if (purchases === undefined) return undefined;
  return purchases === 1 ? 'bought once' : `bought ${purchases} times`;
}

export const WORDS_EN: Words = {
  reason: {
    'due-now': every,
    'due-late': lastTime,
    staple: every,
    'bought-before': times,
    'deal-on-usual': () => 'one of your usuals',
    'deal-bought-before': () => 'you have bought it before',
    'deal-on-need': () => 'for something you buy',
    'deal-goes-with': ({ offer }) => besides(offer, (name) => `goes with ${name} on this list`),
    'deal-others-buy': ({ offer }) => besides(offer, (name) => `many who buy ${name} buy this too`),
    'deal-to-try': () => 'something new to try',
    'deal-welcome-back': ({ purchases }) =>
      purchases === undefined ? 'a brand you used to buy' : 'you used to buy it',
    'deal-on-basket': () => 'on your whole basket',
    'taken-over': () => 'from your earlier list',
    'goes-with-list': () => 'goes with your list',
    'for-your-tier': () => 'a thank-you for shopping here',
    'for-everyone': () => 'for all our customers',
  },
  timing: { 'this-week': 'this week', 'next-week': 'next week', later: 'later' },
  headline: (deal, money) => {
    switch (deal.kind) {
      case 'cents_off':
        return `${money(deal.saveCents)} off`;
      case 'percent_off':
        return `${(deal.percentBasisPoints ?? 0) / 100}% off`;
      case 'new_price':
        return `Now ${money(deal.priceCents ?? 0)}`;
      case 'multi_price':
        return `${deal.unitsNeeded} for ${money(deal.priceCents ?? 0)}`;
      case 'free_item':
      case 'bogo':
        return freeHeadline(deal);
      case 'basket_off':
        return `${money(deal.saveCents)} off your basket`;
    }
  },
  save: (saveCents, money) => `Save ${money(saveCents)}`,
  per: (unit) => `per ${unit}`,
  pricedFor: (amount) => `${amount} for`,
  condition: (deal, { money, weight }) => {
    if (deal.minBasketCents !== undefined) return `when you spend ${money(deal.minBasketCents)}`;
    if (deal.kind === 'bogo' || deal.kind === 'free_item') return `with ${deal.unitsNeeded} in your basket`;
    if (deal.buyAmountCents !== undefined) return `when you buy ${money(deal.buyAmountCents)} of it`;
    if (deal.buyWeightMilli !== undefined) return `when you buy ${weight(deal.buyWeightMilli)}`;
    if (deal.group !== undefined)
      return `when you buy any ${deal.unitsNeeded === 1 ? 'one' : deal.unitsNeeded}`;
    return deal.unitsNeeded > 1 ? `when you buy ${deal.unitsNeeded}` : undefined;
  },
  anyVariety: (brands, sizes) => {
    const of = brands.length === 0 ? 'any variety' : `any variety of ${oneOf(brands, 'or')}`;
    return sizes.length === 0 ? of : `${of}, ${oneOf(sizes, 'or')}`;
  },
  footer: [
    'Each special once per household. Not with other coupons on the same item; never more than the price of the item.',
  ],
  obeyed: {
    without: (name) => `no ${name}`,
    diet: (name) => dietText(DIETS, name),
    language: { en: 'in English', es: 'in Spanish' },
    largePrint: 'large print',
    regularPrint: 'regular print',
  },
};

function freeHeadline(deal: OfferFacts): string {
  const free = deal.getQuantity ?? 1;
  const paid = deal.unitsNeeded - free;
  if (paid === 1 && free === 1) return 'Buy one, get one free';
  return `Buy ${paid}, get ${free} free`;
}
