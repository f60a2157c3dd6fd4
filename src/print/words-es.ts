import type { OfferFacts } from '../offers/price.ts';
import { dayParts } from '../shared/day.ts';
import { besides, dietText, oneOf, type ReasonFacts, rhythmOf, type Words } from './words.ts';

const MONTHS = ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'];
const UNITS = { day: ['día', 'días'], week: ['semana', 'semanas'] } as const;

const DIETS: Readonly<Record<string, string>> = {
  vegetarian: 'vegetariano',
  vegan: 'vegano',
  pescatarian: 'pescetariano',
  'pork free': 'sin cerdo',
  'beef free': 'sin carne de res',
  'alcohol free': 'sin alcohol',
  'gluten free': 'sin gluten',
};

function every(facts: ReasonFacts): string | undefined {
  const rhythm = rhythmOf(facts);
  if (rhythm === undefined) return lastTime(facts);
  const { count, unit } = rhythm;
  const [one, many] = UNITS[unit];
  return count === 1 ? `más o menos cada ${one}` : `más o menos cada ${count} ${many}`;
}

function lastTime({ lastDay }: ReasonFacts): string | undefined {
  if (lastDay === undefined) return undefined;
  const { month, dayOfMonth } = dayParts(lastDay);
  return `última vez: ${dayOfMonth} ${MONTHS[month - 1]}`;
}

function times({ purchases }: ReasonFacts): string | undefined {
  if (purchases === undefined) return undefined;
  return purchases === 1 ? 'lo compró una vez' : `lo ha comprado ${purchases} veces`;
}

export const WORDS_ES: Words = {
  reason: {
    'due-now': every,
    'due-late': lastTime,
    staple: every,
    'bought-before': times,
    'deal-on-usual': () => 'de lo que usted compra',
    'deal-bought-before': () => 'ya lo ha comprado antes',
    'deal-on-need': () => 'para algo que usted compra',
    'deal-goes-with': ({ offer }) => besides(offer, (name) => `va con ${name}, en esta lista`),
    'deal-others-buy': ({ offer }) =>
      besides(offer, (name) => `muchos que compran ${name} también lo compran`),
    'deal-to-try': () => 'algo nuevo para probar',
    'deal-welcome-back': ({ purchases }) =>
      purchases === undefined ? 'una marca que antes compraba' : 'antes lo compraba',
    'deal-on-basket': () => 'en toda su compra',
    'taken-over': () => 'de su lista anterior',
    'goes-with-list': () => 'va con su lista',
    'for-your-tier': () => 'en agradecimiento por comprar aquí',
    'for-everyone': () => 'para todos nuestros clientes',
  },
  timing: { 'this-week': 'esta semana', 'next-week': 'la próxima semana', later: 'más adelante' },
  headline: (deal, money) => {
    switch (deal.kind) {
      case 'cents_off':
        return `${money(deal.saveCents)} de descuento`;
      case 'percent_off':
        return `${(deal.percentBasisPoints ?? 0) / 100}% de descuento`;
      case 'new_price':
        return `Ahora ${money(deal.priceCents ?? 0)}`;
      case 'multi_price':
        return `${deal.unitsNeeded} por ${money(deal.priceCents ?? 0)}`;
      case 'free_item':
      case 'bogo':
        return freeHeadline(deal);
      case 'basket_off':
        return `${money(deal.saveCents)} menos en su compra`;
    }
  },
  save: (saveCents, money) => `Ahorre ${money(saveCents)}`,
  per: (unit) => `por ${unit}`,
  pricedFor: (amount) => `${amount} por`,
  condition: (deal, { money, weight }) => {
    if (deal.minBasketCents !== undefined) return `en compras desde ${money(deal.minBasketCents)}`;
    if (deal.kind === 'bogo' || deal.kind === 'free_item') return `con ${deal.unitsNeeded} en su compra`;
    if (deal.buyAmountCents !== undefined) return `al comprar ${money(deal.buyAmountCents)}`;
    if (deal.buyWeightMilli !== undefined) return `al comprar ${weight(deal.buyWeightMilli)}`;
    if (deal.group !== undefined)
      return deal.unitsNeeded === 1
        ? 'al comprar uno cualquiera'
        : `al comprar ${deal.unitsNeeded} cualesquiera`;
    return deal.unitsNeeded > 1 ? `al comprar ${deal.unitsNeeded}` : undefined;
  },
  anyVariety: (brands, sizes) => {
    const of = brands.length === 0 ? 'cualquier variedad' : `cualquier variedad de ${anyOf(brands)}`;
    return sizes.length === 0 ? of : `${of}, ${anyOf(sizes)}`;
  },
  footer: [
    'Cada oferta una vez por hogar. No se combina con otros cupones en el mismo artículo; nunca más que el precio del artículo.',
  ],
  obeyed: {
    without: (name) => `sin ${name}`,
    diet: (name) => dietText(DIETS, name),
    language: { en: 'en inglés', es: 'en español' },
    largePrint: 'letra grande',
    regularPrint: 'letra normal',
  },
};

/** `A, B o C`; before what begins with the sound of an o (Ostrander, Hormel, 8, 11) the word is `u`. */
function anyOf(names: readonly string[]): string {
  return oneOf(names, /^(?:h?[oó]|8|11(?!\d))/i.test(names.at(-1) ?? '') ? 'u' : 'o');
}

function freeHeadline(deal: OfferFacts): string {
  const free = deal.getQuantity ?? 1;
  const paid = deal.unitsNeeded - free;
  if (paid === 1 && free === 1) return 'Compre uno y llévese otro gratis';
  return `Compre ${paid} y llévese ${free} gratis`;
}
