import { type Successors, withSuccessors } from '../../history/succession.ts';
import type { ExtraRow, PreferenceRow } from '../../ingest/rows.ts';
import type { TierRule } from '../../lists/allocation/options.ts';
import { type ListAims, tierRules } from '../../lists/allocation/tier-rules.ts';
import type { DropPlan } from '../../lists/drops.ts';
import { type WishCatalog, wishCatalog } from '../../lists/hidden.ts';
import { preferencesOfGroups } from '../../lists/kin-wishes.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { AislePlace } from '../../lists/plan-lines.ts';
import { type BelowCost, belowCost } from '../../offers/below-cost.ts';
import { type CatalogIndex, indexCatalog } from '../../offers/catalog-index.ts';
import { type LawWarning, lawWarnings, withSensitive } from '../../offers/law.ts';
import { liveOffers, type OfferStandings, type StoppedReason } from '../../offers/live.ts';
import { bookOffers, type OfferBook } from '../../offers/offer-book.ts';
import type { OfferPast } from '../../offers/past.ts';
import { type PriceFault, withoutPriceFaults } from '../../offers/price-faults.ts';
import type { Catalog, CatalogProduct } from '../../shared/catalog.ts';
import { type Cents, cents } from '../../shared/cents.ts';
import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { fold } from '../../shared/fold.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import { withReadableNames } from '../../shared/readable-name.ts';
import type { LastList, NewCycle } from '../../store/ledger/cycles.ts';
import type { Ignored } from '../../store/ledger/plans.ts';
import { type Restrictions, restrictionKeys } from '../../store/ledger/restrictions.ts';
import type { Suppression } from '../../store/ledger/suppressions.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { extrasByLanguage } from './extras.ts';
import { fitInForce, planWindow } from './fit.ts';
import { findHouseCards } from './house-cards.ts';
import { hashOfLaw, readLaw } from './law.ts';
import { hashOfNames, readNames } from './names.ts';

/** Everything of a plan that is the same for all households, read once. */
export type PlanInputs = {
  readonly asOf: Day;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly index: CatalogIndex;
  /** What stands for products that were replaced. */
  readonly successors: Successors | undefined;
  readonly restrictions: Restrictions;
  /** Households whose cards are used for whoever has none: no lists for them, and no part in any table. */
  readonly houseCards: ReadonlySet<string>;
  readonly standings: OfferStandings;
  /** Values of offers that the shelf prices do not bear. */
  readonly priceFaults: readonly PriceFault[];
  /** Live offers that leave the store less than the goods cost it; asked for where a plan is drafted, and nowhere else. */
  readonly belowCost: () => readonly BelowCost[];
  readonly lawWarnings: () => readonly LawWarning[];
  readonly book: OfferBook;
  /** What an offer was to a household before this plan. */
  readonly pastOf: (offerId: string, householdId: string) => OfferPast | undefined;
  readonly dropPlan: DropPlan;
  /** What each tier's lists are to hold. */
  readonly tierRules: readonly TierRule[];
  /** What a household has let pass so often that it rests. */
  readonly restsOf: (householdId: string) => readonly Ignored[];
  readonly lastLists: ReadonlyMap<string, LastList>;
  readonly suppressions: ReadonlyMap<string, readonly Suppression[]>;
  readonly preferences: ReadonlyMap<string, readonly PreferenceRow[]>;
  readonly wishCatalog: WishCatalog;
  readonly extrasByLanguage: (language: string) => readonly ExtraRow[];
  readonly priceAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  /** Whether prices are known, and not one that holds throughout the lists' validity. */
  readonly priceChanges: (productNo: number, storeId: string | undefined) => boolean;
  /** Whether an ad has it on any day of the lists' validity. */
  readonly inAd: (productNo: number, storeId: string | undefined) => boolean;
  readonly aisleAt: (product: CatalogProduct, storeId: string | undefined) => AislePlace | undefined;
};

/**
 * Which cycle a plan would be: its days, and a hash of all that decides it.
 *
 * @param obeys Holds, withdrawals and recalls that its lists are to obey; default: those in force.
 */
export function describeCycle(
  context: Context,
  asOf: Day,
  households: 'due' | 'all',
  keys: readonly SigningKey[],
  obeys: readonly string[] = restrictionKeys(context.ledger.restrictions()),
): NewCycle {
  const { plan, chain } = context.config;
  const validFrom = addDays(asOf, plan.lead_days);
  const names = hashOfNames(context);
  const law = hashOfLaw(context);
  const whoIsWho = context.ledger.households.marks();
  const fit = fitInForce(context, planWindow(context, asOf));
  const inputs = {
    asOf: formatDay(asOf),
    households,
    plan,
    tiers: context.config.tiers,
    chain,
    diets: context.config.diets,
    houseCards: context.config.house_cards,
    keys: keys.map(({ keyId, secret }) => `${keyId}:${sha256(secret)}`),
    feeds: context.history.files.watermark(),
    cycles: context.ledger.cycles.watermark(asOf),
    redemptions: context.ledger.redemptions.watermark(),
    ...(fit === undefined ? {} : { fit: sha256(JSON.stringify(fit.fit)) }),
    ...(whoIsWho.length === 0 ? {} : { households: whoIsWho }),
    ...(obeys.length === 0 ? {} : { obeys }),
    ...(names === undefined ? {} : { names }),
    ...(law === undefined ? {} : { law }),
  };
  return {
    asOf,
    validFrom,
    validUntil: addDays(validFrom, plan.valid_days - 1),
    households,
    obeys,
    knownFileNo: context.history.files.newest(),
    inputsSha256: sha256(JSON.stringify(inputs)),
  };
}

