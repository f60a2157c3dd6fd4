import type { HouseholdScores } from '../cadence/score.ts';
import type { HouseholdHistory } from '../history/household-history.ts';
import type { ExtraRow } from '../ingest/rows.ts';
import type { Candidate } from '../offers/candidates.ts';
import type { Catalog, CatalogProduct } from '../shared/catalog.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { Tier } from './planned-list.ts';

/** What is the same for all lists of a plan. */
export type LineRules = {
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly minProbability: number;
  readonly dueLines: number;
  /** Filled up to this many with the likeliest items below the minimum. */
  readonly minDueLines: number;
  readonly extras: number;
};

/** Where a product stands in the household's store. */
export type AislePlace = { readonly aisle: string | undefined; readonly sort: number };

/** What the lines of one list are made of. */
export type LineInputs = {
  readonly householdId: string;
  readonly scores: HouseholdScores;
  /** What the scores were made of. */
  readonly history: Pick<HouseholdHistory, 'starts' | 'days'>;
  /** The numbers that products had when the household bought them, where another one stands for them now. */
  readonly boughtAs: (productNo: number) => readonly number[];
  readonly catalog: Catalog;
  readonly specials: readonly Candidate[];
  /** The names of brands by number. */
  readonly brands: readonly string[];
  readonly extras: readonly ExtraRow[];
  readonly priceOf: (productNo: number) => Cents | undefined;
  readonly aisleOf: (product: CatalogProduct) => AislePlace | undefined;
  /** Whether the household reads the language in which the offers feed words its headlines. */
  readonly readsHeadlines: boolean;
  /** Products that this household is not to see, for whatever reason. */
  readonly hidden: (productNo: number) => boolean;
  /** Whether a need is hidden altogether: no recipe that calls for it is shown. */
  readonly hidesNeed: (need: string) => boolean;
  readonly tier: Tier | undefined;
};
