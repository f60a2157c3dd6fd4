import type { Addressee, GroupFacts, Obeyed, PlannedLine } from '../lists/planned-list.ts';
import { timingOf } from '../lists/timing.ts';
import { cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import { spokenWishes } from './obeyed.ts';
import { priceText } from './price-text.ts';
import type { DueContent, ExtraContent, SheetContent, SpecialContent, StoreContent } from './sheet.ts';
import type { Words } from './words.ts';
import { wordsOf } from './words-of.ts';

/** A stored list as print needs it. */
export type PrintableList = {
  readonly listId: number;
  readonly listCode: string;
  /** false: handed out in the store; no address is printed then. */
  readonly mail: boolean;
  /** As in {@link SheetContent}; only where the sheet is mailed. */
  readonly imb?: string | undefined;
  readonly addressee: Addressee;
  readonly obeyed?: readonly Obeyed[] | undefined;
  readonly lines: readonly PlannedLine[];
};

export type SheetFrame = {
  readonly chainName: string;
  readonly currencySign: string;
  readonly weightUnit: string;
  readonly store: StoreContent | undefined;
  /** What the law of the store's state wants beside the specials. */
  readonly disclosure?: string | undefined;
  readonly validFrom: Day;
  readonly validUntil: Day;
};

/** A stored list to the words of its sheet. */
export function sheetOfList(list: PrintableList, frame: SheetFrame): SheetContent {
  const { language, largePrint, name, addressLines } = list.addressee;
  const of = (section: PlannedLine['section']) => list.lines.filter((line) => line.section === section);
  const words = wordsOf(language);
  const money = (amount: number): string => priceText(frame.currencySign, cents(amount));
  const weight = (milli: number): string => `${milli / 1000} ${frame.weightUnit}`;
  return {
    listId: list.listId,
    listCode: list.listCode,
    chainName: frame.chainName,
    language,
    householdName: name,
    addressLines: list.mail ? addressLines : [],
    ...(list.mail && list.imb !== undefined ? { imb: list.imb } : {}),
    store: frame.store,
    validFrom: frame.validFrom,
    validUntil: frame.validUntil,
    due: of('due').map(
      (line): DueContent => ({
        ...nameAndSize(words, line),
        aisle: line.facts.aisle,
        aisleSort: line.facts.aisleSort ?? 0,
        regularPriceCents: line.regularPriceCents,
        timingText: timingText(words, line, frame.validFrom),
        reasonText: reasonText(words, line),
      }),
    ),
    specials: of('special').map((line): SpecialContent => {
      const deal = line.facts.offer;
      const group = deal?.group;
      return {
        headline:
          line.facts.offer?.headline ?? (deal === undefined ? line.description : words.headline(deal, money)),
        ...(line.productId === undefined ? { description: '', size: undefined } : nameAndSize(words, line)),
        ...(group === undefined ? {} : groupContent(words, group)),
        aisle: line.facts.aisle,
        regularPriceCents: deal?.beforeCents,
        priceWithOfferCents: deal?.afterCents,
        ...pricedFor(words, deal, weight),
        saveText: words.save(line.offerValueCents ?? cents(0), money),
        conditionText: deal === undefined ? undefined : words.condition(deal, { money, weight }),
        // What is off the whole basket says so itself.
        reasonText: line.productId === undefined ? undefined : reasonText(words, line),
        legalText: deal?.legalText,
      };
    }),
    ...(frame.disclosure === undefined ? {} : { disclosure: frame.disclosure }),
    extras: of('extra').map(
      (line): ExtraContent => ({
        kind: line.facts.extra?.kind ?? 'tip',
        title: line.description,
        body: line.facts.extra?.body,
        reasonText: reasonText(words, line),
      }),
    ),
    largePrint,
    wishes: spokenWishes(list, language),
    // Terms of specials, on a sheet that has none, would only make one look for them.
    footerLines: of('special').length === 0 ? [] : words.footer,
  };
}

/** The prices of a deal are those of all that has to be bought: beside the name of one unit they would be read as its own. */
function pricedFor(
  words: Words,
  deal: PlannedLine['facts']['offer'],
  weight: (milli: number) => string,
): Pick<SpecialContent, 'pricedForText'> {
  if (deal?.afterCents === undefined) return {};
  const several = (amount: string) => ({ pricedForText: words.pricedFor(amount) });
  if (deal.buyWeightMilli !== undefined && deal.buyWeightMilli !== 1000)
    return several(weight(deal.buyWeightMilli));
  return deal.unitsNeeded > 1 ? several(String(deal.unitsNeeded)) : {};
}

/** The sizes of the group stand for that of the product shown. */
function groupContent(words: Words, { brands, sizes }: GroupFacts): Partial<SpecialContent> {
  return { groupText: words.anyVariety(brands, sizes), ...(sizes.length === 0 ? {} : { size: undefined }) };
}

function timingText(words: Words, { expectedDay }: PlannedLine, validFrom: Day): string | undefined {
  const timing = timingOf(expectedDay, validFrom);
  return timing === undefined ? undefined : words.timing[timing];
}

/** Why a line is on the list, as the sheet says it to the household. */
export function reasonText(words: Words, { reason, facts }: PlannedLine): string | undefined {
  return words.reason[reason](facts);
}

/** What is sold by weight has a unit for a size, and its price is for one of that; a single piece needs none. */
const BY_WEIGHT = /^(?:per )?(lb|kg|oz|g)$/i;
const ONE_PIECE = /^(?:per )?(?:each|ea)$/i;

/** Feeds repeat the size in the name; the sheet says it once. */
function nameAndSize(
  words: Words,
  { description, facts }: PlannedLine,
): Pick<DueContent, 'description' | 'size'> {
  const { size } = facts;
  const unit = BY_WEIGHT.exec(size ?? '')?.[1];
  if (unit !== undefined) return { description, size: words.per(unit.toLowerCase()) };
  if (ONE_PIECE.test(size ?? '')) return { description, size: undefined };
  const said = size !== undefined && description.toLowerCase().includes(size.toLowerCase());
  return { description, size: said ? undefined : size };
}
