import type { Reason } from '../lists/reasons.ts';
import type { OfferFacts } from '../offers/price.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';

/** What a reason's sentence may say. */
export type ReasonFacts = { readonly gapDays: number | undefined; readonly lastDay: Day | undefined };

/** The words of one language for what stands beside a line. A language that lacks one does not compile. */
export type Words = {
  readonly reason: Readonly<Record<Reason, (facts: ReasonFacts) => string | undefined>>;
  readonly headline: (deal: OfferFacts, money: (cents: number) => string) => string;
  readonly save: (saveCents: Cents, money: (cents: number) => string) => string;
  /** What the shopper has to do for it; undefined: buy one. */
  readonly condition: (deal: OfferFacts, money: (cents: number) => string) => string | undefined;
  readonly footer: readonly string[];
};

/** A gap as people say it: whole days, and weeks from a fortnight on. */
export function roundGap(gapDays: number): { readonly count: number; readonly unit: 'day' | 'week' } {
  if (gapDays < 13.5) return { count: Math.max(1, Math.round(gapDays)), unit: 'day' };
  return { count: Math.round(gapDays / 7), unit: 'week' };
}
