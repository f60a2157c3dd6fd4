import type { Cents } from '../shared/cents.ts';
import { clean, phraseOf } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { priceText } from './price-text.ts';
import { NO_BREAK_SPACE, type Phrase, remembering } from './shaping.ts';
import type { DueContent, SheetContent, SpecialContent } from './sheet.ts';
import { FACES } from './style.ts';
import type { Texts } from './texts.ts';

/** What a sheet's columns say, shaped once and set at every density that is tried. */
export type Said = { readonly due: readonly SaidAisle[]; readonly specials: readonly SaidSpecial[] };

/** `aisle` is `undefined` for what is nowhere known to stand. */
export type SaidAisle = { readonly aisle: string | undefined; readonly items: readonly SaidDue[] };

export type SaidDue = {
  readonly name: Phrase;
  /** How much, when, why. */
  readonly aside: Phrase;
  readonly price: Phrase | undefined;
};

/** Where it says nothing of a kind, the phrase is empty. */
export type SaidSpecial = {
  readonly name: Phrase;
  /** What else it may be. */
  readonly group: Phrase;
  readonly deal: Phrase;
  readonly save: Phrase;
  /** What for, and until when if that is before the sheet's own end. */
  readonly condition: Phrase;
  /** How much, where, why. */
  readonly aside: Phrase;
  readonly legal: Phrase;
  readonly prices: SaidPrices;
};

/**
 * `shelf`: there is but one price. `amount`: what the others are for, "2 for"; empty where it is one. `was`: the word before the
 * price that is struck through.
 */
export type SaidPrices =
  | { readonly kind: 'none' }
  | { readonly kind: 'shelf'; readonly shelf: Phrase }
  | { readonly kind: 'now'; readonly amount: Phrase; readonly now: Phrase }
  | {
      readonly kind: 'both';
      readonly amount: Phrase;
      readonly now: Phrase;
      readonly was: Phrase;
      readonly before: Phrase;
    };

type Speaker = { readonly fonts: Fonts; readonly texts: Texts; readonly currencySign: string };

export function saidOf(content: Pick<SheetContent, 'due' | 'specials'>, speaker: Speaker): Said {
  return {
    due: byAisle(content.due).map(({ aisle, items }) => ({
      aisle,
      items: items.map((item) => saidDue(item, speaker)),
    })),
    specials: content.specials.map((special) => saidSpecial(special, speaker)),
  };
}

/** Runs of items of one aisle; items without one come under one heading, at the end. */
export function byAisle(due: readonly DueContent[]): { aisle: string | undefined; items: DueContent[] }[] {
  const aisles = new Map<string | undefined, DueContent[]>();
  for (const item of due) {
    const aisle = clean(item.aisle ?? '') || undefined;
    const items = aisles.get(aisle);
    if (items === undefined) aisles.set(aisle, [item]);
    else items.push(item);
  }
  const nowhere = aisles.get(undefined);
  aisles.delete(undefined);
  if (nowhere !== undefined) aisles.set(undefined, nowhere);
  return [...aisles].map(([aisle, items]) => ({ aisle, items }));
}

function saidDue(item: DueContent, { fonts, currencySign }: Speaker): SaidDue {
  const { description, size, timingText, reasonText, regularPriceCents } = item;
  return {
    name: phraseOf(fonts, FACES.item, withUnits(clean(description))),
    aside: phraseOf(fonts, FACES.quiet, quietText([size, timingText, reasonText])),
    price:
      regularPriceCents === undefined
        ? undefined
        : phraseOf(fonts, FACES.price, money(currencySign, regularPriceCents)),
  };
}

