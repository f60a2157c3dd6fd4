import { TIERS } from '../../ingest/rows.ts';
import { type FunderOfPlan, gapOf, type OfferOfPlan, type PlanReport } from '../../lists/plan-report.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { sixDecimals } from '../../shared/six-decimals.ts';

/** Offers that the text names one by one; `--json` has them all. */
const NAMED_MAX = 5;
const FUNDERS_NAMED = 3;

/** What a plan's specials came to, for programs; null: planned before that was kept. */
export function specialsDocument(report: PlanReport | undefined) {
  if (report === undefined) return null;
  return {
    worth_cents: Math.round(report.worthMilli / 1000),
    bound_cents: Math.round(report.boundMilli / 1000),
    gap: sixDecimals(gapOf(report)),
    risk: report.risk,
    value_by_tier: Object.fromEntries(
      TIERS.map((tier) => {
        const { lists, meanCents, targetCents, fromCents, toCents, reached } = report.tiers[tier];
        return [
          tier,
          {
            lists,
            mean_cents: meanCents,
            target_cents: targetCents,
            from_cents: fromCents,
            to_cents: toCents,
            reached,
          },
        ];
      }),
    ),
    discovery: discoveryDocument(report.discovery),
    liability: report.offers.map(liabilityDocument),
    liability_by_funder: report.funders?.map(funderDocument) ?? null,
  };
}

function discoveryDocument(discovery: PlanReport['discovery']) {
  if (discovery === undefined) return null;
  return {
    specials: discovery.specials,
    lists: discovery.lists,
    of_specials: discovery.ofSpecials,
    of_places: discovery.ofSlots,
    redemptions_expected: discovery.redeemedMillionths / 1_000_000,
  };
}

/** How many specials are in needs that their households do not buy. */
function discoveryText(discovery: PlanReport['discovery']): string[] {
  if (discovery === undefined || discovery.specials === 0) return [];
  const { specials, lists, ofSpecials, redeemedMillionths } = discovery;
  const expected = Math.round(redeemedMillionths / 1_000_000);
  return [
    `something new: ${specials} of ${ofSpecials} specials, on ${lists} lists; ${expected < 1 ? 'less than one redemption' : expected === 1 ? 'one redemption' : `${expected} redemptions`} expected`,
  ];
}

export function liabilityDocument(offer: OfferOfPlan) {
  return {
    offer_id: offer.offerId,
    version: offer.version,
    funder_id: offer.funderId,
    lists: offer.lists,
    face_cents: offer.faceCents,
    expected_cents: offer.expectedCents,
    at_risk_cents: offer.atRiskCents,
    left_cents: offer.leftCents ?? null,
    part_cents: offer.partCents ?? null,
    uses: offer.uses,
    uses_at_risk: offer.usesAtRisk,
    uses_left: offer.usesLeft ?? null,
    uses_part: offer.usesPart ?? null,
    price: offer.price,
    stepped_down: offer.steppedDown,
  };
}

function funderDocument(funder: FunderOfPlan) {
  return {
    funder_id: funder.funderId,
    funder_name: funder.funderName ?? null,
    offers: funder.offers,
    face_cents: funder.faceCents,
    expected_cents: funder.expectedCents,
    at_risk_cents: funder.atRiskCents,
    left_cents: funder.leftCents ?? null,
    at_risk_of_budgets_cents: funder.againstBudgetCents ?? null,
    stepped_down: funder.steppedDown,
  };
}

/** The same for people: what lists are worth, what it may cost, and which offers were stepped down. */
export function specialsText(report: PlanReport | undefined): string {
  if (report === undefined) return '';
  const { offers } = report;
  const total = (of: (offer: OfferOfPlan) => number): string =>
    formatCents(cents(offers.reduce((sum, offer) => sum + of(offer), 0)));
  const carried = offers.filter(({ lists }) => lists > 0).length;
  const tiers = TIERS.map((tier) => ({ tier, ...report.tiers[tier] }))
    .filter(({ lists }) => lists > 0)
    .map(
      ({ tier, lists, meanCents, targetCents, reached }) =>
        `${tier} ${formatCents(cents(meanCents))} of ${formatCents(cents(targetCents))} (${reached} of ${lists} lists reach it)`,
    );
  const risk = `${Math.round(1000 * (1 - report.risk)) / 10} %`;
  const lines = [
    `specials of ${carried} offers, worth within ${percent(gapOf(report))} of the most that is possible`,
    ...(tiers.length === 0 ? [] : [`savings on a list: ${tiers.join('; ')}`]),
    ...discoveryText(report.discovery),
    `liability: ${total(({ expectedCents }) => expectedCents)} expected, at most ${total(({ atRiskCents }) => atRiskCents)} with ${risk}, ${total(({ faceCents }) => faceCents)} if all came back`,
    ...fundersText(report.funders ?? []),
    ...steppedText(offers),
  ];
  return lines.map((line) => `  ${line}\n`).join('');
}

/** Those whose budgets may be used up furthest, first. */
function fundersText(funders: readonly FunderOfPlan[]): string[] {
  const share = ({ leftCents, againstBudgetCents }: FunderOfPlan): number =>
    leftCents === undefined ? -1 : (againstBudgetCents ?? 0) / Math.max(1, leftCents);
  const named = funders
    .toSorted((a, b) => share(b) - share(a) || (a.funderId < b.funderId ? -1 : 1))
    .slice(0, FUNDERS_NAMED)
    .map((funder) => {
      const { funderId, funderName, expectedCents, againstBudgetCents, leftCents } = funder;
      const ofBudget =
        leftCents === undefined
          ? 'without a budget'
          : `at most ${formatCents(cents(againstBudgetCents ?? 0))} of ${formatCents(cents(leftCents))} left (${Math.round(100 * share(funder))} %)`;
      return `${funderName ?? funderId} ${formatCents(cents(expectedCents))} expected, ${ofBudget}`;
    });
  if (named.length === 0) return [];
  const more = funders.length > named.length ? `; and ${funders.length - named.length} more` : '';
  return [`nearest to their budgets: ${named.join('; ')}${more}`];
}

function steppedText(offers: readonly OfferOfPlan[]): string[] {
  const stepped = offers.filter(({ steppedDown }) => steppedDown);
  if (stepped.length === 0) return [];
  const named = stepped.slice(0, NAMED_MAX).map(({ offerId }) => offerId);
  const more = stepped.length > NAMED_MAX ? ` and ${stepped.length - NAMED_MAX} more` : '';
  return [`stepped down, since their lists could have drawn more than there is: ${named.join(', ')}${more}`];
}

/** To hundredths of a percent. */
function percent(share: number): string {
  return `${Math.round(10_000 * share) / 100} %`;
}
