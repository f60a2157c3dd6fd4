import { type Successors, withSuccessors } from '../../history/succession.ts';
import type { PreferenceRow } from '../../ingest/rows.ts';
import { preferencesOfGroups } from '../../lists/kin-wishes.ts';
import { type BelowCost, belowCost } from '../../offers/below-cost.ts';
import { type CatalogIndex, indexCatalog } from '../../offers/catalog-index.ts';
import { type LawWarning, lawWarnings, withSensitive } from '../../offers/law.ts';
import { liveOffers, type OfferStandings, type StoppedReason } from '../../offers/live.ts';
import { type PriceFault, withoutPriceFaults } from '../../offers/price-faults.ts';
import type { Catalog } from '../../shared/catalog.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import { withReadableNames } from '../../shared/readable-name.ts';
import type { LastList, NewCycle } from '../../store/ledger/cycles.ts';
import type { Restrictions } from '../../store/ledger/restrictions.ts';
import type { Suppression } from '../../store/ledger/suppressions.ts';
import type { Context } from '../context.ts';
import { openPaperFrom } from '../cycle/open-paper.ts';
import { findHouseCards } from './house-cards.ts';
import { readLaw } from './law.ts';
import { readNames } from './names.ts';

/**
 * What is the same for all households of a plan, read once and as it was at that moment: lanes go on while a plan is made, and
 * every thread of it has to know the same. Plain data, so that it can be sent to one.
 */
export type PlanFacts = {
  readonly asOf: Day;
  readonly validFrom: Day;
  readonly validUntil: Day;
  /** As lists and offers see it: names made readable, recalls and sensitive goods marked. */
  readonly catalog: Catalog;
  /** What stands for products that were replaced. */
  readonly successors: Successors | undefined;
  /** Purchases chain-wide, by product number. */
  readonly popularity: Float64Array;
  readonly restrictions: Restrictions;
  /** Households whose cards are used for whoever has none: no lists for them, and no part in any table. */
  readonly houseCards: ReadonlySet<string>;
  readonly standings: OfferStandings;
  /** The newest plan that went out before; undefined: there is none. */
  readonly lastPlanned: Day | undefined;
  readonly lastLists: ReadonlyMap<string, LastList>;
  readonly suppressions: ReadonlyMap<string, readonly Suppression[]>;
  readonly preferences: ReadonlyMap<string, readonly PreferenceRow[]>;
};

/** What is made on the way, and need not be made twice on one thread. */
export type FactsMade = {
  readonly index: CatalogIndex;
  readonly prices: ReturnType<Context['history']['facts']['shelfPrices']>;
};

export function makeOfFacts({ facts }: Context['history'], known: PlanFacts): FactsMade {
  const { catalog, validFrom, validUntil } = known;
  return { index: indexCatalog(catalog), prices: facts.shelfPrices(validFrom, validUntil) };
}

/** What a person should know of a plan's offers before the lists go out. */
export type OfferWarnings = {
  /** Values of offers that the shelf prices do not bear. */
  readonly priceFaults: readonly PriceFault[];
  /** Live offers that leave the store less than the goods cost it. */
  readonly belowCost: readonly BelowCost[];
  readonly lawWarnings: readonly LawWarning[];
};

/** @param usable Offers of the feed that may be on the lists at all; default: every one. */
export function readPlanFacts(
  context: Context,
  { asOf, validFrom, validUntil }: Pick<NewCycle, 'asOf' | 'validFrom' | 'validUntil'>,
  usable: (terms: OfferTerms) => boolean = () => true,
): { readonly facts: PlanFacts; readonly made: FactsMade; readonly warnings: () => OfferWarnings } {
  const { history, ledger } = context;
  const restrictions = ledger.restrictions();
  const law = readLaw(context);
  const named = withSensitive(withReadableNames(history.facts.catalog(), readNames(context)), law.sensitive);
  const catalog = catalogWithRecalls(named, restrictions.recalledProducts);
  const index = indexCatalog(catalog);
  const terms = history.facts.offers().filter(usable);
  const openFrom = openPaperFrom(context, { asOf });
  const draws = new Map(
    [...new Set(terms.map(({ offerId }) => offerId))].map((offerId) => {
      // What is still open on paper is as good as drawn: it was promised.
      const { drawnCents, openCents, drawnCount, openCount } = ledger.issuer.account(offerId, openFrom);
      const open = { cents: cents(openCents), uses: openCount };
      return [
        offerId,
        { drawnCents: cents(drawnCents + openCents), applications: drawnCount + openCount, open },
      ];
    }),
  );
  const prices = history.facts.shelfPrices(validFrom, validUntil);
  const { priceFaults, ...standings } = withoutPriceFaults(
    liveOffers(terms, { asOf, validFrom, validUntil }, draws, index, stoppedBy(restrictions), law),
    catalog,
    prices.dearest,
  );
  // Asked about days to come: what takes the place of a delisted product may be asked for before anybody has bought it.
  const successors = history.successions.asOf(asOf, true);
  return {
    facts: {
      asOf,
      validFrom,
      validUntil,
      catalog,
      successors,
      popularity: withSuccessors(history.facts.popularity(asOf), successors),
      restrictions,
      houseCards: findHouseCards(context, asOf),
      standings,
      lastPlanned: lastPlannedBefore(context, asOf),
      lastLists: ledger.cycles.lastLists(asOf),
      suppressions: ledger.suppressions(asOf),
      preferences: preferencesOfGroups(history.facts.preferences(), ledger.households.members()),
    },
    made: { index, prices },
    warnings: () => ({
      priceFaults,
      belowCost: belowCost(standings.live, catalog, prices),
      lawWarnings: lawWarnings(law, standings.live, catalog),
    }),
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
