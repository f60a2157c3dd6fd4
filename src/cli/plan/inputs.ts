import type { ExtraRow } from '../../ingest/rows.ts';
import type { TierRule } from '../../lists/allocation/options.ts';
import { type ListAims, tierRules } from '../../lists/allocation/tier-rules.ts';
import type { DropPlan } from '../../lists/drops.ts';
import { type WishCatalog, wishCatalog } from '../../lists/hidden.ts';
import type { AislePlace } from '../../lists/line-inputs.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { CatalogIndex } from '../../offers/catalog-index.ts';
import { bookOffers, type OfferBook } from '../../offers/offer-book.ts';
import type { OfferPast } from '../../offers/past.ts';
import type { CatalogProduct } from '../../shared/catalog.ts';
import type { Cents } from '../../shared/cents.ts';
import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { fold } from '../../shared/fold.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { NewCycle } from '../../store/ledger/cycles.ts';
import type { Ignored } from '../../store/ledger/plans.ts';
import { restrictionKeys } from '../../store/ledger/restrictions.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { extrasByLanguage } from './extras.ts';
import { type FactsMade, makeOfFacts, type PlanFacts, readPlanFacts } from './facts.ts';
import { fitInForce, planWindow } from './fit.ts';
import { hashOfLaw } from './law.ts';
import { hashOfNames } from './names.ts';

/** Everything of a plan that is the same for all households: its facts, and what is made of them. */
export type PlanInputs = PlanFacts & {
  readonly index: CatalogIndex;
  readonly book: OfferBook;
  /** What an offer was to a household before this plan. */
  readonly pastOf: (offerId: string, householdId: string) => OfferPast | undefined;
  readonly dropPlan: DropPlan;
  /** What each tier's lists are to hold. */
  readonly tierRules: readonly TierRule[];
  /** What a household has let pass so often that it rests. */
  readonly restsOf: (householdId: string) => readonly Ignored[];
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
  // How many threads make the lists is nothing that decides them.
  const { threads: _, ...deciding } = plan;
  const inputs = {
    asOf: formatDay(asOf),
    households,
    plan: deciding,
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
  usable?: (terms: OfferTerms) => boolean,
): PlanInputs {
  const { facts, made } = readPlanFacts(context, cycle, usable);
  return planInputs(context, facts, made);
}

/**
 * What is made of a plan's facts, on whatever thread. Beside them it reads only what the run lock keeps as it is, and what
 * households had of offers before.
 *
 * @param made What reading the facts made already.
 */
export function planInputs(
  { history, ledger, config }: Pick<Context, 'config' | 'history' | 'ledger'>,
  facts: PlanFacts,
  made: FactsMade = makeOfFacts(history, facts),
): PlanInputs {
  const { asOf, popularity, standings } = facts;
  const { index, prices } = made;
  const { plan } = config;
  return {
    ...facts,
    index,
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
      lastPlanned: facts.lastPlanned,
    },
    tierRules: tierRules(aimsOf(config)),
    restsOf: (householdId) => ledger.plans.ignored(householdId, plan.ignored_times, asOf - plan.rest_days),
    wishCatalog: wishCatalog(index, config.diets, history.successions.all()),
    extrasByLanguage: extrasByLanguage(history.facts.extras(), config.chain.language),
    priceAt: prices.priceAt,
    priceChanges: prices.changes,
    inAd: prices.inAd,
    aisleAt: aisleFinder(history),
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

function aisleFinder(history: Context['history']): PlanInputs['aisleAt'] {
  const places = new Map<string, AislePlace>();
  for (const { storeId, category, aisle, sort } of history.facts.aisles()) {
    places.set(`${storeId}\u0000${fold(category)}`, { aisle, sort });
  }
  return (product, storeId) =>
    product.category === undefined
      ? undefined
      : places.get(`${storeId ?? ''}\u0000${fold(product.category)}`);
}
