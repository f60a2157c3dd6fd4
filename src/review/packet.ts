import type { StoreArrival } from '../history/late-stores.ts';
import type { PlanReport } from '../lists/plan-report.ts';
import type { Day } from '../shared/day.ts';
import type { Cause } from './causes.ts';
import type { FunderMoney, OfferMoney } from './funding.ts';
import type { PageFrame } from './page.ts';
import type { CycleDays, Survey } from './survey.ts';

export type ReviewedCycle = CycleDays & {
  readonly cycleId: number;
  readonly state: 'draft' | 'approved' | 'released' | 'closed' | 'withdrawn';
  readonly seal: string | undefined;
  readonly approvedBy: string | undefined;
};

/** Holds that matter here, those of one kind and reason together. */
export type HoldEntry = {
  readonly kind: 'list' | 'offer' | 'household';
  readonly offerId: string | undefined;
  readonly by: string;
  readonly reason: string;
  /** How many of these holds there are, and how many of the cycle's lists they concern. */
  readonly holds: number;
  readonly lists: number;
};

/** Why the data behind the lists may be older than it should be. */
export type Freshness = {
  /** Newest receipts of the chain; undefined: there are none. */
  readonly lastDay: Day | undefined;
  /** Whether even these are too old for the day of the plan. */
  readonly old: boolean;
  /** Stores that have not sent that day. */
  readonly late: readonly StoreArrival[];
  /** Feed files that broke off in the middle. */
  readonly halfRead: readonly string[];
  readonly storeNames: ReadonlyMap<string, string>;
};

/** What households did with the newest lists before these that were scored; lines are due lines. */
export type LastScore = CycleDays & {
  readonly cycleId: number;
  readonly lists: number;
  readonly dueLines: number;
  readonly bought: number;
  /** Lines that should have been bought by their probabilities. */
  readonly expected: number;
  /** Of as many lines of a naive list. */
  readonly naiveBought: number;
  /** Days of stores that had not been sent when it was scored. */
  readonly missingDays: number;
  /** What is usual of the share bought, 0..1, and the bound below which it has fallen; undefined: too few cycles before it. */
  readonly usual: { readonly mean: number; readonly low: number } | undefined;
  /** What is amiss with it, each a sentence without its full stop. */
  readonly faults: readonly string[];
};

/** All that the pages of a packet say of a cycle, apart from its single lists. */
export type Packet = {
  readonly frame: PageFrame;
  readonly cycle: ReviewedCycle;
  readonly seed: number;
  readonly survey: Survey;
  readonly offers: readonly OfferMoney[];
  readonly funders: readonly FunderMoney[];
  /** What the plan found the lists may draw; undefined: planned before that was kept. */
  readonly liability: Pick<PlanReport, 'risk' | 'funders' | 'warnings'> | undefined;
  readonly causes: readonly Cause[];
  readonly newOffers: ReadonlySet<string>;
  readonly holds: readonly HoldEntry[];
  /** What a release would be refused for as things stand, each a sentence. */
  readonly blockers: readonly string[];
  readonly freshness: Freshness;
  /** undefined: no lists before these have been scored. */
  readonly lastScore: LastScore | undefined;
  /** Nine counts of households by need, by loyalty, and in each by usage; none for a plan made before they were kept. */
  readonly segmentCells: Readonly<Record<string, readonly number[]>>;
  /** Lists of this packet whose sheet could not be made. */
  readonly sheetFaults: readonly { readonly listId: number; readonly fault: string }[];
  /** Specials issued and used so far; undefined: not released. */
  readonly standing: { readonly issued: number; readonly redeemed: number } | undefined;
  /** Whether sheets that could not be printed are known. */
  readonly printed: boolean;
  /** What comes after `duelist` and its command so that it finds the chain: ` --data /var/duelist`. */
  readonly dataOption: string;
};
