import type { Addressee, Arm, HouseholdStanding, PlannedLine, Tier } from '../lists/planned-list.ts';

/** A list of the cycle, as it is read for review. */
export type ReviewList = {
  readonly listId: number;
  readonly householdId: string;
  readonly arm: Arm;
  readonly homeStoreId: string | undefined;
  readonly mail: boolean;
  readonly weeklySpendCents: number;
  readonly tier: Tier | undefined;
  readonly standing?: HouseholdStanding | undefined;
  /** The hold that keeps it from going out. */
  readonly held: number | undefined;
  readonly addressee: Addressee;
  readonly lines: readonly PlannedLine[];
};

/** What a list comes to. */
export type ListFigures = {
  /** Due lines and specials: what one can put into a basket. */
  readonly goods: number;
  readonly specials: number;
  /** What the specials save, each used once. */
  readonly valueCents: number;
  /** What they cost if each is used as often as one transaction may: what a release promises. */
  readonly faceCents: number;
  /** What they are likely to cost: sum of probability x value, in millionths of a cent, so that it adds up exactly. */
  readonly expectedMicros: number;
};

/** How often one transaction may use an offer. */
export type TimesOf = (offerId: string, version: number) => number;

/** A line as far as its figures go: any list's, this cycle's or an earlier one's. */
type FigureLine = Pick<PlannedLine, 'section' | 'offerId' | 'offerValueCents'> &
  Chance & { readonly offerVersion?: number | undefined };

/** What is known of whether a special is used. */
export type Chance = Pick<PlannedLine, 'probability'> & {
  readonly facts?: { readonly offer?: { readonly redeemProbability?: number } };
};

export function figuresOf(list: { readonly lines: readonly FigureLine[] }, timesOf: TimesOf): ListFigures {
  const figures = { goods: 0, specials: 0, valueCents: 0, faceCents: 0, expectedMicros: 0 };
  for (const line of list.lines) {
    if (line.section !== 'extra') figures.goods += 1;
    if (!isSpecial(line)) continue;
    figures.specials += 1;
    figures.valueCents += line.offerValueCents;
    figures.faceCents += line.offerValueCents * timesOf(line.offerId, line.offerVersion ?? 0);
    figures.expectedMicros += expectedMicros(line, line.offerValueCents);
  }
  return figures;
}

type Special = { readonly offerId: string; readonly offerValueCents: number };

/** Whether a line promises money. */
export function isSpecial<L extends Pick<PlannedLine, 'section' | 'offerId' | 'offerValueCents'>>(
  line: L,
): line is L & Special {
  return line.section === 'special' && line.offerId !== undefined && line.offerValueCents !== undefined;
}

/**
 * What a special is likely to cost, used once: P(it is redeemed) x value, in millionths of a cent. Probabilities are kept with
 * six decimals, so this is a whole number. Where none of a redemption was kept, that of the purchase stands in.
 */
export function expectedMicros({ probability, facts }: Chance, valueCents: number): number {
  return Math.round((facts?.offer?.redeemProbability ?? probability ?? 0) * 1_000_000) * valueCents;
}

/** Whether a list is to go out: neither a ghost of the control group nor held. */
export function goesOut(list: Pick<ReviewList, 'arm' | 'held'>): boolean {
  return list.arm === 'treatment' && list.held === undefined;
}
