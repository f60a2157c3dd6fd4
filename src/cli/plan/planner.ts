import { householdScorer } from '../../cadence/score.ts';
import { emptyNextLists } from '../../lists/budget-share.ts';
import type { NotPlanned } from '../../lists/eligibility.ts';
import { makeListCode, type SigningKey } from '../../lists/list-code.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { addToTierTally, emptyTierTally, tierProfiler, tierRule } from '../../lists/tier.ts';
import { addToTrialTally, emptyTrialTally, trialProbability } from '../../lists/trial-rate.ts';
import { redemptionRates } from '../../offers/redemption.ts';
import { addToCells, cellsByNeed, type SegmentCells } from '../../offers/segment-cells.ts';
import { addToUsageTally, emptyUsageTally, usageThresholds } from '../../offers/usage.ts';
import { day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { OfferWithProducts } from '../../store/ledger/terms.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { type Eligible, judge, mayQualify, noteNextList } from './eligible.ts';
import { fitInForce } from './fit.ts';
import { buildList, type ChainFacts, matchOffers } from './household.ts';
import type { PlanInputs } from './inputs.ts';
import { buildPopulation } from './population.ts';
import { type HandedSpecials, SpecialsOfPlan } from './specials.ts';

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

  const nextLists = emptyNextLists(context.config.plan.cycle_days);
  const eligible = async function* (isFirst: boolean): AsyncGenerator<Eligible> {
    for (const batch of history.households.batches(inputs.asOf, inputs.successors)) {
      for (const entry of batch) {
        const outcome = judge(context, inputs, which, entry);
        if (isFirst) noteNextList(context, inputs, entry, outcome, nextLists);
        if (typeof outcome === 'object') yield outcome;
        else if (!isFirst) counts.notPlanned[outcome] = (counts.notPlanned[outcome] ?? 0) + 1;
      }
      await context.breathe();
    }
  };

  /** First round: what every household could have, and so what each gets. */
  const handOut = async (): Promise<HandedSpecials> => {
    const specials = new SpecialsOfPlan(context, inputs);
    try {
      const progress = context.progress('matching offers', history.households.count());
      for await (const entry of eligible(true)) {
        specials.add(entry.household.householdId, matchOffers(context, inputs, chain, entry));
        progress.advance(1);
      }
      progress.done();
      return specials.handOut(nextLists);
    } finally {
      specials.close();
    }
  };

  /** Second round: the lists, in order of household ids. */
  const lists = async function* ({ chosenOf }: HandedSpecials): AsyncGenerator<PlannedList> {
    let householdNo = 0;
    for await (const entry of eligible(false)) {
      const matched = matchOffers(context, inputs, chain, entry);
      const chosen = chosenOf(householdNo++, matched);
      const list = buildList(context, inputs, entry, matched, chosen, controlKey);
      if (list === undefined)
        counts.notPlanned['nothing-to-say'] = (counts.notPlanned['nothing-to-say'] ?? 0) + 1;
      else {
        addToCells(cells, matched.found.segments());
        yield list;
      }
    }
  };

  return {
    handOut,
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
      rates: redemptionRates(context.ledger.plans.responses(), context.config.plan.budget_risk),
    },
  };
}

function idsOf(inputs: PlanInputs, productNos: Int32Array): string[] {
  return [...productNos]
    .map((productNo) => inputs.index.catalog.products[productNo]?.productId)
    .filter((id) => id !== undefined)
    .sort();
}
