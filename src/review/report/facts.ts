import type { ListKind } from '../../lists/list-kind.ts';
import type { PlanReport } from '../../lists/plan-report.ts';
import type { Arm, Tier } from '../../lists/planned-list.ts';
import type { Lift } from '../../measure/lift.ts';
import type { ListErrors, ListTally } from '../../measure/list-score.ts';
import type { Day } from '../../shared/day.ts';

/** Lists of a cycle that are alike; money in cents. */
export type ListGroup = {
  readonly arm: Arm;
  /** undefined: planned before it was kept. */
  readonly tier: Tier | undefined;
  readonly kind: ListKind | undefined;
  /** false: it waits in store. */
  readonly mail: boolean;
  readonly held: boolean;
  readonly lists: number;
  readonly dueLines: number;
  readonly specials: number;
  readonly valueCents: number;
};

/** What became of an offer on the lists of one cycle, all its versions together. */
export type OfferResult = {
  readonly offerId: string;
  /** Rights on paper, and how many of them were redeemed; applications of those. */
  readonly issued: number;
  readonly redeemed: number;
  readonly applications: number;
  /** Paid for them, voids and returns taken off. */
  readonly funderCents: number;
  readonly storeCents: number;
};

/** Rights on paper in needs that their households do not buy, and how many of them were redeemed. */
export type DiscoveryResult = Pick<OfferResult, 'issued' | 'redeemed'>;

/** What an offer is called. */
export type OfferName = { readonly headline: string | undefined; readonly funderName: string | undefined };

/** What households of both groups did while the lists were good. */
export type Outcomes = {
  readonly spendCents: Lift | undefined;
  /** Units, in thousandths, of the products that the cycle's specials are on. */
  readonly unitsMilli: Lift | undefined;
  /** Days with a purchase. */
  readonly trips: Lift | undefined;
  /** Households that are part of another one by now, and are counted in neither group. */
  readonly merged: number;
};

/** Lists of one arm after their last day. */
export type Arms = Readonly<Record<Arm, { readonly tally: ListTally; readonly errors: ListErrors }>>;

/** What came of a cycle whose days are over and whose receipts are in. */
export type AfterCycle = {
  readonly arms: Arms;
  readonly outcomes: Outcomes;
  /** Days of stores within the validity that should have been there and were not. */
  readonly missingDays: number;
};

/** What the report on a cycle is made of. */
export type ReportFacts = {
  readonly chainName: string;
  readonly cycle: {
    readonly cycleId: number;
    readonly asOf: Day;
    readonly validFrom: Day;
    readonly validUntil: Day;
    readonly state: string;
    readonly takenOver: boolean;
  };
  readonly groups: readonly ListGroup[];
  /** undefined: planned before it was kept. */
  readonly plan: PlanReport | undefined;
  /** Nine counts of households by need. */
  readonly segmentCells: Readonly<Record<string, readonly number[]>>;
  /** Wishes that were obeyed on some list, by what they ask. */
  readonly obeyed: Readonly<Record<string, number>>;
  /** Lists that were held, by reason. */
  readonly held: Readonly<Record<string, number>>;
  /** By offer id; empty before release. */
  readonly results: ReadonlyMap<string, OfferResult>;
  readonly discoveries: DiscoveryResult;
  readonly names: ReadonlyMap<string, OfferName>;
  /** undefined: its days are not over, or their receipts not in. */
  readonly after: AfterCycle | undefined;
};

/** Sums over some of the groups. */
export function sumOf(groups: readonly ListGroup[], which: (group: ListGroup) => boolean) {
  const some = groups.filter(which);
  const of = (figure: (group: ListGroup) => number): number =>
    some.reduce((sum, group) => sum + figure(group), 0);
  return {
    lists: of(({ lists }) => lists),
    dueLines: of(({ dueLines }) => dueLines),
    specials: of(({ specials }) => specials),
    valueCents: of(({ valueCents }) => valueCents),
  };
}

/** Whether lists go out: neither held nor of the control group. */
export function goOut({ arm, held }: ListGroup): boolean {
  return arm === 'treatment' && !held;
}

/** Rights redeemed of those issued, over all offers, and what was paid for them. */
export function redeemedOf(results: ReportFacts['results']) {
  const of = (figure: (result: OfferResult) => number): number =>
    [...results.values()].reduce((sum, result) => sum + figure(result), 0);
  return {
    issued: of(({ issued }) => issued),
    redeemed: of(({ redeemed }) => redeemed),
    funderCents: of(({ funderCents }) => funderCents),
    storeCents: of(({ storeCents }) => storeCents),
  };
}
