import type { LineFacts, SpecialFacts } from '../lists/planned-list.ts';
import type { Reason } from '../lists/reasons.ts';
import type { Timing } from '../lists/timing.ts';
import type { OfferFacts } from '../offers/price.ts';
import type { Cents } from '../shared/cents.ts';
import type { Language } from './sheet.ts';

/** What a reason's sentence may say: what is stored with the line. */
export type ReasonFacts = Pick<LineFacts, 'purchases' | 'gapDays' | 'lastDay'> & {
  readonly offer?: Pick<SpecialFacts, 'discovery'>;
};

/** An offer as stored with its line; {@link SpecialFacts.group} where it is on several products. */
export type Deal = OfferFacts & Pick<SpecialFacts, 'group'>;

/** How amounts are written. */
export type Say = {
  readonly money: (cents: number) => string;
  /** A weight in thousandths of the chain's unit, with the unit. */
  readonly weight: (milli: number) => string;
};

/** The words of one language for what stands beside a line. A language that lacks one does not compile. */
export type Words = {
  /** A sentence per reason; none where its facts were not kept. */
  readonly reason: Readonly<Record<Reason, (facts: ReasonFacts) => string | undefined>>;
  /** When a due line is expected. */
  readonly timing: Readonly<Record<Timing, string>>;
  readonly headline: (deal: OfferFacts, money: (cents: number) => string) => string;
  readonly save: (saveCents: Cents, money: (cents: number) => string) => string;
  /** What a price by weight is for. @param unit `lb` */
  readonly per: (unit: string) => string;
  /** Before a price that is for more than one unit. @param amount `2`, or a weight with its unit. */
  readonly pricedFor: (amount: string) => string;
  /** What the shopper has to do for it; undefined: buy one. */
  readonly condition: (deal: Deal, say: Say) => string | undefined;
  /** That an offer is on a whole group: its brands and sizes, where they are few enough to be named. */
  readonly anyVariety: (brands: readonly string[], sizes: readonly string[]) => string;
  readonly footer: readonly string[];
  readonly obeyed: ObeyedWords;
};

/** The words for wishes that a list obeys. */
export type ObeyedWords = {
  /** Of a product, or of a category in lower case. */
  readonly without: (name: string) => string;
  /** @param name As the household or the configuration writes it. */
  readonly diet: (name: string) => string;
  /** That the sheet is in a language, by the language. */
  readonly language: Readonly<Record<Language, string>>;
  readonly largePrint: string;
  readonly regularPrint: string;
};

/** A diet in a language's own words where it has some, else by its name as people write it. */
export function dietText(words: Readonly<Record<string, string>>, name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  return words[plain] ?? plain;
}

/** Fewer purchases than this have one gap at most, and "about every" says more than that. */
const RHYTHM_PURCHASES = 3;

/** The usual gap, where there is a rhythm to speak of. */
export function rhythmOf({ purchases, gapDays }: ReasonFacts): ReturnType<typeof roundGap> | undefined {
  return gapDays === undefined || (purchases ?? 0) < RHYTHM_PURCHASES ? undefined : roundGap(gapDays);
}

/** A sentence about what the household buys, of a special that it speaks for. */
export function besides(offer: ReasonFacts['offer'], sentence: (name: string) => string): string | undefined {
  const name = offer?.discovery?.description;
  return name === undefined ? undefined : sentence(name);
}

/** A gap as people say it: whole days, and weeks from a fortnight on. */
export function roundGap(gapDays: number): { readonly count: number; readonly unit: 'day' | 'week' } {
  if (gapDays < 13.5) return { count: Math.max(1, Math.round(gapDays)), unit: 'day' };
  return { count: Math.round(gapDays / 7), unit: 'week' };
}

/** `A, B or C`. */
export function oneOf(names: readonly string[], or: string): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${or} ${last}`;
}
