import type { Lift } from '../../measure/lift.ts';
import type { ListTally } from '../../measure/list-score.ts';
import type { AfterCycle, ReportFacts } from '../../review/report/facts.ts';
import { formatDay } from '../../shared/day.ts';
import { sixDecimals } from '../../shared/six-decimals.ts';
import { liabilityDocument, specialsDocument } from '../plan/describe-specials.ts';

/** `duelist.report-plan/1`: every figure of the page, for programs. Shares are 0..1; null: not known, or not yet. */
export function reportDocument(facts: ReportFacts, page: string | undefined) {
  const { cycle, groups, plan, results, names } = facts;
  return {
    schema: 'duelist.report-plan/1',
    cycle_id: cycle.cycleId,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    state: cycle.state,
    lists: groups.map((group) => ({
      arm: group.arm,
      tier: group.tier ?? null,
      kind: group.kind ?? null,
      mail: group.mail,
      held: group.held,
      lists: group.lists,
      due_lines: group.dueLines,
      specials: group.specials,
      value_cents: group.valueCents,
    })),
    plan: plan === undefined ? null : { ...specialsDocument(plan), liability: undefined },
    segment_cells: facts.segmentCells,
    offers: (plan?.offers ?? []).map((offer) => {
      const result = results.get(offer.offerId);
      return {
        ...liabilityDocument(offer),
        headline: names.get(offer.offerId)?.headline ?? null,
        issued: result?.issued ?? 0,
        redeemed: result?.redeemed ?? 0,
        applications: result?.applications ?? 0,
        funder_cents: result?.funderCents ?? 0,
        store_cents: result?.storeCents ?? 0,
      };
    }),
    discovery: { issued: facts.discoveries.issued, redeemed: facts.discoveries.redeemed },
    not_planned: plan?.notPlanned ?? null,
    held: facts.held,
    obeyed: facts.obeyed,
    after: facts.after === undefined ? null : afterDocument(facts.after),
    page: page ?? null,
  };
}

function afterDocument({ arms, outcomes, missingDays }: AfterCycle) {
  return {
    missing_days: missingDays,
    treatment: linesDocument(arms.treatment.tally),
    control: linesDocument(arms.control.tally),
    lift: {
      spend_cents: liftDocument(outcomes.spendCents, 1),
      units: liftDocument(outcomes.unitsMilli, 1000),
      trips: liftDocument(outcomes.trips, 1),
    },
    merged_households: outcomes.merged,
  };
}

function linesDocument({ lists, dueLines, bought, expectedMillionths, naiveBought, parts }: ListTally) {
  const [special] = parts.special;
  return {
    lists,
    due_lines: dueLines,
    bought,
    predicted: sixDecimals(expectedMillionths / 1_000_000),
    naive_bought: naiveBought,
    special_lines: special?.lines ?? 0,
    special_lines_bought: special?.bought ?? 0,
  };
}

/** @param per Of what was counted to one of what is told. */
function liftDocument(lift: Lift | undefined, per: number) {
  if (lift === undefined) return null;
  const told = (value: number): number => sixDecimals(value / per);
  return {
    treatment_households: lift.treated,
    control_households: lift.control,
    treatment_mean: told(lift.treatedMean),
    control_mean: told(lift.controlMean),
    difference: told(lift.difference),
    low: told(lift.low),
    high: told(lift.high),
    detectable: told(lift.detectable),
    small: lift.small,
  };
}
