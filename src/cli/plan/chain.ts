import type { Fit } from '../../cadence/fit.ts';
import type { Population } from '../../cadence/population.ts';
import { type HouseholdScores, householdScorer } from '../../cadence/score.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import type { LeftOutInputs } from '../../lists/left-out.ts';
import type { TierFacts } from '../../lists/planned-list.ts';
import { addToTierTally, emptyTierTally, type TierTally, tierProfiler, tierRule } from '../../lists/tier.ts';
import {
  addToTrialTally,
  emptyTrialTally,
  type TrialTally,
  trialProbability,
} from '../../lists/trial-rate.ts';
import {
  type Affinities,
  addToAffinityTally,
  affinitiesOf,
  emptyAffinityTally,
} from '../../offers/affinity.ts';
import type { CandidateContext } from '../../offers/candidates.ts';
import { type Response, redemptionRates } from '../../offers/redemption.ts';
import {
  addToUsageTally,
  emptyUsageTally,
  recentPurchases,
  type UsageTally,
  usageThresholds,
} from '../../offers/usage.ts';
import { day } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { mayQualify } from './eligible.ts';
import { fitInForce } from './fit.ts';
import type { PlanInputs } from './inputs.ts';
import { buildPopulation } from './population.ts';

/** What all households together say of each, before the first list is made: plain data, so that it can be sent to a thread. */
export type ChainTables = {
  readonly population: Population;
  readonly fit: Fit | undefined;
  readonly usage: UsageTally;
  readonly trials: TrialTally;
  readonly affinities: Affinities;
  readonly tiers: TierTally;
  readonly responses: readonly (readonly Response[])[];
};

/** The same, as a household asks for it. */
export type ChainFacts = {
  /** As of the plan's day, for the window in which its lists are good. */
  readonly scoresOf: (history: HouseholdHistory) => HouseholdScores;
  readonly candidates: CandidateContext;
  readonly tierOf: (history: HouseholdHistory) => TierFacts;
  /** The newest day on which anybody bought what no store sells any more; undefined: it is sold. */
  readonly goneSince: LeftOutInputs['goneSince'];
};

/** Read from all households, in batches. */
export async function readChain(context: Context, inputs: PlanInputs): Promise<ChainTables> {
  const { index, asOf, book, popularity } = inputs;
  const usage = emptyUsageTally(index.needs.length);
  const trials = emptyTrialTally(index.needs.length);
  const together = emptyAffinityTally(index, book.byNeed.keys(), (productNo) => popularity[productNo] ?? 0);
  const profileOf = tierProfiler(index, asOf);
  const tiers = emptyTierTally();
  const fit = fitInForce(context, windowOf(inputs))?.fit;
  const population = await buildPopulation(
    context,
    index.catalog,
    fit,
    { asOf, leftOut: inputs.houseCards, successors: inputs.successors },
    ({ household, history }) => {
      const counts = recentPurchases(history, index, asOf);
      addToUsageTally(usage, counts);
      addToAffinityTally(together, counts);
      addToTrialTally(trials, history, index, asOf);
      if (mayQualify(context, household, history, asOf)) addToTierTally(tiers, profileOf(history));
    },
  );
  const affinities = affinitiesOf(together);
  return { population, fit, usage, trials, affinities, tiers, responses: context.ledger.plans.responses() };
}

export function chainFacts(
  { plan }: Context['config'],
  inputs: PlanInputs,
  { population, fit, usage, trials, affinities, tiers, responses }: ChainTables,
): ChainFacts {
  const { index, asOf, book } = inputs;
  const window = windowOf(inputs);
  const { lines, lastSold } = population.priors;
  return {
    goneSince: (productNo) => (lines.gone[productNo] === 1 ? day(lastSold[productNo] ?? 0) : undefined),
    scoresOf: householdScorer({ population, fit }, window),
    tierOf: tierRule(tiers, tierProfiler(index, asOf), asOf, plan.cycle_days),
    candidates: {
      book,
      index,
      thresholds: usageThresholds(usage),
      asOf,
      windowDays: window.horizonDays,
      minProbability: plan.offer_min_probability,
      trialProbability: trialProbability(trials, window.horizonDays),
      affinities,
      rates: redemptionRates(responses, plan.budget_risk),
    },
  };
}

function windowOf({ asOf, validFrom, validUntil }: PlanInputs) {
  return { asOf, leadDays: validFrom - asOf, horizonDays: validUntil - validFrom + 1 };
}
