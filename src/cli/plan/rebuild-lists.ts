import { followSuccessors } from '../../history/succession.ts';
import { addDemand, emptyDemand, type Grants, grantLimited, isGranted } from '../../lists/allocate.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { termsKey } from '../../lists/release-check.ts';
import type { BookedOffer } from '../../offers/offer-book.ts';
import { cents } from '../../shared/cents.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { atHome } from './home-store.ts';
import { buildList, type ChainFacts, type Eligible, specialsOf } from './household.ts';
import { type PlanInputs, readPlanInputs } from './inputs.ts';
import { hashOfTerms, offersOf, readChain } from './planner.ts';

/** Lists of one transaction: short enough that no lane waits for it. */
const CHUNK_LISTS = 50;

/** Why lists are rebuilt, by list id. */
export type Touched = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * Plan some lists of an open cycle again, as of its day, obeying what is in force now; every other list of it keeps what
 * it has, and the budgets and limits that it takes up. A limited offer goes first to the lists that have it. Only offers
 * that the cycle's plan knew, in the terms that it knew, come in: others come with a new plan.
 *
 * @returns Ids of the lists that changed, and of those that have nothing left to say.
 */
export async function rebuildLists(
  context: Context,
  cycle: Cycle,
  touched: Touched,
  controlKey: SigningKey,
): Promise<{ changed: number[]; empty: number[] }> {
  const listIds = [...touched.keys()].sort((a, b) => a - b);
  const inputs = inputsBeside(context, cycle, listIds);
  const chain = await readChain(context, inputs);
  const grants = await grantsFor(context, inputs, chain, listIds);
  context.ledger.cycles.growOffers(offersOf(inputs));
  const progress = context.progress('rebuilding lists', listIds.length);
  const result = { changed: [] as number[], empty: [] as number[] };
  for (let from = 0; from < listIds.length; from += CHUNK_LISTS) {
    const chunk = listsOf(context, listIds.slice(from, from + CHUNK_LISTS));
    const rebuilt = chunk.map((before) => ({
      before,
      after: rebuild(context, inputs, chain, grants, before, controlKey),
      causes: [...(touched.get(before.listId) ?? [])].sort(),
    }));
    const { changed, empty } = context.ledger.rebuilds.write(rebuilt);
    result.changed.push(...changed);
    result.empty.push(...empty);
    progress.advance(chunk.length);
    await context.breathe();
  }
  progress.done();
  return result;
}

function listsOf(context: Context, listIds: readonly number[]): StoredList[] {
  return listIds.map((listId) => context.ledger.lists.get(listId)).filter((list) => list !== undefined);
}

/** The plan's inputs with the budgets and limits that the cycle's other lists leave. */
function inputsBeside(context: Context, cycle: Cycle, listIds: readonly number[]): PlanInputs {
  const known = context.ledger.cycles.offerHashes(termsKey);
  const inputs = readPlanInputs(
    context,
    cycle,
    (terms) => known.get(termsKey(terms.offerId, terms.version)) === hashOfTerms(terms),
  );
  const promised = context.ledger.rebuilds.promised(cycle.cycleId);
  const times = new Map(
    inputs.book.offers.map(({ terms }) => [termsKey(terms.offerId, terms.version), terms.limitTransaction]),
  );
  for (const list of listIds.map((listId) => context.ledger.lists.get(listId))) {
    for (const { offerId, offerVersion, offerValueCents } of list?.lines ?? []) {
      if (offerId === undefined || offerVersion === undefined) continue;
      const mine = promised.get(offerId);
      const uses = times.get(termsKey(offerId, offerVersion));
      if (mine === undefined || uses === undefined) continue;
      promised.set(offerId, {
        cents: mine.cents - (offerValueCents ?? 0) * uses,
        uses: mine.uses - uses,
      });
    }
  }
  const offers = inputs.book.offers.map((offer) => beside(offer, promised.get(offer.terms.offerId)));
  return { ...inputs, book: { ...inputs.book, offers } };
}

/** An offer with what the others leave of it; may be nothing. */
function beside(offer: BookedOffer, others: { cents: number; uses: number } | undefined): BookedOffer {
  if (others === undefined) return offer;
  const { budgetLeftCents, usesLeft } = offer;
  return {
    ...offer,
    budgetLeftCents: budgetLeftCents === undefined ? undefined : cents(budgetLeftCents - others.cents),
    usesLeft: usesLeft === undefined ? undefined : usesLeft - others.uses,
  };
}

/** Who of the touched lists' households gets what is limited. */
async function grantsFor(
  context: Context,
  inputs: PlanInputs,
  chain: ChainFacts,
  listIds: readonly number[],
): Promise<Grants> {
  const demand = emptyDemand();
  const had = new Set<string>();
  for (const [place, listId] of listIds.entries()) {
    const list = context.ledger.lists.get(listId);
    if (list === undefined) continue;
    for (const { offerId } of list.lines) {
      if (offerId !== undefined) had.add(`${offerId}\u0000${list.householdId}`);
    }
    const entry = eligibleOf(context, inputs, list);
    if (entry === undefined) continue;
    addDemand(demand, list.householdId, specialsOf(context, inputs, chain, entry, () => true).specials);
    if (place % CHUNK_LISTS === 0) await context.breathe();
  }
  return grantLimited(demand, inputs.book.offers, (offerId, householdId) =>
    had.has(`${offerId}\u0000${householdId}`),
  );
}

function rebuild(
  context: Context,
  inputs: PlanInputs,
  chain: ChainFacts,
  grants: Grants,
  list: StoredList,
  controlKey: SigningKey,
): PlannedList | undefined {
  const entry = eligibleOf(context, inputs, list);
  if (entry === undefined) return strip(inputs, list);
  const chosen = specialsOf(context, inputs, chain, entry, (candidate) =>
    isGranted(grants, list.householdId, candidate),
  );
  return buildList(context, inputs, entry, chosen, controlKey);
}

/** The household of a list, whatever has made it due: it keeps its list. undefined: the feeds know it no more. */
function eligibleOf(context: Context, inputs: PlanInputs, list: StoredList): Eligible | undefined {
  const { households } = context.history;
  const household = households.find(list.householdId);
  if (household === undefined) return undefined;
  const bought = households.history(household.householdNo, inputs.asOf);
  return {
    household: atHome(context, household, inputs.asOf),
    history: followSuccessors(bought, inputs.successors),
    bought,
    weeklySpendCents: list.weeklySpendCents,
    dropNo: 0,
  };
}

/** A list whose household cannot be planned again keeps its lines but those that must go. */
function strip({ restrictions }: PlanInputs, list: StoredList): PlannedList | undefined {
  const lines = list.lines.filter(
    ({ offerId, productId }) =>
      (offerId === undefined ||
        !(restrictions.heldOffers.has(offerId) || restrictions.withdrawnOffers.has(offerId))) &&
      (productId === undefined || !restrictions.recalledProducts.has(productId)),
  );
  return lines.length === 0 ? undefined : { ...list, dropNo: 0, drops: 1, lines };
}