function saidSpecial(special: SpecialContent, speaker: Speaker): SaidSpecial {
  const { fonts, texts, currencySign } = speaker;
  const { size, aisle, reasonText, conditionText, validUntil } = special;
  const until = validUntil === undefined ? undefined : texts.onlyThrough(validUntil);
  const where = aisle === undefined ? undefined : texts.aisle(clean(aisle));
  const deal = dealText(special, (price) => money(currencySign, price)) ?? '';
  return {
    name: phraseOf(fonts, FACES.headline, withUnits(nameOfSpecial(special))),
    group: phraseOf(fonts, FACES.condition, withUnits(clean(special.groupText ?? ''))),
    deal: phraseOf(fonts, FACES.deal, deal),
    save: phraseOf(fonts, FACES.save, clean(special.saveText)),
    condition: phraseOf(fonts, FACES.condition, quietText([conditionText, until])),
    aside: phraseOf(fonts, FACES.quiet, quietText([size, where, reasonText])),
    legal: phraseOf(fonts, FACES.legal, clean(special.legalText ?? '')),
    prices: saidPrices(special, speaker),
  };
}

function saidPrices(special: SpecialContent, { fonts, texts, currencySign }: Speaker): SaidPrices {
  const { regularPriceCents: regular, priceWithOfferCents: offered } = special;
  if (offered === undefined || regular === offered) {
    if (regular === undefined) return { kind: 'none' };
    return { kind: 'shelf', shelf: phraseOf(fonts, FACES.price, money(currencySign, regular)) };
  }
  const now = phraseOf(fonts, FACES.specialPrice, money(currencySign, offered));
  const amount = phraseOf(fonts, FACES.condition, clean(special.pricedForText ?? ''));
  if (regular === undefined) return { kind: 'now', amount, now };
  return {
    kind: 'both',
    amount,
    now,
    was: phraseOf(fonts, FACES.quiet, `${texts.was} `),
    before: phraseOf(fonts, FACES.quietFigures, money(currencySign, regular)),
  };
}

/** A shopper looks for the product; a special on the whole basket has none, and is called by its deal. */
export function nameOfSpecial(special: SpecialContent): string {
  return clean(special.description) || clean(special.headline);
}

/** The deal in the offer's own words, unless the sheet says the same anyway: "$1.00 off" beside "Save $1.00". */
export function dealText(special: SpecialContent, said: (price: Cents) => string): string | undefined {
  const headline = clean(special.headline);
  const says = (text: string) => text.toLowerCase() === headline.toLowerCase();
  if (says(nameOfSpecial(special)) || says(clean(special.saveText))) return undefined;
  const { priceWithOfferCents, pricedForText } = special;
  if (priceWithOfferCents !== undefined && says(`${pricedForText ?? ''} ${said(priceWithOfferCents)}`))
    return undefined;
  const words = headline.split(' ');
  if (words.length > 2) return headline;
  const figures = clean(special.saveText).split(' ');
  if (priceWithOfferCents !== undefined) figures.push(said(priceWithOfferCents));
  return words.some((word) => /\d/.test(word) && figures.includes(word)) ? undefined : headline;
}

/** Prices are few. */
const amounts = new Map<string, (value: Cents) => string>();

function money(currencySign: string, value: Cents): string {
  let amount = amounts.get(currencySign);
  if (amount === undefined) {
    amount = remembering((of: Cents) => priceText(currencySign, of));
    amounts.set(currencySign, amount);
  }
  return amount(value);
}

/** No line ends between a number and its unit: "16 ct", "12 pk". */
export const withUnits = remembering((text) => text.replace(BEFORE_UNIT, NO_BREAK_SPACE));
const BEFORE_UNIT = /(?<=\d) (?=\p{L}{1,3}(?!\p{L}))/gu;

/** Longest part of a quiet line that is kept on one line: "4 × 120 ct", "about every 9 days". */
const UNBROKEN_LENGTH_MAX = 22;

/** Facts of an item as one quiet line, "3 lb bag · about every 12 days"; those not known are left out. */
export function quietText(facts: readonly (string | undefined)[]): string {
  let text = '';
  for (const fact of facts) {
    if (fact === undefined) continue;
    const said = unbroken(fact);
    if (said !== '') text = text === '' ? said : `${text}${NO_BREAK_SPACE}\u00b7 ${said}`;
  }
  return text;
}

const unbroken = remembering((fact) => {
  const said = clean(fact);
  return said.length <= UNBROKEN_LENGTH_MAX ? said.replaceAll(' ', NO_BREAK_SPACE) : said;
});
