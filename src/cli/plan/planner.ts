import { householdScorer } from '../../cadence/score.ts';
import { addDemand, emptyDemand, type Grants, grantLimited, isGranted } from '../../lists/allocate.ts';
import type { NotPlanned } from '../../lists/eligibility.ts';
import { makeListCode, type SigningKey } from '../../lists/list-code.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { addToTierTally, emptyTierTally, tierProfiler, tierRule } from '../../lists/tier.ts';
import { addToTrialTally, emptyTrialTally, trialProbability } from '../../lists/trial-rate.ts';
import { addToCells, cellsByNeed, type SegmentCells } from '../../offers/segment-cells.ts';
import { addToUsageTally, emptyUsageTally, usageThresholds } from '../../offers/usage.ts';
import { day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { OfferWithProducts } from '../../store/ledger/terms.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { fitInForce } from './fit.ts';
import { buildList, type ChainFacts, type Eligible, judge, mayQualify, specialsOf } from './household.ts';
import type { PlanInputs } from './inputs.ts';
import { buildPopulation } from './population.ts';

/** Counts for the report: why households got no list. */
export type PlanCounts = { readonly notPlanned: Partial<Record<NotPlanned, number>> };

/** One plan over all households in batches; nothing here holds them all. */
export async function planner(
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

  const chain = await readChain(context, inputs);
  const cells: SegmentCells = new Map();

  const eligible = async function* (count: boolean): AsyncGenerator<Eligible> {
    for (const batch of history.households.batches(inputs.asOf, inputs.successors)) {
      for (const entry of batch) {
        const outcome = judge(context, inputs, which, entry);
        if (typeof outcome === 'object') yield outcome;
        else if (count) counts.notPlanned[outcome] = (counts.notPlanned[outcome] ?? 0) + 1;
      }
      await context.breathe();
    }
  };

  /** First round: who would have which limited offer, and so who gets it. */
  const grants = async (): Promise<Grants> => {
    const demand = emptyDemand();
    const progress = context.progress('matching offers', history.households.count());
    for await (const entry of eligible(false)) {
      const { specials } = specialsOf(context, inputs, chain, entry, () => true);
      addDemand(demand, entry.household.householdId, specials);
      progress.advance(1);
    }
    progress.done();
    return grantLimited(demand, inputs.book.offers);
  };

  /** Second round: the lists, in order of household ids. */
  const lists = async function* (granted: Grants): AsyncGenerator<PlannedList> {
    for await (const entry of eligible(true)) {
      const { householdId } = entry.household;
      const chosen = specialsOf(context, inputs, chain, entry, (c) => isGranted(granted, householdId, c));
      const list = buildList(context, inputs, entry, chosen, controlKey);
      if (list === undefined)
        counts.notPlanned['nothing-to-say'] = (counts.notPlanned['nothing-to-say'] ?? 0) + 1;
      else {
        addToCells(cells, chosen.found.segments());
        yield list;
      }
    }
  };

  return {
    grants,
    lists,
    counts: (): PlanCounts => counts,
    segmentCells: () => cellsByNeed(cells, inputs.index.needs),
    /** Offers that no list of this plan can carry, by reason: `D1001 v2`. */
    offersOut: (): Record<string, string[]> => {
      const out: Record<string, string[]> = {};
      for (const { offerId, version, reason } of inputs.standings.notLive) {
        out[reason] = [...(out[reason] ?? []), `${offerId} v${version}`];
      }
      return out;
    },
    codeOf: (listId: number): string => makeListCode(signer, listId, inputs.validUntil),
    offers: () => offersOf(inputs),
  };
}

/** The live offers with their products, as the ledger keeps them. */
export function offersOf(inputs: PlanInputs): OfferWithProducts[] {
  return inputs.standings.live.map(({ terms, products }) => ({
    terms,
    sha256: hashOfTerms(terms),
    productIds: idsOf(inputs, products.productNos),
    outsideBasketIds: idsOf(inputs, products.outsideBasketNos),
  }));
}

export function hashOfTerms(terms: OfferTerms): string {
  return sha256(JSON.stringify(terms));
}

/** What is the same for all households of a plan, read from all of them. */
export async function readChain(context: Context, inputs: PlanInputs): Promise<ChainFacts> {
  const { index, asOf } = inputs;
  const usage = emptyUsageTally(index.needs.length);
  const trials = emptyTrialTally(index.needs.length);
  const profileOf = tierProfiler(index, asOf);
  const tiers = emptyTierTally();
  const windowDays = inputs.validUntil - inputs.validFrom + 1;
  const window = { asOf, leadDays: inputs.validFrom - asOf, horizonDays: windowDays };
  const fit = fitInForce(context, window)?.fit;
  const population = await buildPopulation(
    context,
    index.catalog,
    fit,
    { asOf, leftOut: inputs.houseCards, successors: inputs.successors },
    ({ household, history }) => {
      addToUsageTally(usage, history, index, asOf);
      addToTrialTally(trials, history, index, asOf);
      if (mayQualify(context, household, history, asOf)) addToTierTally(tiers, profileOf(history));
    },
  );
  const { lines, lastSold } = population.priors;
  return {
    goneSince: (productNo) => (lines.gone[productNo] === 1 ? day(lastSold[productNo] ?? 0) : undefined),
    scoresOf: householdScorer({ population, fit }, window),
    tierOf: tierRule(tiers, profileOf, asOf, context.config.plan.cycle_days),
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
