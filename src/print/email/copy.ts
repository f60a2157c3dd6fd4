import type { Cents } from '../../shared/cents.ts';
import { clean } from '../draw.ts';
import { groups } from '../groups.ts';
import { nameOf } from '../head.ts';
import { priceText } from '../price-text.ts';
import { byAisle, dealText, nameOfSpecial } from '../said.ts';
import { NO_BREAK_SPACE } from '../shaping.ts';
import type { DueContent, SheetContent, SpecialContent, StoreContent } from '../sheet.ts';
import { textsOf } from '../texts-of.ts';

/** A line of what is due. Texts are clean; an empty one says nothing. */
export type CopyItem = {
  readonly name: string;
  /** Size, when, why. */
  readonly aside: string;
  readonly price: string;
};

export type CopySpecial = {
  readonly name: string;
  readonly group: string;
  readonly deal: string;
  readonly save: string;
  /** What for, and until when if that is before the sheet's own end. */
  readonly condition: string;
  readonly aside: string;
  readonly legal: string;
  readonly price: string;
  /** The shelf price before; '' where the offer changes none. */
  readonly before: string;
};

/** What a sheet says, as words in reading order: for copies without places. */
export type SheetCopy = {
  readonly languageTag: string;
  readonly largePrint: boolean;
  readonly subject: string;
  readonly chainName: string;
  readonly title: string;
  readonly validity: string;
  readonly scanNote: string;
  /** In groups of four. */
  readonly digits: string;
  readonly symbolAlt: string;
  readonly listNumber: string;
  readonly dueHeading: string;
  /** `heading` is '' where the store has no aisles. */
  readonly aisles: readonly { readonly heading: string; readonly items: readonly CopyItem[] }[];
  readonly specialsHeading: string;
  readonly disclosure: string;
  readonly specials: readonly CopySpecial[];
  /** Stands before the shelf price. */
  readonly was: string;
  readonly extras: readonly {
    readonly kind: string;
    readonly title: string;
    readonly paragraphs: readonly string[];
  }[];
  /** Store, what the household asked for, terms, how to stop the e-mail, and what the chain says below all of its own. */
  readonly closing: readonly string[];
};

/** What an e-mail has at its foot and a sheet has not. */
export type EmailFoot = {
  /** A link or an address; absent: the chain's mailer says how to stop. */
  readonly unsubscribe?: string | undefined;
  /** The chain's postal address and the like. */
  readonly lines: readonly string[];
};

/** The words of a sheet, the very same as on paper, page numbers and lines for a pen left out. */
export function copyOf(content: SheetContent, currencySign: string, foot: EmailFoot): SheetCopy {
  const texts = textsOf(content.language);
  const money = (price: Cents): string => priceText(currencySign, price);
  const digits = groups(content.listCode).join(' ');
  const aisles = byAisle(content.due);
  const named = aisles.some(({ aisle }) => aisle !== undefined);
  const wishes = (content.wishes ?? []).map(clean);
  const closing = [
    storeLine(content.store, texts.yourStore),
    wishes.length === 0 ? '' : texts.asYouAsked(wishes, 0),
    ...content.footerLines,
    ...foot.lines,
    foot.unsubscribe === undefined ? '' : texts.unsubscribe(foot.unsubscribe),
  ];
  return {
    languageTag: texts.languageTag,
    largePrint: content.largePrint,
    subject: clean(texts.subject(content.chainName, content.validUntil)),
    chainName: clean(content.chainName),
    title: texts.listFor(nameOf(content)),
    validity: texts.validity(content.validFrom, content.validUntil),
    scanNote: content.specials.length === 0 ? texts.scanNoteAlone : texts.scanNote,
    digits,
    symbolAlt: texts.symbolAlt(digits),
    listNumber: texts.listNumber(digits),
    dueHeading: texts.dueHeading,
    aisles: aisles.map(({ aisle, items }) => ({
      heading: !named ? '' : aisle === undefined ? texts.aisleUnknown : texts.aisle(aisle),
      items: items.map((item) => itemOf(item, money)),
    })),
    specialsHeading: texts.specialsHeading,
    disclosure: clean(content.disclosure ?? ''),
    specials: content.specials.map((special) => specialOf(special, content, money)),
    was: texts.was,
    extras: content.extras.map(({ kind, title, body, reasonText }) => ({
      kind: joined([texts.extraKind[kind], reasonText]),
      title: clean(title),
      paragraphs: (body ?? '')
        .split(/\r\n|\r|\n/)
        .map(clean)
        .filter((line) => line !== ''),
    })),
    closing: closing.map(clean).filter((line) => line !== ''),
  };
}

function itemOf(item: DueContent, money: (price: Cents) => string): CopyItem {
  return {
    name: clean(item.description),
    aside: joined([item.size, item.timingText, item.reasonText]),
    price: item.regularPriceCents === undefined ? '' : money(item.regularPriceCents),
  };
}

function specialOf(
  special: SpecialContent,
  { language }: SheetContent,
  money: (price: Cents) => string,
): CopySpecial {
  const texts = textsOf(language);
  const { regularPriceCents, priceWithOfferCents, validUntil, aisle } = special;
  const changes = priceWithOfferCents !== undefined && regularPriceCents !== priceWithOfferCents;
  const price = changes ? priceWithOfferCents : regularPriceCents;
  return {
    name: nameOfSpecial(special),
    group: clean(special.groupText ?? ''),
    deal: dealText(special, money) ?? '',
    save: clean(special.saveText),
    condition: joined([
      special.conditionText,
      validUntil === undefined ? undefined : texts.onlyThrough(validUntil),
    ]),
    aside: joined([
      special.size,
      aisle === undefined ? undefined : texts.aisle(clean(aisle)),
      special.reasonText,
    ]),
    legal: clean(special.legalText ?? ''),
    price:
      price === undefined ? '' : clean(`${changes ? (special.pricedForText ?? '') : ''} ${money(price)}`),
    before: changes && regularPriceCents !== undefined ? money(regularPriceCents) : '',
  };
}

function joined(facts: readonly (string | undefined)[]): string {
  return facts
    .map((fact) => clean(fact ?? ''))
    .filter((fact) => fact !== '')
    .join(' \u00b7 ')
    .replaceAll(NO_BREAK_SPACE, ' ');
}

/** "Your store Dick's, 1 Main St, Platteville, WI 53818 · Open 6 to 10". */
function storeLine(store: StoreContent | undefined, label: string): string {
  if (store === undefined) return '';
  const known = (parts: readonly (string | undefined)[], separator: string) =>
    parts
      .map((part) => clean(part ?? ''))
      .filter((part) => part !== '')
      .join(separator);
  const place = known([store.state, store.postalCode], ' ');
  return `${label}: ${joined([known([store.name, store.address, store.city, place], ', '), store.hours])}`;
}
