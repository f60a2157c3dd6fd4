import type { LeftOut } from '../../../lists/left-out-facts.ts';
import type { PlanReport } from '../../../lists/plan-report.ts';
import { addDays, type Day } from '../../../shared/day.ts';
import type { OfferTerms } from '../../../shared/offer-terms.ts';
import type { Household } from '../../../store/history/households.ts';
import type { ChangedLine, KeptPreference, ProductToday } from '../../../store/history/people.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { StoredList } from '../../../store/ledger/lists.ts';
import type { HoldOfPerson, SuppressionOfPerson } from '../../../store/ledger/people.ts';
import type { RecallOfProduct, WithdrawalOfOffer } from '../../../store/ledger/people-changes.ts';
import type { IssuedToPerson, RedemptionOfPerson } from '../../../store/ledger/people-money.ts';
import type { Context } from '../../context.ts';
import { offersOutFor } from './offers-out.ts';

/** Changed lines that are shown; a resent month would bury the rest. */
const CHANGED_MAX = 200;

/** What is known of one household's list: then, and since. */
export type Explained = {
  readonly household: Household;
  readonly cycle: Cycle;
  readonly list: StoredList;
  /** undefined: planned before this was kept. */
  readonly leftOut: LeftOut | undefined;
  /** Offers that nobody's list could carry, of those that concern what the household buys; by reason. */
  readonly offersOut: Readonly<Record<string, readonly string[]>>;
  /** The rules that keep an offer off, by `offer id vVERSION`, as `restricted.csv` has them today. */
  readonly laws: ReadonlyMap<string, readonly string[]>;
  /** What the plan came to as a whole; undefined: planned before that was kept. */
  readonly report: PlanReport | undefined;
  /** Terms of the plan's offers, by id. */
  readonly termsNow: ReadonlyMap<string, OfferTerms>;
  /** Terms as printed, by `offer id|version`. */
  readonly terms: ReadonlyMap<string, OfferTerms>;
  readonly since: Since;
};

/** What came after the plan. */
export type Since = {
  readonly changedLines: readonly ChangedLine[];
  /** Days since the plan's own on which products were bought, by product. */
  readonly boughtOn: ReadonlyMap<string, readonly Day[]>;
  readonly products: ReadonlyMap<string, ProductToday>;
  /** Today's shelf price for the list's window, in cents, by product id. */
  readonly pricesCents: ReadonlyMap<string, number>;
  readonly newerVersions: ReadonlyMap<string, number>;
  readonly issued: ReadonlyMap<number, IssuedToPerson>;
  readonly redemptions: readonly RedemptionOfPerson[];
  readonly preferences: readonly KeptPreference[];
  readonly suppressions: readonly SuppressionOfPerson[];
  readonly holds: readonly HoldOfPerson[];
  readonly withdrawals: readonly WithdrawalOfOffer[];
  readonly recalls: readonly RecallOfProduct[];
  readonly rebuilds: readonly { readonly changeNo: number; readonly causes: readonly string[] }[];
  /** Name or address on paper is not what the feed says now. */
  readonly addressChanged: boolean;
};

/** Everything that `explain` shows of a list. */
export function gather(context: Context, household: Household, cycle: Cycle, list: StoredList): Explained {
  const { people } = context.ledger;
  const terms = new Map<string, OfferTerms>();
  for (const { offerId, offerVersion } of list.lines) {
    if (offerId === undefined || offerVersion === undefined) continue;
    const found = people.terms(offerId, offerVersion);
    if (found !== undefined) terms.set(`${offerId}|${offerVersion}`, found);
  }
  const leftOut = context.ledger.lists.leftOut(list.listId);
  const report = context.ledger.plans.report<PlanReport>(cycle.cycleId);
  const { offersOut, laws } = offersOutFor(context, household, cycle, people.offersOut(cycle.cycleId) ?? {});
  return {
    household,
    cycle,
    list,
    leftOut,
    offersOut,
    laws,
    report,
    termsNow: termsOf(context, Object.values(leftOut?.offers ?? {}).flat(), report),
    terms,
    since: gatherSince(context, household, cycle, list, leftOut),
  };
}

