import type { Population } from '../../cadence/population.ts';
import { type HouseholdScores, scoreHousehold } from '../../cadence/score.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { tripPhaseCounts } from '../../history/shopping-days.ts';
import { isControl } from '../../lists/control-group.ts';
import { chooseDrop, cycleStart, isDue } from '../../lists/drops.ts';
import {
  hiddenBy,
  judgeEligibility,
  mayMail,
  type NotPlanned,
  preferenceOf,
} from '../../lists/eligibility.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import { planLines } from '../../lists/plan-lines.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { chooseSpecials } from '../../lists/specials.ts';
import { type Candidate, type CandidateContext, findCandidates } from '../../offers/candidates.ts';
import type { CandidateHousehold } from '../../offers/household-view.ts';
import type { CatalogProduct } from '../../shared/catalog.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { Household } from '../../store/history/households.ts';
import type { LastList } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import type { PlanInputs } from './inputs.ts';

/** What is known of every household before the first list is made. */
export type ChainFacts = { readonly population: Population; readonly candidates: CandidateContext };

export type Eligible = {
  readonly household: Household;
  readonly history: HouseholdHistory;
  readonly weeklySpendCents: number;
  readonly dropNo: number;
};

/** Whether a household is planned today, and if not, why. */
export function judge(
  context: Context,
  inputs: PlanInputs,
  which: 'due' | 'all',
  household: Household,
  history: HouseholdHistory,
): Eligible | NotPlanned {
  const { plan } = context.config;
  const suppressions = inputs.suppressions.get(household.householdId) ?? [];
  const eligibility = judgeEligibility(household, history, suppressions, inputs.asOf, {
    unknownHouseholds: plan.unknown_households,
    thresholdCents: plan.spend_threshold,
    weeks: plan.spend_weeks,
    minHistoryWeeks: plan.min_history_weeks,
  });
  if (eligibility.tag === 'not-planned') return eligibility.reason;
  const last = inputs.lastLists.get(household.householdId);
  const drops = dropsOf(inputs, plan, household.householdId, history, last);
  const dueDrop = drops.find((drop) => isDue(inputs.dropPlan, drop, inputs.asOf, last));
  if (which === 'due' && dueDrop === undefined) return 'not-due';
  return { household, history, weeklySpendCents: eligibility.weeklySpendCents, dropNo: dueDrop ?? drops[0] };
}

/**
 * The drops that may bring a household its next list. One that had a list keeps its drop, as long as there are as many:
 * if it wandered, lists would come too close together or too far apart. A first list goes by the habits at the start of
 * this cycle or of the one before: were they read anew every day, the choice could jump from a drop to come to one that
 * is over, again and again.
 */
function dropsOf(
  { asOf, dropPlan }: PlanInputs,
  plan: Context['config']['plan'],
  householdId: string,
  history: HouseholdHistory,
  last: LastList | undefined,
): readonly [number, ...number[]] {
  if (last?.drops === plan.drops) return [last.dropNo];
  const choose = (from: Day): number =>
    chooseDrop(dropPlan, householdId, tripPhaseCounts(history, from, plan.cycle_days));
  const start = cycleStart(dropPlan, asOf);
  return [choose(start), choose(addDays(start, -plan.cycle_days))];
}

type Chosen = {
  readonly scores: HouseholdScores;
  readonly specials: readonly Candidate[];
  readonly hidden: Hidden;
};
/** Why the household is not to see a product, by number; undefined: it may. */
type Hidden = CandidateHousehold['suppression'];

export function specialsOf(
  context: Context,
  inputs: PlanInputs,
  chain: ChainFacts,
  { household, history }: Eligible,
  granted: (candidate: Candidate) => boolean,
): Chosen {
  const { plan } = context.config;
  const { householdId, homeStoreId } = household;
  const hides = hiddenBy(
    inputs.suppressions.get(householdId) ?? [],
    inputs.preferences.get(householdId) ?? [],
  );
  const hidden: Hidden = (productNo) => {
    const product = inputs.index.catalog.products[productNo];
    return product === undefined ? undefined : hides(product);
  };
  const scores = scoreHousehold(chain.population, history, {
    asOf: inputs.asOf,
    leadDays: plan.lead_days,
    horizonDays: plan.valid_days,
  });
  const { candidates } = findCandidates(chain.candidates, {
    history,
    probabilities: scores.probability,
    storeId: homeStoreId,
    priceOf: (productNo) => inputs.priceAt(productNo, homeStoreId),
    suppression: hidden,
  });
  const slots = linesFor(plan.specials, wantsLargePrint(inputs, household));
  return { scores, specials: chooseSpecials(candidates, slots, granted), hidden };
}

export function buildList(
  context: Context,
  inputs: PlanInputs,
  { household, weeklySpendCents, dropNo }: Eligible,
  { scores, specials, hidden }: Chosen,
  controlKey: SigningKey,
): PlannedList | undefined {
  const { plan, chain } = context.config;
  const { householdId, homeStoreId } = household;
  const preferences = inputs.preferences.get(householdId) ?? [];
  const wanted = preferenceOf(preferences, 'language') ?? household.language ?? chain.language;
  const language = wanted.startsWith('es') ? 'es' : wanted.startsWith('en') ? 'en' : chain.language;
  const largePrint = wantsLargePrint(inputs, household);
  const lines = planLines(
    {
      householdId,
      scores,
      catalog: inputs.index.catalog,
      specials,
      extras: inputs.extrasByLanguage(language),
      priceOf: (productNo) => inputs.priceAt(productNo, homeStoreId),
      aisleOf: (product: CatalogProduct) => inputs.aisleAt(product, homeStoreId),
      readsHeadlines: language === chain.language,
      hidden: (productNo) => hidden(productNo) !== undefined,
    },
    {
      validFrom: inputs.validFrom,
      validUntil: inputs.validUntil,
      minProbability: plan.min_probability,
      dueLines: linesFor(plan.due_lines, largePrint),
      minDueLines: plan.min_due_lines,
      extras: linesFor(plan.extras, largePrint),
    },
  );
  if (lines.length === 0) return undefined;
  const suppressions = inputs.suppressions.get(householdId) ?? [];
  return {
    householdId,
    arm: isControl(controlKey.secret, householdId, plan.control_percent) ? 'control' : 'treatment',
    dropNo,
    drops: plan.drops,
    homeStoreId,
    mail: mayMail(household.mailConsent, suppressions),
    weeklySpendCents,
    addressee: {
      name: household.name,
      addressLines: household.addressLines,
      language,
      largePrint,
    },
    lines,
  };
}

function wantsLargePrint(inputs: PlanInputs, { householdId, largePrint }: Household): boolean {
  return largePrint || preferenceOf(inputs.preferences.get(householdId) ?? [], 'large_print') === 'yes';
}

/** Type of one and a half times the size, in one column, leaves room for a third of the lines on two pages. */
function linesFor(lines: number, largePrint: boolean): number {
  return largePrint ? Math.floor(lines / 3) : lines;
}