/** @param usable Offers of the feed that may be on the lists at all; default: every one. */
export function readPlanInputs(
  context: Context,
  cycle: Pick<NewCycle, 'asOf' | 'validFrom' | 'validUntil'>,
  usable: (terms: OfferTerms) => boolean = () => true,
): PlanInputs {
  const { history, ledger, config } = context;
  const { facts } = history;
  const { asOf, validFrom, validUntil } = cycle;
  const restrictions = ledger.restrictions();
  const law = readLaw(context);
  const catalog = withSensitive(withReadableNames(facts.catalog(), readNames(context)), law.sensitive);
  const index = indexCatalog(catalogWithRecalls(catalog, restrictions.recalledProducts));
  const terms = facts.offers().filter(usable);
  const draws = new Map(
    [...new Set(terms.map(({ offerId }) => offerId))].map((offerId) => {
      // What is still open on paper is as good as drawn: it was promised.
      const { drawnCents, openCents, drawnCount, openCount } = ledger.issuer.account(offerId, validFrom);
      return [offerId, { drawnCents: cents(drawnCents + openCents), applications: drawnCount + openCount }];
    }),
  );
  const prices = facts.shelfPrices(validFrom, validUntil);
  const { priceFaults, ...standings } = withoutPriceFaults(
    liveOffers(terms, { asOf, validFrom, validUntil }, draws, index, stoppedBy(restrictions), law),
    index.catalog,
    prices.dearest,
  );
  // Asked about days to come: what takes the place of a delisted product may be asked for before anybody has bought it.
  const successors = history.successions.asOf(asOf, true);
  const popularity = withSuccessors(facts.popularity(asOf), successors);
  const { plan } = config;
  return {
    asOf,
    validFrom,
    validUntil,
    index,
    successors,
    restrictions,
    houseCards: findHouseCards(context, asOf),
    standings,
    priceFaults,
    belowCost: () => belowCost(standings.live, index.catalog, prices),
    lawWarnings: () => lawWarnings(law, standings.live, index.catalog),
    book: bookOffers(standings.live, index, (productNo) => popularity[productNo] ?? 0),
    pastOf: ledger.pastOffers(
      standings.live.map((offer) => offer.terms),
      asOf,
    ),
    dropPlan: {
      cycleDays: plan.cycle_days,
      drops: plan.drops,
      anchor: plan.drop_anchor,
      leadDays: plan.lead_days,
      lastPlanned: lastPlannedBefore(context, asOf),
    },
    tierRules: tierRules(aimsOf(config)),
    restsOf: (householdId) => ledger.plans.ignored(householdId, plan.ignored_times, asOf - plan.rest_days),
    lastLists: ledger.cycles.lastLists(asOf),
    suppressions: ledger.suppressions(asOf),
    preferences: preferencesOfGroups(facts.preferences(), ledger.households.members()),
    wishCatalog: wishCatalog(index, config.diets, history.successions.all()),
    extrasByLanguage: extrasByLanguage(facts.extras(), config.chain.language),
    priceAt: prices.priceAt,
    priceChanges: prices.changes,
    inAd: prices.inAd,
    aisleAt: aisleFinder(context),
  };
}

/** What lists are to hold, by tier. */
export function aimsOf({ plan, tiers }: Context['config']): ListAims {
  return {
    tiers: {
      gold: { specials: tiers.gold_specials, value: tiers.gold_value },
      silver: { specials: tiers.silver_specials, value: tiers.silver_value },
      bronze: { specials: tiers.bronze_specials, value: tiers.bronze_value },
    },
    specials: plan.specials,
    discoveryPercent: plan.discovery_percent,
    valueRangePercent: tiers.value_range_percent,
  };
}

/** The catalog with what was recalled by command beside what the feed calls recalled. */
export function catalogWithRecalls(catalog: Catalog, recalled: ReadonlySet<string>): Catalog {
  if (recalled.size === 0) return catalog;
  return {
    ...catalog,
    products: catalog.products.map((product) =>
      product !== undefined && recalled.has(product.productId) ? { ...product, status: 'recalled' } : product,
    ),
  };
}

/** Offers that people keep off the lists, and why. */
export function stoppedBy({ heldOffers, withdrawnOffers }: Restrictions): Map<string, StoppedReason> {
  const stopped = new Map<string, StoppedReason>();
  for (const offerId of withdrawnOffers) stopped.set(offerId, 'withdrawn');
  for (const offerId of heldOffers) stopped.set(offerId, 'held');
  return stopped;
}

/** The newest plan that went out before a day: the nights since then were missed. */
function lastPlannedBefore(context: Context, asOf: Day): Day | undefined {
  const days = context.ledger.cycles
    .all()
    // Lists of an earlier system were planned by nobody here: before the first plan no night was missed.
    .filter((cycle) => !cycle.takenOver)
    .filter((cycle) => cycle.asOf < asOf && cycle.state !== 'draft' && cycle.state !== 'withdrawn')
    .map((cycle) => cycle.asOf);
  return days.at(-1);
}

function aisleFinder(context: Context): PlanInputs['aisleAt'] {
  const places = new Map<string, AislePlace>();
  for (const { storeId, category, aisle, sort } of context.history.facts.aisles()) {
    places.set(`${storeId}\u0000${fold(category)}`, { aisle, sort });
  }
  return (product, storeId) =>
    product.category === undefined
      ? undefined
      : places.get(`${storeId ?? ''}\u0000${fold(product.category)}`);
}
