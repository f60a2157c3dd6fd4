import type { StoreArrival } from '../history/late-stores.ts';
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

/** All that the pages of a packet say of a cycle, apart from its single lists. */
export type Packet = {
  readonly frame: PageFrame;
  readonly cycle: ReviewedCycle;
  readonly seed: number;
  readonly survey: Survey;
  readonly offers: readonly OfferMoney[];
  readonly funders: readonly FunderMoney[];
  readonly causes: readonly Cause[];
  readonly newOffers: ReadonlySet<string>;
  readonly holds: readonly HoldEntry[];
  /** What a release would be refused for as things stand, each a sentence. */
  readonly blockers: readonly string[];
  readonly freshness: Freshness;
  /** Lists of this packet whose sheet could not be made. */
  readonly sheetFaults: readonly { readonly listId: number; readonly fault: string }[];
  /** Specials issued and used so far; undefined: not released. */
  readonly standing: { readonly issued: number; readonly redeemed: number } | undefined;
  /** Whether sheets that could not be printed are known. */
  readonly printed: boolean;
  /** What comes after `duelist` and its command so that it finds the chain: ` --data /var/duelist`. */
  readonly dataOption: string;
};
