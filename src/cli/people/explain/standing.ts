import type { KindFacts } from '../../../lists/list-kind.ts';
import type { HouseholdStanding, TierFacts } from '../../../lists/planned-list.ts';
import { type Day, formatDay } from '../../../shared/day.ts';

/** What a tier was read from: ` (31 needs in 8 departments, trips in 12 of 13 weeks; reached on 2026-09-02)`. */
export function tierText(tier: TierFacts | undefined): string {
  if (tier === undefined) return '';
  const { needs, departments, weeks, reachedOn } = tier;
  const kept = reachedOn === undefined ? '' : `; reached on ${formatDay(reachedOn)}, and kept since`;
  return ` (${needs} needs in ${departments} departments, trips in ${weeks} of 13 weeks${kept})`;
}

/** What kind of list it is, and by which trips. */
export function kindText({ kind, firstDay, lastDay, recentTrips, usualTrips, since }: KindFacts): string {
  switch (kind) {
    case 'regular':
      return 'comes as often as it used to';
    case 'new':
      return firstDay === undefined ? 'new' : `new: first trip on ${formatDay(firstDay)}`;
    case 'declining':
      return `in decline since ${dayText(since)}: ${recentTrips} trips in eight weeks, by its earlier rate ${usualTrips}`;
    case 'lapsed':
      return `lapsed: last trip on ${dayText(lastDay)}`;
  }
}

/** The same for programs. */
export function describeStanding(standing: HouseholdStanding | undefined) {
  if (standing === undefined) return { list_kind: null, standing: null };
  const { kind, tier } = standing;
  return {
    list_kind: kind.kind,
    standing: {
      first_trip: dayOrNull(kind.firstDay),
      last_trip: dayOrNull(kind.lastDay),
      trips_56_days: kind.recentTrips ?? null,
      usual_trips_56_days: kind.usualTrips ?? null,
      declining_since: dayOrNull(kind.since),
      needs: tier.needs,
      departments: tier.departments,
      weeks_with_trips: tier.weeks,
      tier_reached_on: dayOrNull(tier.reachedOn),
    },
  };
}

function dayText(day: Day | undefined): string {
  return day === undefined ? 'a day not kept' : formatDay(day);
}

function dayOrNull(day: Day | undefined): string | null {
  return day === undefined ? null : formatDay(day);
}
