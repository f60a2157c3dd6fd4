import type { HouseholdScores } from '../../cadence/score.ts';
import { withoutProducts } from '../../history/disown.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { tripPhaseCounts } from '../../history/shopping-days.ts';
import { boughtAs } from '../../history/succession.ts';
import { isControl } from '../../lists/control-group.ts';
import { chooseDrop, cycleStart, isDue } from '../../lists/drops.ts';
import { type EligibilityRule, judgeEligibility, mayMail, type NotPlanned } from '../../lists/eligibility.ts';
import { favour } from '../../lists/favour.ts';
import { type Hidden, hiddenBy } from '../../lists/hidden.ts';
import { type LeftOutInputs, leftOutOf } from '../../lists/left-out.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { KindFacts } from '../../lists/list-kind.ts';
import { judgeWishes, settingOf } from '../../lists/obeyed.ts';
import { planLines } from '../../lists/plan-lines.ts';
import type { PlannedList, TierFacts } from '../../lists/planned-list.ts';
import { chooseSpecials } from '../../lists/specials.ts';
import { wishesOf } from '../../lists/wishes.ts';
import {
  type Candidate,
  type CandidateContext,
  type Candidates,
  findCandidates,
} from '../../offers/candidates.ts';
import type { CatalogProduct } from '../../shared/catalog.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { Household, HouseholdWithHistory } from '../../store/history/households.ts';
import type { LastList } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { atHome } from './home-store.ts';
import type { PlanInputs } from './inputs.ts';
import { dueLinesOf, kindOf, staysWithout } from './standing.ts';

/** What is known of every household before the first list is made. */
export type ChainFacts = {
  /** As of the plan's day, for the window in which its lists are good. */
  readonly scoresOf: (history: HouseholdHistory) => HouseholdScores;
  readonly candidates: CandidateContext;
  readonly tierOf: (history: HouseholdHistory) => TierFacts;
  /** The newest day on which anybody bought what no store sells any more; undefined: it is sold. */
  readonly goneSince: LeftOutInputs['goneSince'];
};

export type Eligible = HouseholdWithHistory & {
  readonly weeklySpendCents: number;
  readonly dropNo: number;
};

/** Whether a household is one of those that get lists, drops and suppressions apart: value tiers are among these. */
export function mayQualify(
  { config }: Context,
  household: Household,
  history: HouseholdHistory,
  asOf: Day,
): boolean {
  return judgeEligibility(household, history, [], asOf, eligibilityRule(config)).tag === 'planned';
}

function eligibilityRule({ plan }: Context['config']): EligibilityRule {
  return {
    unknownHouseholds: plan.unknown_households,
    thresholdCents: plan.spend_threshold,
    weeks: plan.spend_weeks,
    minHistoryWeeks: plan.min_history_weeks,
  };
}

/** Whether a household is planned today, and if not, why. */
export function judge(
  context: Context,
  inputs: PlanInputs,
  which: 'due' | 'all',
  { household, history, bought }: HouseholdWithHistory,
): Eligible | NotPlanned {
  const { plan } = context.config;
  const suppressions = inputs.suppressions.get(household.householdId) ?? [];
  const rule = eligibilityRule(context.config);
  const eligibility = judgeEligibility(household, history, suppressions, inputs.asOf, rule);
  if (eligibility.tag === 'not-planned') return eligibility.reason;
  if (inputs.houseCards.has(household.householdId)) return 'house-card';
  if (inputs.restrictions.heldHouseholds.has(household.householdId)) return 'held';
  const last = inputs.lastLists.get(household.householdId);
  const drops = dropsOf(inputs, plan, household.householdId, history, last);
  const dueDrop = drops.find((drop) => isDue(inputs.dropPlan, drop, inputs.asOf, last));
  if (which === 'due' && dueDrop === undefined) return 'not-due';
  if (staysWithout(context, history, inputs.asOf)) return 'lapsed';
  return {
    household: atHome(context, household, inputs.asOf),
    history,
    bought,
    weeklySpendCents: eligibility.weeklySpendCents,
    dropNo: dueDrop ?? drops[0],
  };
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
  /** What they were made of. */
  readonly history: HouseholdHistory;
  readonly specials: readonly Candidate[];
  /** What the specials were chosen from, and who may have what is limited. */
  readonly found: Candidates;
  readonly granted: (candidate: Candidate) => boolean;
  readonly hidden: Hidden;
  readonly goneSince: LeftOutInputs['goneSince'];
  /** Asked for by those who make the list alone. */
  readonly tierOf: () => TierFacts;
  readonly kind: KindFacts;
};