function gatherSince(
  context: Context,
  household: Household,
  cycle: Cycle,
  list: StoredList,
  leftOut: LeftOut | undefined,
): Since {
  const { history, ledger } = context;
  const { householdNo, householdId, homeStoreId } = household;
  const { cycleId, asOf, validFrom, validUntil, knownFileNo } = cycle;
  const lineProducts = list.lines.map((line) => line.productId).filter((id) => id !== undefined);
  const offerIds = list.lines.map((line) => line.offerId).filter((id) => id !== undefined);
  const leftOutProducts = (leftOut?.due ?? []).flatMap(({ productId, by }) =>
    by === undefined ? [productId] : [productId, by],
  );
  const offered = Object.values(leftOut?.figures ?? {}).flatMap(({ productId }) => productId ?? []);
  const formerProducts = list.lines.flatMap(({ facts }) => facts.boughtAs ?? []);
  const products = history.people.products([
    ...lineProducts,
    ...leftOutProducts,
    ...offered,
    ...formerProducts,
  ]);
  const priceOf = history.people.prices(
    [...products.values()].map(({ productNo }) => productNo),
    validFrom,
    validUntil,
  );
  const isNew = ({ fileNo }: { fileNo: number | undefined }): boolean =>
    fileNo !== undefined && knownFileNo !== undefined && fileNo > knownFileNo;
  const isBefore = (at: string): boolean => at < new Date(addDays(asOf, -1) * 86_400_000).toISOString();
  return {
    changedLines:
      knownFileNo === undefined
        ? []
        : history.people.changedLines(householdNo, knownFileNo, asOf, CHANGED_MAX),
    boughtOn: history.people.boughtSince(householdNo, asOf),
    products,
    pricesCents: new Map(
      [...products.values()].flatMap(({ productId, productNo }) => {
        const price = priceOf(productNo, list.homeStoreId ?? homeStoreId);
        return price === undefined ? [] : [[productId, price] as const];
      }),
    ),
    newerVersions: newerVersions(context, list),
    issued: new Map(ledger.people.issued(list.listId).map((offer) => [offer.lineNo, offer])),
    redemptions: ledger.people.redemptions(list.listId),
    preferences: history.people.preferences(householdId).filter(isNew),
    suppressions: ledger.people.suppressions(householdId).filter(isNew),
    holds: ledger.people
      .holds(householdId, list.listId, offerIds)
      .filter(({ liftedAt }) => liftedAt === undefined || !isBefore(liftedAt)),
    withdrawals: ledger.people.withdrawals(cycleId, offerIds),
    recalls: ledger.people
      .recalls(lineProducts)
      .filter(({ liftedAt }) => liftedAt === undefined || !isBefore(liftedAt)),
    rebuilds: ledger.people.rebuilds(list.listId),
    addressChanged:
      list.addressee.name !== household.name ||
      JSON.stringify(list.addressee.addressLines) !== JSON.stringify(household.addressLines),
  };
}

function newerVersions(context: Context, list: StoredList): Map<string, number> {
  const newer = new Map<string, number>();
  for (const { offerId, offerVersion } of list.lines) {
    if (offerId === undefined || offerVersion === undefined) continue;
    const newest = context.history.people.newestVersion(offerId);
    if (newest !== undefined && newest > offerVersion) newer.set(offerId, newest);
  }
  return newer;
}

/** The terms of offers as the plan had them. */
function termsOf(
  { ledger }: Context,
  offerIds: readonly string[],
  report: PlanReport | undefined,
): Map<string, OfferTerms> {
  const wanted = new Set(offerIds);
  const terms = (report?.offers ?? [])
    .filter(({ offerId }) => wanted.has(offerId))
    .flatMap(({ offerId, version }) => ledger.people.terms(offerId, version) ?? []);
  return new Map(terms.map((one) => [one.offerId, one]));
}
