import type { HomeStoreChange } from '../../../history/home-store.ts';
import { type Day, formatDay } from '../../../shared/day.ts';
import type { HomeStoreClaim } from '../../../store/history/card-facts.ts';
import type { Household } from '../../../store/history/households.ts';
import type { Context } from '../../context.ts';
import { shopsAt } from '../../plan/home-store.ts';

/** Where a household is at home, and every change of it: as the feed says, and by where it shops. */
export type HomeStore = {
  readonly storeId: string | undefined;
  readonly source: 'feed' | 'trips' | undefined;
  readonly byFeed: readonly HomeStoreClaim[];
  readonly byTrips: readonly HomeStoreChange[];
};

export function homeStoreOf(context: Context, household: Household, asOf: Day | undefined): HomeStore {
  const { householdNo, homeStoreId } = household;
  const byTrips = asOf === undefined ? [] : shopsAt(context, householdNo, asOf);
  const storeId = homeStoreId ?? byTrips.at(-1)?.to;
  return {
    storeId,
    source: homeStoreId !== undefined ? 'feed' : storeId === undefined ? undefined : 'trips',
    byFeed: context.history.cards.homeStores(householdNo),
    byTrips,
  };
}

export function homeStoreDocument({ storeId, source, byFeed, byTrips }: HomeStore) {
  return {
    store_id: storeId ?? null,
    source: source ?? null,
    by_feed: byFeed.map((claim) => ({ store_id: claim.storeId ?? null, file: claim.file ?? null })),
    by_trips: byTrips.map(({ day, from, to, weeks, weeksFrom }) => ({
      day: formatDay(day),
      from: from ?? null,
      to,
      weeks,
      weeks_from: weeksFrom,
    })),
  };
}

export function homeStoreLines({ storeId, source, byFeed, byTrips }: HomeStore): string[] {
  const why =
    source === 'feed' ? ', as the households feed says' : source === 'trips' ? ', where it shops' : '';
  const feed = byFeed
    .slice(1)
    .map(({ storeId: to, file }) => `by feed to ${to ?? 'none'} (${file ?? 'unknown file'})`);
  const trips = byTrips.map(
    ({ day, from, to, weeks, weeksFrom }) =>
      `by trips ${formatDay(day)} ${from === undefined ? '' : `from ${from} `}to ${to}: there in ${weeks} of the last 8 weeks${from === undefined ? '' : `, in ${weeksFrom} at ${from}`}`,
  );
  return [`home store: ${storeId ?? 'none'}${why}`, ...[...feed, ...trips].map((line) => `  ${line}`)];
}