export function specialsOf(
  context: Context,
  inputs: PlanInputs,
  chain: ChainFacts,
  { household, history: all }: Eligible,
  granted: (candidate: Candidate) => boolean,
): Chosen {
  const { plan } = context.config;
  const { householdId, homeStoreId } = household;
  const wishes = wishesOf(inputs.preferences.get(householdId) ?? []);
  const hidden = hiddenBy(inputs.suppressions.get(householdId) ?? [], wishes, inputs.wishCatalog);
  const history = withoutProducts(all, hidden.disowned);
  const scores = chain.scoresOf(history);
  const kind = kindOf(context, all, inputs.asOf);
  const candidates = findCandidates(chain.candidates, {
    history,
    probabilities: scores.probability,
    storeId: homeStoreId,
    priceOf: (productNo) => inputs.priceAt(productNo, homeStoreId),
    priceChanges: (productNo) => inputs.priceChanges(productNo, homeStoreId),
    inAd: (productNo) => inputs.inAd(productNo, homeStoreId),
    suppression: hidden.reasonFor,
    pastOf: (offerId) => inputs.pastOf(offerId, householdId),
  });
  const found = favour(candidates, kind.kind);
  const { largePrint } = settingOf(wishes, household, context.config.chain.language);
  const specials = chooseSpecials(found.candidates, linesFor(plan.specials, largePrint), granted);
  const { goneSince, tierOf } = chain;
  return { scores, history, specials, found, granted, hidden, kind, goneSince, tierOf: () => tierOf(all) };
}

export function buildList(
  context: Context,
  inputs: PlanInputs,
  { household, bought, weeklySpendCents, dropNo }: Eligible,
  { scores, history, specials, found, granted, hidden, kind, goneSince, tierOf }: Chosen,
  controlKey: SigningKey,
): PlannedList | undefined {
  const { plan, chain } = context.config;
  const { householdId, homeStoreId } = household;
  const wishes = wishesOf(inputs.preferences.get(householdId) ?? []);
  const { language, largePrint } = settingOf(wishes, household, chain.language);
  const standing = { kind, tier: tierOf() };
  const { tier } = standing.tier;
  const dueLines = linesFor(dueLinesOf(context, kind.kind), largePrint);
  const before = boughtAs(bought, inputs.successors);
  const lines = planLines(
    {
      householdId,
      scores,
      history,
      boughtAs: (productNo) => before.get(productNo) ?? [],
      catalog: inputs.index.catalog,
      specials,
      brands: inputs.index.brands,
      extras: inputs.extrasByLanguage(language),
      priceOf: (productNo) => inputs.priceAt(productNo, homeStoreId),
      aisleOf: (product: CatalogProduct) => inputs.aisleAt(product, homeStoreId),
      readsHeadlines: language === chain.language,
      hidden: (productNo) => hidden.reasonFor(productNo) !== undefined,
      hidesNeed: hidden.hidesNeed,
      tier,
    },
    {
      validFrom: inputs.validFrom,
      validUntil: inputs.validUntil,
      minProbability: plan.min_probability,
      dueLines,
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
    tier,
    standing,
    obeyed: judgeWishes(wishes, inputs.wishCatalog).obeyed,
    addressee: {
      name: household.name,
      addressLines: household.addressLines,
      language,
      largePrint,
    },
    leftOut: leftOutOf({
      scores,
      index: inputs.index,
      lines,
      specials,
      found,
      granted,
      hidden: hidden.reasonFor,
      goneSince,
      rules: {
        minProbability: plan.min_probability,
        offerMinProbability: plan.offer_min_probability,
        dueLines,
        specials: linesFor(plan.specials, largePrint),
      },
    }),
    lines,
  };
}

/** Type of one and a half times the size, in one column, leaves room for a third of the lines on two pages. */
function linesFor(lines: number, largePrint: boolean): number {
  return largePrint ? Math.floor(lines / 3) : lines;
}
