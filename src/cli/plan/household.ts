import type { HouseholdScores } from '../../cadence/score.ts';
import { withoutProducts } from '../../history/disown.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { boughtAs } from '../../history/succession.ts';
import { inOptionOrder } from '../../lists/allocation/from-candidates.ts';
import { linesInPrint, tierNoOf } from '../../lists/allocation/tier-rules.ts';
import { isControl } from '../../lists/control-group.ts';
import { mayMail } from '../../lists/eligibility.ts';
import { favour } from '../../lists/favour.ts';
import { type Hidden, hiddenBy } from '../../lists/hidden.ts';
import { type LeftOutInputs, leftOutOf } from '../../lists/left-out.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { KindFacts, ListKind } from '../../lists/list-kind.ts';
import { judgeWishes, settingOf } from '../../lists/obeyed.ts';
import { orderSpecials } from '../../lists/order-specials.ts';
import { planLines } from '../../lists/plan-lines.ts';
import type { PlannedList, TierFacts } from '../../lists/planned-list.ts';
import { wishesOf } from '../../lists/wishes.ts';
import { type Candidate, type Candidates, findCandidates } from '../../offers/candidates.ts';
import type { CatalogProduct } from '../../shared/catalog.ts';
import { addDays } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import type { ChainFacts } from './chain.ts';
import type { Eligible } from './eligible.ts';
import type { PlanInputs } from './inputs.ts';
import { dueLinesOf, kindOf } from './standing.ts';

/** A household with what its list may carry. */
export type Matched = {
  readonly scores: HouseholdScores;
  /** What they were made of. */
  readonly history: HouseholdHistory;
  readonly found: Candidates;
  /** Its candidates in the order in which they are handed out by number. */
  readonly ordered: readonly Candidate[];
  readonly hidden: Hidden;
  readonly goneSince: LeftOutInputs['goneSince'];
  readonly kind: KindFacts;
  readonly tier: TierFacts;
  /** Of the rule for its list. */
  readonly tierNo: number;
};

/**
 * Who is shown what it does not buy, since other habits speak for it: not a household whose habits nobody knows yet, nor one that
 * comes less often than it did, which is to find what it came for.
 */
const DISCOVERS: Readonly<Record<ListKind, boolean>> = {
  regular: true,
  new: false,
  declining: false,
  lapsed: false,
};

export function matchOffers(
  context: Pick<Context, 'config'>,
  inputs: PlanInputs,
  chain: ChainFacts,
  { household, history: all }: Eligible,
): Matched {
  const { householdId, homeStoreId } = household;
  const wishes = wishesOf(inputs.preferences.get(householdId) ?? []);
  const hidden = hiddenBy(inputs.suppressions.get(householdId) ?? [], wishes, inputs.wishCatalog);
  const history = withoutProducts(all, hidden.disowned);
  const scores = chain.scoresOf(history);
  const kind = kindOf(context, all, inputs.asOf);
  const rests = new Map(
    inputs
      .restsOf(householdId)
      .map(({ funderId, need, validUntil }) => [
        `${funderId}\u0000${need}`,
        addDays(validUntil, context.config.plan.rest_days),
      ]),
  );
  const candidates = findCandidates(chain.candidates, {
    history,
    probabilities: scores.probability,
    storeId: homeStoreId,
    priceOf: (productNo) => inputs.priceAt(productNo, homeStoreId),
    priceChanges: (productNo) => inputs.priceChanges(productNo, homeStoreId),
    inAd: (productNo) => inputs.inAd(productNo, homeStoreId),
    suppression: hidden.reasonFor,
    discovers: DISCOVERS[kind.kind],
    pastOf: (offerId) => inputs.pastOf(offerId, householdId),
    restsUntil: (funderId, need) => rests.get(`${funderId}\u0000${need}`),
  });
  const found = favour(candidates, kind.kind);
  const { largePrint } = settingOf(wishes, household, context.config.chain.language);
  const tier = chain.tierOf(all);
  return {
    scores,
    history,
    found,
    ordered: inOptionOrder(found.candidates, chain.candidates),
    hidden,
    kind,
    goneSince: chain.goneSince,
    tier,
    tierNo: tierNoOf(tier.tier, largePrint),
  };
}

/** The specials that a list gets, and what the budgets ask for the others. */
export type Chosen = Pick<LeftOutInputs, 'chargeMilli'> & {
  readonly specials: readonly Candidate[];
  /** true: the list is rebuilt, and keeps what it was planned with. */
  readonly isRebuilt?: boolean;
};

export function buildList(
  context: Pick<Context, 'config'>,
  inputs: PlanInputs,
  { household, bought, weeklySpendCents, dropNo }: Eligible,
  { scores, history, found, hidden, kind, goneSince, tier: tierFacts, tierNo }: Matched,
  { specials: chosen, chargeMilli, isRebuilt = false }: Chosen,
  controlKey: SigningKey,
): PlannedList | undefined {
  const { plan, chain } = context.config;
  const { householdId, homeStoreId } = household;
  const wishes = wishesOf(inputs.preferences.get(householdId) ?? []);
  const { language, largePrint } = settingOf(wishes, household, chain.language);
  const standing = { kind, tier: tierFacts };
  const { tier } = tierFacts;
  const dueLines = linesInPrint(dueLinesOf(context, kind.kind), largePrint);
  const before = boughtAs(bought, inputs.successors);
  const { products } = inputs.index.catalog;
  const specials = orderSpecials(chosen, ({ productNo }) => products[productNo ?? -1]);
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
      extras: linesInPrint(plan.extras, largePrint),
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
      rule: inputs.tierRules[tierNo] ?? { slots: 0, discoverySlots: 0 },
      chargeMilli,
      isRebuilt,
      hidden,
      goneSince,
      rules: {
        minProbability: plan.min_probability,
        offerMinProbability: plan.offer_min_probability,
        dueLines,
        specials: inputs.tierRules[tierNo]?.slots ?? 0,
      },
    }),
    lines,
  };
}
