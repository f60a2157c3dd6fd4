import { followSuccessors } from '../../history/succession.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { PlannedLine, PlannedList } from '../../lists/planned-list.ts';
import { termsKey } from '../../lists/release-check.ts';
import type { BookedOffer } from '../../offers/offer-book.ts';
import { cents } from '../../shared/cents.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';
import { chainFacts, readChain } from './chain.ts';
import type { Eligible } from './eligible.ts';
import { atHome } from './home-store.ts';
import { buildList, matchOffers } from './household.ts';
import { type PlanInputs, readPlanInputs } from './inputs.ts';
import { hashOfTerms, offersOf } from './planner.ts';
import { type RebuildSweep, rebuiltSpecials } from './rebuild-specials.ts';

/** Lists of one transaction: short enough that no lane waits for it. */
const CHUNK_LISTS = 50;

/** Why lists are rebuilt, by list id. */
export type Touched = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * Plan some lists of an open cycle again, as of its day, obeying what is in force now; every other list of it keeps what
 * it has, and the budgets and limits that it takes up. Only offers that the cycle's plan knew, in the terms that it knew,
 * come in: others come with a new plan.
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
  const chain = chainFacts(context.config, inputs, await readChain(context, inputs));
  const planned = linesAsPlanned(context, cycle.cycleId);
  const sweep: RebuildSweep = async function* () {
    for (const [place, listId] of listIds.entries()) {
      const list = context.ledger.lists.get(listId);
      const entry = list === undefined ? undefined : eligibleOf(context, inputs, list);
      if (list === undefined || entry === undefined) continue;
      const matched = matchOffers(context, inputs, chain, entry);
      const { householdId } = list;
      yield { listId, householdId, matched, planned: planned.get(listId) ?? list.lines };
      if (place % CHUNK_LISTS === 0) await context.breathe();
    }
  };
  const specialsOf = await rebuiltSpecials(context, inputs, cycle.cycleId, sweep);
  context.ledger.cycles.growOffers(offersOf(inputs));
  const rebuild = (list: StoredList): PlannedList | undefined => {
    const entry = eligibleOf(context, inputs, list);
    if (entry === undefined) return strip(inputs, list);
    const matched = matchOffers(context, inputs, chain, entry);
    const { listId, householdId } = list;
    const specials = specialsOf({ listId, householdId, matched, planned: planned.get(listId) ?? list.lines });
    return buildList(context, inputs, entry, matched, specials, controlKey);
  };
  const progress = context.progress('rebuilding lists', listIds.length);
  const result = { changed: [] as number[], empty: [] as number[] };
  for (let from = 0; from < listIds.length; from += CHUNK_LISTS) {
    const chunk = listsOf(context, listIds.slice(from, from + CHUNK_LISTS));
    const rebuilt = chunk.map((before) => ({
      before,
      after: rebuild(before),
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
    for (const { offerId, offerVersion, offerValueCents, facts } of list?.lines ?? []) {
      if (offerId === undefined || offerVersion === undefined) continue;
      const mine = promised.get(offerId);
      const most = times.get(termsKey(offerId, offerVersion));
      if (mine === undefined || most === undefined) continue;
      const uses = (facts.offer?.reserveUsesMilli ?? 1000 * most) / 1000;
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
    budgetLeftCents:
      budgetLeftCents === undefined ? undefined : cents(Math.floor(budgetLeftCents - others.cents)),
    usesLeft: usesLeft === undefined ? undefined : Math.floor(usesLeft - others.uses),
  };
}

/** The lines of every list that was rebuilt before, as they were planned. */
function linesAsPlanned({ ledger }: Context, cycleId: number): Map<number, readonly PlannedLine[]> {
  const planned = new Map<number, readonly PlannedLine[]>();
  for (const { listId, lines } of ledger.rebuilds.before(cycleId)) {
    if (lines !== undefined && !planned.has(listId)) planned.set(listId, lines);
  }
  return planned;
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
