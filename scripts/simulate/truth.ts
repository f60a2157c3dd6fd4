import { join } from 'node:path';
import { formatDay } from '../../src/shared/day.ts';
import { deriveAbsence } from './absence.ts';
import { cardOf, HOUSE_CARD } from './cards.ts';
import { exactWeeklyCents } from './exact.ts';
import { expectedGapDays, isSteady, type Profile } from './households.ts';
import { profileOf } from './pantry.ts';
import { money } from './prices.ts';
import { LATE_DAYS, lateStore, resentDay } from './scan-files.ts';
import type { Counts } from './scans.ts';
import { type Cell, writeFeed } from './text.ts';
import { tripGapSeenDays } from './trips.ts';
import { householdId, type World } from './world.ts';

/** See scripts/simulate.ts for what each kind of row says. */
const COLUMNS = [
  'kind',
  'household_id',
  'need',
  'product_id',
  'key',
  'value',
  'gap_days',
  'units_per_day',
  'loyalty',
  'season',
  'steady',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], Cell>>;

export function writeTruth(world: World, counts: Counts, dir: string): number {
  return writeFeed(join(dir, 'truth.csv'), COLUMNS, rows());

  function* rows(): Generator<Row> {
    yield { kind: 'card', key: 'house_card', value: HOUSE_CARD };
    yield {
      kind: 'chain',
      key: 'resent_day',
      value: world.settings.oneFile ? '' : formatDay(resentDay(world)),
    };
    for (const [key, value] of Object.entries(countRows(counts))) yield { kind: 'chain', key, value };
    for (let today = world.firstDay; today <= world.lastDay; today++) {
      const storeNo = lateStore(world, today);
      if (storeNo === undefined) continue;
      yield { kind: 'late', key: formatDay(today), value: `${world.storeIds[storeNo]} +${LATE_DAYS}` };
    }
    for (let household = 0; household < world.settings.households; household++)
      yield* householdRows(world, household);
  }
}

function countRows(counts: Counts): Record<string, Cell> {
  return {
    scan_lines: counts.lines,
    receipts: counts.receipts,
    sale_lines: counts.sales,
    void_lines: counts.voids,
    return_lines: counts.returns,
    coupon_lines: counts.coupons,
    other_lines: counts.others,
    anonymous_receipts: counts.anonymousReceipts,
    house_card_receipts: counts.houseCardReceipts,
    late_lines: counts.lateLines,
    net_amount: money(counts.netCents),
  };
}

function* householdRows(world: World, household: number): Generator<Row> {
  const profile = profileOf(world, household);
  const id = profile.unregistered ? cardOf(household, 0) : householdId(household);
  const exact = exactWeeklyCents(household);
  for (const [key, value] of Object.entries(traits(profile))) {
    yield { kind: 'household', household_id: id, key, value };
  }
  if (exact !== undefined) {
    yield { kind: 'household', household_id: id, key: 'weekly_spend_exact', value: money(exact) };
    return;
  }
  const absence = deriveAbsence(household, world.firstDay, world.lastDay, world.dice);
  if (absence !== undefined) {
    const to = absence.to === undefined ? '' : formatDay(absence.to);
    yield {
      kind: 'absence',
      household_id: id,
      key: absence.kind,
      value: `${formatDay(absence.from)}..${to}`,
    };
  }
  for (const own of profile.needs) {
    const gapDays = expectedGapDays(profile, own);
    yield {
      kind: 'need',
      household_id: id,
      need: own.need.name,
      product_id: own.need.products[own.favourite]?.id,
      gap_days: gapDays.toFixed(1),
      units_per_day: (own.units / own.lastsDays).toFixed(3),
      loyalty: own.loyalty,
      season: own.need.season,
      steady: isSteady(profile, own) ? 'yes' : undefined,
    };
  }
}

/** What sets a household apart; what is usual is left out. */
function traits(profile: Profile): Record<string, Cell> {
  const rows: Record<string, Cell> = {
    size: profile.size,
    trip_gap_days: tripGapSeenDays(profile).toFixed(1),
    deal_response: profile.dealResponse,
  };
  if (profile.weekday !== undefined) rows.weekday = profile.weekday;
  if (Number.isFinite(profile.smallGapDays)) rows.small_trip_gap_days = profile.smallGapDays.toFixed(1);
  if (profile.elsewhere > 0.1) rows.elsewhere = profile.elsewhere.toFixed(2);
  if (profile.forgetsCard > 0.02) rows.forgets_card = profile.forgetsCard;
  if (profile.cards === 2) rows.cards = 2;
  if (profile.unregistered) rows.unregistered = 'yes';
  return rows;
}
