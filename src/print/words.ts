import type { Reason } from '../lists/reasons.ts';
import type { Timing } from '../lists/timing.ts';
import type { OfferFacts } from '../offers/price.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { Language } from './sheet.ts';

/** What a reason's sentence may say. */
export type ReasonFacts = { readonly gapDays: number | undefined; readonly lastDay: Day | undefined };

/** The words of one language for what stands beside a line. A language that lacks one does not compile. */
export type Words = {
  readonly reason: Readonly<Record<Reason, (facts: ReasonFacts) => string | undefined>>;
  /** When a due line is expected. */
  readonly timing: Readonly<Record<Timing, string>>;
  readonly headline: (deal: OfferFacts, money: (cents: number) => string) => string;
  readonly save: (saveCents: Cents, money: (cents: number) => string) => string;
  /** What the shopper has to do for it; undefined: buy one. */
  readonly condition: (deal: OfferFacts, money: (cents: number) => string) => string | undefined;
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

/** A gap as people say it: whole days, and weeks from a fortnight on. */
export function roundGap(gapDays: number): { readonly count: number; readonly unit: 'day' | 'week' } {
  if (gapDays < 13.5) return { count: Math.max(1, Math.round(gapDays)), unit: 'day' };
  return { count: Math.round(gapDays / 7), unit: 'week' };
}
