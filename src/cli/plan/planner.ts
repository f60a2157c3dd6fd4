import { addDemand, emptyDemand, type Grants, grantLimited, isGranted } from '../../lists/allocate.ts';
import type { NotPlanned } from '../../lists/eligibility.ts';
import { makeListCode, type SigningKey } from '../../lists/list-code.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { addToTrialTally, emptyTrialTally, trialProbability } from '../../lists/trial-rate.ts';
import { addToUsageTally, emptyUsageTally, usageThresholds } from '../../offers/usage.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { buildList, type ChainFacts, type Eligible, judge, specialsOf } from './household.ts';
import type { PlanInputs } from './inputs.ts';
import { buildPopulation } from './population.ts';

/** Counts for the report: why households got no list. */
export type PlanCounts = { readonly notPlanned: Partial<Record<NotPlanned, number>> };

/** One plan over all households in batches; nothing here holds them all. */
export function planner(
  context: Context,
  inputs: PlanInputs,
  which: 'due' | 'all',
  keys: readonly SigningKey[],
) {
  const { history } = context;
  const counts: { notPlanned: Partial<Record<NotPlanned, number>> } = { notPlanned: {} };
  const [signer] = keys;
  // The oldest key draws the control group, so that a new one for the codes reshuffles nobody.
  const controlKey = keys.at(-1);
  if (signer === undefined || controlKey === undefined) throw new Error('a plan needs a signing key');

  const chain = readChain(context, inputs);

  const eligible = function* (count: boolean): Generator<Eligible> {
    for (const batch of history.households.batches(inputs.asOf)) {
      for (const { household, history: bought } of batch) {
        const outcome = judge(context, inputs, which, household, bought);
        if (typeof outcome === 'object') yield outcome;
        else if (count) counts.notPlanned[outcome] = (counts.notPlanned[outcome] ?? 0) + 1;
      }
    }
  };

  /** First round: who would have which limited offer, and so who gets it. */
  const grants = (): Grants => {
    const demand = emptyDemand();
    const progress = context.progress('matching offers', history.households.count());
    for (const entry of eligible(false)) {
      const { specials } = specialsOf(context, inputs, chain, entry, () => true);
      addDemand(demand, entry.household.householdId, specials);
      progress.advance(1);
    }
    progress.done();
    return grantLimited(demand, inputs.book.offers);
  };

  /** Second round: the lists, in order of household ids. */
  const lists = function* (granted: Grants): Generator<PlannedList> {
    for (const entry of eligible(true)) {
      const { householdId } = entry.household;
      const chosen = specialsOf(context, inputs, chain, entry, (c) => isGranted(granted, householdId, c));
      const list = buildList(context, inputs, entry, chosen, controlKey);
      if (list === undefined)
        counts.notPlanned['nothing-to-say'] = (counts.notPlanned['nothing-to-say'] ?? 0) + 1;
      else yield list;
    }
  };

  return {
    grants,
    lists,
    counts: (): PlanCounts => counts,
    codeOf: (listId: number): string => makeListCode(signer, listId, inputs.validUntil),
    offers: () =>
      inputs.standings.live.map(({ terms, products }) => ({
        terms,
        sha256: sha256(JSON.stringify(terms)),
        productIds: idsOf(inputs, products.productNos),
        outsideBasketIds: idsOf(inputs, products.outsideBasketNos),
      })),
  };
}

function readChain(context: Context, inputs: PlanInputs): ChainFacts {
  const { index, asOf } = inputs;
  const usage = emptyUsageTally(index.needs.length);
  const trials = emptyTrialTally(index.needs.length);
  const population = buildPopulation(context, index.catalog, asOf, ({ history }) => {
    addToUsageTally(usage, history, index, asOf);
    addToTrialTally(trials, history, index, asOf);
  });
  const windowDays = inputs.validUntil - inputs.validFrom + 1;
  return {
    population,
    candidates: {
      book: inputs.book,
      index,
      thresholds: usageThresholds(usage),
      asOf,
      windowDays,
      minProbability: context.config.plan.offer_min_probability,
      trialProbability: trialProbability(trials, windowDays),
    },
  };
}

function idsOf(inputs: PlanInputs, productNos: Int32Array): string[] {
  return [...productNos]
    .map((productNo) => inputs.index.catalog.products[productNo]?.productId)
    .filter((id) => id !== undefined)
    .sort();
}
